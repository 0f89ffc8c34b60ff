// The composition root: the only place that constructs clients. Everything is made when it is first asked for, and closed together.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { createAutotaskClient } from '../clients/autotask/api.ts';
import { systemClock } from '../clients/clock.ts';
import { createHttp, type CallRecord, type Http } from '../clients/http.ts';
import type { Lease } from '../clients/ledger/lease.ts';
import { leaseLock } from '../clients/ledger/lease-lock.ts';
import { openPostgresLedger, type PostgresLedger } from '../clients/ledger/postgres.ts';
import { openSqliteLedger, type SqliteLedger } from '../clients/ledger/sqlite.ts';
import { acquireLock, fileLock, readHolder, removeLock, type KnownHolder, type Lock, type TakeLock } from '../clients/lock.ts';
import { isRunning } from '../clients/process-alive.ts';
import { createQuickBooksClient } from '../clients/quickbooks/api.ts';
import { IntuitOAuth } from '../clients/quickbooks/oauth.ts';
import { createTokens, type AccessToken } from '../clients/quickbooks/tokens.ts';
import type { Secrets } from '../clients/secrets/names.ts';
import { redact } from '../clients/secrets/redact.ts';
import { sealedInLedger } from '../clients/secrets/sealed-ledger.ts';
import { noteSecrets } from '../clients/secrets/seen.ts';
import { shareLimits, type SharedLimits } from '../clients/shared-limits.ts';
import { createVault, type Vault } from '../clients/secrets/vault.ts';
import { loadSettings, type LoadedSettings } from '../config/load.ts';
import { chooseProfile, closeDirectories, makeDirectory, type ProfilePaths } from '../config/paths.ts';
import { instantAt } from '../core/dates.ts';
import { AuthError, IntegrityError } from '../core/errors.ts';
import { invoiceId } from '../core/model.ts';
import type { AutotaskPort, CallCounts, Clock, Digest, LogFacts, QuickBooksPort, RunEvents } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import { invoiceOfCall } from './call-invoice.ts';
import { newRunId } from './run-id.ts';
import type { Environment } from './io.ts';
import type { Invocation } from './spec.ts';
import { startProgress, type Progress } from './progress.ts';
import { readVersion } from './version.ts';

