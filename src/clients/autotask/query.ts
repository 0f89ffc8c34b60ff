// Queries: filters, and the loop that reads all pages by id.
import { z } from 'zod';
import type { Asked } from './errors.ts';
import { unexpected } from './errors.ts';
import type { Transport } from './transport.ts';
import { readRow } from './wire.ts';

type Scalar = string | number | boolean;
/** `in` counts each value as an OR condition, of which 500 are allowed; `exist` and `notExist` must not carry a value. */
export type Filter =
  | { readonly op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; readonly field: string; readonly value: Scalar }
  | { readonly op: 'notExist'; readonly field: string }
  | { readonly op: 'in'; readonly field: string; readonly value: readonly Scalar[] }
  | { readonly op: 'or'; readonly items: readonly Filter[] };

/** A query must have a filter; this one lets everything through. */
export const EVERYTHING: readonly Filter[] = [{ op: 'gte', field: 'id', value: 0 }];
/** Most values of one `in`. */
export const MOST_IDS = 500;
const PAGE = 500;

const Page = z.object({
  items: z.array(z.unknown()),
  pageDetails: z.object({ nextPageUrl: z.string().nullish() }).nullish(),
});

/**
 * Hands every row to `take`, page by page, so that only what the caller keeps stays in memory.
 * Keyset instead of Autotask's page addresses: those answer 405 to a GET after a POST, and many clients lost rows that way.
 */
export async function readAll<Row extends { readonly id: number }>(
  transport: Transport,
  entity: string,
  schema: z.ZodType<Row>,
  filter: readonly Filter[],
  take: (row: Row) => void,
): Promise<void> {
  const asked: Asked = { entity, kind: `${entity}.query`, id: null };
  let last: number | null = null;
  for (;;) {
    const from: readonly Filter[] = last === null ? filter : [...filter, { op: 'gt', field: 'id', value: last }];
    // Without IncludeFields: fields come and go between releases, and one that went makes the query fail.
    const body = { MaxRecords: PAGE, Filter: from };
    const page: z.infer<typeof Page> = readRow(Page, await transport.send({ method: 'POST', path: `${entity}/query`, asked, body }), asked);
    for (const item of page.items) {
      const row = readRow(schema, item, asked);
      // Rows out of order would be jumped over by the next page: better no answer than a short one.
      if (last !== null && row.id <= last) throw unexpected({ ...asked, id: row.id }, 'rows are not in the order of the field id', 'id');
      last = row.id;
      take(row);
    }
    const isFull = page.items.length >= PAGE;
    const saysMore = page.items.length > 0 && (page.pageDetails?.nextPageUrl ?? null) !== null;
    if (!isFull && !saysMore) return;
  }
}

/** The same as a list. */
export async function readList<Row extends { readonly id: number }>(
  transport: Transport,
  entity: string,
  schema: z.ZodType<Row>,
  filter: readonly Filter[] = EVERYTHING,
): Promise<Row[]> {
  const rows: Row[] = [];
  await readAll(transport, entity, schema, filter, (row) => rows.push(row));
  return rows;
}

/** Without repetitions, in parts of at most `size`. */
export function inParts<T>(values: readonly T[], size: number = MOST_IDS): T[][] {
  const unique = [...new Set(values)];
  const parts: T[][] = [];
  for (let at = 0; at < unique.length; at += size) parts.push(unique.slice(at, at + size));
  return parts;
}

/** Does `work` for each part, a few at a time; after a failure no further part is begun. */
export async function forEachPart<T>(parts: readonly T[], atOnce: number, work: (part: T) => Promise<void>): Promise<void> {
  const waiting = [...parts];
  const workers = Array.from({ length: Math.min(atOnce, parts.length) }, async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      try {
        await work(part);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  });
  await Promise.all(workers);
}
