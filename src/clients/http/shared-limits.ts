// Limits that all programs of one profile keep together.
// Two commands side by side, or one right after the other, must not add up to more than a service allows. A small SQLite file beside the
// ledger; losing it costs nothing but a minute's memory.
import { hostname } from 'node:os';
import type { Clock } from '../../core/ports.ts';
import { prepareFile } from '../ledger/sqlite/file.ts';
import type { Connection } from '../ledger/sqlite/engine.ts';
import { connect, inTransaction } from '../ledger/sqlite/store.ts';
import { pace, type Gate, type Limits, type Pass } from './limiter.ts';
import { isRunning } from '../host/process-alive.ts';

export interface SharedLimits {
  /** The gate of one service or endpoint. */
  gate(name: string, limits: Limits): Gate;
  close(): void;
}

export interface SharedLimitsOptions {
  readonly clock: Clock;
  /** Told once, where the file can't be used: the limits then hold for this program alone. */
  readonly onTrouble: (error: unknown) => void;
  readonly pid?: number;
}

/** No call lasts longer: a row that is older belongs to a program that died on another host. */
const LONGEST_CALL_MS = 180_000;
const ROOM_CHECK_MS = 25;
/** With nobody else about, a call that has ended may look as if it ran so much longer. */
const SOON_MS = 50;
const MINUTE = 60_000;
const SECOND = 1000;
const TABLES = `
  create table if not exists starts (name text not null, at integer not null);
  create index if not exists starts_by_name on starts (name, at);
  create table if not exists running (id integer primary key, name text not null, host text not null, pid integer not null, since integer not null);`;

/** Opened when the first call is made. */
export function shareLimits(path: string, { clock, onTrouble, pid = process.pid }: SharedLimitsOptions): SharedLimits {
  let connection: Connection | null = null;
  let isOff = false;
  const host = hostname();

  const use = <T>(work: (open: Connection) => T, otherwise: T): T => {
    if (isOff) return otherwise;
    try {
      connection ??= open(path);
      return work(connection);
    } catch (error) {
      isOff = true; // a limit less is no reason to stop: a run proves by itself that it can write its ledger
      onTrouble(error);
      return otherwise;
    }
  };
  /** Calls that have ended; their rows go with the next call's, or by themselves a moment later. */
  const ended: number[] = [];
  const mine = new Set<number>();
  /** Where another program was seen at the last call. */
  const company = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  const remove = (db: Connection): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const id of ended.splice(0)) db.run('delete from running where id = $1', [id]);
  };
  const removeNow = (): void => {
    if (ended.length > 0) use((db) => inTransaction(db, () => remove(db)), undefined);
  };
  const leave = (id: number, isAlone: boolean): void => {
    ended.push(id);
    if (!isAlone) removeNow();
    else timer ??= setTimeout(removeNow, SOON_MS).unref();
  };

  const tryEnter = (name: string, limits: Limits, db: Connection): Pass =>
    inTransaction(db, () => {
      const now = clock.now();
      remove(db);
      // A clock that was set back leaves starts in the future: they would block for ever.
      db.run('delete from starts where at <= $1 or at > $2', [now - MINUTE, now + SECOND]);
      const running = db.all('select id, host, pid, since from running where name = $1', [name]);
      const gone = running.filter((row) => isGone(row, host, now));
      for (const row of gone) db.run('delete from running where id = $1', [Number(row['id'])]);
      if (running.length - gone.length >= limits.concurrent) return { waitMs: ROOM_CHECK_MS };
      const waitMs = Math.max(paceWait(db, name, now, limits.perSecond), windowWait(db, name, now, MINUTE, limits.perMinute));
      if (waitMs > 0) return { waitMs };
      if (limits.perSecond !== undefined || limits.perMinute !== undefined)
        db.run('insert into starts (name, at) values ($1, $2)', [name, now]);
      const { lastId } = db.run('insert into running (name, host, pid, since) values ($1, $2, $3, $4)', [name, host, pid, now]);
      mine.add(lastId);
      if (running.every((row) => mine.has(Number(row['id'])) || gone.includes(row))) company.delete(name);
      else company.add(name);
      return {
        leave: () => {
          mine.delete(lastId);
          leave(lastId, !company.has(name));
        },
      };
    });

  const alone: Pass = { leave: () => undefined };
  return {
    gate: (name, limits) => ({ tryEnter: () => use((db) => tryEnter(name, limits, db), alone) }),
    close: () => {
      removeNow();
      connection?.close();
      connection = null;
      isOff = true;
    },
  };
}

function open(path: string): Connection {
  prepareFile(path);
  const connection = connect(path);
  try {
    connection.exec('pragma synchronous = off'); // what a power cut takes is of no use after it
    connection.exec(TABLES);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** How long until one more may start inside `span`. */
function windowWait(db: Connection, name: string, now: number, span: number, limit: number | undefined): number {
  if (limit === undefined) return 0;
  const [nth] = db.all('select at from starts where name = $1 order by at desc limit 1 offset $2', [name, limit - 1]);
  return nth === undefined ? 0 : Math.max(0, Number(nth['at']) + span - now);
}

/** How long until the next may start after the last, so that starts are evenly spaced. */
function paceWait(db: Connection, name: string, now: number, perSecond: number | undefined): number {
  if (perSecond === undefined) return 0;
  const [last] = db.all('select at from starts where name = $1 order by at desc limit 1', [name]);
  return last === undefined ? 0 : Math.max(0, Number(last['at']) + pace(perSecond) - now);
}

/** A killed program can't take its row away. On its own host the process tells; elsewhere, or where its number was given to another, time does. */
function isGone(row: Readonly<Record<string, unknown>>, host: string, now: number): boolean {
  if (Math.abs(now - Number(row['since'])) > LONGEST_CALL_MS) return true;
  return row['host'] === host && !isRunning(Number(row['pid']));
}
