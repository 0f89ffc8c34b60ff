// The embedded ledger: one SQLite file that holds transfers, runs and the log of a profile.
import type { LogStore } from '../../../core/model/log.ts';
import type { LedgerPort } from '../../../core/ports.ts';
import { type LedgerOptions, ledgerOver } from '../ledger-over.ts';
import { logOver } from '../log-over.ts';
import { prepareFile, replaceBackup } from './file.ts';
import { checkNowAndThen, isLatest, migrate, probe, whileBusy } from './open.ts';
import { type Connection, engineVersion } from './engine.ts';
import type { Store } from '../store.ts';
import { explainFault } from './faults.ts';
import { connect, connectToRead, explained, type OpenFile, SqliteStore } from './store.ts';

export interface SqliteLedgerOptions extends LedgerOptions {
  /** `look`: for commands that only show; neither proved writable nor checked, so that they work on a full disk. Default `run`. */
  readonly purpose?: 'run' | 'look';
}

export interface SqliteLedger extends LedgerPort, LogStore {
  /** Rejects (ConfigError) when the ledger takes no writes: disk full, no permission. Opening for a run has done it already. */
  probeWritable(): Promise<void>;
  /** Keeps a copy as `ledger.backup.db`, replaced at once. Does nothing when no transfer was saved since the last one. */
  backup(): Promise<void>;
  /** `SQLite 3.53.0`. */
  engine(): Promise<string>;
  readonly store: Store;
}

/**
 * Opens the ledger, makes it where there is none, and brings it to the latest tables.
 * Throws IntegrityError (damaged, or written by a newer program), ConfigError (disk full, no permission) or BusyError.
 */
export function openSqliteLedger(path: string, options: SqliteLedgerOptions): SqliteLedger {
  const file = explained(path, 'opening', () => {
    prepareFile(path);
    return whileBusy(() => (options.purpose === 'look' ? openToLook(path, options) : openToRun(path, options)));
  });
  const store = new SqliteStore(file);
  const ledger = ledgerOver(store, options);
  const { log, rider } = logOver(store, options.profile);
  store.carry(rider);
  let isChanged = false;
  let isClosed = false;

  return {
    ...ledger,
    ...log,
    store,
    async save(transfer, event, how) {
      isChanged = true;
      store.expectMany();
      await ledger.save(transfer, event, how);
    },
    engine: async () => `SQLite ${engineVersion()}`,
    async probeWritable() {
      explained(path, 'opening', () => probe(file.writer()));
    },
    async backup() {
      if (!isChanged) return;
      await log.flush();
      await replaceBackup(path, (copy) => store.copyTo(copy)).catch((error: unknown) => {
        throw explainFault(error, path, 'open');
      });
      isChanged = false;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await log.close();
      } finally {
        await store.close();
      }
    },
  };
}

function openToRun(path: string, { clock }: SqliteLedgerOptions): OpenFile {
  const connection = connect(path);
  try {
    migrate(connection, clock.now());
    checkNowAndThen(connection, path, clock.now());
    probe(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  return { path, reader: connection, writer: () => connection, isForRun: true, close: () => closeToRun(connection) };
}

/** Puts the write-ahead log into the file if nobody reads right now, so that the file alone is the ledger. */
function closeToRun(connection: Connection): void {
  connection.exec('pragma busy_timeout = 0');
  try {
    // Answers "busy" as a row, not as an error; then the next close does it.
    connection.all('pragma wal_checkpoint(truncate)');
  } finally {
    connection.close();
  }
}

/** Reads beside a run without waiting for it and leaves its log alone; what a command that only looks writes (a log line) goes another way. */
function openToLook(path: string, { clock }: SqliteLedgerOptions): OpenFile {
  const reader = connectToRead(path);
  let writer: Connection | null = null;
  try {
    if (!isLatest(reader)) upgrade(path, clock.now());
  } catch (error) {
    reader.close();
    throw error;
  }
  return {
    path,
    isForRun: false,
    reader,
    writer: () => (writer ??= whileBusy(() => connectWithoutCheckpoints(path))),
    close: () => {
      // In this order: who closes a file last and may write to it checkpoints.
      writer?.close();
      reader.close();
    },
  };
}

function connectWithoutCheckpoints(path: string): Connection {
  const connection = connect(path);
  connection.exec('pragma wal_autocheckpoint = 0');
  return connection;
}

function upgrade(path: string, now: number): void {
  const connection = connect(path);
  try {
    migrate(connection, now);
  } finally {
    connection.close();
  }
}
