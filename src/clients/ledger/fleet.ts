// What the ledger that several hosts share knows of all its profiles together: for the worker and its status.
import type { FleetSeen, FleetState } from '../../core/fleet/state.ts';
import { text, textOrNull, whole, wholeOrNull } from './rows/columns.ts';
import { openPostgresLedger } from './postgres/postgres.ts';
import { DEAD_AFTER_S } from './lease/lease.ts';
import type { Clock } from '../../core/ports.ts';
import { upsert, type Row, type Statement } from './store.ts';

/** What a run leaves behind about its services. */
export interface RunFacts {
  /** When the sign-in ends unless a run renews it, in milliseconds; null: unknown. */
  readonly tokenEndsAt: number | null;
  /** Autotask's hourly requests left; null: not asked. */
  readonly autotaskLeft: number | null;
}

/** One profile, as the ledger's tables tell. */
export interface FleetRow {
  readonly profile: string;
  readonly seen: FleetSeen | null;
  readonly state: FleetState | null;
  readonly facts: RunFacts | null;
  readonly held: number;
  readonly failed: number;
  /** The oldest of both. */
  readonly openSince: string | null;
  /** Of a sync that ended with 0, 1 or 3. */
  readonly lastSuccessAt: string | null;
  readonly lastRun: {
    readonly command: string;
    readonly host: string;
    readonly startedAt: string;
    readonly finishedAt: string | null;
    readonly exitCode: number | null;
  } | null;
  /** Who runs it now, by the lease. */
  readonly runningOn: string | null;
  readonly runs: number;
}

/** Reads of one app in one month. */
export interface Metered {
  readonly clientId: string;
  readonly month: string;
  readonly reads: number;
}

export interface FleetLedger {
  /** Rejects when the tables can't be made or written. */
  probe(): Promise<void>;
  /** Of the database server, as it counts: 150004 is 15.4. */
  serverVersion(): Promise<number>;
  states(): Promise<Map<string, FleetState>>;
  seen(): Promise<Map<string, FleetSeen>>;
  saveSeen(seen: ReadonlyMap<string, FleetSeen>): Promise<void>;
  saveState(profile: string, state: FleetState): Promise<void>;
  /** Changes with each hold, release and settled document, and with secrets that are kept in the ledger. */
  printOf(profile: string): Promise<string>;
  rows(): Promise<FleetRow[]>;
  metered(month: string): Promise<Metered[]>;
  close(): Promise<void>;
}

const STATE = 'fleet.state';
const SEEN = 'fleet.seen';
/** The ledger's key for what a run leaves behind. */
export const RUN_FACTS = 'fleet.run-facts';

export function openFleetLedger(url: string, clock: Clock): FleetLedger {
  const ledger = openPostgresLedger(url, { profile: '', clock });
  const { store } = ledger;
  const all = (sql: string, values: readonly string[] = []): Promise<Row[]> => store.all({ sql, values });
  const byProfile = async (sql: string, values: readonly string[] = []): Promise<Map<string, Row>> =>
    new Map((await all(sql, values)).map((row) => [text(row, 'profile'), row]));
  const marks = async <T>(name: string): Promise<Map<string, T>> => {
    const rows = await all('select profile, content from marks where name = $1', [name]);
    return new Map(rows.flatMap((row) => parsed<T>(row)));
  };
  return {
    probe: () => ledger.probeWritable(),
    serverVersion: async () => {
      const [row] = await all("select current_setting('server_version_num') as version");
      return Number(row === undefined ? NaN : text(row, 'version'));
    },
    states: () => marks<FleetState>(STATE),
    seen: () => marks<FleetSeen>(SEEN),
    saveState: async (profile, state) => void (await store.write([mark(profile, STATE, state)])),
    saveSeen: async (seen) => {
      if (seen.size > 0) await store.write([...seen].map(([profile, one]) => mark(profile, SEEN, one)));
    },
    printOf: async (profile) => {
      const [row] = await all(
        `select (select coalesce(max(seq), 0) from history where profile = $1) || ' ' ||
          (select count(*) || ' ' || coalesce(max(at), '') from person_holds where profile = $2) || ' ' ||
          coalesce((select md5(content) from sealed where profile = $3), '') as print`,
        [profile, profile, profile],
      );
      return row === undefined ? '' : text(row, 'print');
    },
    rows: async () => {
      const [seen, states, facts, open, success, last, running, counts] = await Promise.all([
        marks<FleetSeen>(SEEN),
        marks<FleetState>(STATE),
        marks<RunFacts>(RUN_FACTS),
        byProfile(`select profile, count(*) filter (where outcome = 'held') as held, count(*) filter (where outcome = 'failed') as failed,
          min(first_seen) as since from outcomes where outcome in ('held', 'failed') group by profile`),
        byProfile("select profile, max(finished_at) as at from runs where command = 'sync' and exit_code in (0, 1, 3) group by profile"),
        byProfile(`select distinct on (profile) profile, command, host, started_at, finished_at, exit_code from runs
          order by profile, started_at desc`),
        byProfile(
          `select profile, host from leases where beat_at > extract(epoch from clock_timestamp()) - ${DEAD_AFTER_S} and profile not like '%:%'`,
        ),
        byProfile('select profile, count(*) as runs from runs group by profile'),
      ]);
      const names = [...new Set([...seen.keys(), ...states.keys(), ...last.keys()])].filter((name) => name !== '').toSorted();
      return names.map((profile): FleetRow => {
        const held = open.get(profile);
        const run = last.get(profile);
        return {
          profile,
          seen: seen.get(profile) ?? null,
          state: states.get(profile) ?? null,
          facts: facts.get(profile) ?? null,
          held: held === undefined ? 0 : whole(held, 'held'),
          failed: held === undefined ? 0 : whole(held, 'failed'),
          openSince: held === undefined ? null : textOrNull(held, 'since'),
          lastSuccessAt: textOf(success.get(profile), 'at'),
          lastRun:
            run === undefined
              ? null
              : {
                  command: text(run, 'command'),
                  host: text(run, 'host'),
                  startedAt: text(run, 'started_at'),
                  finishedAt: textOrNull(run, 'finished_at'),
                  exitCode: wholeOrNull(run, 'exit_code'),
                },
          runningOn: textOf(running.get(profile), 'host'),
          runs: counts.has(profile) ? whole(counts.get(profile) ?? {}, 'runs') : 0,
        };
      });
    },
    metered: async (month) =>
      (await all("select client_id, reads from metered_reads where month = $1 and client_id <> ''", [month])).map((row) => ({
        clientId: text(row, 'client_id'),
        month,
        reads: whole(row, 'reads'),
      })),
    close: () => ledger.close(),
  };
}

const mark = (profile: string, name: string, content: object): Statement =>
  upsert('marks', ['profile', 'name'], { profile, name, content: JSON.stringify(content) });

const textOf = (row: Row | undefined, column: string): string | null => (row === undefined ? null : textOrNull(row, column));

/** A mark that nobody can read is as good as none: it is written anew by the next run. */
function parsed<T>(row: Row): [string, T][] {
  try {
    return [[text(row, 'profile'), JSON.parse(text(row, 'content')) as T]];
  } catch (cause) {
    if (cause instanceof SyntaxError) return [];
    throw cause;
  }
}
