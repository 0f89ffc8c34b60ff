// What a person's decision about one invoice came to (`hold`, `release`), for people and as JSON.
import { print, printError } from '../terminal/print.ts';
import { errorLines } from '../program/error-report.ts';
import type { Invocation } from '../program/spec.ts';

export interface Decided {
  readonly autotaskId: number;
  readonly result: 'held' | 'released' | 'accepted' | 'nothing' | 'refused';
  readonly message: string;
  /** The next step, as a command. */
  readonly fix: string;
}

/** Says it and gives the exit code back. */
export function sayDecision({ io, globals }: Invocation, decided: Decided, exitCode: number): number {
  if (globals.json) io.json({ ...decided, exitCode });
  else if (exitCode === 0) {
    if (!globals.quiet) print(io, [decided.message]);
  } else {
    printError(io, errorLines(decided));
  }
  return exitCode;
}
