// The hourly request budget: all integrations of a customer share it.
// Autotask counts the requests of a database in a rolling hour.
import { instantAt } from '../../core/dates.ts';
import { TemporaryError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';

const HOUR = 3_600_000;

/** Counts our own requests; what others used is known from the moment somebody asked. */
export class RequestBudget {
  readonly #perHour: number;
  readonly #clock: Clock;
  #allowed: number;
  #starts: number[] = [];
  #others = { count: 0, at: 0 };

  constructor(perHour: number, clock: Clock) {
    this.#perHour = perHour;
    this.#allowed = perHour;
    this.#clock = clock;
  }

  /** Takes over what Autotask counted: `used` includes our own requests of this hour. */
  learn(used: number, limit: number): void {
    const now = this.#clock.now();
    this.#allowed = Math.min(this.#perHour, limit);
    this.#others = { count: Math.max(0, used - this.#own(now)), at: now };
  }

  /** Counts one request, or throws before the budget would be exceeded. */
  spend(): void {
    if (this.left() <= 0) throw this.#spent();
    this.#starts.push(this.#clock.now());
  }

  /** Requests that may still be made now. */
  left(): number {
    const now = this.#clock.now();
    return this.#allowed - this.#own(now) - this.#foreign(now);
  }

  #foreign(now: number): number {
    return now - this.#others.at < HOUR ? this.#others.count : 0;
  }

  #own(now: number): number {
    const firstInside = this.#starts.findIndex((start) => now - start < HOUR);
    if (firstInside === -1) this.#starts = [];
    else if (firstInside > 0) this.#starts = this.#starts.slice(firstInside);
    return this.#starts.length;
  }

  #spent(): TemporaryError {
    const oldest =
      this.#foreign(this.#clock.now()) > 0
        ? Math.min(this.#starts[0] ?? Infinity, this.#others.at)
        : (this.#starts[0] ?? this.#clock.now());
    const again = instantAt(oldest + HOUR).slice(11, 16);
    return new TemporaryError(
      `The hour's share of Autotask requests is used up (${this.#allowed}; other integrations of this Autotask count too).`,
      {
        service: 'Autotask',
        code: 'hourly-budget',
        remedy: `Run again after ${again} UTC: the next run goes on where this one stopped. The share is a setting: at2qbo settings get limits.autotaskPerHour`,
      },
    );
  }
}
