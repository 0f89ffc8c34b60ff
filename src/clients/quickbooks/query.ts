// Text of QuickBooks' query language: literals, lists cut to the length of an address, pages.

/** Rows asked for at once; QuickBooks gives no more. */
export const PAGE_SIZE = 1000;
/** Longest query, as it is encoded, that still travels in an address. */
export const MAX_ENCODED_QUERY = 6000;
const MAX_LIST = 5000;

/** A text in single quotes. An apostrophe is `\'`; how a backslash would be written is undocumented, so it is refused. */
export function literal(text: string): string {
  if (text.includes('\\')) throw new RangeError('a backslash can not be written in a query');
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}

/** As it stands in an address: also the apostrophe, which encodeURIComponent leaves. */
export function encodeQuery(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}

/**
 * Conditions that together find every row whose field is one of the values: `IN` lists short enough for an address.
 * A value with a backslash is looked for with `%` in its place, which may find more: compare what comes back (`isOneOf`).
 */
export function conditionsFor(field: string, values: readonly string[]): string[] {
  const conditions: string[] = [];
  let list: string[] = [];
  let length = 0;
  const close = (): void => {
    if (list.length > 0) conditions.push(`${field} IN (${list.join(', ')})`);
    list = [];
    length = 0;
  };
  for (const value of new Set(values)) {
    if (value.includes('\\')) {
      conditions.push(`${field} LIKE ${literal(value.replaceAll('\\', '%'))}`);
      continue;
    }
    const quoted = literal(value);
    const size = encodeQuery(`${quoted}, `).length;
    if (length + size > MAX_LIST) close();
    list.push(quoted);
    length += size;
  }
  close();
  return conditions;
}

/** Equal as QuickBooks compares: without regard to case. */
export function isOneOf(values: readonly string[]): (text: string) => boolean {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (text) => wanted.has(text.toLowerCase());
}

/** One page of a list, in a stable order; `start` counts from 1. */
export function pageOf(type: string, where: string | null, start: number): string {
  return `SELECT * FROM ${type}${where === null ? '' : ` WHERE ${where}`} ORDERBY Id STARTPOSITION ${start} MAXRESULTS ${PAGE_SIZE}`;
}

/** Lists hide what is inactive unless both are asked for. Transactions have no such property. */
export const ACTIVE_OR_NOT = 'Active IN (true, false)';
