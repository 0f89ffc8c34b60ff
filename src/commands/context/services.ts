// Autotask and QuickBooks as a run meets them: each client is made when it is first asked for, here and nowhere else.
import { createAutotaskClient } from '../../clients/autotask/api.ts';
import { autotaskProbeLine } from '../../clients/autotask/probe-line.ts';
import { confirmedAutotask, confirmedQuickBooks, type Confirm } from '../../clients/confirmed.ts';
import type { Http } from '../../clients/http/http.ts';
import type { TakeLock } from '../../clients/host/lock.ts';
import { ReadMeter, type MeterState } from '../../clients/metered/read-meter.ts';
import type { ReadCounts } from '../../clients/metered/counts.ts';
import { createQuickBooksClient } from '../../clients/quickbooks/api.ts';
import { quickbooksProbeLine } from '../../clients/quickbooks/probe-line.ts';
import { IntuitOAuth } from '../../clients/quickbooks/sign-in/oauth.ts';
import { createTokens, type AccessToken } from '../../clients/quickbooks/sign-in/tokens.ts';
import type { Secrets } from '../../clients/secrets/names.ts';
import { noteSecrets } from '../../clients/secrets/seen.ts';
import type { Vault } from '../../clients/secrets/vault.ts';
import { shareLimits, type SharedLimits } from '../../clients/http/shared-limits.ts';
import { makeDirectory, type ProfilePaths } from '../../config/paths.ts';
import { AuthError } from '../../core/errors.ts';
import type { AutotaskPort, Clock, LedgerPort, QuickBooksPort, RunEvents } from '../../core/ports.ts';
import type { ProbePort } from '../../core/probe/apply.ts';
import type { Settings } from '../../core/settings.ts';
import type { RunLog } from './run-log.ts';

const INTUIT_API = {
  production: 'https://quickbooks.api.intuit.com',
  sandbox: 'https://sandbox-quickbooks.api.intuit.com',
} as const;
/** Registered with development keys unless the settings say otherwise. */
const PLAYGROUND_REDIRECT = 'https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl';

/** What the services are made with; the vault and the ledger are opened when they are needed. */
export interface ServicesWorld {
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Pick<RunLog, 'counts' | 'events'>;
  readonly paths: ProfilePaths;
  readonly settings: Settings;
  readonly tokenLock: TakeLock;
  readonly vault: () => Vault;
  readonly secrets: () => Promise<Secrets>;
  readonly ledger: () => Pick<LedgerPort, 'recall' | 'remember'>;
  /** Asked before each write to a service. */
  readonly confirm: Confirm;
  /** Where metered reads are counted for all profiles of an app. */
  readonly readCounts: () => ReadCounts;
}

/** Where the ledger keeps the zone of a database. */
const zoneKey = (username: string, zones: string): string => `autotask.zone ${username} ${zones}`;

export class Services {
  readonly #world: ServicesWorld;
  readonly #note: RunEvents['log'] = (level, message, facts) => this.#world.log.events.log(level, message, facts);
  #autotask: Promise<AutotaskPort> | null = null;
  #quickbooks: Promise<QuickBooksPort> | null = null;
  #tokens: AccessToken | null = null;
  #limits: SharedLimits | null = null;
  /** By client id: that of a connection that is being made isn't in the settings yet. */
  readonly #meters = new Map<string, { readonly meter: ReadMeter; readonly counts: ReadCounts }>();
  #quota: { readonly left: number; readonly asked: number } | null = null;

  constructor(world: ServicesWorld) {
    this.#world = world;
  }

  /** How many requests Autotask still allows this hour, by what it said and what was used since; null where it wasn't asked. */
  get quotaLeft(): number | null {
    return this.#quota && Math.max(0, this.#quota.left - (this.#world.log.counts.autotask - this.#quota.asked));
  }

  autotask(): Promise<AutotaskPort> {
    this.#autotask ??= this.#makeAutotask();
    return this.#autotask;
  }

  async #makeAutotask(): Promise<AutotaskPort> {
    const { autotask, endpoints } = this.#world.settings;
    const secrets = await this.#stored();
    const secret = secrets['autotask.secret'];
    const integrationCode = secrets['autotask.integrationCode'];
    if (autotask.username === null || secret === undefined || integrationCode === undefined) {
      throw new AuthError('Autotask is not connected.', { service: 'Autotask', remedy: 'at2qbo connect autotask' });
    }
    const port = this.autotaskWith({ username: autotask.username, secret, integrationCode }, endpoints);
    return {
      ...confirmedAutotask(port, this.#world.confirm),
      budget: async () => {
        const said = await port.budget();
        this.#quota = { left: said.limit - said.used, asked: this.#world.log.counts.autotask };
        return said;
      },
    };
  }

  /** A client for these credentials, stored or not yet. */
  autotaskWith(
    credentials: { username: string; secret: string; integrationCode: string },
    endpoints = this.#world.settings.endpoints,
  ): AutotaskPort {
    const { http, clock, settings, ledger } = this.#world;
    const { limits } = settings;
    noteSecrets([credentials.secret, credentials.integrationCode]);
    const key = zoneKey(credentials.username, endpoints.autotaskZones);
    return createAutotaskClient({
      http,
      clock,
      credentials,
      endpoints,
      zoneCache: { get: () => ledger().recall(key), set: (url) => ledger().remember(key, url) },
      limits: { concurrent: limits.autotaskConcurrent, perHour: limits.autotaskPerHour },
      gate: (endpoint, concurrent) => this.#sharedLimits.gate(`autotask/${endpoint}`, { concurrent }),
      log: this.#note,
    });
  }

