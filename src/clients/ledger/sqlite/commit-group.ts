// Shares commits: what waits at the same moment goes to the disk in one.
// Nothing is done before its commit is; only how often there is one is decided here.
import type { Haste, Rider, Statement } from '../store.ts';

/**
 * Several transactions as one commit, and what rides along (may be none) as the last of them. What each came to: rows changed, or why it failed while the
 * others went through.
 */
export type Commit = (lists: readonly (readonly Statement[])[], along: readonly Statement[]) => Promise<readonly (number | Error)[]>;

interface Waiting {
  readonly statements: readonly Statement[];
  readonly resolve: (changed: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Once this many wait, they are committed without waiting for more. */
const MANY = 8;
/** And no more go in one: those after them needn't wait for all, and a message to another thread takes its time. */
const MOST = 100;
/** Otherwise the disk is asked so often a second, after a few that needn't wait: a short run is over before it has to. */
const A_SECOND = 3;
const AT_ONCE = 6;

export class CommitGroup {
  readonly #commit: Commit;
  readonly #rider: Rider;
  #waiting: Waiting[] = [];
  #isUrgent = false;
  #isBusy = false;
  #timer: NodeJS.Timeout | null = null;
  #left = AT_ONCE;
  #filledAt = performance.now();

  constructor(commit: Commit, rider: Rider) {
    this.#commit = commit;
    this.#rider = rider;
  }

  /** One transaction; durable when it resolves. Without statements: what rides along, now. */
  write(statements: readonly Statement[], haste: Haste): Promise<number> {
    const done = new Promise<number>((resolve, reject) => this.#waiting.push({ statements, resolve, reject }));
    if (haste === 'now') this.#isUrgent = true;
    this.#plan();
    return done;
  }

  #plan(): void {
    if (this.#isBusy || this.#waiting.length === 0) return;
    const now = performance.now();
    this.#left = Math.min(AT_ONCE, this.#left + ((now - this.#filledAt) / 1000) * A_SECOND);
    this.#filledAt = now;
    if (this.#isUrgent || this.#waiting.length >= MANY || this.#left >= 1) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      this.#isBusy = true;
      // Whoever writes in this very moment comes along.
      setImmediate(() => void this.#go());
      return;
    }
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#plan();
      },
      ((1 - this.#left) / A_SECOND) * 1000 + 1,
    );
  }

  async #go(): Promise<void> {
    const taken = this.#waiting.splice(0, MOST);
    const going = taken.filter((one) => one.statements.length > 0);
    const idle = taken.filter((one) => one.statements.length === 0);
    if (this.#waiting.length === 0) this.#isUrgent = false;
    this.#left = Math.max(0, this.#left - 1);
    const along = this.#rider.take();
    const lists = going.map((one) => one.statements);
    let results: readonly (number | Error)[] = [];
    try {
      if (lists.length > 0 || along.length > 0) results = await this.#commit(lists, along);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      results = [...lists, along].map(() => error);
    }
    going.forEach((one, index) => settle(one, results[index]));
    const said = along.length > 0 ? results[lists.length] : 0;
    if (along.length > 0) this.#rider.settle(said instanceof Error ? said : null);
    for (const one of idle) settle(one, said instanceof Error ? said : 0);
    this.#isBusy = false;
    this.#plan();
  }
}

function settle(one: Waiting, result: number | Error | undefined): void {
  if (typeof result === 'number') one.resolve(result);
  else one.reject(result ?? new Error('the commit said nothing'));
}
