// The embedded ledger: one SQLite file that holds transfers, runs and the log of a profile.
import type { LogStore } from '../../core/model/log.ts';
import type { LedgerPort } from '../../core/ports.ts';
import { type LedgerOptions, ledgerOver } from './ledger-over.ts';
import { logOver } from './log-over.ts';
import { prepareFile, replaceBackup } from './sqlite-file.ts';
import { checkNowAndThen, migrate, probe, whileBusy } from './sqlite-open.ts';
import type { Store } from './store.ts';
import { connect, type Connection, explained, rowsNow, sqliteStore } from './sqlite-store.ts';

export interface SqliteLedgerOptions extends LedgerOptions {
  /** `look`: for commands that only show; neither proved writable nor checked, so that they work on a full disk. Default `run`. */
  readonly purpose?: 'run' | 'look';
}

export interface SqliteLedger extends LedgerPort, LogStore {
  /** Rejects (ConfigError) when the ledger takes no writes: disk full, no permission. Opening for a run has done it already. */
  probeWritable(): Promise<void>;
  /** Keeps a copy as `ledger.backup.db`, replaced at once. Does nothing when no transfer was saved since the last one. */
  backup(): Promise<void>;
  readonly store: Store;
}

/**
 * Opens the ledger, makes it where there is none, and brings it to the latest tables.
 * Throws IntegrityError (damaged, or written by a newer program), ConfigError (disk full, no permission) or BusyError.
 */
export function openSqliteLedger(path: string, options: SqliteLedgerOptions): SqliteLedger {
  const connection = explained(path, 'opening', () => {
    prepareFile(path);
    return whileBusy(() => openConnection(path, options));
  });
  const store = sqliteStore(connection, path);
  const ledger = ledgerOver(store, options);
  const log = logOver(store, options.profile);
  let isChanged = false;
  let isClosed = false;

  return {
    ...ledger,
    ...log,
    store,
    async save(transfer, event) {
      isChanged = true;
      await ledger.save(transfer, event);
    },
    async probeWritable() {
      explained(path, 'opening', () => probe(connection));
    },
    async backup() {
      if (!isChanged) return;
      await log.flush();
      explained(path, 'open', () => {
        replaceBackup(path, (copy) => connection.prepare('vacuum into $1').run([copy]));
      });
      isChanged = false;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await log.close();
      } finally {
        explained(path, 'open', () => closeConnection(connection));
      }
    },
  };
}

function openConnection(path: string, { clock, purpose = 'run' }: SqliteLedgerOptions): Connection {
  const connection = connect(path);
  try {
    migrate(connection, clock.now());
    if (purpose === 'run') {
      checkNowAndThen(connection, path, clock.now());
      probe(connection);
    }
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Puts the write-ahead log into the file if nobody reads right now (libsql's close alone leaves it), so that the file alone is the ledger. */
function closeConnection(connection: Connection): void {
  connection.exec('pragma busy_timeout = 0');
  try {
    // Answers "busy" as a row, not as an error; then the next close does it.
    rowsNow(connection, 'pragma wal_checkpoint(truncate)');
  } finally {
    connection.close();
  }
}
