// Columns that a text takes on a terminal: a wide character two, a combining mark none.
import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[\u0020-\u007e]*$/;
const MARKS = /[\ufdd0-\ufdef]/g;
/** A letter that draws nothing of its own, and what else draws nothing before it. */
const UNSEEN = /^[\p{Mark}\p{Control}\p{Format}\p{Surrogate}]+/u;

/** Made when the first text that isn't plain comes: both cost a start of the program as much as its other modules together. */
class Script {
  readonly letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  readonly #emoji = new RegExp(String.raw`^\p{RGI_Emoji}$`, 'v');

  /** Of one letter with all its marks. */
  widthOf(letter: string): number {
    const seen = letter.replace(UNSEEN, '');
    if (seen === '') return 0;
    return this.#emoji.test(letter) ? 2 : eastAsianWidth(seen.codePointAt(0) ?? 0);
  }
}

const made: { readonly script: Script } = {
  get script() {
    const script = new Script();
    Object.defineProperty(this, 'script', { value: script });
    return script;
  },
};

/** Without the marks of `paint`, which take none. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  const bare = text.replaceAll(MARKS, '');
  if (PLAIN.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of made.script.letters.segment(bare)) width += made.script.widthOf(segment);
  return width;
}

/** As much of it as fits, whole letters only. */
export function cutTo(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  let [cut, taken] = ['', 0];
  for (const { segment } of made.script.letters.segment(text)) {
    taken += widthOf(segment);
    if (taken > width) break;
    cut += segment;
  }
  return cut;
}

/** Filled up with spaces. */
export function padTo(text: string, width: number, isRight = false): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isRight ? `${space}${text}` : `${text}${space}`;
}
