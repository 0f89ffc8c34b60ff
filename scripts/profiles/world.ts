// Connected profiles for a measurement: a sandbox each, settings and secrets as `connect` would leave them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../src/clients/host/clock.ts';
import type * as VaultModule from '../../src/clients/secrets/vault.ts';
import type * as PathsModule from '../../src/config/paths.ts';
import type * as SaveModule from '../../src/config/store/save.ts';
import type { SettingKey } from '../../src/config/schema/schema.ts';
import type * as ValuesModule from '../../src/config/schema/values.ts';
import { believableMonth, type Month } from '../../src/sandbox/month.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';

/** As the services answer from afar, in milliseconds. */
const LATENCY = { read: 60, create: 200 };
const KEY = '7b'.repeat(32);
/** Invoices of a profile that is to be quiet: a first run carries them over. */
const FEW = 2;

/** Profiles under one AT2QBO_HOME. */
export interface World {
  readonly env: Readonly<Record<string, string>>;
  readonly sandboxes: readonly Sandbox[];
  remove(): Promise<void>;
}

export interface WorldOptions {
  /** Folder of the built program that the profiles are for: its own modules write their files. */
  readonly program: string;
  readonly profiles: number;
  /** Of a month; null: a few plain ones. */
  readonly invoices: number | null;
  readonly ledgerUrl: string | null;
}

export async function makeWorld({ program, profiles, invoices, ledgerUrl }: WorldOptions): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'at2qbo-bench-home-'));
  const env = { AT2QBO_HOME: home, AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: KEY, PATH: process.env['PATH'] ?? '' };
  const connect = await connector(program, env, ledgerUrl);
  const sandboxes: Sandbox[] = [];
  for (let n = 0; n < profiles; n += 1) {
    const options = { seed: n + 1, companies: 4, linesPerInvoice: 3, latency: LATENCY };
    const sandbox = await startSandbox(invoices === null ? { ...options, month: smallMonth(n + 1) } : { ...options, invoices });
    sandboxes.push(sandbox);
    await connect(`p${String(n).padStart(3, '0')}`, sandbox);
  }
  return {
    env,
    sandboxes,
    remove: async () => {
      await Promise.all(sandboxes.map((one) => one.stop()));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function smallMonth(seed: number): Month {
  const month = believableMonth({ now: Date.now(), taxWorld: 'automated', seed });
  const kept = new Set(
    month.expectations.invoices
      .filter((one) => one.kind === 'plain')
      .slice(0, FEW)
      .map((one) => one.id),
  );
  const { Invoices = [], BillingItems = [], ...rows } = month.autotask;
  return {
    ...month,
    autotask: {
      ...rows,
      Invoices: [...Invoices].filter((row) => kept.has(row['id'] as number)),
      BillingItems: [...BillingItems].filter((row) => kept.has(row['invoiceID'] as number)),
    },
  };
}

/** Writes settings and secrets; three processes a profile would take longer than what is measured. */
async function connector(
  program: string,
  env: Record<string, string>,
  ledgerUrl: string | null,
): Promise<(profile: string, sandbox: Sandbox) => Promise<void>> {
  const load = async <T>(path: string): Promise<T> => (await import(pathToFileURL(join(program, 'dist/src', path)).href)) as T;
  const { createVault } = await load<typeof VaultModule>('clients/secrets/vault.js');
  const { profilePaths } = await load<typeof PathsModule>('config/paths.js');
  const { saveSettings } = await load<typeof SaveModule>('config/save.js');
  const { parseSetting } = await load<typeof ValuesModule>('config/values.js');
  return async (profile, sandbox) => {
    const settings = new Map<SettingKey, unknown>();
    for (const [key, text] of Object.entries(sandbox.settingsFor())) settings.set(key as SettingKey, parseSetting(key as SettingKey, text));
    if (ledgerUrl !== null) settings.set('ledger.url', ledgerUrl);
    saveSettings({ profile, env }, settings);
    const given = sandbox.secretsFor();
    const vault = createVault({
      path: profilePaths(profile, env).secrets,
      profile,
      environment: env,
      keyCommand: null,
      clock: systemClock,
    });
    const now = Date.now();
    await vault.update(() => ({
      'autotask.secret': given['AT2QBO_AUTOTASK_SECRET'],
      'autotask.integrationCode': given['AT2QBO_AUTOTASK_INTEGRATION_CODE'],
      'quickbooks.clientSecret': given['AT2QBO_QUICKBOOKS_CLIENT_SECRET'],
      'quickbooks.token': {
        realmId: sandbox.quickbooks.realmId,
        accessToken: '',
        refreshToken: given['AT2QBO_QUICKBOOKS_REFRESH_TOKEN'] ?? '',
        accessExpiresAt: 0,
        refreshExpiresAt: now + 100 * 86_400_000,
        hardExpiresAt: null,
        issuedAt: now,
      },
    }));
  };
}
