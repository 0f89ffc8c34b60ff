// Keeps all profiles of one app inside the reads that Intuit allows a month.
// Past them it blocks the app until the next one.
import { TemporaryError } from '../../core/errors.ts';
import type { Clock, LogFacts } from '../../core/ports.ts';
import type { ReadCounts } from './counts.ts';

/** What a read is for: a document that is about to be made, or a look that can wait. */
export type Need = 'document' | 'look';

export interface Meter {
  /** Rejects with TemporaryError where the read has to wait for the next month. */
  allow(need: Need): Promise<void>;
  /** A read was answered: only those count. */
  used(): void;
  /** What the month has come to, as far as is known without asking. */
  state(): MeterState;
}

export interface MeterState {
  readonly used: number;
  readonly limit: number;
  /** `2026-11`, in UTC. */
  readonly month: string;
}

export interface ReadMeterOptions {
  readonly clientId: string;
  readonly perMonth: number;
  readonly counts: ReadCounts;
  readonly clock: Pick<Clock, 'now'>;
  readonly note: (level: 'info' | 'warn', message: string, facts?: LogFacts) => void;
}

const WARNS_AT = 0.8;
const SPARES_AT = 0.95;

export class ReadMeter implements Meter {
  readonly #options: ReadMeterOptions;
  #month = '';
  #written = 0;
  #pending = 0;
  #writing: Promise<void> = Promise.resolve();
  #first: Promise<void> | null = null;
  #hasWarned = false;
  #isAlone = false;

  constructor(options: ReadMeterOptions) {
    this.#options = options;
  }

  async allow(need: Need): Promise<void> {
    await this.ask();
    const { used, limit } = this.state();
    if (used >= limit) throw this.#spent('are used up');
    if (used >= limit * SPARES_AT && need === 'look') throw this.#spent('are nearly used up; the rest is kept for invoices');
    if (used >= limit * WARNS_AT && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#options.note('warn', `QuickBooks: ${used} of ${limit} metered reads of this month are used (all profiles with this client id)`);
    }
  }

  /** The sum of all programs, asked for once a month and command. */
  ask(): Promise<void> {
    this.#turn();
    this.#first ??= this.#write(0);
    return this.#first;
  }

  used(): void {
    this.#turn();
    this.#pending += 1;
    if (this.#pending >= this.#options.counts.batch) void this.flush();
  }

  state(): MeterState {
    return { used: this.#written + this.#pending, limit: this.#options.perMonth, month: this.#month };
  }

  /** Writes down what was counted; at the end of a command it must be awaited. */
  async flush(): Promise<void> {
    const reads = this.#pending;
    if (reads > 0) {
      this.#pending = 0;
      this.#written += reads; // until the sum of all programs is known
      this.#writing = this.#writing.then(() => this.#write(reads));
    }
    await this.#writing;
  }

  async #write(reads: number): Promise<void> {
    if (this.#isAlone) return;
    const { counts, clientId, note } = this.#options;
    try {
      this.#written = Math.max(this.#written, await counts.add(clientId, this.#month, reads));
    } catch (error) {
      this.#isAlone = true; // a count less is no reason to stop
      note(
        'warn',
        `Metered reads can't be counted together with other programs: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #turn(): void {
    const month = new Date(this.#options.clock.now()).toISOString().slice(0, 7);
    if (month === this.#month) return;
    this.#month = month;
    this.#written = 0;
    this.#first = null;
    this.#hasWarned = false;
  }

  #spent(how: string): TemporaryError {
    const { used, limit } = this.state();
    return new TemporaryError(`The metered reads of this month (${used} of ${limit}, all profiles with this client id) ${how}.`, {
      service: 'QuickBooks',
      code: 'metered-reads',
      remedy: `Run again from ${nextMonth(this.#month)} (UTC). If Intuit's portal shows a larger plan: at2qbo settings set limits.meteredPerMonth NUMBER`,
    });
  }
}

/** The first day of the month after. */
export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`;
}
