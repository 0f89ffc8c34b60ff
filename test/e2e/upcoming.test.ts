// `check-invoices --upcoming`: the built program looks at what is approved and not invoiced yet.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedWorld, type World } from './support.ts';

interface UpcomingDocument {
  readonly exitCode: number;
  readonly upcoming: readonly {
    readonly company: string;
    readonly amount: string;
    readonly verdict: string;
    readonly reasons: readonly { readonly code: string }[];
  }[];
  readonly totals: { readonly ready: number; readonly held: number; readonly byCurrency: readonly { readonly amount: string }[] };
}

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 12, companies: 8, seed: 3 });
  await world.sync(['--yes']);
}, 120_000);
afterAll(() => world.close());

const waitFor = (companyID: number, amount: string, id: number, invoiceID: number | null = 0): void => {
  const { autotask } = world.sandbox;
  const sample = [...autotask.tables.BillingItems.values()].find((row) => Number(row['totalAmount']) > 0);
  autotask.seed({ BillingItems: [{ ...sample, id, companyID, invoiceID, totalAmount: amount, taxDollars: '0', itemDate: '2026-11-20' }] });
};
const companyNamed = (test_: (name: string) => boolean): number =>
  Number([...world.sandbox.autotask.tables.Companies.values()].find((row) => test_(String(row['companyName'])))?.['id']);

test('nothing waits: said, code 0', async () => {
  for (const [id, row] of world.sandbox.autotask.tables.BillingItems)
    if (row['invoiceID'] === 0) world.sandbox.autotask.tables.BillingItems.delete(id);
  const run = await world.run(['check-invoices', '--upcoming']);
  expect([run.code, run.out.trim()]).toEqual([0, 'Nothing waits to be invoiced: every approved billing item is on an invoice.']);
});

test('what waits, by company, with what would be held and why; nothing is written anywhere', async () => {
  const inactive = [...world.sandbox.quickbooks.tables.Customer.values()].find((one) => one.Active === false);
  const name = String(inactive?.DisplayName).replace(' (deleted)', '');
  const fine = companyNamed((one) =>
    [...world.sandbox.quickbooks.tables.Customer.values()].some((customer) => customer.DisplayName === one && customer.Active !== false),
  );
  waitFor(fine, '100.25', 880_001);
  waitFor(fine, '50.25', 880_002, null);
  waitFor(
    companyNamed((one) => one === name),
    '40',
    880_003,
  );
  const writes = world.sandbox.quickbooks.counters.writes;
  const csv = join(world.home.directory, 'upcoming.csv');
  const run = await world.run(['check-invoices', '--upcoming', '--csv', csv]);
  expect([run.code, run.out]).toEqual([1, expect.stringContaining('Would be held: 1 company (40.00')]);
  expect(run.out).toContain('[customer-inactive]');
  expect(run.out).toContain('150.50');
  expect(readFileSync(csv, 'utf8')).toContain('customer-inactive');
  const { upcoming, totals } = (await world.run(['check-invoices', '--upcoming', '--json'])).json<UpcomingDocument>();
  expect(upcoming).toMatchObject([
    { amount: '150.50', verdict: 'ready' },
    { company: name, amount: '40.00', verdict: 'held', reasons: [{ code: 'customer-inactive' }] },
  ]);
  expect(totals).toMatchObject({ ready: 1, held: 1, byCurrency: [{ amount: '190.50' }] });
  expect(world.sandbox.quickbooks.counters.writes).toBe(writes);
});

test('bad input: options about invoices, a file that can’t be written', async () => {
  const aged = await world.run(['check-invoices', '--upcoming', '--max-age', '30']);
  expect([aged.code, aged.err]).toEqual([2, expect.stringContaining('--max-age is about invoices')]);
  const csv = await world.run(['check-invoices', '--csv', join(world.home.directory, 'x.csv')]);
  expect([csv.code, csv.err]).toEqual([2, expect.stringContaining('--csv goes with --upcoming')]);
  const nowhere = join(world.home.directory, 'no', 'such', 'folder.csv');
  const lost = await world.run(['check-invoices', '--upcoming', '--csv', nowhere]);
  expect([lost.code, existsSync(nowhere)]).toEqual([2, false]);
});
