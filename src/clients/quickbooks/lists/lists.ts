// Questions to QuickBooks that have many answers: every row once, although people edit while it is read.
// Nothing rests on the order of rows: `Id` can't be sorted by any more, and whether another sort is honoured is looked at, not believed.
import type { Instant } from '../../../core/dates.ts';
import { RejectedError } from '../../../core/errors.ts';
import { isBadPage, readAround, type BadRow } from './bad-row.ts';
import { Pages, PAGE_SIZE, type ListQuery, type Page, type Row } from './page.ts';
import { madeIn, readSecond, readSpans, restless, secondOf, type Desk } from './spans.ts';
import type { Transport } from '../transport.ts';

export type { ListQuery } from './page.ts';

export interface Rows<T> {
  readonly rows: readonly T[];
  /** QuickBooks' clock at the first page. */
  readonly time: Instant | null;
}

const PASSES = 4;
const SECOND = 1000;
/** A page that ends at a round number may have been cut there by QuickBooks. */
const ROUND = 100;

const DOCUMENTS: ReadonlySet<string> = new Set(['Invoice', 'CreditMemo', 'Payment']);

/** `isPartial`: read around a bad row. */
type AskedPage = Page & { readonly isFull: boolean; readonly isPartial?: true };

/** The lists of one company. */
export class Lists {
  readonly #pages: Pages;
  readonly #tell: (row: BadRow) => void;
  #limit = PAGE_SIZE;

  constructor(transport: Transport, tell: (row: BadRow) => void = () => undefined) {
    this.#pages = new Pages(transport);
    this.#tell = tell;
  }

  /** Every row of a type that meets the condition, in order of their ids. */
  async all<T>(list: ListQuery, toModel: (row: unknown) => T): Promise<Rows<T>> {
    const rows: { readonly id: string; readonly model: T }[] = [];
    const time = await this.each(list, (value, id) => rows.push({ id, model: toModel(value) }));
    rows.sort((a, b) => place(a.id) - place(b.id));
    return { rows: rows.map((row) => row.model), time };
  }

  /**
   * The same, one row after the other in no order: no more than one page stays in memory as QuickBooks sent it.
   * A list that is longer than a page is compared with QuickBooks' own count of it, and read again where they differ.
   * Gives QuickBooks' clock at the first page; rejects with TemporaryError when the list never rests.
   */
  async each(list: ListQuery, visit: (row: unknown, id: string) => void): Promise<Instant | null> {
    const visited = new Set<string>();
    let time: Instant | null = null;
    for (let pass = 0; pass < PASSES; pass += 1) {
      const read = new Map<string, number | null>();
      const lost = new Set<string>();
      const take = (row: Row): void => {
        read.set(row.id, row.created);
        if (visited.has(row.id)) return;
        visited.add(row.id);
        visit(row.value, row.id);
      };
      const page = async (part: ListQuery, start?: number): Promise<AskedPage> => {
        const answer = await this.#page(part, start);
        for (const id of answer.lost) lost.add(id);
        return answer;
      };
      const desk = { page, count: (part: ListQuery) => this.#pages.count(part) };
      const first = await page(list);
      time ??= first.time;
      if (!first.isFull) first.rows.forEach(take);
      else if (pass > 0 || first.isPartial || !(await this.#goOn(desk, list, first, take))) await readSpans(desk, list, take);
      if (lost.size > 0) this.#refuseLost(list.type, lost);
      if (!first.isFull && !isRound(first.rows.length)) return time;
      const counted =
        pass === 0 ? { there: await this.#pages.count(list), read: read.size } : await this.#countUntil(list, read, first.time);
      if (counted.there === counted.read + lost.size) return time;
      // Fewer than asked for, again, and there are more: QuickBooks gives no longer pages.
      if (pass > 0 && !first.isFull && counted.there > counted.read) this.#limit = first.rows.length;
    }
    throw restless(list.type);
  }

  /** A document that nobody can read may be the one of an invoice: without it nothing is sent. What other lists lose is missed by itself. */
  #refuseLost(type: string, lost: ReadonlySet<string>): void {
    if (!DOCUMENTS.has(type)) return;
    const which = [...lost].join(', ');
    throw new RejectedError(`QuickBooks can't give ${type} ${which}, neither in a list nor alone: what it holds is unknown.`, {
      service: 'QuickBooks',
      remedy: `Open it in QuickBooks (Id ${which}), correct its e-mail address, save it; then run \`at2qbo sync\` again.`,
    });
  }

  /** On from the first page, in the order of making. false: QuickBooks doesn't keep to that order, so that rows may have been jumped over. */
  async #goOn(desk: Desk, list: ListQuery, first: Page, take: (row: Row) => void): Promise<boolean> {
    let { rows }: Pick<Page, 'rows'> = first;
    let isFull = true;
    for (let from = -Infinity; isFull;) {
      const last = lastInOrder(rows, from);
      if (last === null) return false;
      rows.forEach(take);
      if (last === from) {
        await readSecond(desk, list, last, take); // a page of one second: there may be more of it
        from = secondOf(last).to ?? last;
      } else from = last;
      const next = await desk.page(madeIn(list, { from, to: null }));
      if (next.isPartial) return false;
      ({ rows, isFull } = next);
    }
    if (rows.length > 0 && lastInOrder(rows, -Infinity) === null) return false;
    rows.forEach(take);
    return true;
  }

  /** How many rows made before the first page there are, and how many of those were read: what is made meanwhile doesn't count. */
  async #countUntil(
    list: ListQuery,
    read: ReadonlyMap<string, number | null>,
    answered: Instant | null,
  ): Promise<{ readonly there: number; readonly read: number }> {
    const times = [...read.values()];
    if (answered === null || times.includes(null)) return { there: await this.#pages.count(list), read: read.size };
    // Without the last second or two, in which something may have been made before the page and after it.
    const until = Math.floor(Date.parse(answered) / SECOND) * SECOND - SECOND;
    const there = await this.#pages.count(madeIn(list, { from: null, to: until }));
    return { there, read: times.filter((time) => time !== null && time < until).length };
  }

  async #page(list: ListQuery, start = 1): Promise<AskedPage> {
    const size = this.#limit;
    try {
      const page = await this.#pages.page(list, { start, size });
      return { ...page, isFull: page.rows.length >= size };
    } catch (error) {
      if (!isBadPage(error) || start !== 1) throw error;
      return { ...(await readAround(this.#pages, list, size, error, this.#tell)), isPartial: true };
    }
  }
}

/** Ids that are words (`TAX`) come first. */
function place(id: string): number {
  return /^\d+$/.test(id) ? Number(id) : -1;
}

function isRound(length: number): boolean {
  return length > 0 && length % ROUND === 0;
}

/** When the last row was made; null: a row has no time, or they aren't in the order of their times. */
function lastInOrder(rows: readonly Row[], from: number): number | null {
  let last: number | null = null;
  for (const { created } of rows) {
    if (created === null || created < from || (last !== null && created < last)) return null;
    last = created;
  }
  return last;
}
