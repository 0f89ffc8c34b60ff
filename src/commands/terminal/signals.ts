// Ctrl-C, SIGTERM and a terminal that goes away: the document in hand is finished, then the run ends.
// A second Ctrl-C or SIGTERM ends it at once, as `endOnSignal` does where no work is listening; the next run takes that up.
import type { Brake } from '../../core/run/brake.ts';
import { handled, SIGNALS, type Signal } from './ending.ts';
import type { Io } from './io.ts';

const IN_HAND = 'Finishing what is in hand, then stopping (again to stop now).';

/** What a command that lasts, or that has to tidy up, does about signals: `name` is the one that came, `came` resolves with it. */
export interface SignalWatch {
  readonly name: () => Signal | null;
  readonly came: Promise<Signal>;
  readonly end: () => void;
}

/** Listens until the function it returns is called. */
export function stopOnSignal(brake: Brake, io: Io): () => void {
  return listen((name) => {
    brake.signal(name);
    io.err(IN_HAND);
  }).end;
}

/** Remembers the first signal. */
export function watchSignals(): SignalWatch {
  return listen(() => undefined);
}

/** For work that is done elsewhere: every signal is passed on, the first one is remembered; nothing ends this process before the work has. */
export function passSignals(io: Io, pass: (name: Signal, isFirst: boolean) => void): Pick<SignalWatch, 'name' | 'end'> {
  return listen(
    (name) => {
      io.err('Every profile finishes what is in hand, then stops (again to stop now).');
      pass(name, true);
    },
    (name) => pass(name, false),
  );
}

/** `again`: for the second one; not given, it ends the process. A terminal that went away is no second wish. */
function listen(first: (name: Signal) => void, again?: (name: Signal) => void): SignalWatch {
  let known: Signal | null = null;
  let tell: (name: Signal) => void = () => {};
  const came = new Promise<Signal>((resolve) => {
    tell = resolve;
  });
  const listeners = SIGNALS.map((name) => {
    const listener = handled((): void => {
      if (known !== null) {
        if (name !== 'SIGHUP') (again ?? endNow)(name);
        return;
      }
      known = name;
      tell(name);
      first(name);
    });
    process.on(name, listener);
    return [name, listener] as const;
  });
  const end = (): void => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  const endNow = (name: Signal): void => {
    end();
    process.emit(name, name); // nobody listens any more: the process ends
  };
  return { name: () => known, came, end };
}
