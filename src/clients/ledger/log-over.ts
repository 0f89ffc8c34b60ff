// The log over any database: buffered, so that a run's hundreds of lines cost one transaction a second; errors go out at once.
// A line that can't be stored never stops a run by itself: what is stored about invoices does (see save), and the end of the run tells.
import type { Instant } from '../../core/dates.ts';
import type { LogEntry, LogFilter, LogStore } from '../../core/model/log.ts';
import { entryOf, entryRow } from './log-rows.ts';
import { insert, type SqlValue, type Store } from './store.ts';

const FLUSH_EVERY_MS = 1000;
/** A full buffer goes out before its second is over. */
const FULL = 500;
/** Where the database takes nothing any more, memory must not grow with it: the oldest lines go first. */
const MOST = 10_000;

/** The log of one profile in this database. `close` stores what is left and ends the timer. */
export function logOver(store: Store, profile: string): LogStore & { close(): Promise<void> } {
  let waiting: LogEntry[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | null = null;
  let isFailing = false;
  /** Flushes queue up behind each other, so that entries keep their order in the database. */
  let inFlight: Promise<void> | null = null;

  const storeWaiting = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    const last = batch.at(-1);
    const gap: LogEntry[] =
      lost > 0 && last ? [{ ...last, level: 'warn', message: `${lost} log lines were lost`, invoiceId: null, facts: {} }] : [];
    try {
      await store.write([...gap, ...batch].map((entry) => insert('log', entryRow(profile, entry))));
      lost = 0;
      isFailing = false;
    } catch (error) {
      const all = [...batch, ...waiting];
      lost += Math.max(0, all.length - MOST);
      waiting = all.slice(-MOST);
      isFailing = true;
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    // With nothing under way it starts in this very call: with SQLite an error is then on disk before `write` returns.
    const mine = inFlight === null ? storeWaiting() : inFlight.then(storeWaiting, storeWaiting);
    const clear = (): void => {
      if (inFlight === mine) inFlight = null;
    };
    inFlight = mine;
    mine.then(clear, clear);
    return mine;
  };
  // The entries stay in the buffer when it fails, and the next flush, at the latest the one of close, throws for them.
  const flushLater = (): void => {
    flush().catch(() => undefined);
  };

  return {
    write(entry) {
      waiting.push(entry);
      if (waiting.length > MOST) lost += waiting.splice(0, waiting.length - MOST).length;
      if (!isFailing && (entry.level === 'error' || waiting.length >= FULL)) flushLater();
      else timer ??= setTimeout(flushLater, FLUSH_EVERY_MS).unref();
    },
    flush,
    async read(filter) {
      await flush();
      return (await store.all(question(profile, filter))).map(entryOf).sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
    },
    async prune(olderThan: Instant) {
      return store.write([{ sql: 'delete from log where profile = $1 and at < $2', values: [profile, olderThan] }]);
    },
    close: flush,
  };
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
