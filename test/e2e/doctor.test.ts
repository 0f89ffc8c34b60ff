// `at2qbo doctor`: what goes wrong is named with its fix, nothing is written, and one part that fails hides no other.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectedWorld, type Finished, type World } from './support.ts';

interface Examination {
  readonly exitCode: number;
  readonly checks: readonly {
    readonly key: string;
    readonly level: 'ok' | 'warning' | 'problem';
    readonly message: string;
    readonly fix: string;
  }[];
}

// Whole runs of the program, on machines that do other things too.
vi.setConfig({ testTimeout: 180_000 });

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 40 });
}, 240_000);
afterAll(() => world.close(), 120_000);

const examine = async (env: Readonly<Record<string, string>> = {}): Promise<Examination & { readonly done: Finished }> => {
  const done = await world.run(['doctor', '--json'], env);
  const document = done.json<Examination>();
  expect(done.code).toBe(document.exitCode);
  return { ...document, done };
};
const about = ({ checks }: Examination, key: string, level?: string) =>
  checks.filter((one) => one.key === key && (level === undefined || one.level === level));
const writes = (): number => {
  const { requests } = world.sandbox.quickbooks;
  const autotask = world.sandbox.autotask.requests.filter(
    (one) => one.method === 'PATCH' || (one.method === 'POST' && !one.path.endsWith('/query')),
  );
  return requests.filter((one) => one.method === 'POST' && /\.(create|update|void|delete|send)/.test(one.kind)).length + autotask.length;
};

describe('before the first run', () => {
  test('every part has a line, what would be held is named by invoice, and nothing was written', async () => {
    const found = await examine();
    const keys = new Set(found.checks.map((one) => one.key));
    for (const key of [
      'secrets',
      'sign-in',
      'ledger',
      'lock',
      'ledger engine',
      'disk',
      'schedule',
      'mail',
      'Autotask',
      'quota Autotask',
      'QuickBooks',
      'company',
      'classes',
      'custom fields',
      'closing date',
      'currencies',
      'credits',
      'quickbooks.edition',
      'invoices.numbering',
      'autotask.username',
      'lines of business',
      'customers',
      'items',
      'terms',
      'tax codes',
      'other integration',
      'clock',
    ])
      expect(keys, key).toContain(key);
    expect(found.exitCode).toBe(3);
    expect(about(found, 'customers', 'problem').map((one) => one.message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/is inactive.*\(invoice 50\d\d\)/), expect.stringMatching(/has a vendor named/)]),
    );
    expect(found.checks.every((one) => one.level === 'ok' || one.fix !== '')).toBe(true);
    expect(writes()).toBe(0);
  });

  test('what waits is the month’s own trouble: with that settled it ends with 0', async () => {
    const { expectations } = world.sandbox.month;
    const gone = expectations.invoices.filter((one) => one.kind === 'inactive-customer' || one.kind === 'vendor-name');
    for (const one of gone) world.sandbox.autotask.tables.Invoices.delete(one.id);
    const found = await examine();
    expect(found.checks.filter((one) => one.level === 'problem')).toEqual([]);
    expect(found.exitCode).toBe(0);
    const { out } = found.done;
    expect(JSON.stringify(out)).not.toContain(world.sandbox.autotask.credentials.secret);
  });
});

describe('what goes wrong', () => {
  test('lines that Autotask doesn’t show the API user', async () => {
    const { BillingItems } = world.sandbox.autotask.tables;
    const [id, row] = [...BillingItems.entries()].find(([, one]) => Number(one['totalAmount']) > 50 && Number(one['invoiceID']) > 5020) ?? [
      0,
      {},
    ];
    BillingItems.delete(id);
    const found = await examine();
    BillingItems.set(id, row);
    expect(about(found, 'lines of business', 'problem')[0]).toMatchObject({
      message: expect.stringContaining(String((row as Record<string, unknown>)['invoiceID'])),
      fix: expect.stringContaining('line of business'),
    });
    expect(found.exitCode).toBe(3);
  });

  test('custom transaction numbers, closed books and credits that apply themselves', async () => {
    const { preferences } = world.sandbox.quickbooks;
    const before = structuredClone(preferences);
    Object.assign((preferences as { SalesFormsPrefs: object }).SalesFormsPrefs, { CustomTxnNumbers: true, AutoApplyCredit: true });
    Object.assign((preferences as { AccountingInfoPrefs: object }).AccountingInfoPrefs, {
      BookCloseDate: new Date().toISOString().slice(0, 10),
    });
    const found = await examine();
    Object.assign(preferences, before);
    expect(about(found, 'invoices.numbering', 'problem')[0]?.message).toContain('custom transaction numbers are on');
    expect(about(found, 'invoices.lookBackDays', 'warning')[0]?.message).toContain('books are closed');
    expect(about(found, 'credits')[0]).toMatchObject({ level: 'warning' });
    expect(found.exitCode).toBe(3);
  });

  test('another integration that goes on stamping invoices', async () => {
    const target = [...world.sandbox.autotask.tables.Invoices.values()].at(-3);
    Object.assign(target ?? {}, { webServiceDate: new Date().toISOString() });
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const found = await examine({ AT2QBO_INVOICES__GO_LIVE_DATE: day });
    Object.assign(target ?? {}, { webServiceDate: null });
    expect(about(found, 'other integration', 'problem')[0]?.message).toContain(String(target?.['id']));
  });

  test('a mail server that isn’t there', async () => {
    const found = await examine({ AT2QBO_MAIL__HOST: '127.0.0.1', AT2QBO_MAIL__PORT: '1', AT2QBO_MAIL__FROM: 'a@example.com' });
    expect(about(found, 'mail', 'problem')[0]).toMatchObject({
      message: expect.stringContaining('127.0.0.1:1'),
      fix: expect.stringContaining('mail.port'),
    });
  });

  test('QuickBooks down: 5, and Autotask is checked all the same', async () => {
    world.sandbox.quickbooks.faults.add({ match: ({ service }) => service === 'quickbooks', times: 500, action: 503 });
    const found = await examine();
    world.sandbox.quickbooks.faults.clear();
    expect(found.exitCode).toBe(5);
    expect(about(found, 'Autotask', 'ok')).toHaveLength(1);
    expect(about(found, 'QuickBooks', 'problem')).toHaveLength(1);
  });

  test('a sign-in that Intuit ended: 4', async () => {
    world.sandbox.quickbooks.expireAccessTokens();
    world.sandbox.quickbooks.faults.add({
      match: ({ service }) => service === 'oauth',
      times: 50,
      action: { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_grant"}' },
    });
    const found = await examine();
    world.sandbox.quickbooks.faults.clear();
    expect(found.exitCode).toBe(4);
    expect(about(found, 'QuickBooks', 'problem')[0]?.fix).toContain('at2qbo connect quickbooks');
  });

  test('nothing connected: 4, said once', async () => {
    const done = await world.run(['doctor', '--json'], { AT2QBO_HOME: `${world.home.directory}/empty` });
    expect(done.code).toBe(4);
    expect(about(done.json<Examination>(), 'secrets', 'problem')).toMatchObject([{ fix: 'at2qbo connect' }]);
  });

  test('a locked door: the key of the secrets is missing', async () => {
    const found = await examine({ AT2QBO_SECRETS_KEY: '5b'.repeat(32) });
    expect(found.exitCode).toBe(4);
    expect(about(found, 'secrets', 'problem')).toHaveLength(1);
  });
});