  quickbooks(): Promise<QuickBooksPort> {
    this.#quickbooks ??= this.#makeQuickBooks();
    return this.#quickbooks;
  }

  async #makeQuickBooks(): Promise<QuickBooksPort> {
    const { quickbooks } = this.#world.settings;
    const secrets = await this.#stored();
    if (
      quickbooks.realmId === null ||
      quickbooks.clientId === null ||
      secrets['quickbooks.clientSecret'] === undefined ||
      secrets['quickbooks.token'] === undefined
    ) {
      throw new AuthError('QuickBooks is not connected.', { service: 'QuickBooks', remedy: 'at2qbo connect quickbooks' });
    }
    return confirmedQuickBooks(this.quickbooksWith(quickbooks.realmId, this.#accessToken()), this.#world.confirm);
  }

  /** The connected company as the probe asks it. */
  async quickbooksProbe(): Promise<ProbePort> {
    await this.quickbooks(); // says so where nothing is connected
    const { http, clock, confirm } = this.#world;
    const { endpoints, quickbooks, limits } = this.#world.settings;
    const realmId = quickbooks.realmId ?? '';
    const most = { perSecond: limits.quickbooksPerSecond, perMinute: limits.quickbooksPerMinute, concurrent: limits.quickbooksConcurrent };
    return quickbooksProbeLine({
      http,
      clock,
      realmId,
      baseUrl: endpoints.quickbooks ?? INTUIT_API[quickbooks.environment],
      accessToken: this.#accessToken(),
      limits: most,
      gate: this.#sharedLimits.gate(`quickbooks/${realmId}`, most),
      confirm,
    });
  }

  /** The connected database as the probe asks it. */
  async autotaskProbe(): Promise<ProbePort> {
    const port = await this.autotask();
    await port.budget(); // finds the zone, and says what is wrong with the sign-in
    const { http, clock, confirm, settings, ledger } = this.#world;
    const secrets = await this.#stored();
    const username = settings.autotask.username ?? '';
    const root = settings.endpoints.autotask ?? (await ledger().recall(zoneKey(username, settings.endpoints.autotaskZones))) ?? '';
    return autotaskProbeLine({
      http,
      clock,
      credentials: { username, secret: secrets['autotask.secret'] ?? '', integrationCode: secrets['autotask.integrationCode'] ?? '' },
      root: root.replace(/\/+$/, ''),
      confirm,
    });
  }

  /** A client for this company and giver of tokens. */
  quickbooksWith(realmId: string, accessToken: AccessToken, settings = this.#world.settings): QuickBooksPort {
    const { http, clock } = this.#world;
    const { limits, endpoints, quickbooks } = settings;
    const most = {
      perSecond: limits.quickbooksPerSecond,
      perMinute: limits.quickbooksPerMinute,
      concurrent: limits.quickbooksConcurrent,
    };
    return createQuickBooksClient({
      http,
      clock,
      realmId,
      baseUrl: endpoints.quickbooks ?? INTUIT_API[quickbooks.environment],
      accessToken,
      limits: most,
      meter: this.#readMeter(settings),
      asksForPresentFields: [settings.invoices.poNumberField ?? '', ...Object.keys(settings.customFields.map)].some((id) => id.length > 1),
      gate: this.#sharedLimits.gate(`quickbooks/${realmId}`, most),
      log: this.#note,
    });
  }

  /** The reads of this month, of all profiles with this client id. */
  async readsThisMonth(): Promise<MeterState> {
    const meter = this.#readMeter(this.#world.settings);
    await meter.ask();
    return meter.state();
  }

  #readMeter({ quickbooks, limits }: Settings): ReadMeter {
    const clientId = quickbooks.clientId ?? '';
    const known = this.#meters.get(clientId);
    if (known !== undefined) return known.meter;
    const counts = this.#world.readCounts();
    const { clock } = this.#world;
    const meter = new ReadMeter({ clientId, perMonth: limits.meteredPerMonth, counts, clock, note: this.#note });
    this.#meters.set(clientId, { counts, meter });
    return meter;
  }

  #accessToken(): AccessToken {
    const { http, clock, settings, tokenLock } = this.#world;
    const vault = this.#world.vault();
    this.#tokens ??= createTokens({
      vault,
      oauth: async () => {
        const { quickbooks, endpoints } = settings;
        const oauth = new IntuitOAuth({
          http,
          clock,
          clientId: quickbooks.clientId ?? '',
          clientSecret: (await vault.read())['quickbooks.clientSecret'] ?? '',
          redirectUri: quickbooks.redirectUri ?? PLAYGROUND_REDIRECT,
          environment: quickbooks.environment,
          root: endpoints.intuitOAuth,
        });
        return oauth.ready();
      },
      lock: tokenLock,
      clock,
      realmId: settings.quickbooks.realmId,
      log: this.#note,
    });
    return this.#tokens;
  }

  /** Kept by every program of this profile together. */
  get #sharedLimits(): SharedLimits {
    const { clock, paths } = this.#world;
    makeDirectory(paths.directory, paths);
    this.#limits ??= shareLimits(`${paths.directory}/limits.db`, {
      clock,
      onTrouble: () => this.#note('warn', 'limits.db cannot be used: the limits hold for this command alone'),
    });
    return this.#limits;
  }

  /** The secrets; none where nothing was ever connected. */
  async #stored(): Promise<Secrets> {
    return (await this.#world.vault().exists()) ? this.#world.secrets() : {};
  }

  async close(): Promise<void> {
    for (const { meter, counts } of this.#meters.values()) {
      await meter.flush();
      counts.close();
    }
    this.#limits?.close();
  }
}
