// Lines for people: on a terminal too long ones are broken between words, and go on where their column began.
// A file or a pipe gets them whole.
import { widthOf } from '../format/width.ts';
import type { Io } from './io.ts';

const MARK = /[\ufdd0-\ufdef]/g;

/** Writes them to stdout. */
export function print(io: Io, lines: readonly string[]): void {
  for (const line of lines) io.out(io.stdoutIsTty ? fold(named(io, line), io.width) : line);
}

/** The same on stderr. */
export function printError(io: Io, lines: readonly string[]): void {
  for (const line of lines) io.err(io.stderrIsTty ? fold(named(io, line), io.width) : line);
}

function named(io: Io, text: string): string {
  return io.named?.(text) ?? text;
}

/** The text in lines of at most `width` columns. A command is never broken: half of one must not be pasted. */
export function fold(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (widthOf(line) > width ? foldLine(line, width) : line))
    .join('\n');
}

function foldLine(line: string, width: number): string {
  const indent = ' '.repeat(columnOf(line, width));
  const out: string[] = [];
  let now = '';
  for (const piece of pieces(line)) {
    const before = now.replaceAll(MARK, '').trim();
    // A command that is too long even for a line of its own needn't leave its label.
    const helps = before !== '' && !(before === 'fix:' && widthOf(piece) > width - indent.length);
    if (helps && widthOf(`${now}${piece}`.trimEnd()) > width) {
      out.push(now.trimEnd());
      now = `${indent}${piece.trimStart()}`;
    } else now += piece;
  }
  return [...out, now].join('\n');
}

/** Words with the spaces before them; a command is one word, to the end of its part of the sentence. */
function pieces(line: string): string[] {
  return line.match(/\s+at2qbo (?:--profile \S+ )?[a-z](?:'[^']*'|[^,;'])*?(?=[,;)]|\.?\s*$|\. )|\s*\S+\s*$|\s*\S+/g) ?? [line];
}

/** Where its last column begins: after the last wide gap of the first half, else after the spaces at its beginning. */
function columnOf(line: string, width: number): number {
  const plain = line.replaceAll(MARK, '');
  const gaps = [...plain.matchAll(/ {2,}(?=\S)/g)].map((gap) => widthOf(plain.slice(0, gap.index + gap[0].length)));
  return gaps.findLast((at) => at <= width / 2) ?? /^ */.exec(plain)?.[0].length ?? 0;
}
