// An exclusive lock that the operating system frees when its holder dies.
// No stale locks, no trouble with reused process ids.
// It is a SQLite file held with BEGIN EXCLUSIVE. Nothing is ever written into it, so emptying a spoilt one in place is safe
// even if somebody took it meanwhile (removing it would not be: two holders of two files of one name).
import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { BusyError, ConfigError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { makeFolder } from './durable.ts';
import { Connection } from '../ledger/sqlite/engine.ts';
import { faultCode, isBusy } from '../ledger/sqlite/faults.ts';

export interface Lock {
  /** Frees it; a second call does nothing. */
  release(): void;
  /** False once somebody removed or replaced the file: another run may hold a lock of the same name. */
  stillMine(): boolean;
}

/** Takes a lock, in a file or elsewhere; BusyError when it is still taken after `waitMs`. */
export type TakeLock = (wish: { readonly waitMs: number; readonly note: string }) => Promise<{ release(): void | Promise<void> }>;

export interface LockOptions {
  /** How long to wait for another holder; 0 = not at all. */
  readonly waitMs: number;
  readonly clock: Clock;
  /** What the holder is doing (`sync`), for messages. */
  readonly note: string;
}

/** Who holds a lock, as it said itself. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  readonly since: string;
}

/** A holder, and what is known of it. */
export interface KnownHolder extends Holder {
  /** Null: it can't be told from here. */
  readonly isAlive: boolean | null;
}

const PAUSE_MS = 100;
// Closing any descriptor of a file drops this process's own lock on it (POSIX), so a file held here is never opened a second time.
const heldHere = new Set<string>();

/** Takes the lock, or throws BusyError naming the holder when it is still taken after `waitMs`. */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const full = resolve(path);
  try {
    makeFolder(dirname(full));
  } catch (cause) {
    throw refused(`make the folder ${dirname(full)}`, dirname(dirname(full)), cause);
  }
  // Pauses are counted, not the clock read: it may jump.
  for (let waited = 0; ; waited += PAUSE_MS) {
    const lock = tryLock(full, options);
    if (lock) return lock;
    if (waited >= options.waitMs) {
      throw new BusyError(
        `another run is active: ${describeHolder(full) ?? 'its holder left no name'}`,
        'wait until it has ended, then try again',
      );
    }
    await options.clock.sleep(PAUSE_MS);
  }
}

/** The lock of this file, to be taken when it is needed. */
export function fileLock(path: string, clock: Clock): TakeLock {
  return (wish) => acquireLock(path, { ...wish, clock });
}

/** `process 4711 on books1 (sync, since 2026-01-31T12:00:00.000Z)`, or null where no holder left its name. */
export function describeHolder(path: string): string | null {
  const holder = readHolder(path);
  return holder && nameOf(holder);
}

/** A holder for messages. */
export function nameOf({ pid, host, command, since }: Holder): string {
  return `process ${pid} on ${host} (${command}, since ${since})`;
}

/** What the present or last (killed) holder wrote beside the lock. Only the lock itself says whether it lives. */
export function readHolder(path: string): Holder | null {
  try {
    const { pid, host, command, since } = JSON.parse(readFileSync(holderPath(path), 'utf8')) as Record<string, unknown>;
    const isWhole = typeof pid === 'number' && typeof host === 'string' && typeof command === 'string' && typeof since === 'string';
    return isWhole ? { pid, host, command, since } : null;
  } catch {
    return null; // missing or half written: it only feeds a message
  }
}

/** Takes the file away. A holder that still lives finds out before its next write (`stillMine`) and stops. */
export function removeLock(path: string): void {
  rmSync(resolve(path), { force: true });
  rmSync(holderPath(path), { force: true });
}

function holderPath(path: string): string {
  return `${resolve(path)}.json`;
}

function tryLock(path: string, options: LockOptions): Lock | null {
  if (heldHere.has(path)) return null;
  const file = identity(path, true);
  const database = open(path);
  if (!database) return null;
  if (identity(path, false) !== file) {
    database.close(); // replaced between the look and the lock: the next try takes the new one
    return null;
  }
  heldHere.add(path);
  const holder = { pid: process.pid, host: hostname(), command: options.note, since: new Date(options.clock.now()).toISOString() };
  let isHeld = true;
  const release = (): void => {
    if (!isHeld) return;
    isHeld = false;
    if (identity(path, false) === file) rmSync(holderPath(path), { force: true });
    heldHere.delete(path);
    database.exec('ROLLBACK');
    database.close();
  };
  try {
    writeFileSync(holderPath(path), JSON.stringify(holder), { mode: 0o600 }); // for a message: need not outlive a power cut
  } catch (cause) {
    release();
    throw refused(`write beside the lock file ${path}`, dirname(path), cause);
  }
  return { release, stillMine: () => isHeld && identity(path, false) === file };
}

/** An open database that holds the lock; null where it is taken. */
function open(path: string): Connection | null {
  for (let isRepaired = false; ; isRepaired = true) {
    let database: Connection | null = null;
    try {
      database = new Connection(path);
      database.exec('BEGIN EXCLUSIVE');
      return database;
    } catch (cause) {
      database?.close();
      if (isBusy(cause)) return null;
      if (isRepaired || !['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(faultCode(cause))) {
        throw refused(`use the lock file ${path}`, dirname(path), cause);
      }
      empty(path);
    }
  }
}

/** A full disk and one without the right to write look much alike here: the remedy names both. */
function refused(what: string, folder: string, cause: unknown): ConfigError {
  const code = faultCode(cause) || 'unknown cause';
  return new ConfigError(`can't ${what} (${code})`, `make room on the disk, and let this user write into ${folder}`, { cause });
}

function empty(path: string): void {
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, 0);
  } finally {
    closeSync(file);
  }
}

/** Device and inode: another file of the same name is another lock. */
function identity(path: string, isCreating: boolean): string {
  try {
    if (isCreating) closeSync(openSync(path, 'a', 0o600));
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (cause) {
    if (!isCreating) return 'gone';
    throw refused(`write the lock file ${path}`, dirname(path), cause);
  }
}
