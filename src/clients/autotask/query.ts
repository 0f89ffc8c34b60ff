// Queries: filters, and the loop that reads all pages by id.
import { z } from 'zod';
import type { Asked } from './errors.ts';
import { unexpected } from './errors.ts';
import type { Transport } from './transport.ts';
import { readRow } from './schema/wire.ts';

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

interface Question<Row> {
  readonly entity: string;
  readonly schema: z.ZodType<Row>;
  readonly filter: readonly Filter[];
  /** Only these fields, `id` among them; all if not given: fields come and go, and one that went makes the query fail. */
  readonly fields?: readonly string[];
}

interface ReadPage<Row> {
  readonly rows: readonly Row[];
  readonly isLast: boolean;
}

/** One page, the rows behind an id. */
async function readPage<Row extends { readonly id: number }>(
  transport: Transport,
  { entity, schema, filter, fields }: Question<Row>,
  after: number | null,
): Promise<ReadPage<Row>> {
  const asked: Asked = { entity, kind: `${entity}.query`, id: null };
  const from: readonly Filter[] = after === null ? filter : [...filter, { op: 'gt', field: 'id', value: after }];
  const body = { MaxRecords: PAGE, Filter: from, ...(fields === undefined ? {} : { IncludeFields: fields }) };
  const page: z.infer<typeof Page> = readRow(Page, await transport.send({ method: 'POST', path: `${entity}/query`, asked, body }), asked);
  let last = after;
  const rows = page.items.map((item) => {
    const row = readRow(schema, item, asked);
    // Rows out of order would be jumped over by the next page: better no answer than a short one.
    if (last !== null && row.id <= last) throw unexpected({ ...asked, id: row.id }, 'rows are not in the order of the field id', 'id');
    last = row.id;
    return row;
  });
  const saysMore = rows.length > 0 && (page.pageDetails?.nextPageUrl ?? null) !== null;
  return { rows, isLast: rows.length < PAGE && !saysMore };
}

/** The first page alone. */
export function readFirst<Row extends { readonly id: number }>(transport: Transport, question: Question<Row>): Promise<ReadPage<Row>> {
  return readPage(transport, question, null);
}

/**
 * Hands every row to `take`, page by page, so that only what the caller keeps stays in memory.
 * Keyset instead of Autotask's page addresses: those answer 405 to a GET after a POST, and many clients lost rows that way.
 */
export async function readEach<Row extends { readonly id: number }>(
  transport: Transport,
  question: Question<Row>,
  take: (row: Row) => void,
): Promise<void> {
  let last: number | null = null;
  for (;;) {
    const page: ReadPage<Row> = await readPage(transport, question, last);
    page.rows.forEach(take);
    if (page.isLast) return;
    last = page.rows.at(-1)?.id ?? last;
  }
}

/** The same with all fields. */
export function readAll<Row extends { readonly id: number }>(
  transport: Transport,
  entity: string,
  schema: z.ZodType<Row>,
  filter: readonly Filter[],
  take: (row: Row) => void,
): Promise<void> {
  return readEach(transport, { entity, schema, filter }, take);
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
