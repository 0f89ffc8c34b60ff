// The only place that loads SQLite.
// `node:sqlite` has the same interface and takes the package's place when the oldest Node supported has a good one.
import { DatabaseSync } from '@photostructure/sqlite';
import type { Row, SqlValue } from '../store.ts';

type Prepared = ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;

/** Statements kept ready: all of a run's, and few enough that lists of every length don't fill the memory. */
const KEPT = 64;

/** One connection. Works synchronously and throws SQLite's own errors (`faultCode` reads them). Each statement is prepared once. */
export class Connection {
  readonly #database: InstanceType<typeof DatabaseSync>;
  readonly #prepared = new Map<string, Prepared>();

  constructor(path: string, { isReadOnly = false, waitMs = 0 } = {}) {
    this.#database = new DatabaseSync(path, { readOnly: isReadOnly, timeout: waitMs });
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Always to the last row: a statement left half-read would keep its snapshot of the file open. */
  all(sql: string, values: readonly SqlValue[] = []): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  run(sql: string, values: readonly SqlValue[] = []): { readonly changes: number; readonly lastId: number } {
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...values);
    return { changes, lastId: Number(lastInsertRowid) };
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const [oldest] = this.#prepared.keys();
    if (oldest !== undefined && this.#prepared.size >= KEPT) this.#prepared.delete(oldest);
    // `$1` is a name to SQLite, and values come by place.
    const made = this.#database.prepare(sql.replaceAll(/\$\d+/g, '?'));
    this.#prepared.set(sql, made);
    return made;
  }
}

/** The version of SQLite that is linked: `3.53.0`. */
export function engineVersion(): string {
  const connection = new Connection(':memory:');
  try {
    return String(connection.all('select sqlite_version() as version')[0]?.['version']);
  } finally {
    connection.close();
  }
}
