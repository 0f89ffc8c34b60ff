// Rows by the values of a field; one value that QuickBooks can't take doesn't keep the others from being asked for.
import { RejectedError } from '../../../core/errors.ts';
import { inLists, isIn, isLike, isOneOf, isWritable } from '../query.ts';
import type { Lists } from './lists.ts';
import { both, type ListQuery } from './page.ts';

/** A query that QuickBooks couldn't parse: a character in a literal is enough. */
const NOT_PARSED = '4000';

export interface ValueQuery extends ListQuery {
  readonly field: string;
  readonly values: readonly string[];
  /** Where a value can't be asked for in any way, the whole list is read and looked through. */
  readonly mayReadAll?: true;
}

/** Every row whose field is one of the values, once. Rejects with RejectedError that names the value which can't be asked for. */
export async function eachOf(lists: Lists, query: ValueQuery, visit: (row: unknown) => void): Promise<void> {
  const { field, values, mayReadAll, ...list } = query;
  const isWanted = isOneOf(values);
  const seen = new Set<string>();
  const take = (row: unknown, id: string): void => {
    if (seen.has(id) || !isWanted(valueOf(row, field))) return;
    seen.add(id);
    visit(row);
  };
  const ask = (condition: string | null): Promise<unknown> => lists.each({ ...list, where: both(condition, list.where) }, take);
  const askOne = async (value: string): Promise<void> => {
    try {
      await ask(isLike(field, value));
    } catch (error) {
      if (!isNotParsed(error)) throw error;
      if (mayReadAll !== true) throw unasked(list.type, field, value, error);
      await ask(null);
    }
  };
  const askAll = async (some: readonly string[]): Promise<void> => {
    try {
      await ask(isIn(field, some));
    } catch (error) {
      if (!isNotParsed(error)) throw error;
      const [only] = some;
      if (some.length === 1 && only !== undefined) return askOne(only);
      const half = Math.ceil(some.length / 2);
      await askAll(some.slice(0, half));
      await askAll(some.slice(half));
    }
  };
  for (const some of inLists(values.filter(isWritable))) await askAll(some);
  for (const value of new Set(values)) if (!isWritable(value)) await askOne(value);
}

function valueOf(row: unknown, field: string): string {
  const value: unknown = typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function isNotParsed(error: unknown): error is RejectedError {
  return error instanceof RejectedError && error.code === NOT_PARSED;
}

function unasked(type: string, field: string, value: string, cause: RejectedError): RejectedError {
  return new RejectedError(`QuickBooks takes no question for ${type} whose ${field} is "${value}" (code ${NOT_PARSED}).`, {
    service: 'QuickBooks',
    code: NOT_PARSED,
    remedy: 'Write it with plainer characters, in Autotask or QuickBooks; then run `at2qbo sync` again.',
    cause,
  });
}
