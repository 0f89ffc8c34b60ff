// Colours that survive the cleaning of text: one-character marks, which become chalk's colours on the way out.
// A mark that came from outside can at worst colour a word: it moves nothing and hides nothing.
import type { ChalkInstance } from 'chalk';
import { clean } from './clean.ts';

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;
type Style = (typeof STYLES)[number];

// Noncharacters of Unicode: no text has them for a good reason.
const FIRST_MARK = 0xfdd0;
const END = '\ufdef';
const INNERMOST = /([\ufdd0-\ufdd5])([^\ufdd0-\ufdef]*)\ufdef/g;
const MARKS = /([\ufdd0-\ufdef])/g;
// Loaded only where colours are wanted: the help and a cron job need none, and should start fast.
let colours: ChalkInstance | null = null;

/** Loads chalk. Until then everything is written without colours. */
export async function loadColours(): Promise<void> {
  const { Chalk } = await import('chalk');
  colours = new Chalk({ level: 1 });
}

const painter = (style: Style) => (text: string) => `${String.fromCharCode(FIRST_MARK + STYLES.indexOf(style))}${text}${END}`;

/** Colours for people's output: `paint.red(text)`. Each adds two characters, so pad before painting. Painted text can be painted again. */
export const paint: Readonly<Record<Style, (text: string) => string>> = {
  bold: painter('bold'),
  dim: painter('dim'),
  red: painter('red'),
  green: painter('green'),
  yellow: painter('yellow'),
  cyan: painter('cyan'),
};

/** The text as it may go out: everything but our own colours made harmless, and those kept only if `color` says so. */
export function finish(text: string, color: boolean): string {
  const parts = text.split(MARKS).map((part, index) => (index % 2 === 0 ? clean(part) : part));
  let result = parts.join('');
  for (let before = ''; before !== result;) {
    before = result;
    result = before.replaceAll(INNERMOST, (_, mark: string, inner: string) => {
      const style = STYLES[mark.charCodeAt(0) - FIRST_MARK];
      return color && colours !== null && style !== undefined ? colours[style](inner) : inner;
    });
  }
  return result.replaceAll(MARKS, '');
}
