// Copies a profile's ledger from one database to another, in one transaction, and compares both before it is used.
import { createHash } from 'node:crypto';
import { IntegrityError } from '../../core/errors.ts';
import { whole } from './rows/columns.ts';
import { insert, type NewRow, type Row, type Statement, type Store } from './store.ts';

/** Every table with rows of a profile, in an order that is the same in both databases; `serial`: counted anew where they arrive. */
const TABLES: readonly { readonly name: string; readonly order: string; readonly serial?: string }[] = [
  { name: 'transfers', order: 'invoice_id' },
  { name: 'history', order: 'seq', serial: 'seq' },
  { name: 'person_holds', order: 'invoice_id' },
  { name: 'outcomes', order: 'invoice_id' },
  { name: 'runs', order: 'id' },
  { name: 'ties', order: 'kind, autotask_id' },
  { name: 'made', order: 'run_id, kind, quickbooks_id' },
  { name: 'marks', order: 'name' },
  { name: 'log', order: 'id', serial: 'id' },
];
/** Rows read at a time: a log of years must not be in the memory at once. */
const PAGE = 5000;

/** How many rows of a table a ledger has, and a digest of what is in them. */
export interface TableSum {
  readonly table: string;
  readonly rows: number;
  readonly digest: string;
}

/** Of every table of this profile. Equal sums: equal ledgers. */
export async function sumLedger(store: Store, profile: string): Promise<TableSum[]> {
  const sums: TableSum[] = [];
  for (const table of TABLES) {
    const hash = createHash('sha256');
    let rows = 0;
    const texts: string[] = [];
    for await (const row of rowsOf(store, profile, table)) {
      rows += 1;
      const line = JSON.stringify(
        Object.keys(row)
          .sort()
          .map((column) => [column, row[column]]),
      );
      // Names and ids of text sort as the database's language says: those are sorted here.
      if (table.serial === undefined) texts.push(createHash('sha256').update(line).digest('hex'));
      else hash.update(line);
    }
    for (const one of texts.sort()) hash.update(one);
    sums.push({ table: table.name, rows, digest: hash.digest('hex') });
  }
  return sums;
}

/** How many transfers and runs a ledger has of this profile: none, or somebody used it. */
export async function usedRows(store: Store, profile: string): Promise<number> {
  const sql = 'select (select count(*) from transfers where profile = $1) + (select count(*) from runs where profile = $2) as used';
  const [row] = await store.all({ sql, values: [profile, profile] });
  return row === undefined ? 0 : whole(row, 'used');
}

/** Replaces what `to` has of this profile by a copy, and proves it. Throws IntegrityError, leaving `to` as it was copied, where they differ. */
export async function copyLedger(from: Store, to: Store, profile: string): Promise<TableSum[]> {
  const books: Statement[] = TABLES.map(({ name }) => ({ sql: `delete from ${name} where profile = $1`, values: [profile] }));
  for (const table of TABLES) {
    let page: Statement[] = [];
    const isLog = table.name === 'log';
    for await (const row of rowsOf(from, profile, table)) {
      (isLog ? page : books).push(insert(table.name, row));
      if (page.length < PAGE) continue;
      await to.write(page);
      page = [];
    }
    // The log comes last and is the longest by far: in pieces, after the books are there as one.
    if (isLog) await to.write(page);
    else if (table.name === 'marks') await to.write(books);
  }
  const [before, after] = [await sumLedger(from, profile), await sumLedger(to, profile)];
  const wrong = before.find((sum, index) => sum.rows !== after[index]?.rows || sum.digest !== after[index]?.digest);
  if (wrong !== undefined)
    throw new IntegrityError(`The copy of the ledger differs from it (${wrong.table}); the old one stays in use.`, {
      remedy: 'Nothing was lost. Report it: at2qbo logs --bundle bundle.tar.gz',
    });
  return after;
}

async function* rowsOf(store: Store, profile: string, table: (typeof TABLES)[number]): AsyncGenerator<NewRow> {
  for (let skip = 0; ; skip += PAGE) {
    const sql = `select * from ${table.name} where profile = $1 order by ${table.order} limit $2 offset $3`;
    const page = await store.all({ sql, values: [profile, PAGE, skip] });
    for (const row of page) yield plain(row, table.serial);
    if (page.length < PAGE) return;
  }
}

function plain(row: Row, serial: string | undefined): NewRow {
  const columns = Object.entries(row).filter(([column]) => column !== serial);
  return Object.fromEntries(columns) as NewRow;
}
