// Long lists, odd rows, odd names and used-up reads, as real books have them: nothing is made twice, and one of them stops no other.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, test } from 'vitest';
import type { Facts } from '../../src/sandbox/facts.ts';
import { connectedWorld, type SyncDocument, type World, type WorldOptions } from './support.ts';

/** The pauses between tries are the point of no test here: time runs faster in the child. */
const QUICK = {
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('../crash/preload.mjs', import.meta.url))}`,
  AT2QBO_TEST_SPEED: '40',
};
const WIDE = { 'limits.quickbooksPerSecond': 10, 'limits.quickbooksPerMinute': 500 };

let world: World;
afterEach(() => world.close());
const open = async (options: WorldOptions): Promise<void> => {
  world = await connectedWorld({
    invoices: 30,
    ...options,
    settings: { ...WIDE, 'quickbooks.environment': 'sandbox', ...options.settings },
  });
};
const outcomes = (done: SyncDocument, of: SyncDocument['invoices'][number]['outcome']): number[] =>
  done.invoices.filter((one) => one.outcome === of).map((one) => one.autotaskId);
const ours = (): string[] => [...world.sandbox.quickbooks.tables.Invoice.values()].flatMap(({ PrivateNote }) => PrivateNote ?? []);

/** Documents of other people on the days of the month, all older than ours. */
function crowd(count: number): void {
  const { tables } = world.sandbox.quickbooks;
  const days = [...new Set([...world.sandbox.autotask.tables.Invoices.values()].map((row) => String(row['invoiceDateTime']).slice(0, 10)))];
  const [customer] = tables.Customer.values();
  for (let n = 0; n < count; n += 1) {
    const at = new Date(Date.parse('2026-01-01T00:00:00Z') + n * 60_000).toISOString();
    tables.Invoice.set(String(500_000 + n), {
      Id: String(500_000 + n),
      SyncToken: '0',
      domain: 'QBO',
      sparse: false,
      MetaData: { CreateTime: at, LastUpdatedTime: at },
      DocNumber: `X-${n}`,
      TxnDate: days[n % days.length] ?? '',
      CustomerRef: { value: customer?.Id ?? '', name: 'Somebody' },
      CurrencyRef: { value: 'USD' },
      EmailStatus: 'NotSet',
      Line: [],
      LinkedTxn: [],
      TxnTaxDetail: { TotalTax: 0 },
      TotalAmt: 1,
      Balance: 1,
    });
  }
}

/** People at work: every few milliseconds somebody saves one of the documents. */
function people(): { stop(): void } {
  const { Invoice } = world.sandbox.quickbooks.tables;
  let turn = 0;
  const timer = setInterval(() => {
    const forms = [...Invoice.values()];
    const form = forms[(turn += 7919) % forms.length];
    if (form) form.MetaData = { ...form.MetaData, LastUpdatedTime: new Date().toISOString() };
  }, 3);
  return { stop: () => clearInterval(timer) };
}

function loseLedger(): void {
  const home = join(world.home.directory, 'at2qbo');
  for (const name of readdirSync(home)) if (name.startsWith('ledger')) rmSync(join(home, name));
  for (const id of world.sandbox.autotask.tables.Invoices.keys()) world.sandbox.autotask.ui.clearNumber(id);
}

describe('the ledger is lost and Autotask forgot, 2,300 other documents are on the same days, and people are at work', () => {
  const sorts: Partial<Facts>[] = [
    { 'sort-by-id': 'ignored', 'sort-by-time': 'honoured' },
    { 'sort-by-id': 'refused', 'sort-by-time': 'ignored' },
    { 'sort-by-id': 'refused', 'sort-by-time': 'refused' },
    { 'sort-by-id': 'honoured', 'sort-by-time': 'ignored', 'unsorted-rows': 'by-id' },
  ];
  it.each(sorts)('%j: every invoice is found again, none is made a second time', async (facts) => {
    await open({ facts });
    const first = (await world.sync(['--yes'])).json();
    const made = outcomes(first, 'created');
    expect(made.length).toBeGreaterThan(15);
    crowd(2300);
    loseLedger();
    const before = ours().toSorted();
    const crew = people();
    const again = (await world.sync(['--yes'], QUICK)).json();
    crew.stop();
    expect(outcomes(again, 'created')).toEqual([]);
    expect(outcomes(again, 'adopted').toSorted()).toEqual(made.toSorted());
    expect(ours().toSorted()).toEqual(before);
  });
});

describe('a document that QuickBooks can’t list', () => {
  it.each(['4002', '10000'] as const)('code %s: it is named, and everything is sent all the same', async (code) => {
    await open({ facts: { 'bad-row': code } });
    crowd(120);
    world.sandbox.quickbooks.badRows.add('Invoice/500007');
    const done = await world.sync(['--yes'], QUICK);
    expect(done.code).not.toBe(5);
    expect(outcomes(done.json(), 'created').length).toBeGreaterThan(15);
    expect(outcomes(done.json(), 'failed')).toEqual([]);
    expect(done.err).toContain("can't list Invoice 500007");
  });

  test('one of ours among them: a lost ledger still finds it', async () => {
    await open({});
    const made = outcomes((await world.sync(['--yes'])).json(), 'created');
    const { tables, badRows } = world.sandbox.quickbooks;
    const [mine] = [...tables.Invoice.values()];
    badRows.add(`Invoice/${mine?.Id ?? ''}`);
    loseLedger();
    const again = (await world.sync(['--yes'], QUICK)).json();
    expect([outcomes(again, 'created'), outcomes(again, 'adopted').toSorted()]).toEqual([[], made.toSorted()]);
  });
});

test('a new company whose name QuickBooks’ queries don’t take stops no other, and is sent itself', async () => {
  await open({ facts: { 'odd-literal': 'refused' } });
  const { Companies, Invoices } = world.sandbox.autotask.tables;
  const company = [...Companies.values()].find((row) => row['companyName'] === 'Solberg Architects');
  if (company) company['companyName'] = 'O’Brien Law';
  const its = [...Invoices.values()].filter((row) => row['companyID'] === company?.['id']).map((row) => Number(row['id']));
  expect(its.length).toBeGreaterThan(0);
  const done = (await world.sync(['--yes'])).json();
  expect(outcomes(done, 'created')).toEqual(expect.arrayContaining(its));
  expect([...world.sandbox.quickbooks.tables.Customer.values()].map((one) => one.DisplayName)).toContain('O’Brien Law');
});

describe('reads of a month', () => {
  test('are counted over all profiles of an app; past 95 % what can wait waits, and at the end nothing is asked', async () => {
    await open({ settings: { 'limits.meteredPerMonth': 1000, 'payments.sync': true } });
    const spend = async (reads: number): Promise<void> => {
      const { countInFile } = await import('../../src/clients/metered/counts.ts');
      const counts = countInFile(join(world.home.directory, 'at2qbo', 'metered.db'));
      await counts.add(world.sandbox.quickbooks.clientId, new Date().toISOString().slice(0, 7), reads);
      counts.close();
    };
    expect((await world.sync(['--yes'])).json().calls.quickbooksReads).toBeGreaterThan(3);
    await spend(800);
    const doctor = await world.run(['doctor', '--json']);
    expect(doctor.out).toMatch(/8\d\d of 1000 metered reads/);
    await spend(150);
    const waits = await world.run(['sync-payments', '--json']);
    expect([waits.code, waits.out]).toEqual([5, expect.stringContaining('kept for invoices') as string]);
    await spend(200);
    const asked = world.sandbox.quickbooks.requests.length;
    const spent = await world.run(['reconcile', '--json', '--from', '2026-01-01', '--to', '2026-01-31']);
    expect([spent.code, spent.out]).toEqual([5, expect.stringContaining('limits.meteredPerMonth') as string]);
    expect(world.sandbox.quickbooks.requests.slice(asked).filter((one) => one.metered)).toEqual([]);
  });

  it.each(['403', '429'] as const)('Intuit’s own answer when they are used up (%s) is no lost connection', async (status) => {
    await open({ facts: { 'metered-budget': status } });
    world.sandbox.quickbooks.meteredPerMonth = 0;
    const done = await world.sync(['--yes'], QUICK);
    expect([done.code, done.json().error?.code]).toEqual([5, 'metered-reads']);
    expect(done.json().error?.message).toMatch(/metered reads of the month/);
  });
});
