// The queue of runs on the ledger's PostgreSQL: pg-boss keeps schedule, order, heartbeats and retries.
// It hands a run out at least once; that a document is sent once is the ledger's and the lease's matter.
import type { PgBoss } from 'pg-boss';
import { At2qboError, ConfigError, IntegrityError } from '../../core/errors.ts';
import type { Next } from '../../core/fleet/state.ts';
import { explainPostgres } from '../ledger/postgres/store.ts';

/** A profile's place in the schedule. */
export interface Planned {
  readonly profile: string;
  /** Runs of one group are done one after the other, on all hosts: those of one Autotask database. */
  readonly group: string;
  readonly timeZone: string;
  readonly crons: readonly { readonly name: string; readonly cron: string }[];
}

/** A run to do. */
export interface Turn {
  readonly profile: string;
  /** The worker that had it before died, or gave it back. */
  readonly isTakenOver: boolean;
}

export interface RunQueue {
  /** Makes the schedule what is given, and takes out of it whom `isGone` says; says when each profile is next. */
  plan(planned: readonly Planned[], isGone: (profile: string) => boolean): Promise<Map<string, Date>>;
  /** Puts a profile in at once, unless it waits or runs already. */
  add(one: Pick<Planned, 'profile' | 'group'>): Promise<void>;
  /** Takes turns, at most this many at a time, until `stop`. */
  take(most: number, work: (turn: Turn) => Promise<Next>): Promise<void>;
  /** Profiles whose turns failed too often since the last question. */
  takeDead(work: (profile: string) => Promise<void>): Promise<void>;
  /** No more turns are taken; resolves when those in hand have ended. */
  stop(): Promise<void>;
}

export interface RunQueueOptions {
  readonly url: string;
  /** A fault that passes: the queue goes on by itself. */
  readonly onTrouble: (message: string) => void;
}

/** Bumped when a job means something else: programs that don't understand each other have queues of their own. */
const RUNS = 'at2qbo-runs-1';
const DEAD = 'at2qbo-dead-1';
const SCHEMA = 'at2qbo_queue';
const CONNECTIONS = 4;
const POLL_S = 2;
/** Without a sign of life for so long a turn goes to another worker: with the look for it well inside a minute. */
const HEARTBEAT_S = 30;
const LOOK_S = 10;
/** The lease would be lost long before. */
const LONGEST_RUN_S = 86_000;
const KEEP_DONE_S = 86_400;
const TRIES = 20;
const STOP_MS = 600_000;
/** After everybody who waits: who has had a turn goes on with the rest of its documents. */
const REST_PRIORITY = -1;

interface JobData {
  readonly profile: string;
}

/** Of pg-boss's tables, as this program's pg-boss makes them. It works on newer ones without a word. */
export const TABLES_VERSION = 46;
/** What pg-boss 12 needs. */
const OLDEST_SERVER = 13;

/** Throws a ConfigError where the server is older than the queue can work on. `version` as the server counts: 150004 is 15.4. */
export function requireServer(version: number): void {
  const major = Math.floor(version / 10_000);
  if (!(major < OLDEST_SERVER)) return;
  throw new ConfigError(
    `at2qbo worker needs PostgreSQL ${OLDEST_SERVER} or newer (its queue, pg-boss, does), and the database of ledger.url is on ${major}.`,
    'Upgrade the server, or run at2qbo sync --all-profiles from a scheduler: that works on this one.',
  );
}

/** Opens the queue and brings its tables to the latest version. */
export async function openRunQueue({ url, onTrouble }: RunQueueOptions): Promise<RunQueue> {
  const { PgBoss: Boss } = await import('pg-boss');
  const boss = new Boss({
    connectionString: url,
    application_name: 'at2qbo',
    schema: SCHEMA,
    max: CONNECTIONS,
    superviseIntervalSeconds: LOOK_S,
    monitorIntervalSeconds: LOOK_S,
    maintenanceIntervalSeconds: 3600,
    cronMonitorIntervalSeconds: LOOK_S,
    cronWorkerIntervalSeconds: POLL_S,
  });
  boss.on('error', (error) => onTrouble(messageOf(error)));
  boss.on('warning', ({ message }) => onTrouble(message));
  try {
    await boss.start();
    await requireTables(boss);
    await makeQueues(boss);
  } catch (error) {
    await boss.stop({ graceful: false, timeout: 1000 }).catch(() => undefined); // what it couldn't open
    throw explainQueue(error);
  }
  return overBoss(boss);
}

