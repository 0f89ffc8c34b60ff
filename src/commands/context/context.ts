// The composition root: makes what a command works with when it is first asked for, and closes it.
// The two services are made in services.ts.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { systemClock } from '../../clients/host/clock.ts';
import { createHttp, type Http } from '../../clients/http/http.ts';
import type { Lease } from '../../clients/ledger/lease/lease.ts';
import { leaseLock } from '../../clients/ledger/lease/lock.ts';
import { openPostgresLedger, type PostgresLedger } from '../../clients/ledger/postgres/postgres.ts';
import { openSqliteLedger, type SqliteLedger } from '../../clients/ledger/sqlite/sqlite.ts';
import { acquireLock, fileLock, readHolder, removeLock, type KnownHolder, type Lock, type TakeLock } from '../../clients/host/lock.ts';
import { countInFile, countInLedger } from '../../clients/metered/counts.ts';
import { tracerFor, type Tracer } from '../../clients/notices/trace.ts';
import { isRunning } from '../../clients/host/process-alive.ts';
import type { Secrets } from '../../clients/secrets/names.ts';
import { sealedInLedger } from '../../clients/secrets/sealed-ledger.ts';
import { createVault, type Vault } from '../../clients/secrets/vault.ts';
import { loadSettings, type LoadedSettings } from '../../config/store/load.ts';
import { chooseProfile, closeDirectories, makeDirectory, type ProfilePaths } from '../../config/paths.ts';
import type { Neighbour } from '../../core/companies/read.ts';
import { DAY_MS, instantAt } from '../../core/dates.ts';
import { IntegrityError } from '../../core/errors.ts';
import type { AutotaskPort, CallCounts, Clock, Digest, QuickBooksPort, RunEvents } from '../../core/ports.ts';
import type { Settings } from '../../core/settings.ts';
import type { Environment } from '../terminal/io.ts';
import { startProgress, type Progress } from '../terminal/progress.ts';
import { neighboursOf } from './neighbours.ts';
import { newRunId } from './run-id.ts';
import { RunLog } from './run-log.ts';
import type { Services } from './services.ts';
import type { Invocation } from '../program/spec.ts';
import { readVersion } from '../version/number.ts';

/** How a command uses the ledger: `run` proves it can be written before anything is sent. */
export type LedgerUse = 'run' | 'look';

/** The embedded ledger, or the one that several hosts share. */
export type OpenLedger = SqliteLedger | PostgresLedger;

