// What the tests of several profiles and several hosts share: profiles connected to sandboxes, and a PostgreSQL where one is installed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { believableMonth, type Month } from '../../src/sandbox/month.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';
import { runBin, type Finished, type Home } from '../e2e/support.ts';

/** A sandbox with wide limits: a busy machine's jitter must not cost a minute of waiting. */
export function wideSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 }, ...options });
}

/** The believable month with its first so many plain invoices alone. */
export function smallMonth(count: number, seed = 1): Month {
  const month = believableMonth({ now: Date.now(), taxWorld: 'automated', seed });
  const plain = new Set(
    month.expectations.invoices
      .filter((one) => one.kind === 'plain')
      .slice(0, count)
      .map((one) => one.id),
  );
  const rows = month.autotask;
  return {
    ...month,
    autotask: {
      ...rows,
      Invoices: [...(rows.Invoices ?? [])].filter((row) => plain.has(row['id'] as number)),
      BillingItems: [...(rows.BillingItems ?? [])].filter((row) => plain.has(row['invoiceID'] as number)),
    },
  };
}

/** Settings and connection of one profile, as a script would do it. */
export async function connectProfile(
  home: Home,
  profile: string,
  sandbox: Sandbox,
  settings: Readonly<Record<string, string | number | boolean>> = {},
): Promise<void> {
  const call = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> => {
    const done = await runBin([...args, '--profile', profile], { env: { ...home.env, ...env } });
    if (done.code !== 0) throw new Error(`at2qbo ${args.join(' ')}: ${done.code}\n${done.out}${done.err}`);
  };
  const {
    'autotask.username': username = '',
    'quickbooks.clientId': clientId = '',
    'quickbooks.realmId': realmId = '',
    ...others
  } = sandbox.settingsFor();
  const file = join(home.directory, `${profile}.json`);
  writeFileSync(file, JSON.stringify({ ...others, 'limits.quickbooksPerSecond': 10, ...settings }));
  await call(['settings', 'import', file, '--create']);
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = sandbox.secretsFor();
  await call(['connect', 'autotask', '--autotask-username', username], secrets);
  await call(['connect', 'quickbooks', '--client-id', clientId, '--realm-id', realmId], secrets);
}

/** How many documents QuickBooks has of each Autotask invoice; more than 1 is what must never be. */
export function copiesIn(sandbox: Sandbox): Map<number, number> {
  const copies = new Map<number, number>();
  const documents = [...sandbox.quickbooks.tables.Invoice.values(), ...sandbox.quickbooks.tables.CreditMemo.values()];
  for (const id of sandbox.autotask.tables.Invoices.keys()) {
    const mine = documents.filter((one) => new RegExp(`\\b${id}\\b`).test((one as { PrivateNote?: string }).PrivateNote ?? ''));
    copies.set(id, mine.length);
  }
  return copies;
}

/** `at2qbo` with this home. */
export function inHome(home: Home): (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Finished> {
  return (args, env = {}) => runBin(args, { env: { ...home.env, ...env }, timeoutMs: 120_000 });
}
