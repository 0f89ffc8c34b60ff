// What the ledger asks of a database: rows, and several statements as one transaction.
// SQLite and PostgreSQL both fit under it.
// Transactions are lists made beforehand, not callbacks, so that nothing of another task can slip into one half-way.

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;
/** A row to store: column -> value. */
export type NewRow = Readonly<Record<string, SqlValue>>;

/** SQL with `$1`, `$2`… in ascending order, each used once: SQLite numbers them by appearance. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** `patient`: it may wait a third of a second for others that share its commit. */
export type Haste = 'now' | 'patient';

/** A database under the ledger. Rejects with an At2qboError that says what to do. */
export interface Store {
  all(statement: Statement): Promise<Row[]>;
  /** One transaction, durable when it resolves; the number of rows changed by all statements together. Not given: `now`. */
  write(statements: readonly Statement[], haste?: Haste): Promise<number>;
}

/** What goes along with whichever commit comes next, and costs none of its own (the log). */
export interface Rider {
  /** Empty: nothing waits. */
  take(): readonly Statement[];
  /** What became of that; null: it is stored. */
  settle(error: Error | null): void;
}

/** `insert into TABLE …`. */
export function insert(table: string, row: NewRow): Statement {
  const columns = Object.keys(row);
  return { sql: insertSql(table, columns), values: Object.values(row) };
}

function insertSql(table: string, columns: readonly string[]): string {
  return `insert into ${table} (${columns.join(', ')}) values (${placeholders(columns.length)})`;
}

/** Insert, or where a row with this key exists, set all other columns; `keep` says how to set some of them otherwise. */
export function upsert(table: string, key: readonly string[], row: NewRow, keep: Readonly<Record<string, string>> = {}): Statement {
  const { sql, values } = insert(table, row);
  const changes = Object.keys(row)
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = ${keep[column] ?? `excluded.${column}`}`);
  return { sql: `${sql} on conflict (${key.join(', ')}) do update set ${changes.join(', ')}`, values };
}

/** `$2, $3, $4` for (3, 2). */
export function placeholders(count: number, first = 1): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(', ');
}

/** Lists of ids in pieces: databases bound the number of parameters. */
export function chunks<T>(list: readonly T[], size = 500): T[][] {
  const unique = [...new Set(list)];
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, index) => unique.slice(index * size, (index + 1) * size));
}
