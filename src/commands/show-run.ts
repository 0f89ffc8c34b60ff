// What a run command prints at its end: the one JSON document, or lines for people and the trouble that ended it.
import type { Preview } from '../core/preview.ts';
import type { RunResult } from '../core/run.ts';
import type { Context } from './context.ts';
import { troubleLines } from './report.ts';
import { runJson } from './render/run-json.ts';
import type { Invocation } from './spec.ts';
import { print, printError } from './print.ts';

/** Prints it; `lines` are for people. */
export function showRun(
  invocation: Invocation,
  context: Context,
  result: RunResult,
  exitCode: number,
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
