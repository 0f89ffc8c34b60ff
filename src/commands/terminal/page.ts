// Long output on a terminal, in the pager that a person chose (`$PAGER`, else less), where it doesn't fit the screen.
import type { Invocation } from '../program/spec.ts';
import { pagerOf } from './pager.ts';
import { print } from './print.ts';

/** Prints the lines, in the pager where they are longer than the screen; `--no-pager` and `--quiet` want none. Resolves when it is closed. */
export async function page({ io, options, globals }: Invocation, lines: readonly string[]): Promise<void> {
  const pager = io.openPager === null || options['pager'] === false || globals.quiet ? null : pagerOf(io.env);
  const folded: string[] = [];
  print({ ...io, out: (line) => void folded.push(line) }, lines);
  const text = folded.join('\n');
  const isLonger = pager !== null && text.split('\n').length >= io.rows();
  if (isLonger && (await io.openPager?.(pager, text)) === true) return;
  if (folded.length > 0) io.out(text);
}
