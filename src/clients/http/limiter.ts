// Keeps the calls to one service inside its limits.
// At most a number at once, a number a minute (a sliding window), and a number a second, evenly spaced: two bursts that are a second apart here
// arrive closer together there, and then add up.
import type { Clock } from '../../core/ports.ts';

export interface Limits {
  readonly concurrent: number;
  /** Omitted: no such limit. */
  readonly perSecond?: number;
  readonly perMinute?: number;
}

/** Leave to go, or how long to wait before asking again. */
export type Pass = { readonly leave: () => void } | { readonly waitMs: number };

/** Limits that are shared with other programs. */
export interface Gate {
  tryEnter(): Pass;
}

const ALONE: Pass = { leave: () => undefined };

/** Milliseconds between two starts. */
export function pace(perSecond: number): number {
  return 1000 / perSecond;
}

/** First come, first served. `enter` resolves when the call may start and gives the function that ends it. */
export class Limiter {
  readonly #limits: Limits;
  readonly #clock: Clock;
  #running = 0;
  #starts: number[] = [];
  #pausedUntil = 0;
  #pauseLength = 0;
  readonly #waiting: ((leave: () => void) => void)[] = [];
  readonly #gate: Gate | null;
  #isPumping = false;

  constructor(limits: Limits, clock: Clock, gate: Gate | null = null) {
    this.#limits = limits;
    this.#gate = gate;
    this.#clock = clock;
  }

  async enter(): Promise<() => void> {
    const turn = new Promise<() => void>((resolve) => this.#waiting.push(resolve));
    void this.#pump();
    const leave = await turn;
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#running -= 1;
      leave();
      void this.#pump();
    };
  }

  /** Lets nothing start for so long (after a 429). */
  pause(milliseconds: number): void {
    const until = this.#clock.now() + milliseconds;
    if (until < this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#pauseLength = milliseconds;
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#waiting.length > 0 && this.#running < this.#limits.concurrent) {
        const wait = this.#waitTime();
        if (wait > 0) {
          await this.#clock.sleep(wait);
          continue;
        }
        const pass = this.#gate?.tryEnter() ?? ALONE;
        if ('waitMs' in pass) {
          await this.#clock.sleep(pass.waitMs);
          continue;
        }
        this.#running += 1;
        if (this.#limits.perMinute !== undefined || this.#limits.perSecond !== undefined) this.#starts.push(this.#clock.now());
        this.#waiting.shift()?.(pass.leave);
      }
    } finally {
      this.#isPumping = false;
    }
  }

  #waitTime(): number {
    const now = this.#clock.now();
    // No longer than it was asked for, also when the clock was set back meanwhile.
    if (now < this.#pausedUntil) {
      this.#pausedUntil = Math.min(this.#pausedUntil, now + this.#pauseLength);
      return this.#pausedUntil - now;
    }
    // A clock that was set back leaves starts in the future: they would block for ever.
    while (this.#starts.length > 0 && (now - (this.#starts[0] ?? 0) >= 60_000 || (this.#starts.at(-1) ?? 0) > now + 1000))
      this.#starts.shift();
    return Math.max(this.#windowWait(now, 60_000, this.#limits.perMinute), this.#paceWait(now));
  }

  #paceWait(now: number): number {
    const last = this.#starts.at(-1);
    return this.#limits.perSecond === undefined || last === undefined ? 0 : Math.max(0, last + pace(this.#limits.perSecond) - now);
  }

  #windowWait(now: number, span: number, limit: number | undefined): number {
    if (limit === undefined) return 0;
    const oldest = this.#starts[this.#starts.length - limit];
    return oldest === undefined ? 0 : Math.max(0, oldest + span - now);
  }
}
