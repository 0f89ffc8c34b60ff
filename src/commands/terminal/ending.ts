// How the process ends on a signal: at once where no work is listening, else with the work's own end.
// On SIGTERM within ten seconds in any case.
// Loaded before everything else, and loads nothing of ours.
import { closeSync, fstatSync } from 'node:fs';

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type Signal = (typeof SIGNALS)[number];

/** The shell's numbers: 128 and the signal's own. */
export const SIGNAL_EXIT: Readonly<Record<Signal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Whoever sends SIGTERM kills what isn't gone after ten seconds. */
const LONGEST_END_MS = 9000;

const HANDLED = Symbol('ends by itself');

/** Marks a listener whose work ends by itself; a library's listener (a prompt's) is none. */
export function handled<T extends () => void>(listener: T): T {
  return Object.assign(listener, { [HANDLED]: true });
}

/** From now on every signal ends the process, by the work that listens or without it. */
export function endOnSignal(): void {
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (!process.listeners(name).some((one) => HANDLED in one)) process.exit(SIGNAL_EXIT[name]);
      if (name === 'SIGTERM') setTimeout(() => process.exit(SIGNAL_EXIT[name]), LONGEST_END_MS).unref();
    });
  }
  leaveDeadTerminals();
}

/**
 * Node restores the terminal's mode when it ends, and aborts where the terminal went away meanwhile; it leaves closed ones alone. What prompts changed
 * they put back themselves, and the streams have descriptors of their own.
 */
function leaveDeadTerminals(): void {
  process.on('exit', () => {
    for (const fd of [0, 1, 2]) if (isDevice(fd)) closeSync(fd);
  });
}

/** One that is gone no longer says that it is a terminal. */
function isDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false; // closed already
  }
}
