// What a signal means to a probe: no more questions; what was made is taken away, unless there is no time for that.
import { StoppedError } from '../../core/errors.ts';
import { Brake } from '../../core/run/brake.ts';
import type { Context } from '../context/context.ts';
import { stopOnSignal } from '../terminal/signals.ts';
import type { Io } from '../terminal/io.ts';

export interface Stopping {
  /** Told before each question; true: no more are asked. */
  readonly at: (service: string, question: string, n: number) => boolean;
  /** Asked to end at once, or the terminal went away: the journal is enough. */
  readonly isUrgent: () => boolean;
  readonly cause: () => StoppedError | null;
  readonly end: () => void;
}

export function watchForStop(context: Context, io: Io): Stopping {
  const brake = new Brake();
  const end = stopOnSignal(brake, io);
  const cause = (): StoppedError | null => (brake.cause instanceof StoppedError ? brake.cause : null);
  return {
    at: (service, question) => {
      context.events.progress(`Asking ${service}: ${question}`);
      return cause() !== null;
    },
    isUrgent: () => cause() !== null && cause()?.signal !== 'SIGINT',
    cause,
    end,
  };
}
