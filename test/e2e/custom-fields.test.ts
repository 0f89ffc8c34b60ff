// customFields.map end to end: what Autotask has stands in the custom fields of the document, and what can't is said.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 6, companies: 3, seed: 3 });
}, 120_000);
afterAll(() => world.close());

test('bad input: a key that is no field id, a field that the PO number has', async () => {
  const refused = await world.run(['settings', 'set', 'customFields.map', '{"x": "company.companyNumber"}']);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('customFields.map')]);
});

test('fields of company, contract and a user-defined one; a mistyped name is a warning on the document', async () => {
  const { autotask, quickbooks } = world.sandbox;
  const [active] = quickbooks.preferences.SalesFormsPrefs.CustomField.flatMap((group) =>
    JSON.stringify(group).includes('1') ? ['1'] : [],
  );
  const field = active ?? '1';
  const invoice = [...autotask.tables.Invoices.values()].find(
    (row) => [...autotask.tables.BillingItems.values()].some((item) => item['invoiceID'] === row['id']) && !row['isVoided'],
  );
  const [id, company] = [Number(invoice?.['id']), Number(invoice?.['companyID'])];
  autotask.ui.setUserDefined('Companies', company, 'Cost Center', 'Sales 42');
  const run = await world.sync(['--only', String(id), '--yes'], {
    AT2QBO_CUSTOM_FIELDS__MAP: JSON.stringify({ [field]: 'Cost Center', '1000000000000000412': 'company.noSuchField' }),
  });
  const [outcome] = run.json().invoices;
  expect([outcome?.outcome, outcome?.reasons.map((one) => one.code)]).toEqual([
    'created',
    expect.arrayContaining(['mapped-field-unknown']),
  ]);
  const form = quickbooks.tables.Invoice.get(outcome?.quickbooks?.id ?? '');
  expect(JSON.stringify(form?.['CustomField'])).toContain('Sales 42');
});
