// The only place that knows exit codes.
import { SIGNAL_EXIT } from '../terminal/ending.ts';
import type { At2qboError, ErrorKind, StoppedError } from '../../core/errors.ts';

/** The exit codes by name. */
export const EXIT = {
  done: 0,
  needsPerson: 1,
  usage: 2,
  differences: 3,
  connect: 4,
  remoteDown: 5,
  busy: 6,
  integrity: 7,
  bug: 70,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

const OF_KIND: Readonly<Record<Exclude<ErrorKind, 'stopped'>, number>> = {
  usage: EXIT.usage,
  config: EXIT.usage,
  secrets: EXIT.connect,
  auth: EXIT.connect,
  temporary: EXIT.remoteDown,
  'unknown-outcome': EXIT.remoteDown,
  busy: EXIT.busy,
  integrity: EXIT.integrity,
  rejected: EXIT.needsPerson,
  stale: EXIT.needsPerson,
  'unexpected-answer': EXIT.needsPerson,
};

// The first of these that applies is the code of the whole.
const PRECEDENCE: readonly number[] = [
  EXIT.bug,
  EXIT.integrity,
  EXIT.connect,
  EXIT.usage,
  EXIT.busy,
  EXIT.remoteDown,
  EXIT.needsPerson,
  EXIT.differences,
  // A stopped run has nothing worse to tell than that it was stopped.
  EXIT.hungUp,
  EXIT.interrupted,
  EXIT.terminated,
  EXIT.done,
];

/** The exit code of an error; anything that isn't one of ours is a bug (70). */
export function exitCodeOf(error: unknown): number {
  if (!isOurs(error)) return EXIT.bug;
  if (error.kind !== 'stopped') return OF_KIND[error.kind];
  return SIGNAL_EXIT[(error as StoppedError).signal];
}

// By its shape: the help is on the way to this file, and shouldn't wait for the errors' own.
function isOurs(error: unknown): error is At2qboError {
  return error instanceof Error && 'kind' in error && 'disposition' in error;
}

/** The one code for several: 70, 7, 4, 2, 6, 5, 1, 3, 0. A code that isn't in the table is a bug. */
export function worst(codes: Iterable<number>): number {
  const all = new Set(codes);
  for (const code of all) if (!PRECEDENCE.includes(code)) return EXIT.bug;
  return PRECEDENCE.find((code) => all.has(code)) ?? EXIT.done;
}
