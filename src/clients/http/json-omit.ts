// Takes members that nobody reads out of a JSON text before it is parsed:
// the parsed form of a large answer is several times its size.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * The same JSON with `null` as the value of certain members: `Invoice.Line` is the member Line of an object that is the value of a member Invoice,
 * or is in its array. What was no JSON, or only a part of one, stays so.
 */
export function omitMembers(json: Buffer, names: ReadonlySet<string>): Buffer {
  const kept: Buffer[] = [];
  /** For each open bracket, the member that it belongs to. */
  const holders: string[] = [];
  let member: string | null = null;
  let from = 0;
  for (let at = 0; at < json.length;) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) {
      const end = stringEnd(json, at);
      const colon = afterBlanks(json, end);
      if (json[colon] === COLON) {
        member = json.toString('utf8', at + 1, end - 1);
        const value = afterBlanks(json, colon + 1);
        at = value;
        if (!names.has(`${holders.at(-1) ?? ''}.${member}`)) continue;
        kept.push(json.subarray(from, value), Buffer.from('null'));
        at = valueEnd(json, value);
        from = at;
      } else at = end;
      continue;
    }
    if (OPENING.has(byte)) holders.push(member ?? holders.at(-1) ?? '');
    if (OPENING.has(byte) || byte === COMMA) member = null;
    if (CLOSING.has(byte)) holders.pop();
    at += 1;
  }
  kept.push(json.subarray(from));
  return Buffer.concat(kept);
}

/** Behind the closing quote; the end of the text where there is none. */
function stringEnd(json: Buffer, opening: number): number {
  for (let at = json.indexOf(QUOTE, opening + 1); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let before = at;
    while (json[before - 1] === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 0) return at + 1; // an odd number of them escapes the quote
  }
  return json.length;
}

function afterBlanks(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length && BLANK.has(json[at] ?? 0)) at += 1;
  return at;
}

/** Behind the value that begins here. */
function valueEnd(json: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length;) {
    const byte = json[at] ?? 0;
    if (depth === 0 && at > from && (byte === COMMA || CLOSING.has(byte) || BLANK.has(byte))) return at;
    if (byte === QUOTE) {
      at = stringEnd(json, at);
      if (depth === 0) return at;
      continue;
    }
    at += 1;
    if (OPENING.has(byte)) depth += 1;
    if (CLOSING.has(byte) && (depth -= 1) === 0) return at;
  }
  return json.length;
}
