// When Autotask says "too many": how long to be silent, and when to give up for this run.
import { instantAt } from '../../core/dates.ts';
import { TemporaryError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';

// A database over its hourly threshold is suspended until usage falls: knocking on makes it worse for every integration.
const REFUSALS = 5;
const SILENCE = 60_000;
const LONGEST_WAIT = 120_000;

/** `until`: milliseconds, as `now`. */
export function throttled(until: number, now: number): TemporaryError {
  return new TemporaryError('Autotask takes no more requests at the moment (too many in the last hour, or at once).', {
    service: 'Autotask',
    code: '429',
    retryAfterSeconds: Math.max(0, Math.ceil((until - now) / 1000)),
    remedy: `Run again after ${instantAt(until).slice(11, 16)} UTC: the next run goes on where this one stopped.`,
  });
}

/** Shared by all requests of a client: refusals in a row end the run's calls instead of each one trying for itself. */
export class Throttle {
  readonly #clock: Clock;
  #inRow = 0;
  #silentUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws while Autotask wants silence. */
  check(): void {
    if (this.#clock.now() < this.#silentUntil) throw throttled(this.#silentUntil, this.#clock.now());
  }

  answered(): void {
    this.#inRow = 0;
  }

  /** The error to give up with, or null when the same call may be tried again. */
  refused(isHourly: boolean, after: number | null): TemporaryError | null {
    this.#inRow += 1;
    if (!isHourly && this.#inRow < REFUSALS && (after ?? 0) <= LONGEST_WAIT) return null;
    this.#inRow = 0;
    this.#silentUntil = this.#clock.now() + (after ?? (isHourly ? 10 * SILENCE : SILENCE));
    return throttled(this.#silentUntil, this.#clock.now());
  }
}
