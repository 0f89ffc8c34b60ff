// A profile under another name: its rows, in whichever database they are.
// One transaction, so that no row is left behind.
import { upsert, type Statement, type Store } from './store.ts';

const TABLES = ['transfers', 'history', 'person_holds', 'outcomes', 'runs', 'ties', 'marks', 'log', 'sealed'] as const;

const RENAMED = 'profile.renamed';

/** The statements; `to` must have no rows yet. */
export function renameStatements(from: string, to: string): Statement[] {
  return [
    ...TABLES.map((table) => ({ sql: `update ${table} set profile = $1 where profile = $2`, values: [to, from] })),
    upsert('marks', ['profile', 'name'], { profile: to, name: RENAMED, content: from }),
  ];
}

/** What the ledger has under the new name: nothing; what a rename that was stopped half-way brought there; or another profile's rows. */
export async function rowsUnder(to: string, from: string, store: Store): Promise<'none' | 'ours' | 'others'> {
  const runs = await store.all({ sql: 'select distinct profile from runs where profile in ($1, $2)', values: [from, to] });
  if (!runs.some((row) => row['profile'] === to)) return 'none';
  const [mark] = await store.all({ sql: 'select content from marks where profile = $1 and name = $2', values: [to, RENAMED] });
  return mark?.['content'] === from && !runs.some((row) => row['profile'] === from) ? 'ours' : 'others';
}