const INTUIT_API = {
  production: 'https://quickbooks.api.intuit.com',
  sandbox: 'https://sandbox-quickbooks.api.intuit.com',
} as const;
/** Registered with development keys unless the settings say otherwise. */
const PLAYGROUND_REDIRECT = 'https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl';

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
  readonly digest: Digest = (text) => createHash('sha256').update(text).digest('hex');
  readonly #invocation: Invocation;
  readonly #progress: Progress;
  readonly #clockOffsets = new Map<string, number>();
  readonly #counts = { autotask: 0, quickbooksReads: 0, quickbooksWrites: 0 };
  #http: Http | null = null;
  #vault: Vault | null = null;
  #secrets: Promise<Secrets> | null = null;
  #ledger: OpenLedger | null = null;
  #autotask: Promise<AutotaskPort> | null = null;
  #quickbooks: Promise<QuickBooksPort> | null = null;
  #tokens: AccessToken | null = null;
  #lock: Pick<Lock | Lease, 'stillMine' | 'release'> | null = null;
  #limits: SharedLimits | null = null;
  #quota: { readonly left: number; readonly asked: number } | null = null;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
    const { io, globals } = invocation;
    this.profile = chooseProfile(globals.profile, io.env);
    this.loaded = loadSettings({ profile: this.profile, env: io.env });
    this.paths = this.loaded.paths;
    closeDirectories(this.paths);
    this.runId = newRunId(this.clock.now());
    this.#progress = startProgress(io, globals);
  }

  get env(): Environment {
    return this.#invocation.io.env;
  }

  get settings(): Settings {
    return this.loaded.settings;
  }

  /** `--metrics`. */
  get metricsFile(): string | null {
    return this.#invocation.globals.metrics ?? null;
  }

  /** How many requests Autotask still allows this hour, by what it said and what was used since; null where it wasn't asked. */
  get quotaLeft(): number | null {
    return this.#quota && Math.max(0, this.#quota.left - (this.#counts.autotask - this.#quota.asked));
  }

  get environment(): Environment {
    return this.#invocation.io.env;
  }

  get counts(): CallCounts {
    return { ...this.#counts };
  }

  /** Our clock less each service's, by its last answer, in milliseconds. */
  get clockOffsets(): ReadonlyMap<string, number> {
    return this.#clockOffsets;
  }

  get http(): Http {
    this.#http ??= createHttp({ clock: this.clock, userAgent: `at2qbo/${readVersion()}`, onCall: (call) => this.#onCall(call) });
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
      environment: { ...this.#invocation.io.env, ...more },
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

  /** Kept by every program of this profile together. */
  get #sharedLimits(): SharedLimits {
    makeDirectory(this.paths.directory, this.paths);
    this.#limits ??= shareLimits(`${this.paths.directory}/limits.db`, {
      clock: this.clock,
      onTrouble: () => this.events.log('warn', 'limits.db cannot be used: the limits hold for this command alone'),
    });
    return this.#limits;
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

  /** Fails with exit code 4 when one side was never connected; nothing is sent. */
  async requireConnection(): Promise<void> {
    await this.autotask();
    await this.quickbooks();
  }

  autotask(): Promise<AutotaskPort> {
    this.#autotask ??= this.#makeAutotask();
    return this.#autotask;
  }

  async #makeAutotask(): Promise<AutotaskPort> {
    const { autotask, endpoints } = this.settings;
    const secrets = (await this.vault.exists()) ? await this.secrets() : {};
    const secret = secrets['autotask.secret'];
    const integrationCode = secrets['autotask.integrationCode'];
    if (autotask.username === null || secret === undefined || integrationCode === undefined) {
      throw new AuthError('Autotask is not connected.', { service: 'Autotask', remedy: 'at2qbo connect autotask' });
    }
    const port = this.autotaskWith({ username: autotask.username, secret, integrationCode }, endpoints);
    return {
      ...port,
      budget: async () => {
        const said = await port.budget();
        this.#quota = { left: said.limit - said.used, asked: this.#counts.autotask };
        return said;
      },
    };
  }

  /** A client for these credentials, stored or not yet. */
  autotaskWith(
    credentials: { username: string; secret: string; integrationCode: string },
    endpoints = this.settings.endpoints,
  ): AutotaskPort {
    const { limits } = this.settings;
    noteSecrets([credentials.secret, credentials.integrationCode]);
    const key = `autotask.zone ${credentials.username} ${endpoints.autotaskZones}`;
    return createAutotaskClient({
      http: this.http,
      clock: this.clock,
      credentials,
      endpoints,
      zoneCache: { get: () => this.ledger().recall(key), set: (url) => this.ledger().remember(key, url) },
      limits: { concurrent: limits.autotaskConcurrent, perHour: limits.autotaskPerHour },
      gate: (endpoint, concurrent) => this.#sharedLimits.gate(`autotask/${endpoint}`, { concurrent }),
      log: (level, message, facts) => this.events.log(level, message, facts),
    });
  }

  quickbooks(): Promise<QuickBooksPort> {
    this.#quickbooks ??= this.#makeQuickBooks();
    return this.#quickbooks;
  }

  async #makeQuickBooks(): Promise<QuickBooksPort> {
    const { quickbooks } = this.settings;
    const secrets = (await this.vault.exists()) ? await this.secrets() : {};
    if (
      quickbooks.realmId === null ||
      quickbooks.clientId === null ||
      secrets['quickbooks.clientSecret'] === undefined ||
      secrets['quickbooks.token'] === undefined
    ) {
      throw new AuthError('QuickBooks is not connected.', { service: 'QuickBooks', remedy: 'at2qbo connect quickbooks' });
    }
    return this.quickbooksWith(quickbooks.realmId, this.accessToken());
  }

  /** A client for this company and giver of tokens. */
  quickbooksWith(realmId: string, accessToken: AccessToken, settings = this.settings): QuickBooksPort {
    const { limits, endpoints, quickbooks } = settings;
    const most = {
      perSecond: limits.quickbooksPerSecond,
      perMinute: limits.quickbooksPerMinute,
      concurrent: limits.quickbooksConcurrent,
    };
    return createQuickBooksClient({
      http: this.http,
      clock: this.clock,
      realmId,
      baseUrl: endpoints.quickbooks ?? INTUIT_API[quickbooks.environment],
      accessToken,
      limits: most,
      gate: this.#sharedLimits.gate(`quickbooks/${realmId}`, most),
      log: (level, message, facts) => this.events.log(level, message, facts),
    });
  }

  accessToken(): AccessToken {
    this.#tokens ??= createTokens({
      vault: this.vault,
      oauth: async () => {
        const { quickbooks, endpoints } = this.settings;
        const oauth = new IntuitOAuth({
          http: this.http,
          clock: this.clock,
          clientId: quickbooks.clientId ?? '',
          clientSecret: (await this.vault.read())['quickbooks.clientSecret'] ?? '',
          redirectUri: quickbooks.redirectUri ?? PLAYGROUND_REDIRECT,
          environment: quickbooks.environment,
          root: endpoints.intuitOAuth,
        });
        return oauth.ready();
      },
      lock: this.tokenLock,
      clock: this.clock,
      log: (level, message, facts) => this.events.log(level, message, facts),
    });
    return this.#tokens;
  }

  readonly events: RunEvents = {
    progress: (text) => this.#progress.show(text),
    log: (level, message, facts) => {
      const clean = redact(message);
      this.#ledger?.write({
        at: instantAt(this.clock.now()),
        runId: this.runId,
        level,
        message: clean,
        invoiceId: invoiceOf(facts),
        facts: this.#redacted(facts),
      });
      if (this.#invocation.globals.verbose || (level === 'warn' && !this.#invocation.globals.quiet))
        this.#progress.note(`${level}: ${clean}`);
    },
  };

  #redacted(facts: LogFacts | undefined): LogFacts {
    return Object.fromEntries(Object.entries(facts ?? {}).map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value]));
  }

  #onCall(call: CallRecord): void {
    const theirs = Date.parse(call.serverDate ?? '');
    if (!Number.isNaN(theirs)) this.#clockOffsets.set(call.service, this.clock.now() - theirs);
    if (call.service === 'Autotask') this.#counts.autotask += 1;
    else if (call.service === 'QuickBooks') this.#counts[call.isMetered ? 'quickbooksReads' : 'quickbooksWrites'] += 1;
    const isBad = call.status === null || call.status >= 400;
    const isWrite = call.service === 'QuickBooks' ? !call.isMetered : call.method === 'PATCH';
    const facts: Record<string, string> = {};
    if (call.requestBody !== null && call.service !== 'Intuit sign-in' && (isBad || isWrite))
      facts['request'] = redact(call.requestBody).slice(0, 20_000);
    if (call.responseBody !== null && call.service !== 'Intuit sign-in') facts['answer'] = redact(call.responseBody).slice(0, 20_000);
    this.#ledger?.write({
      at: instantAt(this.clock.now()),
      runId: this.runId,
      level: isBad ? 'warn' : 'info',
      message: `${call.service} ${call.kind}: ${call.error ?? call.status ?? ''}`,
      invoiceId: invoiceOfCall(call),
      facts,
      call: {
        service: call.service,
        kind: call.kind,
        method: call.method,
        path: call.path,
        status: call.status,
        ms: call.milliseconds,
        traceId: call.traceId,
      },
    });
    if (this.#invocation.globals.verbose)
      this.#progress.note(
        `${call.service} ${call.kind} ${call.error ?? call.status ?? ''} ${call.milliseconds} ms${call.traceId === null ? '' : ` ${call.traceId}`}`,
      );
  }

  /** After a run that wrote: old log lines go, a copy of the ledger is kept beside it. */
  async closeRun(): Promise<void> {
    const ledger = this.ledger();
    await ledger.prune(instantAt(this.clock.now() - this.settings.logs.keepDays * 86_400_000));
    await ledger.backup();
  }

  /** Ends everything; called once, also after an error. */
  async close(): Promise<void> {
    this.#progress.end();
    try {
      await this.#lock?.release();
    } finally {
      this.#limits?.close();
      await this.#ledger?.close();
    }
  }
}

function invoiceOf(facts: LogFacts | undefined): ReturnType<typeof invoiceId> | null {
  const id = facts?.['invoice'];
  return typeof id === 'number' ? invoiceId(id) : null;
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
