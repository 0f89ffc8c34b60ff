// Who may run a profile, when several hosts share one PostgreSQL ledger.
// A row with a heartbeat on the database's own clock.
// Not an advisory lock: that lives as long as the server thinks the connection does, which after a power cut can be hours.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { instantAt } from '../../../core/dates.ts';
import { BusyError, IntegrityError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import { nameOf, type Holder, type KnownHolder } from '../../host/lock.ts';
import { isRunning } from '../../host/process-alive.ts';
import { text, whole } from '../rows/columns.ts';
import { processOrigin } from './origin.ts';
import type { PostgresStore } from '../postgres/store.ts';
import type { Row, Statement } from '../store.ts';

/** A lease without a beat for so long is a dead holder's. */
export const DEAD_AFTER_S = 50;
const BEAT_EVERY_MS = 10_000;
/** Without a confirmed beat for so long we stop writing: well before another host may take over. */
const OURS_FOR_MS = 40_000;
const DATABASE_NOW = 'extract(epoch from clock_timestamp())';

export interface Lease {
  readonly holder: string;
  /** False once it can't be sure any more that no other host has taken over. */
  stillMine(): boolean;
  /** Asks the database; rejects when another host has taken over. */
  confirm(): Promise<void>;
  /** The guard found no row. */
  lost(): void;
  /** Finds a row only while the lease is ours: for a transaction that must not happen otherwise. */
  readonly guard: Statement;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly profile: string;
  readonly command: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Takes it from a holder that seems to live (`clear-status --force`): that one finds out before its next write, and stops. */
  readonly isForced?: boolean;
}

/** Takes the lease of the profile; BusyError names the holder when it lives. */
export async function takeLease(store: PostgresStore, options: LeaseOptions): Promise<Lease> {
  const holder = randomUUID();
  const { profile } = options;
  const mine = [profile, holder, hostname(), process.pid, processOrigin(), options.command, instantAt(options.clock.now())];
  const claim = (condition: string, value: string | number): Promise<Row[]> =>
    store.change({
      sql: `insert into leases (profile, holder, host, pid, origin, command, since, beat_at) values ($1, $2, $3, $4, $5, $6, $7, ${DATABASE_NOW})
        on conflict (profile) do update set holder = excluded.holder, host = excluded.host, pid = excluded.pid, origin = excluded.origin, command = excluded.command,
        since = excluded.since, beat_at = excluded.beat_at where ${condition} returning holder`,
      values: [...mine, value],
    });
  const taken = await claim(`leases.beat_at < ${DATABASE_NOW} - $8`, DEAD_AFTER_S);
  if (taken.length === 0) {
    const other = await rowOf(store, profile);
    const isFree = other !== undefined && (options.isForced === true || isDead(other));
    // Of this very holder: another host may have been faster, and that one runs.
    if (!isFree || (await claim('leases.holder = $8', text(other, 'holder'))).length === 0) {
      throw new BusyError(
        `another run is active: ${other === undefined ? 'its holder left no name' : describe(other)}`,
        'wait until it has ended, then try again',
      );
    }
  }
  return keepAlive(store, profile, holder);
}

/** Of this very machine, and its process is gone: no need to wait a minute. */
function isDead(row: Row): boolean {
  return text(row, 'origin') === processOrigin() && !isRunning(whole(row, 'pid'));
}

async function rowOf(store: PostgresStore, profile: string): Promise<Row | undefined> {
  const [row] = await store.all({ sql: `select *, ${DATABASE_NOW} - beat_at as silent from leases where profile = $1`, values: [profile] });
  return row;
}

/** Who holds the lease of the profile, alive or not; null: nobody. */
export async function leaseHolder(store: PostgresStore, profile: string): Promise<KnownHolder | null> {
  const row = await rowOf(store, profile);
  return row === undefined ? null : { ...holderIn(row), isAlive: silence(row) < DEAD_AFTER_S && !isDead(row) };
}

function silence(row: Row): number {
  return Math.max(0, Math.round(Number(row['silent'])));
}

function holderIn(row: Row): Holder {
  return { pid: whole(row, 'pid'), host: text(row, 'host'), command: text(row, 'command'), since: text(row, 'since') };
}

function describe(row: Row): string {
  return `${nameOf(holderIn(row))}, last sign of life ${silence(row)} s ago`;
}

function keepAlive(store: PostgresStore, profile: string, holder: string): Lease {
  let confirmedAt = performance.now();
  let isLost = false;
  const beat = async (): Promise<void> => {
    const asked = performance.now();
    const rows = await store.change({
      sql: `update leases set beat_at = ${DATABASE_NOW} where profile = $1 and holder = $2 returning holder`,
      values: [profile, holder],
    });
    if (rows.length === 0) isLost = true;
    else confirmedAt = asked;
  };
  // A beat that fails is told by `stillMine`, which looks at the time of the last good one.
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_EVERY_MS).unref();
  return {
    holder,
    stillMine: () => !isLost && performance.now() - confirmedAt < OURS_FOR_MS,
    confirm: async () => {
      const sql = 'select 1 from leases where profile = $1 and holder = $2';
      if ((await store.all({ sql, values: [profile, holder] })).length > 0) return;
      isLost = true;
      throw lostLease();
    },
    lost: () => void (isLost = true),
    guard: { sql: 'select 1 from leases where profile = $1 and holder = $2 for share', values: [profile, holder] },
    release: async () => {
      clearInterval(timer);
      await store.write([{ sql: 'delete from leases where profile = $1 and holder = $2', values: [profile, holder] }]);
    },
  };
}

export function lostLease(): IntegrityError {
  return new IntegrityError('This run lost its lease: another host may be running this profile. Nothing more was written.', {
    remedy: 'Nothing to do: the next run goes on.',
  });
}
