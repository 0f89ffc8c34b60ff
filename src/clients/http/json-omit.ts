// Takes members that nobody reads out of a JSON text while it arrives.
// A long answer never is in memory whole, and the parsed form of what is left is small.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const NULL = Buffer.from('null');
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** A longer text, begun in one piece and ended in another, is no member's name. */
const LONGEST_NAME = 200;

/**
 * The same JSON with `null` as the value of certain members: `Invoice.Line` is the member Line of an object that is the value of a member Invoice,
 * or is in its array. What was no JSON, or only a part of one, stays so.
 */
export class MemberSieve {
  readonly #names: ReadonlySet<string>;
  /** For each open bracket, the member that it belongs to. */
  readonly #holders: string[] = [];
  #member: string | null = null;
  /** The text that was read last, if nothing followed it yet; of one that goes on in the next piece, what was read of it. */
  #text: string | null = null;
  #isInText = false;
  /** The piece before ended with an odd number of backslashes in a text. */
  #isEscaping = false;
  /** Behind a member's colon. */
  #isBeforeValue = false;
  /** Brackets that are open in a value that is left out; null: nothing is being left out. */
  #depth: number | null = null;
  #isFirstByte = false;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  /** What is kept of the next piece. */
  sift(piece: Buffer): Buffer {
    const kept: Buffer[] = [];
    let from = 0;
    for (let at = 0; at < piece.length;) {
      if (this.#depth !== null) {
        at = this.#leaveOut(piece, at, this.#depth);
        from = at;
      } else if (this.#isInText) at = this.#readText(piece, at);
      else if (this.#isLeftOut(piece[at] ?? 0)) {
        kept.push(piece.subarray(from, at), NULL);
        this.#depth = 0;
        this.#isFirstByte = true;
      } else {
        this.#read(piece[at] ?? 0);
        at += 1;
      }
    }
    if (this.#depth === null) kept.push(piece.subarray(from));
    return kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept);
  }

  /** Does a value begin here that nobody reads? */
  #isLeftOut(byte: number): boolean {
    if (!this.#isBeforeValue || BLANK.has(byte)) return false;
    this.#isBeforeValue = false;
    return this.#names.has(`${this.#holders.at(-1) ?? ''}.${this.#member ?? ''}`);
  }

  #read(byte: number): void {
    if (BLANK.has(byte)) return;
    if (byte === COLON && this.#text !== null) {
      this.#member = this.#text;
      this.#isBeforeValue = true;
    } else if (OPENING.has(byte)) this.#holders.push(this.#member ?? this.#holders.at(-1) ?? '');
    else if (CLOSING.has(byte)) this.#holders.pop();
    if (OPENING.has(byte) || byte === COMMA) this.#member = null;
    this.#text = byte === QUOTE && this.#member === null ? '' : null;
    this.#isInText = byte === QUOTE;
  }

  /** To the end of the text or of the piece. */
  #readText(piece: Buffer, at: number): number {
    const end = this.#endOfText(piece, at);
    const last = this.#isInText ? end : end - 1;
    if (this.#text !== null)
      this.#text = this.#text.length + last - at > LONGEST_NAME ? null : `${this.#text}${piece.toString('latin1', at, last)}`;
    return end;
  }

  /** Behind the closing quote; the end of the piece where it isn't in it. */
  #endOfText(piece: Buffer, from: number): number {
    for (let at = piece.indexOf(QUOTE, from); at !== -1; at = piece.indexOf(QUOTE, at + 1)) {
      if (this.#isEscaped(piece, from, at)) continue;
      this.#isInText = false;
      this.#isEscaping = false;
      return at + 1;
    }
    this.#isEscaping = this.#isEscaped(piece, from, piece.length);
    return piece.length;
  }

  /** Is there an odd number of backslashes before it? */
  #isEscaped(piece: Buffer, from: number, at: number): boolean {
    let before = at;
    while (before > from && piece[before - 1] === BACKSLASH) before -= 1;
    const isOdd = (at - before) % 2 === 1;
    return before === from && this.#isEscaping ? !isOdd : isOdd;
  }

  /** Behind what is left out of the piece; `#depth` is null when the value is at its end. */
  #leaveOut(piece: Buffer, from: number, open: number): number {
    let depth = open;
    for (let at = from; at < piece.length;) {
      const byte = piece[at] ?? 0;
      if (this.#isInText) {
        at = this.#endOfText(piece, at);
        if (!this.#isInText && depth === 0) return this.#leftOut(at);
        continue;
      }
      if (depth === 0 && !this.#isFirstByte && (byte === COMMA || CLOSING.has(byte) || BLANK.has(byte))) return this.#leftOut(at);
      this.#isFirstByte = false;
      at += 1;
      this.#isInText = byte === QUOTE;
      if (OPENING.has(byte)) depth += 1;
      if (CLOSING.has(byte) && (depth -= 1) === 0) return this.#leftOut(at);
    }
    this.#depth = depth;
    return piece.length;
  }

  #leftOut(at: number): number {
    this.#depth = null;
    return at;
  }
}
