// Income account and item by kind of line: the built program makes and finds items by items.accounts and items.names.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 12, companies: 6, seed: 3 });
}, 120_000);
afterAll(() => world.close());

const table = (name: 'Account' | 'Item'): { readonly Id: string; readonly [key: string]: unknown }[] => [
  ...world.sandbox.quickbooks.tables[name].values(),
];
const account = (type: string): string => String(table('Account').find((one) => one['AccountType'] === type && one.Id !== '79')?.Id);

test('bad input: no object, and an account that takes no income; nothing is sent', async () => {
  const refused = await world.run(['settings', 'set', 'items.accounts', 'labor=79']);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('items.accounts')]);
  const wrong = await world.run(['sync', '--yes'], { AT2QBO_ITEMS__ACCOUNTS: JSON.stringify({ labor: '424242' }) });
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('items.accounts 424242 must be an active account of type Income')]);
  expect(world.sandbox.quickbooks.tables.Invoice.size).toBe(0);
});

test('new items are made under the account of their kind, others under the account of all', async () => {
  const other = account('Income');
  await world.set('items.accounts', JSON.stringify({ charges: other, products: other }));
  const before = new Set(table('Item').map((one) => one.Id));
  const run = await world.sync(['--yes']);
  expect(run.json().totals['created']).toBeGreaterThan(0);
  const made = table('Item').filter((one) => !before.has(one.Id));
  expect(made.length).toBeGreaterThan(0);
  const codes = [...world.sandbox.autotask.tables.BillingCodes.values()];
  for (const item of made) {
    const code = codes.find((row) => row['name'] === item['Name']);
    const isOther = [4, 7].includes(Number(code?.['useType']));
    expect([item['Name'], (item['IncomeAccountRef'] as { value: string }).value]).toEqual([item['Name'], isOther ? other : '79']);
  }
});

test('compare-items shows the item of a kind as the one that is meant', async () => {
  const [code] = [...world.sandbox.autotask.tables.BillingCodes.values()];
  world.sandbox.autotask.seed({ BillingCodes: [{ ...code, id: 990_001, name: 'Never heard of', externalNumber: '' }] });
  const item = table('Item').find((one) => one['Type'] === 'Service');
  const kind = { AT2QBO_ITEMS__NAMES: JSON.stringify({ '990001': String(item?.['Name']) }) };
  const plain = (await world.run(['compare-items', '--json'])).json<{ codes: { billingCode: string; state: string }[] }>();
  expect(plain.codes.find((one) => one.billingCode === 'Never heard of')?.state).toBe('missing');
  const named = (await world.run(['compare-items', '--json'], kind)).json<{
    codes: { billingCode: string; key: string; state: string }[];
  }>();
  expect(named.codes.find((one) => one.billingCode === 'Never heard of')).toMatchObject({ key: item?.['Name'] });
  expect(named.codes.find((one) => one.billingCode === 'Never heard of')?.state).not.toBe('missing');
});
