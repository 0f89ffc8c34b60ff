// Columns that a text takes on a terminal: a wide character two, a combining mark none.
import stringWidth from 'string-width';

const PLAIN = /^[\u0020-\u007e]*$/;
const MARKS = /[\ufdd0-\ufdef]/g;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Without the marks of `paint`, which take none. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return stringWidth(text.replaceAll(MARKS, ''));
}

/** As much of it as fits, whole letters only. */
export function cutTo(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  let [cut, taken] = ['', 0];
  for (const { segment } of letters.segment(text)) {
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
