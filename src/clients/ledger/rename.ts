// A profile under another name: its rows, in whichever database they are. One transaction, so that no row is left behind.
import type { Statement } from './store.ts';

const TABLES = ['transfers', 'history', 'person_holds', 'outcomes', 'runs', 'marks', 'log', 'sealed'] as const;

/** The statements; `to` must have no rows yet. */
export function renameStatements(from: string, to: string): Statement[] {
  return TABLES.map((table) => ({ sql: `update ${table} set profile = $1 where profile = $2`, values: [to, from] }));
}
