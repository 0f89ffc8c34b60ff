// Autotask's own clock, as the `Date` of its answers shows it: how old an invoice is mustn't hang on this computer's.
import type { Clock } from '../../core/ports.ts';

/** `Date` counts in whole seconds and travels a while: below this the two clocks agree. */
const AGREES_MS = 3000;

export class ServerClock {
  readonly #clock: Pick<Clock, 'now'>;
  #ahead = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Takes over the `Date` of an answer that has just come; anything else than a date is passed over. */
  learn(date: string | undefined): void {
    const shown = date === undefined ? NaN : Date.parse(date);
    if (Number.isNaN(shown)) return;
    const ahead = shown - this.#clock.now();
    this.#ahead = Math.abs(ahead) < AGREES_MS ? 0 : ahead;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#clock.now() + this.#ahead;
  }
}
