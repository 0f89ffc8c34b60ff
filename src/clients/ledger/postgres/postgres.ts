// The shared ledger: one PostgreSQL database for several hosts and profiles.
// Same tables, same rows as the embedded one.
import { instantAt } from '../../../core/dates.ts';
import { At2qboError, IntegrityError } from '../../../core/errors.ts';
import type { LogStore } from '../../../core/model/log.ts';
import type { Clock, LedgerPort } from '../../../core/ports.ts';
import type { KnownHolder } from '../../host/lock.ts';
import { text, whole } from '../rows/columns.ts';
import { type LedgerOptions, ledgerOver } from '../ledger-over.ts';
import { leaseHolder, lostLease, takeLease, type Lease } from '../lease/lease.ts';
import { logOver } from '../log-over.ts';
import { LATEST, POSTGRES, SCHEMA_VERSIONS, stepsAfter } from '../migrations.ts';
import { openPostgresStore, type PostgresStore } from './store.ts';
import type { Rider, Store } from '../store.ts';
import { type Commit, CommitGroup } from '../sqlite/commit-group.ts';

export interface PostgresLedger extends LedgerPort, LogStore {
  /** Rejects when the database takes no writes. */
  probeWritable(): Promise<void>;
  /** A database is backed up by its own means: nothing to do. */
  backup(): Promise<void>;
  /** `PostgreSQL 15.14`, of the server. */
  engine(): Promise<string>;
  /** From now on every write to transfers happens only while the lease is ours. */
  lease(command: string, how?: { readonly isForced: boolean }): Promise<Lease>;
  /** Who holds the lease, alive or not. */
  holder(): Promise<KnownHolder | null>;
  readonly store: PostgresStore;
}

/** Opens the ledger with its first question, and brings it to the latest tables; several hosts may do so at once. */
export function openPostgresLedger(url: string, options: LedgerOptions & { readonly clock: Pick<Clock, 'now'> }): PostgresLedger {
  const store = migrated(openPostgresStore(url), options.clock);
  let held: Lease | null = null;
  /** What of it is about invoices is written only while the lease is ours; the log is always. */
  const commit: Commit = async (lists, along) => {
    const all = along.length > 0 ? [...lists, along] : lists;
    if (held === null || lists.length === 0) return (await store.together(all)) ?? [];
    const results = await store.together(all, held.guard);
    if (results !== null) return results;
    held.lost();
    const lost = lists.map(() => lostLease());
    return along.length > 0 ? [...lost, ...((await store.together([along])) ?? [])] : lost;
  };
  let rider: Rider | null = null;
  const group = new CommitGroup(commit, { take: () => rider?.take() ?? [], settle: (error) => rider?.settle(error) });
  const shared: Store = { all: (statement) => store.all(statement), write: (statements, haste = 'now') => group.write(statements, haste) };
  const ledger = ledgerOver(shared, options);
  const { log, rider: lines } = logOver(shared, options.profile);
  rider = lines;
  let isClosed = false;
  return {
    ...ledger,
    ...log,
    store,
    probeWritable: async () => {
      await store.write([
        {
          sql: 'insert into marks (profile, name, content) values ($1, $2, $3) on conflict (profile, name) do update set content = excluded.content',
          values: ['', 'probe', 'x'],
        },
      ]);
    },
    backup: async () => undefined,
    engine: async () => {
      const [row] = await store.all({ sql: 'show server_version', values: [] });
      return `PostgreSQL ${row === undefined ? '' : text(row, 'server_version').split(' ')[0]}`;
    },
    lease: async (command, how) => {
      held = await takeLease(store, { profile: options.profile, command, clock: options.clock, ...how });
      return held;
    },
    holder: () => leaseHolder(store, options.profile),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      try {
        await log.close();
        await held?.release();
      } finally {
        await store.close();
      }
    },
  };
}

/** The store, whose first question is asked after the tables are there. */
function migrated(raw: PostgresStore, clock: Pick<Clock, 'now'>): PostgresStore {
  let opening: Promise<void> | null = null;
  const ready = async (): Promise<PostgresStore> => {
    opening ??= migrate(raw, clock.now()).catch((error: unknown) => {
      opening = null; // the next question tries again
      throw error;
    });
    await opening;
    return raw;
  };
  return {
    all: async (statement) => (await ready()).all(statement),
    change: async (statement) => (await ready()).change(statement),
    write: async (statements) => (await ready()).write(statements),
    together: async (lists, guard) => (await ready()).together(lists, guard),
    exclusively: async (work) => (await ready()).exclusively(work),
    close: () => raw.close(),
  };
}

const VERSION = { sql: 'select coalesce(max(version), 0) as version from schema_versions', values: [] };

/** Versioned steps under a lock of the whole database; a ledger of a newer program is refused. */
async function migrate(store: PostgresStore, now: number): Promise<void> {
  // Nearly always there is nothing to do: many runs that start together needn't wait for each other's lock.
  const [known] = await store.all(VERSION).catch((error: unknown) => {
    if (error instanceof At2qboError) throw error;
    return []; // no such table yet; anything else is told below
  });
  if (known !== undefined && whole(known, 'version') === LATEST) return;
  await store.exclusively(async (query) => {
    await query({ sql: SCHEMA_VERSIONS, values: [] });
    const [row] = await query(VERSION);
    const version = row === undefined ? 0 : whole(row, 'version');
    if (version > LATEST) {
      throw new IntegrityError(`the ledger was written by a newer at2qbo (its version is ${version}, this program knows ${LATEST})`, {
        remedy: 'Install the newer program on this host too: npm install --global at2qbo@latest',
      });
    }
    for (const step of stepsAfter(version, POSTGRES)) {
      for (const sql of step.statements) await query({ sql, values: [] });
      await query({ sql: 'insert into schema_versions (version, applied_at) values ($1, $2)', values: [step.version, instantAt(now)] });
    }
  });
}
