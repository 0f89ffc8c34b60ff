// A list longer than a page, whatever becomes of a sort: cut into spans of the moment at which rows were made.
import { TemporaryError } from '../../../core/errors.ts';
import { literal } from '../query.ts';
import { both, type ListQuery, type Row } from './page.ts';

/** Reads one page and counts rows. */
export interface Desk {
  page(list: ListQuery, start?: number): Promise<{ readonly rows: readonly Row[]; readonly isFull: boolean; readonly isPartial?: true }>;
  count(list: ListQuery): Promise<number>;
}

/** Moments from `from` on and before `to`, in milliseconds; null: open. Whole seconds: QuickBooks shows no less, and may well keep more. */
export interface Span {
  readonly from: number | null;
  readonly to: number | null;
}

const EVER: Span = { from: null, to: null };
const SECOND = 1000;
const PASSES = 4;

/** The part of the list that was made in the span. */
export function madeIn(list: ListQuery, { from, to }: Span): ListQuery {
  const at = (operator: string, time: number | null): string | null =>
    time === null ? null : `MetaData.CreateTime ${operator} ${literal(new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z'))}`;
  return { ...list, where: both(list.where, both(at('>=', from), at('<', to))) };
}

/** The second of a row's making. */
export function secondOf(time: number): Span {
  return { from: time, to: time + SECOND };
}

/** Hands every row of the list to `take`, some of them more than once. */
export async function readSpans(desk: Desk, list: ListQuery, take: (row: Row) => void, span: Span = EVER): Promise<void> {
  const part = madeIn(list, span);
  const { rows, isFull } = await desk.page(part);
  if (!isFull) {
    rows.forEach(take);
    return;
  }
  const times = rows.flatMap((row) => row.created ?? []).toSorted((a, b) => a - b);
  // Rows without a time would fall out of every span.
  const border = times.length < rows.length ? null : borderOf(times, span);
  if (border === null) {
    await readUntilCounted(desk, part, take);
    return;
  }
  await readSpans(desk, list, take, { from: span.from, to: border });
  await readSpans(desk, list, take, { from: border, to: span.to });
}

/** A second inside the span that parts the rows; null: there is none. */
function borderOf(times: readonly number[], { from, to }: Span): number | null {
  const [first, middle, last] = [times[0], times[Math.floor(times.length / 2)], times.at(-1)];
  if (first === undefined || middle === undefined || last === undefined) return null;
  const isInside = (time: number): boolean => (from === null || time > from) && (to === null || time < to);
  return [middle, middle + SECOND, last, first + SECOND, first].find(isInside) ?? null;
}

/** Rows that were all made in one second: more than a page of them can only be had by position. */
export async function readSecond(desk: Desk, list: ListQuery, time: number, take: (row: Row) => void): Promise<void> {
  await readUntilCounted(desk, madeIn(list, secondOf(time)), take);
}

/** Page after page by position, again and again until as many rows have come as QuickBooks counts: an edit between two pages moves rows. */
async function readUntilCounted(desk: Desk, list: ListQuery, take: (row: Row) => void): Promise<void> {
  const seen = new Set<string>();
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (let start = 1, isFull = true; isFull;) {
      const page = await desk.page(list, start);
      for (const row of page.rows) {
        seen.add(row.id);
        take(row);
      }
      start += page.rows.length;
      isFull = page.isFull;
    }
    if ((await desk.count(list)) === seen.size) return;
  }
  throw restless(list.type);
}

/** The list never agreed with its own count. */
export function restless(type: string): TemporaryError {
  return new TemporaryError(`QuickBooks' list of ${type} changed again and again while it was read.`, {
    service: 'QuickBooks',
    code: 'list-changing',
    remedy: 'Run `at2qbo sync` again when fewer people are at work in QuickBooks.',
  });
}
