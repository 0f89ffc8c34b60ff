// A page that QuickBooks can't write because of one row in it (a bad e-mail address is enough).
// The row is found, read alone, and named.
import { At2qboError, RejectedError, TemporaryError } from '../../../core/errors.ts';
import { literal } from '../query.ts';
import { both, type ListQuery, type Page, type Pages, type Row } from './page.ts';

/** Codes with which such a page is refused; an outage of QuickBooks has the same. */
const CODES: ReadonlySet<string> = new Set(['4002', '10000']);
/** More of them on one page, and it is QuickBooks that is at fault. */
const MOST = 5;
/** Ids asked about at once, how far beyond those of the page, and how many in all. */
const IDS_AT_ONCE = 300;
const BEYOND = 150;
const MOST_IDS = 6000;

export interface BadRow {
  readonly type: string;
  readonly id: string;
  /** Read by its id in the end. */
  readonly wasRead: boolean;
  readonly code: string;
}

/** For the log: which one it is, and what to do about it. */
export function tellBadRow({ type, id, wasRead, code }: BadRow): string {
  const how = wasRead ? 'it was read alone' : 'not even alone';
  return `QuickBooks can't list ${type} ${id} (code ${code}): ${how}. Open it there and correct its e-mail address.`;
}

export function isBadPage(error: unknown): error is TemporaryError {
  return error instanceof TemporaryError && error.code !== null && CODES.has(error.code);
}

/** A page around its bad rows. `isFull`: there are more rows than a page holds, and the bad ones are still unknown: ask for less. */
export type PageAround = Page & { readonly isFull: boolean };

/**
 * The page around its bad rows. Rejects with `cause` when it isn't a matter of a few rows, and with RejectedError when a bad row
 * can't be told from the others: what it holds is then unknown, and would be missing in silence.
 */
export async function readAround(
  pages: Pages,
  list: ListQuery,
  size: number,
  cause: TemporaryError,
  tell: (row: BadRow) => void,
): Promise<PageAround> {
  const all = await pages.count(list).catch(() => 0);
  const there = Math.min(size, all);
  const rows: Row[] = [];
  let bad = 0;
  let time: Page['time'] = null;
  const read = async (start: number, count: number): Promise<void> => {
    try {
      const page = await pages.page(list, { start, size: count, tries: cause.code === '4002' ? 1 : 2 });
      rows.push(...page.rows);
      time ??= page.time;
    } catch (error) {
      if (!isBadPage(error)) throw error;
      if (count === 1) bad += 1;
      if (bad > MOST) throw cause;
      if (count === 1) return;
      const half = Math.ceil(count / 2);
      await read(start, half);
      await read(start + half, count - half);
    }
  };
  if (there === 0) throw cause;
  await read(1, there);
  if (bad === 0 || all >= size) return { rows, lost: [], time, isFull: all >= size }; // none: it had passed meanwhile
  const ids = await idsOfTheRest(pages, list, rows);
  const lost: string[] = [];
  for (const id of ids) {
    const row = await aloneOrNull(pages, list.type, id, cause);
    tell({ type: list.type, id, wasRead: row !== null, code: cause.code ?? '' });
    if (row === null) lost.push(id);
    else rows.push(row);
  }
  if (ids.length < bad) throw unnamed(list, rows, cause);
  return { rows, lost, time, isFull: false };
}

function unnamed(list: ListQuery, rows: readonly Row[], cause: TemporaryError): RejectedError {
  const near =
    rows.length === 0
      ? ''
      : ` It is near Id ${rows
          .map((row) => row.id)
          .join(', ')
          .slice(0, 60)}.`;
  return new RejectedError(`QuickBooks can't give one ${list.type} of its list (code ${cause.code ?? ''}), and doesn't say which.${near}`, {
    service: 'QuickBooks',
    remedy: 'Look in QuickBooks for one with an odd e-mail address, correct it, then run `at2qbo sync` again.',
    cause,
    ...(cause.code === null ? {} : { code: cause.code }),
  });
}

/** null: not even alone, and not for a reason that passes. */
async function aloneOrNull(pages: Pages, type: string, id: string, cause: TemporaryError): Promise<Row | null> {
  try {
    return await pages.alone(type, id);
  } catch (error) {
    if (error instanceof RejectedError || isBadPage(error)) return null;
    throw error instanceof At2qboError ? error : cause;
  }
}

/** Ids of the rows that are counted and don't come: asked for in parts, by count, among the numbers around those that came. */
async function idsOfTheRest(pages: Pages, list: ListQuery, rows: readonly Row[]): Promise<string[]> {
  const known = new Set(rows.map((row) => row.id));
  const numbers = rows.map((row) => Number(row.id)).filter((number) => Number.isSafeInteger(number));
  if (numbers.length === 0) return [];
  const [from, to] = [Math.max(1, Math.min(...numbers) - BEYOND), Math.max(...numbers) + BEYOND];
  const candidates: string[] = [];
  for (let number = from; number <= to && candidates.length < MOST_IDS; number += 1)
    if (!known.has(String(number))) candidates.push(String(number));
  const found: string[] = [];
  const look = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    const among = both(list.where, `Id IN (${ids.map(literal).join(', ')})`);
    if ((await pages.count({ ...list, where: among })) === 0) return;
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) {
      found.push(only);
      return;
    }
    const half = Math.ceil(ids.length / 2);
    await look(ids.slice(0, half));
    await look(ids.slice(half));
  };
  for (let at = 0; at < candidates.length; at += IDS_AT_ONCE) await look(candidates.slice(at, at + IDS_AT_ONCE));
  return found;
}
