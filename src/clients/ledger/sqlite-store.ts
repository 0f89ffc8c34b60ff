// One SQLite connection as a store. It works synchronously, so a `write` is one uninterrupted piece: nothing else of this program gets between.
import { Connection } from './engine.ts';
import { explainFault, type Phase } from './sqlite-faults.ts';
import type { Statement } from './store.ts';

/** Longer than any write of ours by far; a run waits this long for another program. */
const BUSY_TIMEOUT_MS = 10_000;

/** Opens for reading and writing and sets up; throws SQLite's raw faults. */
export function connect(path: string): Connection {
  const connection = new Connection(path, { waitMs: BUSY_TIMEOUT_MS });
  try {
    // Asked before told: setting it again takes a lock that readers beside a run needn't wait for.
    if (connection.all('pragma journal_mode')[0]?.['journal_mode'] !== 'wal') connection.exec('pragma journal_mode = wal');
    // NORMAL would lose the last transactions of a power cut, and a lost intent is a document that may be made twice.
    connection.exec('pragma synchronous = full');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens for reading alone: never checkpoints, not even when it is the last to close, and waits for no writer. */
export function connectToRead(path: string): Connection {
  return new Connection(path, { isReadOnly: true, waitMs: BUSY_TIMEOUT_MS });
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
    for (const { sql, values } of statements) changed += connection.run(sql, values).changes;
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
