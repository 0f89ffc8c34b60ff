// A list longer than a page, whatever QuickBooks makes of a sort:
// cut into spans of the moment at which rows were made, which no edit moves.
import { TemporaryError } from '../../../core/errors.ts';
import { literal } from '../query.ts';
import { both, type ListQuery, type Row } from './page.ts';

/** Reads one page and counts rows. */
export interface Desk {
  page(list: ListQuery, start?: number): Promise<{ readonly rows: readonly Row[]; readonly isFull: boolean; readonly isPartial?: true }>;
  count(list: ListQuery): Promise<number>;
}

const CREATED = 'MetaData.CreateTime';
const PASSES = 4;

const timed = (list: ListQuery, operator: '<' | '<=' | '=' | '>' | '>=', at: string): ListQuery => ({
  ...list,
  where: both(list.where, `${CREATED} ${operator} ${literal(at)}`),
});

/** Asks for rows made at or after a moment. */
export const madeSince = (list: ListQuery, at: string): ListQuery => timed(list, '>=', at);
/** Asks for rows made until a moment. */
export const madeUntil = (list: ListQuery, at: string): ListQuery => timed(list, '<=', at);
/** Asks for rows made after a moment. */
export const madeAfter = (list: ListQuery, at: string): ListQuery => timed(list, '>', at);

/** Hands every row of the list to `take`, some of them more than once. */
export async function readSpans(desk: Desk, list: ListQuery, take: (row: Row) => void): Promise<void> {
  const { rows, isFull } = await desk.page(list);
  if (!isFull) {
    rows.forEach(take);
    return;
  }
  const times = rows.flatMap((row) => row.created ?? []).toSorted((a, b) => a.time - b.time);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || times.length < rows.length) {
    await readUntilCounted(desk, list, take); // rows without a time would fall out of every span
    return;
  }
  if (first.time === last.time) {
    await readSpans(desk, timed(list, '<', first.text), take);
    await readInstant(desk, list, first.text, take);
    await readSpans(desk, timed(list, '>', first.text), take);
    return;
  }
  const middle = times.findLast((one, n) => n <= times.length / 2 && one.time < last.time) ?? first;
  await readSpans(desk, timed(list, '<=', middle.text), take);
  await readSpans(desk, timed(list, '>', middle.text), take);
}

/** Rows that were all made in one second: more than a page of them can only be had by position. */
export async function readInstant(desk: Desk, list: ListQuery, at: string, take: (row: Row) => void): Promise<void> {
  await readUntilCounted(desk, timed(list, '=', at), take);
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