export class Context {
  readonly profile: string;
  readonly loaded: LoadedSettings;
  readonly paths: ProfilePaths;
  readonly clock: Clock = systemClock;
  readonly runId: string;
  /** OpenTelemetry, where its variable asks for it. */
  readonly tracer: Tracer | null;
  readonly digest: Digest = (text) => createHash('sha256').update(text).digest('hex');
  readonly #invocation: Invocation;
  readonly #progress: Progress;
  readonly #log: RunLog;
  #http: Http | null = null;
  #vault: Vault | null = null;
  #secrets: Promise<Secrets> | null = null;
  #ledger: OpenLedger | null = null;
  #services: Services | null = null;
  #servicesLoading: Promise<Services> | null = null;
  #neighbours: readonly Neighbour[] | null = null;
  #lock: (Pick<Lock | Lease, 'stillMine' | 'release'> & Partial<Pick<Lease, 'confirm'>>) | null = null;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
    const { io, globals } = invocation;
    this.profile = chooseProfile(globals.profile, io.env);
    this.loaded = loadSettings({ profile: this.profile, env: io.env });
    this.paths = this.loaded.paths;
    closeDirectories(this.paths);
    this.runId = newRunId(this.clock.now());
    this.tracer = tracerFor(io.env, readVersion());
    this.#progress = startProgress(io, globals);
    this.#log = new RunLog({
      clock: this.clock,
      runId: this.runId,
      globals,
      progress: this.#progress,
      tracer: this.tracer,
      write: (entry) => this.#ledger?.write(entry),
    });
  }

  get env(): Environment {
    return this.#invocation.io.env;
  }

  get settings(): Settings {
    return this.loaded.settings;
  }

  /** The other profiles of this Autotask database, where this one chooses its companies. */
  get neighbours(): readonly Neighbour[] {
    this.#neighbours ??= neighboursOf(this.profile, this.settings, this.env, this.clock);
    return this.#neighbours;
  }

  /** `--metrics`. */
  get metricsFile(): string | null {
    return this.#invocation.globals.metrics ?? null;
  }

  get events(): RunEvents {
    return this.#log.events;
  }

  get counts(): CallCounts {
    return this.#log.counts;
  }

  get clockOffsets(): ReadonlyMap<string, number> {
    return this.#log.clockOffsets;
  }

  get http(): Http {
    this.#http ??= createHttp({ clock: this.clock, userAgent: `at2qbo/${readVersion()}`, onCall: this.#log.onCall });
    return this.#http;
  }

  get vault(): Vault {
    this.#vault ??= this.vaultWith({});
    return this.#vault;
  }

  /** With more variables: the place of the key that a person has just chosen. */
  vaultWith(more: Environment): Vault {
    const shared = this.#secretsLedger();
    return createVault({
      path: this.paths.secrets,
      profile: this.profile,
      environment: { ...this.env, ...more },
      keyCommand: this.settings.secrets.keyCommand,
      clock: this.clock,
      ...(shared === null
        ? {}
        : { sealed: sealedInLedger(shared.store, { profile: this.profile, clock: this.clock, file: this.paths.secrets }) }),
    });
  }

  /** The ledger, where the secrets live in it. */
  #secretsLedger(): PostgresLedger | null {
    return this.settings.secrets.store === 'ledger' ? this.#sharedLedger() : null;
  }

  /** Who renews or replaces the sign-in: one at a time, on all hosts that share the secrets. */
  readonly tokenLock: TakeLock = (wish) => {
    const shared = this.#secretsLedger();
    const lock =
      shared === null
        ? fileLock(`${this.paths.directory}/token.lock`, this.clock)
        : leaseLock(shared.store, `token:${this.profile}`, this.clock);
    return lock(wish);
  };

  /** The secrets as they were when first read; the token is asked for through `createTokens`. */
  secrets(): Promise<Secrets> {
    this.#secrets ??= this.vault.read();
    return this.#secrets;
  }

  ledger(use: LedgerUse = 'look'): OpenLedger {
    makeDirectory(this.paths.directory, this.paths);
    const { url } = this.settings.ledger;
    const options = { profile: this.profile, clock: this.clock };
    this.#ledger ??= url === null ? openSqliteLedger(this.paths.ledger, { ...options, purpose: use }) : openPostgresLedger(url, options);
    return this.#ledger;
  }

  /** The run lock of this profile; BusyError (6) when another run holds it, unless a person said to take it away. */
  async lock(command: string, how = { isForced: false }): Promise<void> {
    makeDirectory(this.paths.directory, this.paths);
    if (this.#lock !== null) return;
    const shared = this.#sharedLedger();
    if (shared !== null) {
      this.#lock = await shared.lease(command, how);
      return;
    }
    if (how.isForced) removeLock(this.paths.lock);
    this.#lock = await acquireLock(this.paths.lock, { waitMs: 0, clock: this.clock, note: command });
  }

  /** Who holds the run lock, or held it when it died; null: nobody. */
  async lockHolder(): Promise<KnownHolder | null> {
    const shared = this.#sharedLedger();
    if (shared !== null) return shared.holder();
    const holder = readHolder(this.paths.lock);
    return holder && { ...holder, isAlive: holder.host === hostname() ? isRunning(holder.pid) : null };
  }

  /** The ledger, where several hosts share it. */
  #sharedLedger(): PostgresLedger | null {
    if (this.settings.ledger.url === null) return null;
    const ledger = this.ledger('run');
    return isShared(ledger) ? ledger : null;
  }

  /** Throws when the lock is gone: another run may have begun. */
  assertMine = (): void => {
    if (this.#lock && !this.#lock.stillMine()) {
      throw new IntegrityError('The lock of this run was removed while it ran: another run may be active.', {
        remedy: 'at2qbo clear-status, then: at2qbo sync',
      });
    }
  };

  /** `assertMine`, and of a lease the database is asked: before each write to a service. */
  readonly #confirmMine = async (): Promise<void> => {
    this.assertMine();
    await this.#lock?.confirm?.();
  };

  /** Fails with exit code 4 when one side was never connected; nothing is sent. */
  async requireConnection(): Promise<void> {
    await this.autotask();
    await this.quickbooks();
  }

  async autotask(): Promise<AutotaskPort> {
    return (await this.services()).autotask();
  }

  async quickbooks(): Promise<QuickBooksPort> {
    return (await this.services()).quickbooks();
  }

  /** How many requests Autotask still allows this hour; null where it wasn't asked. */
  get quotaLeft(): number | null {
    return this.#services?.quotaLeft ?? null;
  }

  /** Loaded when it is first asked for: a command that only looks at local facts pays for neither service's shapes. */
  services(): Promise<Services> {
    this.#servicesLoading ??= this.#loadServices();
    return this.#servicesLoading;
  }

  async #loadServices(): Promise<Services> {
    const { Services: Both } = await import('./services.ts');
    this.#services = new Both({
      clock: this.clock,
      http: this.http,
      log: this.#log,
      paths: this.paths,
      settings: this.settings,
      tokenLock: this.tokenLock,
      vault: () => this.vault,
      secrets: () => this.secrets(),
      ledger: () => this.ledger(),
      confirm: this.#confirmMine,
      readCounts: () => {
        const shared = this.#sharedLedger();
        return shared === null ? countInFile(`${this.paths.root}/metered.db`) : countInLedger(shared.store);
      },
    });
    return this.#services;
  }

  /** After a run that wrote: old log lines go, a copy of the ledger is kept beside it. */
  async closeRun(): Promise<void> {
    const ledger = this.ledger();
    await ledger.prune(instantAt(this.clock.now() - this.settings.logs.keepDays * DAY_MS));
    await ledger.backup();
  }

  /** Ends everything; called once, also after an error. */
  async close(): Promise<void> {
    this.#progress.end();
    try {
      await this.#lock?.release();
    } finally {
      await this.#services?.close();
      await this.#ledger?.close();
    }
  }
}

function isShared(ledger: OpenLedger): ledger is PostgresLedger {
  return 'lease' in ledger;
}

/** Makes the context for one command and closes it whatever happens. */
export async function withContext<T>(invocation: Invocation, work: (context: Context) => Promise<T>): Promise<T> {
  const context = new Context(invocation);
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}
