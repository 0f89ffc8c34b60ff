// One SQLite connection as a store. libsql works synchronously, so a `write` is one uninterrupted piece: nothing else of this program gets between.
import Database from 'libsql';
import { explainFault, type Phase } from './sqlite-faults.ts';
import type { Row, SqlValue, Statement, Store } from './store.ts';

export type Connection = InstanceType<typeof Database>;

/** Longer than any write of ours by far; a run waits this long for another program. */
const BUSY_TIMEOUT_MS = 10_000;

/** Opens and sets up; throws SQLite's raw faults. `busy_timeout` comes first: already the switch to WAL may have to wait for another opener. */
export function connect(path: string): Connection {
  const connection = new Database(path);
  try {
    connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // Asked before told: setting it again takes a lock that readers beside a run needn't wait for.
    if (!firstIs(connection.pragma('journal_mode'), 'journal_mode', 'wal')) connection.pragma('journal_mode = wal');
    // NORMAL would lose the last transactions of a power cut, and a lost intent is a document that may be made twice.
    connection.exec('pragma synchronous = full');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Rows now. Always to the last one: a statement left half-read would keep its snapshot of the ledger open. */
export function rowsNow(connection: Connection, sql: string, values: readonly SqlValue[] = []): Row[] {
  return connection.prepare(sql).all([...values]) as Row[];
}

/** Runs `work` in one transaction that takes the write lock at its start, so that waiting happens there and never in the middle. */
export function inTransaction<T>(connection: Connection, work: () => T): T {
  connection.exec('begin immediate');
  try {
    const result = work();
    connection.exec('commit');
    return result;
  } catch (error) {
    // A full disk may have rolled it back already.
    if (connection.inTransaction) connection.exec('rollback');
    throw error;
  }
}

/** The statements as one transaction; rows changed by all of them. */
export function writeNow(connection: Connection, statements: readonly Statement[]): number {
  return inTransaction(connection, () => {
    let changed = 0;
    // A batch is mostly the same statement with other values (the log).
    const prepared = new Map<string, ReturnType<Connection['prepare']>>();
    for (const { sql, values } of statements) {
      const statement = prepared.get(sql) ?? connection.prepare(sql);
      prepared.set(sql, statement);
      changed += statement.run([...values]).changes;
    }
    return changed;
  });
}

/** Turns raw faults of `work` into errors that say what to do. */
export function explained<T>(path: string, phase: Phase, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainFault(error, path, phase);
  }
}

/** The store over an open connection. */
export function sqliteStore(connection: Connection, path: string): Store {
  return {
    async all({ sql, values }) {
      return explained(path, 'open', () => rowsNow(connection, sql, values));
    },
    async write(statements) {
      return explained(path, 'open', () => writeNow(connection, statements));
    },
  };
}

function firstIs(rows: unknown, column: string, value: string): boolean {
  return Array.isArray(rows) && (rows[0] as Row | undefined)?.[column] === value;
}