/** A newer at2qbo has changed the tables: what this one would do with them is unknown. */
async function requireTables(boss: PgBoss): Promise<void> {
  const has = await boss.schemaVersion();
  if (has === null || has <= TABLES_VERSION) return;
  throw new ConfigError(
    `The queue was made by a newer version of at2qbo (its tables are of version ${has}, this program knows ${TABLES_VERSION}).`,
    'Install the same version on every host. What is in the queue stays there.',
  );
}

async function makeQueues(boss: PgBoss): Promise<void> {
  const policy = 'exclusive';
  await boss.createQueue(DEAD, { deleteAfterSeconds: KEEP_DONE_S });
  await boss.createQueue(RUNS, {
    policy,
    heartbeatSeconds: HEARTBEAT_S,
    expireInSeconds: LONGEST_RUN_S,
    deleteAfterSeconds: KEEP_DONE_S,
    retryLimit: TRIES,
    retryDelay: 1,
    deadLetter: DEAD,
  });
  // A queue that is there already is left as it is, without a word.
  const has = (await boss.getQueue(RUNS))?.policy;
  if (has !== policy)
    throw new IntegrityError(`the queue ${RUNS} in the schema ${SCHEMA} was made with the policy ${has ?? '?'}, not ${policy}`, {
      remedy: `Nothing of the books is in it. With no worker running: drop schema ${SCHEMA} cascade`,
    });
}

function overBoss(boss: PgBoss): RunQueue {
  const send = (profile: string, group: string, more: { readonly priority?: number } = {}): Promise<string | null> =>
    boss.send(RUNS, { profile }, { singletonKey: profile, group: { id: group }, ...more });
  const groups = new Map<string, string>();
  return {
    plan: async (planned, isGone) => {
      await requireTables(boss);
      const want = new Map<string, Planned & { readonly cron: string }>(
        planned.flatMap((one) => one.crons.map(({ name, cron }) => [`${one.profile}/${name}`, { ...one, cron }])),
      );
      const has = new Map((await boss.getSchedules(RUNS)).map((one) => [one.key, one]));
      for (const key of has.keys()) if (!want.has(key) && isGone(key.slice(0, key.lastIndexOf('/')))) await boss.unschedule(RUNS, key);
      for (const [key, { profile, group, timeZone, cron }] of want) {
        const old = has.get(key);
        if (old?.cron === cron && old.timezone === timeZone && old.options?.group?.id === group) continue;
        await boss.schedule(RUNS, cron, { profile }, { tz: timeZone, key, singletonKey: profile, group: { id: group } });
      }
      for (const { profile, group } of planned) groups.set(profile, group);
      const next = new Map<string, Date>();
      for (const { profile, timeZone, cron } of want.values()) {
        const [at] = boss.previewSchedule(cron, { tz: timeZone, count: 1 });
        const known = next.get(profile);
        if (at !== undefined && (known === undefined || at < known)) next.set(profile, at);
      }
      return next;
    },
    add: async ({ profile, group }) => void (await send(profile, group)),
    take: async (most, work) => {
      const options = { localConcurrency: most, groupConcurrency: 1, pollingIntervalSeconds: POLL_S, includeMetadata: true };
      await boss.work<JobData>(RUNS, options, async ([job]) => {
        if (job === undefined) return undefined;
        const { profile } = job.data;
        const next = await work({ profile, isTakenOver: job.retryCount > 0 });
        if (next.kind === 'later') {
          // Failed here and not by throwing: so that it waits as long as it was asked to.
          await boss.fail(RUNS, job.id, { ...next });
          await boss.update(RUNS, { profile }, { singletonKey: profile, startAfter: next.seconds });
        } else if (next.kind === 'again') {
          await boss.complete(RUNS, job.id, { ...next });
          await send(profile, groups.get(profile) ?? profile, { priority: REST_PRIORITY });
        }
        return { ...next };
      });
    },
    takeDead: async (work) => {
      await boss.work<JobData>(DEAD, { pollingIntervalSeconds: LOOK_S }, async (jobs) => {
        for (const job of jobs) await work(job.data.profile);
        return undefined;
      });
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}

/** pg-boss reports some faults as plain objects with a message. */
function messageOf(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
  return hasMessage ? String(error.message) : String(error);
}

/** What opening the queue can fail with. */
function explainQueue(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '42501')
    return new ConfigError(
      `The user of ledger.url has no right to make the schema of the queue (${SCHEMA}) in its database.`,
      `Let it, once: grant create on database NAME to USER; or make it: create schema ${SCHEMA} authorization USER`,
      { cause: error },
    );
  const explained = explainPostgres(error);
  return explained instanceof At2qboError ? explained : error;
}
