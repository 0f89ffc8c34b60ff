// The screens and documents of the commands about invoices and profiles, kept whole: one small month, from before its first run to its end.
// What a screen says is read in its file; what a command does is tested beside it, by codes, fields and figures.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screenOf } from '../support/screen.ts';
import { addInvoices, enterByHand, smallMonth } from './small-month.ts';
import { connectedWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  const month = smallMonth({
    companies: { 301: 'Alpha Dental', 302: 'Beta Law', 303: 'Gamma Foods', 304: 'Delta Works' },
    invoices: [
      { id: 1, companyId: 301 },
      { id: 2, companyId: 302, amount: '250.50' },
      { id: 3, companyId: 303, amount: '75' },
      { id: 4, companyId: 304, amount: '19.99' },
    ],
    customers: ['Alpha Dental', 'Beta Law', 'Gamma Foods', 'Delta Works'],
  });
  world = await connectedWorld({ month });
  const beta = [...world.sandbox.quickbooks.tables.Customer.values()].find((one) => one['DisplayName'] === 'Beta Law');
  world.sandbox.quickbooks.ui.edit('Customer', beta?.Id ?? '', { Active: false });
}, 240_000);
afterAll(() => world.close(), 120_000);

async function keep(name: string, args: readonly string[], more: Parameters<typeof screenOf>[2] = {}): Promise<void> {
  await expect(await screenOf(world, args, more)).toMatchFileSnapshot(`screens/${name}.txt`);
}

/** What of a status differs from one time to the next. */
const CHANGING = {
  '<ago>': /\d+ (?:seconds?|minutes?) ago|just now/g,
  '<n> of': /\b\d+ of(?= \d+ metered)/g,
  '<n> left': /\b\d+ left\b/g,
};

describe('before the first run', () => {
  test('status', () => keep('status-before', ['status'], { also: CHANGING }));
  test('check-invoices', () => keep('check-invoices', ['check-invoices']));
  test('check-invoices while sync is off', () => keep('check-invoices-off', ['check-invoices'], { env: { AT2QBO_INVOICES__SYNC: 'off' } }));
  test('explain of one that nothing keeps back', () => keep('explain-waiting', ['explain', '1']));
  test('explain of one whose customer is inactive', () => keep('explain-held', ['explain', '2']));
  test('compare-items', () => keep('compare-items', ['compare-items']));
  test('settings check', () => keep('settings-check', ['settings', 'check']));
});

describe('a person holds an invoice', () => {
  test('hold', () => keep('hold', ['hold', '3', '--why', 'price in dispute']));
  test('explain', () => keep('explain-on-hold', ['explain', '3']));
  test('hold of nothing that there is', () => keep('hold-unknown', ['hold', '99', '--why', 'x']));
});

describe('after a run', () => {
  beforeAll(async () => {
    expect((await world.sync(['--yes', '--only', '1'])).json().totals).toMatchObject({ created: 1 });
    expect((await world.sync()).code).toBe(1);
  });

  test('status', () => keep('status', ['status'], { also: CHANGING }));
  test('explain of what was sent', () => keep('explain-sent', ['explain', '1']));
  test('explain for programs', () => keep('explain-json', ['explain', '2', '--json']));
  test('explain of a code', () => keep('explain-code', ['explain', 'customer-inactive']));
  test('explain of a mistyped code', () => keep('explain-mistyped', ['explain', 'customer-inactiv']));
  test('hold comes too late', () => keep('hold-too-late', ['hold', '1', '--why', 'too late']));
  test('copy-invoice of what QuickBooks has', () => keep('copy-invoice-exists', ['copy-invoice', '1']));
  test('mark-paid before the invoice, where nobody can be asked', () =>
    keep('mark-paid-early', ['mark-paid', '1037', '--date', '2026-07-31']));
  test('mark-paid', () => keep('mark-paid', ['mark-paid', '1037', '--date', new Date().toISOString().slice(0, 10)]));
  test('mark-paid of a number that there isn’t', () => keep('mark-paid-unknown', ['mark-paid', 'X-1', '--date', '2026-07-31']));
  test('copy-invoice of one that Autotask doesn’t have', () => keep('copy-invoice-unknown', ['copy-invoice', '99']));
  test('sync-payments with nothing paid', () => keep('sync-payments-nothing', ['sync-payments']));
  test('clear-status with nothing to clear', () => keep('clear-status', ['clear-status']));
});

describe('the hold is released', () => {
  test('release', () => keep('release', ['release', '3']));
  test('release of nothing', () => keep('release-nothing', ['release', '4']));
});

test('adopt: what was entered by hand', async () => {
  addInvoices(world, [{ id: 5, companyId: 301, amount: '30' }]);
  enterByHand(world, 'Alpha Dental', '5', '30');
  await keep('adopt-dry-run', ['adopt', '--dry-run']);
});

describe('profiles and settings', () => {
  test('profiles list', () => keep('profiles-list', ['profiles', 'list']));
  test('profiles add', () => keep('profiles-add', ['profiles', 'add', 'east']));
  test('profiles remove, without a yes', () => keep('profiles-remove', ['profiles', 'remove', 'east']));
  test('a profile that there isn’t', () => keep('profile-unknown', ['status', '--profile', 'eats']));
  test('settings get', () => keep('settings-get', ['settings', 'get', 'invoices.numbering']));
  test('settings set', () => keep('settings-set', ['settings', 'set', 'invoices.lookBackDays', '45']));
  test('settings set of a value that isn’t allowed', () =>
    keep('settings-set-refused', ['settings', 'set', 'invoices.lookBackDays', 'long']));
  test('settings set of a key that there isn’t', () => keep('settings-set-unknown', ['settings', 'set', 'invoices.lookBackDay', '45']));
});

test('nothing connected: each command says it the same way', async () => {
  const empty = { AT2QBO_HOME: join(world.home.directory, 'nowhere') };
  await keep('explain-unconnected', ['explain', '1'], { env: empty });
  await keep('doctor-unconnected', ['doctor'], { also: { '<n> %': /\d+ %/g, '<version>': /\b\d+\.\d+\.\d+\b/g }, env: empty });
});
