// The built-in pair: Autotask and QuickBooks Online on the loopback address, with a believable month in them.
import { randomBytes } from 'node:crypto';
import type { Facts } from './facts.ts';
import { startAutotaskSandbox, type AutotaskSandbox } from './autotask/server.ts';
import { believableMonth, type Month } from './month.ts';
import { startQuickBooksSandbox, type QuickBooksOptions, type QuickBooksSandbox } from './quickbooks/sandbox.ts';

export interface SandboxOptions {
  /** Any free ports unless given. */
  readonly ports?: { readonly autotask?: number; readonly quickbooks?: number };
  readonly now?: () => number;
  /** The month's own; the same seed makes the same month. */
  readonly seed?: number;
  readonly invoices?: number;
  readonly companies?: number;
  readonly linesPerInvoice?: number;
  /** Another month than the believable one. */
  readonly month?: Month;
  readonly taxWorld?: 'automated' | 'manual' | 'global';
  /** `numbered`: Autotask has numbered its invoices, and QuickBooks is set to custom transaction numbers. */
  readonly numbering?: 'blank' | 'numbered';
  readonly latency?: QuickBooksOptions['latency'];
  readonly limits?: QuickBooksOptions['limits'];
  /** What no paper settles about either service, where it is to be other than usual. */
  readonly facts?: Partial<Facts>;
}

export interface Sandbox {
  readonly autotask: AutotaskSandbox;
  readonly quickbooks: QuickBooksSandbox;
  readonly month: Month;
  /** The settings that point a profile here, as `settings set` takes them. */
  settingsFor(): Record<string, string>;
  /** The secrets for an unattended `connect`, as environment variables; the refresh token and the key are fresh ones. */
  secretsFor(): Record<string, string>;
  stop(): Promise<void>;
}

/** Starts both, seeded. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const taxWorld = options.taxWorld ?? 'automated';
  const month =
    options.month ??
    believableMonth({
      now: now(),
      taxWorld,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.invoices === undefined ? {} : { invoices: options.invoices }),
      ...(options.companies === undefined ? {} : { companies: options.companies }),
      ...(options.linesPerInvoice === undefined ? {} : { linesPerInvoice: options.linesPerInvoice }),
      ...(options.numbering === undefined ? {} : { numbering: options.numbering }),
    });
  const latency = options.latency ?? {};
  const autotask = await startAutotaskSandbox({
    now,
    port: options.ports?.autotask ?? 0,
    ...(options.facts === undefined ? {} : { facts: options.facts }),
    latency: {
      ...(latency.read === undefined ? {} : { read: latency.read }),
      ...(latency.create === undefined ? {} : { write: latency.create }),
    },
  });
  const quickbooks = await startQuickBooks(options, taxWorld, now).catch(async (error: unknown) => {
    await autotask.stop();
    throw error;
  });
  autotask.seed(month.autotask);
  quickbooks.seed(month.quickbooks);
  return {
    autotask,
    quickbooks,
    month,
    settingsFor: () => ({
      'endpoints.autotask': autotask.root,
      'endpoints.autotaskZones': autotask.root,
      'endpoints.quickbooks': quickbooks.url,
      'endpoints.intuitOAuth': quickbooks.url,
      'autotask.username': autotask.credentials.username,
      'quickbooks.environment': 'sandbox',
      'quickbooks.edition': taxWorld === 'global' ? 'non-us' : 'us',
      'quickbooks.realmId': quickbooks.realmId,
      'quickbooks.clientId': quickbooks.clientId,
      'invoices.numbering': options.numbering === 'numbered' ? 'autotask-number' : 'quickbooks',
      'items.incomeAccount': '79',
    }),
    secretsFor: () => ({
      AT2QBO_AUTOTASK_SECRET: autotask.credentials.secret,
      AT2QBO_AUTOTASK_INTEGRATION_CODE: autotask.credentials.integrationCode,
      AT2QBO_QUICKBOOKS_CLIENT_SECRET: quickbooks.clientSecret,
      AT2QBO_QUICKBOOKS_REFRESH_TOKEN: quickbooks.issueRefreshToken(),
      AT2QBO_SECRETS: 'env',
      AT2QBO_SECRETS_KEY: randomBytes(32).toString('hex'),
    }),
    stop: async () => {
      await Promise.all([autotask.stop(), quickbooks.stop()]);
    },
  };
}

function startQuickBooks(
  options: SandboxOptions,
  taxWorld: 'automated' | 'manual' | 'global',
  now: () => number,
): Promise<QuickBooksSandbox> {
  return startQuickBooksSandbox({
    now,
    port: options.ports?.quickbooks ?? 0,
    ...(options.facts === undefined ? {} : { facts: options.facts }),
    country: taxWorld === 'global' ? 'GB' : 'US',
    tax: taxWorld,
    customTxnNumbers: options.numbering === 'numbered',
    ...(options.latency === undefined ? {} : { latency: options.latency }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
}
