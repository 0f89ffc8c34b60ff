// What a run command prints at its end: the one JSON document, or lines for people and the trouble that ended it.
import type { Preview } from '../../core/approval/preview.ts';
import type { Context } from '../context/context.ts';
import { troubleLines } from '../program/error-report.ts';
import type { EndedRun } from './locked-run.ts';
import { runJson } from './render-json.ts';
import type { Invocation } from '../program/spec.ts';
import { print, printError } from '../terminal/print.ts';

/** Prints it; `lines` are for people. */
export function showRun(
  invocation: Invocation,
  context: Context,
  { result, exitCode }: EndedRun,
  lines: readonly string[],
  previews?: ReadonlyMap<number, Preview>,
): void {
  const { io, globals } = invocation;
  if (globals.json) {
    io.json(runJson(result, exitCode, context.counts, previews));
    return;
  }
  print(io, lines);
  if (!result.trouble) return;
  printError(io, troubleLines(result.trouble));
}
