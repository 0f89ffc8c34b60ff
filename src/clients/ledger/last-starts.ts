// When each profile of a shared ledger was last begun, by any host.
import { At2qboError } from '../../core/errors.ts';
import { text } from './rows/columns.ts';
import { openPostgresStore } from './postgres/store.ts';

/** Profile -> milliseconds. Empty where the database can't tell: the runs themselves say why. */
export async function lastStarts(url: string): Promise<Map<string, number>> {
  const store = openPostgresStore(url);
  try {
    const rows = await store.all({ sql: 'select profile, max(started_at) as at from runs group by profile', values: [] });
    return new Map(rows.map((row) => [text(row, 'profile'), Date.parse(text(row, 'at'))]));
  } catch (cause) {
    if (cause instanceof At2qboError || isUnmade(cause)) return new Map();
    throw cause;
  } finally {
    await store.close();
  }
}

/** No such table yet. */
function isUnmade(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '42P01';
}
