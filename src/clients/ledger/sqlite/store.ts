// A SQLite file as a store: reads at once, writes in shared commits, by a thread of their own once there are many.
import { CommitGroup } from './commit-group.ts';
import { Connection } from './engine.ts';
import { explainFault, type Phase } from './faults.ts';
import { forceToDisk } from './file.ts';
import type { Haste, Rider, Row, Statement, Store } from '../store.ts';
import { commitTogether, WriterThread } from './writer-thread.ts';

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
  let result: T | undefined;
  const [said] = commitTogether(connection, [
    () => {
      result = work();
      return 0;
    },
  ]);
  if (said instanceof Error) throw said;
  return result as T;
}

/** The statements as one transaction; rows changed by all of them. */
export function writeNow(connection: Connection, statements: readonly Statement[]): number {
  return inTransaction(connection, () => runAll(connection, statements));
}

function runAll(connection: Connection, statements: readonly Statement[]): number {
  return statements.reduce((changed, { sql, values }) => changed + connection.run(sql, values).changes, 0);
}

/** Turns raw faults of `work` into errors that say what to do. */
export function explained<T>(path: string, phase: Phase, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainFault(error, path, phase);
  }
}

/** What the store works on. */
export interface OpenFile {
  readonly path: string;
  readonly reader: Connection;
  /** For the few writes that need no thread. */
  readonly writer: () => Connection;
  /** Many writes may come: a run's. */
  readonly isForRun: boolean;
  readonly close: () => void;
}

const NOBODY: Rider = { take: () => [], settle: () => undefined };

export class SqliteStore implements Store {
  readonly #file: OpenFile;
  #rider: Rider = NOBODY;
  #thread: WriterThread | null = null;
  #group: CommitGroup | null = null;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  /** The log: it goes along with every commit. */
  carry(rider: Rider): void {
    this.#rider = rider;
  }

  async all({ sql, values }: Statement): Promise<Row[]> {
    return explained(this.#file.path, 'open', () => this.#file.reader.all(sql, values));
  }

  async write(statements: readonly Statement[], haste: Haste = 'now'): Promise<number> {
    try {
      return this.#group === null ? this.#writeHere(statements) : await this.#group.write(statements, haste);
    } catch (error) {
      throw explainFault(error, this.#file.path, 'open');
    }
  }

  /** From now on the disk is waited for elsewhere. A run that sends nothing never needs it, and starts no thread. */
  expectMany(): void {
    if (this.#group !== null || !this.#file.isForRun) return;
    const thread = new WriterThread({ path: this.#file.path, waitMs: BUSY_TIMEOUT_MS });
    this.#thread = thread;
    this.#group = new CommitGroup((lists, along) => thread.commit(along.length > 0 ? [...lists, along] : lists), this.#rider);
  }

  /** A copy of the whole in a file that is there and empty, forced to the disk. */
  async copyTo(path: string): Promise<void> {
    try {
      if (this.#thread !== null) await this.#thread.copy(path);
      else {
        this.#file.reader.run('vacuum into $1', [path]);
        forceToDisk(path);
      }
    } catch (error) {
      throw explainFault(error, this.#file.path, 'open');
    }
  }

  async close(): Promise<void> {
    try {
      await this.#thread?.close();
    } catch (error) {
      throw explainFault(error, this.#file.path, 'open');
    } finally {
      explained(this.#file.path, 'open', () => this.#file.close());
    }
  }

  #writeHere(statements: readonly Statement[]): number {
    const along = this.#rider.take();
    if (statements.length === 0 && along.length === 0) return 0;
    const writer = this.#file.writer();
    const [mine, theirs] = commitTogether(
      writer,
      [statements, along].map((list) => () => runAll(writer, list)),
    );
    if (along.length > 0) this.#rider.settle(theirs instanceof Error ? theirs : null);
    const result = statements.length === 0 ? theirs : mine;
    if (result instanceof Error) throw result;
    return result ?? 0;
  }
}
