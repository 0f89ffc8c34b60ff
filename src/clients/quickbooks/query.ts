// Text of QuickBooks' query language: literals, lists cut to the length of an address, pages.

/** Longest query, as it is encoded, that still travels in an address. */
export const MAX_ENCODED_QUERY = 6000;
const MAX_LIST = 5000;

/** A text in single quotes. An apostrophe is `\'`; how a backslash would be written is undocumented, so it is refused. */
export function literal(text: string): string {
  if (text.includes('\\')) throw new RangeError('a backslash can not be written in a query');
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}

/** As an address holds it: also the apostrophe, which encodeURIComponent leaves. */
export function encodeQuery(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}

/** Values in lists short enough for an address, each once. */
export function inLists(values: readonly string[]): string[][] {
  const lists: string[][] = [];
  let list: string[] = [];
  let length = 0;
  for (const value of new Set(values)) {
    const size = encodeQuery(`${isWritable(value) ? literal(value) : value}, `).length;
    if (length + size > MAX_LIST && list.length > 0) {
      lists.push(list);
      list = [];
      length = 0;
    }
    list.push(value);
    length += size;
  }
  return list.length === 0 ? lists : [...lists, list];
}

/** Finds every row whose field is one of the values, all of them writable. */
export function isIn(field: string, values: readonly string[]): string {
  return `${field} IN (${values.map(literal).join(', ')})`;
}

/** Can the value be written as a literal at all? */
export function isWritable(value: string): boolean {
  return !value.includes('\\');
}

/** Finds the value and perhaps more: with `%` in place of whatever a query can't hold. Compare what comes back (`isOneOf`). */
export function isLike(field: string, value: string): string {
  return `${field} LIKE ${literal(value.replaceAll(/[^\w .,&()-]+/g, '%'))}`;
}

/** Equal as QuickBooks compares: without regard to case. */
export function isOneOf(values: readonly string[]): (text: string) => boolean {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (text) => wanted.has(text.toLowerCase());
}

/** Lists hide what is inactive unless both are asked for. Transactions have no such property. */
export const ACTIVE_OR_NOT = 'Active IN (true, false)';
