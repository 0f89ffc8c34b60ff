// Questions to QuickBooks that have many answers: all pages, each row once.
import { z } from 'zod';
import type { Instant } from '../../core/dates.ts';
import { encodeQuery, MAX_ENCODED_QUERY, PAGE_SIZE, pageOf } from './query.ts';
import { id, readShape, rowsOf } from './schema.ts';
import type { Transport } from './transport.ts';

export interface Rows<T> {
  readonly rows: readonly T[];
  /** QuickBooks' clock at the first page. */
  readonly time: Instant | null;
}

const withId = z.looseObject({ Id: id });

/** Every row of a type that meets the condition. */
export async function queryAll<T>(
  transport: Transport,
  type: string,
  where: string | null,
  toModel: (row: unknown) => T,
  omit?: ReadonlySet<string>,
): Promise<Rows<T>> {
  const rows: T[] = [];
  const time = await queryEach(transport, type, where, (row) => rows.push(toModel(row)), omit);
  return { rows, time };
}

/**
 * The same, one row after the other: no more than one page stays in memory as QuickBooks sent it. Gives QuickBooks' clock at the first page.
 * Pages go by offset over a list that may change: doubles are dropped.
 */
export async function queryEach(
  transport: Transport,
  type: string,
  where: string | null,
  visit: (row: unknown) => void,
  omit?: ReadonlySet<string>,
): Promise<Instant | null> {
  const seen = new Set<string>();
  let time: Instant | null = null;
  for (let start = 1; ; start += PAGE_SIZE) {
    const page = await ask(transport, type, pageOf(type, where, start), omit);
    time ??= page.time;
    for (const row of page.rows) {
      const key = readShape(withId, row, type).Id;
      if (!seen.has(key)) visit(row);
      seen.add(key);
    }
    if (page.rows.length < PAGE_SIZE) return time;
  }
}

/** One query; as the body of a POST when it is too long for an address. */
function ask(transport: Transport, type: string, query: string, omit?: ReadonlySet<string>): Promise<Rows<unknown>> {
  const isLong = encodeQuery(query).length > MAX_ENCODED_QUERY;
  return transport({
    kind: `${type}.query`,
    doing: `Reading ${type} from QuickBooks`,
    mode: 'read',
    path: 'query',
    ...(omit === undefined ? {} : { omit }),
    ...(isLong ? { method: 'POST' as const, contentType: 'application/text', body: query } : { method: 'GET' as const, query: { query } }),
    read: (answer) => rowsOf(answer, type),
  });
}
