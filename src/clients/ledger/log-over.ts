// The log over any database: buffered, so that a run's hundreds of lines ride along with its commits.
// Errors go out at once.
// A line that can't be stored never stops a run by itself: what is stored about invoices does (see save), and the end of the run tells.
import type { Instant } from '../../core/dates.ts';
import type { LogEntry, LogFilter, LogStore } from '../../core/model/log.ts';
import { entryOf, entryRow } from './rows/log-rows.ts';
import { insert, type Rider, type SqlValue, type Statement, type Store } from './store.ts';

/** Where no commit comes by they have one of their own. */
const FLUSH_EVERY_MS = 1000;
/** A full buffer goes out before its second is over. */
const FULL = 500;
/** Where the database takes nothing any more, memory must not grow with it: the oldest lines go first. */
const MOST = 10_000;

export interface LogOver {
  readonly log: LogStore & { close(): Promise<void> };
  /** For the store that the log is in: it takes the lines along. */
  readonly rider: Rider;
}

/** The log of one profile in this database; a write without statements is its way to be taken along now. `close` stores what is left. */
export function logOver(store: Store, profile: string): LogOver {
  let waiting: LogEntry[] = [];
  /** With a commit that is under way. */
  let gone: LogEntry[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | null = null;
  let isFailing = false;

  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (waiting.length > 0 || gone.length > 0) await store.write([]);
  };
  // The entries stay in the buffer when it fails, and the next flush, at the latest the one of close, throws for them.
  const flushLater = (): void => {
    flush().catch(() => undefined);
  };

  const rider: Rider = {
    take(): readonly Statement[] {
      if (timer) clearTimeout(timer);
      timer = null;
      gone = waiting;
      waiting = [];
      const last = gone.at(-1);
      const gap: LogEntry[] =
        lost > 0 && last ? [{ ...last, level: 'warn', message: `${lost} log lines were lost`, invoiceId: null, facts: {} }] : [];
      return [...gap, ...gone].map((entry) => insert('log', entryRow(profile, entry)));
    },
    settle(error) {
      isFailing = error !== null;
      if (error === null) lost = 0;
      else {
        const all = [...gone, ...waiting];
        lost += Math.max(0, all.length - MOST);
        waiting = all.slice(-MOST);
      }
      gone = [];
    },
  };
  const log = {
    write(entry: LogEntry): void {
      waiting.push(entry);
      if (waiting.length > MOST) lost += waiting.splice(0, waiting.length - MOST).length;
      if (!isFailing && (entry.level === 'error' || waiting.length >= FULL)) flushLater();
      else timer ??= setTimeout(flushLater, FLUSH_EVERY_MS).unref();
    },
    flush,
    async read(filter: LogFilter): Promise<LogEntry[]> {
      await flush();
      return (await store.all(question(profile, filter))).map(entryOf).sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
    },
    async prune(olderThan: Instant): Promise<number> {
      return store.write([{ sql: 'delete from log where profile = $1 and at < $2', values: [profile, olderThan] }]);
    },
    close: flush,
  };
  return { log, rider };
}

function question(profile: string, filter: LogFilter): { sql: string; values: SqlValue[] } {
  const values: SqlValue[] = [profile];
  const bind = (value: SqlValue): string => `$${values.push(value)}`;
  const where = ['profile = $1'];
  if (filter.errorsOnly === true) where.push("level = 'error'");
  if (filter.invoiceId !== undefined) where.push(`invoice_id = ${bind(filter.invoiceId)}`);
  if (filter.runId !== undefined) where.push(`run_id = ${bind(filter.runId)}`);
  if (filter.since !== undefined) where.push(`at >= ${bind(filter.since)}`);
  if (filter.afterId !== undefined) where.push(`id > ${bind(filter.afterId)}`);
  const order = filter.afterId === undefined ? 'desc' : 'asc';
  const limit = filter.limit === undefined ? '' : ` limit ${bind(filter.limit)}`;
  return { sql: `select * from log where ${where.join(' and ')} order by id ${order}${limit}`, values };
}
