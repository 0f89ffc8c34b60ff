// The real time. Everything else takes a Clock, so that tests and the sandbox can bring their own.
import type { Clock } from '../../core/ports.ts';

/** Wall clock and real pauses. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
