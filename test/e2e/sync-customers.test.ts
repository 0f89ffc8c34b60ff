// `sync-customers` as a person runs it: the built program against the sandbox, looked at in QuickBooks.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedWorld, type World } from './support.ts';

interface CustomersDocument {
  readonly customers: readonly {
    readonly companyId: number;
    readonly customerId: string;
    readonly outcome: string;
    readonly changes: readonly { readonly field: string; readonly state: string }[];
  }[];
}

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 12, companies: 6, seed: 3 });
  await world.sync(['--yes']);
}, 120_000);
afterAll(() => world.close());

const all = async (args: readonly string[] = []): Promise<CustomersDocument['customers']> =>
  (await world.run(['sync-customers', '--json', ...args])).json<CustomersDocument>().customers;
const companyRow = (id: number): Record<string, unknown> => world.sandbox.autotask.tables.Companies.get(id) ?? {};
const form = (id: string): Record<string, unknown> => world.sandbox.quickbooks.tables.Customer.get(id) as never;
const tied = async (): Promise<CustomersDocument['customers'][number]> => {
  const [one] = await all(['--dry-run']);
  if (!one) throw new Error('nothing is tied');
  return one;
};

test('bad input: a company that is tied to nothing, a plan that isn’t one', async () => {
  const unknown = await world.run(['sync-customers', '--only', '999999']);
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('Company 999999 is tied to no QuickBooks customer')]);
  const file = join(world.home.directory, 'not-a-plan.json');
  writeFileSync(file, '{}');
  const plan = await world.run(['sync-customers', '--plan', file]);
  expect([plan.code, plan.err]).toEqual([2, expect.stringContaining("isn't a plan of customers")]);
  const over = await world.run(['sync-customers', '--dry-run', '--plan', file]);
  expect([over.code, readFileSync(file, 'utf8')]).toEqual([2, '{}']);
});

test('a dry run writes nothing, and a saved plan is carried out exactly, or not at all', async () => {
  const { companyId, customerId } = await tied();
  const plan = join(world.home.directory, 'customers.json');
  const before = form(customerId)['SyncToken'];
  const dry = await world.run(['sync-customers', '--dry-run', '--only', String(companyId), '--plan', plan]);
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('Dry run: nothing was written.')]);
  expect([form(customerId)['SyncToken'], existsSync(plan)]).toEqual([before, true]);
  const phone = companyRow(companyId)['phone'];
  companyRow(companyId)['phone'] = '512-555-7777';
  const changed = await world.run(['sync-customers', '--plan', plan]);
  expect(changed.out).toContain('It changed since the plan was approved.');
  expect(form(customerId)['SyncToken']).toBe(before);
  companyRow(companyId)['phone'] = phone;
  const done = await world.run(['sync-customers', '--plan', plan]);
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('1 updated')]);
});

test('what is blank is filled in; a move in Autotask follows; an edit in QuickBooks stays until a person says otherwise', async () => {
  await world.run(['sync-customers', '--prefer', 'autotask']);
  expect((await all()).every((one) => one.outcome === 'same' || one.outcome === 'left')).toBe(true);
  const { companyId, customerId } = (await all(['--dry-run'])).find((one) => one.outcome === 'same') ?? (await tied());
  Object.assign(companyRow(companyId), { address1: '77 Moved Ave', billingAddress1: '77 Moved Ave' });
  const moved = await world.run(['sync-customers', '--only', String(companyId)]);
  expect([moved.code, moved.out]).toEqual([0, expect.stringContaining('bill-to: "500 Congress Ave')]);
  expect(form(customerId)['BillAddr']).toMatchObject({ Line1: '77 Moved Ave' });
  expect(form(customerId)['ShipAddr']).toMatchObject({ Line1: '77 Moved Ave' });
  const customer = form(customerId);
  Object.assign(customer, { PrimaryPhone: { FreeFormNumber: '999' }, SyncToken: String(Number(customer['SyncToken']) + 1) });
  companyRow(companyId)['phone'] = '512-555-8888';
  const edited = await world.run(['sync-customers', '--only', String(companyId), '--csv', join(world.home.directory, 'c.csv')]);
  expect([edited.code, edited.out]).toEqual([
    0,
    expect.stringContaining('phone: stays "999"; Autotask has "512-555-8888" (edited in QuickBooks'),
  ]);
  expect(readFileSync(join(world.home.directory, 'c.csv'), 'utf8')).toContain('512-555-8888');
  expect(form(customerId)['PrimaryPhone']).toMatchObject({ FreeFormNumber: '999' });
  await world.run(['sync-customers', '--only', String(companyId), '--prefer', 'autotask']);
  expect(form(customerId)['PrimaryPhone']).toMatchObject({ FreeFormNumber: '512-555-8888' });
});

test('names only with --rename; the tie holds, and the next invoice still finds the customer', async () => {
  const one = (await all(['--dry-run'])).find((each) => each.outcome === 'same');
  if (!one) throw new Error('none is up to date');
  companyRow(one.companyId)['companyName'] = 'Quite Another Name';
  expect((await all(['--only', String(one.companyId)]))[0]?.outcome).toBe('same');
  await world.run(['sync-customers', '--only', String(one.companyId), '--rename', '--prefer', 'autotask']);
  expect(form(one.customerId)['DisplayName']).toBe('Quite Another Name');
});

test('with customers.sync a scheduled run does it once a day', async () => {
  const one = (await all(['--dry-run'])).find((each) => each.outcome === 'same');
  if (!one) throw new Error('none is up to date');
  companyRow(one.companyId)['phone'] = '512-555-1111';
  await world.set('customers.sync', 'true');
  await world.run(['sync', '--quiet']);
  expect(form(one.customerId)['PrimaryPhone']).toMatchObject({ FreeFormNumber: '512-555-1111' });
  companyRow(one.companyId)['phone'] = '512-555-2222';
  await world.run(['sync', '--quiet']);
  expect(form(one.customerId)['PrimaryPhone']).toMatchObject({ FreeFormNumber: '512-555-1111' });
});
