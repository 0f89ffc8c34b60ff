// The thread that writes a SQLite ledger: it alone waits for the disk, so that calls to the services go on.
import type * as Fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { DatabaseSync } from '@photostructure/sqlite';
import { isExecutable } from '../../host/executable.ts';
import type { SqlValue, Statement } from '../store.ts';

interface Fault {
  readonly message: string;
  readonly code?: string;
  readonly errcode?: number;
}
/** SQL by its place among all that was ever sent: the same few statements come again and again. */
type Sent = readonly [sql: number, values: readonly SqlValue[]];
type Order =
  | { readonly does: 'commit'; readonly newSql: readonly string[]; readonly lists: readonly (readonly Sent[])[] }
  | { readonly does: 'copy'; readonly to: string }
  | { readonly does: 'close' };
interface Answer {
  readonly results: readonly (number | Fault)[];
  readonly fault: Fault | null;
}
interface Place {
  readonly path: string;
  readonly waitMs: number;
}

export class WriterThread {
  readonly #worker: Worker;
  readonly #known = new Map<string, number>();
  readonly #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }[] = [];
  #trouble: Error | null = null;

  constructor(place: Place) {
    this.#worker = new Worker(program(), { workerData: place, name: 'ledger' });
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#next()?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that writes the ledger has ended')));
  }

  /** Each list is a transaction of its own; they share a commit unless one of them fails. */
  async commit(lists: readonly (readonly Statement[])[]): Promise<readonly (number | Error)[]> {
    const newSql: string[] = [];
    const number = (sql: string): number => {
      const known = this.#known.get(sql) ?? this.#known.size;
      if (known === this.#known.size) {
        this.#known.set(sql, known);
        newSql.push(sql.replaceAll(/\$\d+/g, '?'));
      }
      return known;
    };
    const sent = lists.map((list) => list.map(({ sql, values }): Sent => [number(sql), values]));
    const { results } = await this.#ask({ does: 'commit', newSql, lists: sent });
    return results.map((one) => (typeof one === 'number' ? one : errorOf(one)));
  }

  /** A copy of the whole ledger, forced to the disk, in a file that is there and empty. */
  async copy(to: string): Promise<void> {
    await this.#ask({ does: 'copy', to });
  }

  /** Puts the write-ahead log into the file, if nobody reads right now, and ends. */
  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    await this.#ask({ does: 'close' });
    this.#worker.ref();
    await ended;
  }

  async #ask(order: Order): Promise<Answer> {
    if (this.#trouble !== null) throw this.#trouble;
    const answered = new Promise<Answer>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#worker.ref(); // the program doesn't end while something is on its way to the disk
    this.#worker.postMessage(order, []);
    const answer = await answered;
    if (answer.fault !== null) throw errorOf(answer.fault);
    return answer;
  }

  #next(): { readonly resolve: (answer: Answer) => void } | undefined {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    return first;
  }

  #fail(error: Error): void {
    this.#trouble ??= error;
    for (const one of this.#waiting.splice(0)) one.reject(this.#trouble);
  }
}

function errorOf({ message, ...rest }: Fault): Error {
  return Object.assign(new Error(message), rest);
}

/** The thread's program as an address that holds it: it needs no file, whether the sources, the joined modules or a single executable run. */
function program(): URL {
  // In the single executable Node's own takes the package's place.
  const engine = isExecutable() ? 'node:sqlite' : pathToFileURL(createRequire(import.meta.url).resolve('@photostructure/sqlite')).href;
  const text = `import { parentPort, workerData } from 'node:worker_threads';
    import * as fs from 'node:fs';
    import { DatabaseSync } from ${JSON.stringify(engine)};
    (${serve.toString()})(parentPort, DatabaseSync, fs, ${commitTogether.toString()}, workerData);`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

/**
 * Runs the works in one transaction, which takes the write lock at its start; where one of them fails, each in one of its own. Also goes into the thread
 * as text: it may use nothing but its parameters.
 */
export function commitTogether(
  database: { exec(sql: string): void; readonly isTransaction: boolean },
  works: readonly (() => number)[],
): (number | Error)[] {
  const commit = (some: readonly (() => number)[]): number[] => {
    database.exec('begin immediate');
    try {
      const results = some.map((work) => work());
      database.exec('commit');
      return results;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  };
  const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));
  try {
    return commit(works);
  } catch (error) {
    if (works.length === 1) return [asError(error)];
    return works.map((work) => {
      try {
        return commit([work])[0] ?? 0;
      } catch (own) {
        return asError(own);
      }
    });
  }
}

/** Runs in the thread, as text: it may use nothing but its parameters. */
function serve(
  port: MessagePort,
  Database: typeof DatabaseSync,
  fs: typeof Fs,
  together: typeof commitTogether,
  { path, waitMs }: Place,
): void {
  const texts: string[] = [];
  const prepared: ReturnType<InstanceType<typeof Database>['prepare']>[] = [];
  let opened: InstanceType<typeof Database> | null = null;
  const open = (): InstanceType<typeof Database> => {
    if (opened !== null) return opened;
    opened = new Database(path, { timeout: waitMs });
    // NORMAL would lose the last transactions of a power cut, and a lost intent is a document that may be made twice.
    opened.exec('pragma synchronous = full');
    return opened;
  };
  const run = (list: readonly Sent[]): number => {
    let changed = 0;
    for (const [sql, values] of list) {
      const statement = (prepared[sql] ??= open().prepare(texts[sql] ?? ''));
      changed += statement.run(...values).changes;
    }
    return changed;
  };
  const faultOf = (error: unknown): Fault => {
    const { message, code, errcode } = error as Fault;
    return { message, ...(code === undefined ? {} : { code }), ...(errcode === undefined ? {} : { errcode }) };
  };
  const commit = (lists: readonly (readonly Sent[])[]): (number | Fault)[] => {
    const results = together(
      open(),
      lists.map((list) => () => run(list)),
    );
    return results.map((one) => (typeof one === 'number' ? one : faultOf(one)));
  };
  const copy = (to: string): void => {
    open().prepare('vacuum into ?').run(to);
    // VACUUM INTO doesn't sync, and a rename that outlives its content would replace a good copy by an empty one.
    const file = fs.openSync(to, 'r+');
    try {
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
  };
  const close = (): void => {
    if (opened === null) return;
    opened.exec('pragma busy_timeout = 0');
    // Answers "busy" as a row, not as an error; then the next close does it.
    opened.prepare('pragma wal_checkpoint(truncate)').all();
    opened.close();
  };
  port.on('message', (order: Order) => {
    let answer: Answer;
    try {
      if (order.does === 'commit') {
        texts.push(...order.newSql);
        answer = { results: commit(order.lists), fault: null };
      } else {
        if (order.does === 'copy') copy(order.to);
        else close();
        answer = { results: [], fault: null };
      }
    } catch (error) {
      answer = { results: [], fault: faultOf(error) };
    }
    port.postMessage(answer);
    if (order.does === 'close') port.close();
  });
}
