// Ctrl-C and SIGTERM: the document in hand is finished, then the run ends. A second signal ends it at once; the next run takes that up.
import type { Brake } from '../core/stopping.ts';
import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens until the function it returns is called. `process.on`, not `once`: a library's own handler must never be the last one left. */
export function stopOnSignal(brake: Brake, io: Io): () => void {
  let isAsked = false;
  const listeners = SIGNALS.map((name) => {
    const listener = (): void => {
      if (isAsked) {
        unlisten();
        process.kill(process.pid, name); // nobody listens any more: the system's own end
        return;
      }
      isAsked = true;
      brake.signal(name);
      io.err('Finishing what is in hand, then stopping (again to stop now).');
    };
    // conf brings a listener along (when-exit) that ends the process in the middle of a document.
    process.removeAllListeners(name);
    process.on(name, listener);
    return [name, listener] as const;
  });
  const unlisten = (): void => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  return unlisten;
}

/** For work that ends with the signal itself, like following the log. */
export function signalled(): {
  readonly signal: () => (typeof SIGNALS)[number] | null;
  readonly promise: Promise<void>;
  readonly unlisten: () => void;
} {
  let caught: (typeof SIGNALS)[number] | null = null;
  let wake = (): void => {};
  const promise = new Promise<void>((resolve) => (wake = resolve));
  const listeners = SIGNALS.map((name) => {
    const listener = (): void => {
      caught ??= name;
      wake();
    };
    process.removeAllListeners(name); // conf's own ends the process (see above)
    process.on(name, listener);
    return [name, listener] as const;
  });
  return {
    signal: () => caught,
    promise,
    unlisten: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
