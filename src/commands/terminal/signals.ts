// Ctrl-C and SIGTERM: the document in hand is finished, then the run ends.
// A second signal ends it at once; the next run takes that up.
import type { Brake } from '../../core/run/brake.ts';
import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

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

/** What a command that lasts, or that has to tidy up, does about signals: `name` is the one that came, `came` resolves with it. */
export interface SignalWatch {
  readonly name: () => Signal | null;
  readonly came: Promise<Signal>;
  readonly end: () => void;
}

/** Remembers the first signal; a second one ends the process. */
export function watchSignals(): SignalWatch {
  let first: Signal | null = null;
  let tell: (name: Signal) => void = () => {};
  const came = new Promise<Signal>((resolve) => {
    tell = resolve;
  });
  const listeners = SIGNALS.map((name) => {
    const listener = (): void => {
      if (first !== null) {
        end();
        process.kill(process.pid, name);
        return;
      }
      first = name;
      tell(name);
    };
    process.removeAllListeners(name); // as above
    process.on(name, listener);
    return [name, listener] as const;
  });
  const end = (): void => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  return { name: () => first, came, end };
}

/** For work that is done elsewhere: every signal is passed on, the first one is remembered; nothing ends this process before the work has. */
export function passSignals(io: Io, pass: (name: Signal, isFirst: boolean) => void): Pick<SignalWatch, 'name' | 'end'> {
  let first: Signal | null = null;
  const listeners = SIGNALS.map((name) => {
    const listener = (): void => {
      if (first === null) io.err('Every profile finishes what is in hand, then stops (again to stop now).');
      const isFirst = first === null;
      first ??= name;
      pass(name, isFirst);
    };
    process.removeAllListeners(name); // as above
    process.on(name, listener);
    return [name, listener] as const;
  });
  return {
    name: () => first,
    end: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
