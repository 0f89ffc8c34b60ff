// Change data capture: everything changed since an instant, at most 30 days back, at most 1,000 objects.
import type { TableName } from '../options.ts';
import { refuse } from './rejection.ts';
import type { Books } from '../store.ts';
import type { Json } from '../values.ts';

/** The types whose changes are told. */
export const WATCHED_TYPES = [
  'Invoice',
  'CreditMemo',
  'Payment',
  'Customer',
  'Vendor',
  'Employee',
  'Item',
  'Account',
  'Class',
  'Department',
  'PaymentMethod',
  'Term',
  'Attachable',
] as const satisfies readonly TableName[];
const WATCHED: ReadonlySet<string> = new Set(WATCHED_TYPES);
const DAYS_BACK = 30;
const MOST = 1000;

/** The list under `CDCResponse`. A type without a change has an empty object; deleted ones come last. */
export function changedSince(books: Books, entities: string | null, since: string | null): Json[] {
  if (!entities) throw refuse.missing('entities');
  if (!since) throw refuse.missing('changedSince');
  const from = Date.parse(since);
  if (Number.isNaN(from)) throw refuse.date('changedSince', since);
  if (from < books.now() - DAYS_BACK * 86_400_000)
    throw refuse.dateRange(`changedSince must not be more than ${DAYS_BACK} days ago. Supplied value:${since}`);
  const types = entities.split(',').map((name) => {
    if (!WATCHED.has(name)) throw refuse.objectName(name);
    return name as TableName;
  });
  const changes = types
    .flatMap((type) => [
      ...[...books.tables[type].values()].map((row) => ({
        type,
        isDeleted: false,
        at: Date.parse(row.MetaData.LastUpdatedTime),
        row: row as Json,
      })),
      ...books.deleted
        .filter((gone) => gone.type === type)
        .map((gone) => ({
          type,
          isDeleted: true,
          at: Date.parse(gone.at),
          row: { domain: 'QBO', status: 'Deleted', Id: gone.id, MetaData: { LastUpdatedTime: gone.at } } as Json,
        })),
    ])
    .filter((change) => change.at >= from)
    .sort((a, b) => a.at - b.at)
    // The oldest ones: a caller goes on from the last time it saw.
    .slice(0, MOST);
  if (books.facts['bad-row-in-changes'] === 'yes' && changes.some(({ type, row }) => books.badRows.has(`${type}/${String(row['Id'])}`)))
    throw refuse.badPage(books.facts['bad-row']);
  const responses = types.map((type) => {
    const own = changes.filter((change) => change.type === type).sort((a, b) => Number(a.isDeleted) - Number(b.isDeleted) || a.at - b.at);
    return own.length === 0
      ? {}
      : { [type]: own.map((change) => change.row), startPosition: 1, maxResults: own.length, totalCount: own.length };
  });
  return [{ QueryResponse: responses }];
}
