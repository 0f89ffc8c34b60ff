// Customers brought up to date: who is tied to whom, one sparse update each, and what both sides agreed on last.
import { describe, expect, test } from 'vitest';
import { StaleError, TemporaryError } from '../../../src/core/errors.ts';
import { syncCustomersDaily } from '../../../src/core/customers/apply-daily.ts';
import { syncCustomers } from '../../../src/core/customers/apply.ts';
import { baselineKey, readCustomers } from '../../../src/core/customers/read.ts';
import type { Tie } from '../../../src/core/model/ledger.ts';
import type { Customer, NamedFields } from '../../../src/core/model.ts';
import { company, customer, id, moment, settings } from '../support/facts.ts';
import { world, type World, type WorldParts } from '../support/world.ts';

const tie = (changed: Partial<Tie> = {}): Tie => ({
  kind: 'customer',
  autotaskId: 301,
  quickBooksId: id('24'),
  autotaskName: 'Acme',
  quickBooksName: 'Acme',
  by: 'name',
  at: moment('2026-11-01T00:00:00.000Z'),
  ...changed,
});
const mine = customer('24', 'Acme', { phone: '1', syncToken: '3' });

/** Acme, whose phone number is 1 in QuickBooks and 2 in Autotask; both had 1 last. */
function tied(parts: WorldParts = {}): World {
  const it: World = world({
    companies: [company({ phone: '2', address: null })],
    books: { customers: [mine] },
    ties: [tie()],
    marks: { 'ties.of': '', [baselineKey(id('24'))]: '{"phone":"1"}' },
    ...parts,
    autotask: {
      fields: () => Promise.resolve(new Map<number, NamedFields>()),
      templateTerms: () => Promise.resolve(new Map<number, number>()),
      ...parts.autotask,
    },
    quickbooks: {
      updateCustomer: (update) => {
        it.journal.push(
          `quickbooks: customer ${update.id}: ${Object.keys(update)
            .filter((key) => key !== 'id' && key !== 'syncToken')
            .join(' ')}`,
        );
        return Promise.resolve({ ...mine, ...update } as Customer);
      },
      ...parts.quickbooks,
    },
  });
  return it;
}
const wishes = { only: null, prefersAutotask: false, renames: false, nests: false } as const;
const sync = async (it: World): Promise<string[]> =>
  (await syncCustomers(it.part, wishes)).map(({ company: name, outcome, changes }) =>
    [name, outcome, ...changes.map((one) => `${one.field} ${one.state}`)].join(' '),
  );

describe('a customer', () => {
  test('gets what changed in Autotask, and no other field; then both agree', async () => {
    const it = tied();
    expect(await sync(it)).toEqual(['Acme updated phone update']);
    expect(it.journal).toEqual(['quickbooks: customer 24: phone']);
    expect(JSON.parse(it.rows.marks.get(baselineKey(id('24'))) ?? '{}')).toMatchObject({ phone: '2' });
  });
  test('keeps what somebody edited in QuickBooks', async () => {
    const it = tied({ marks: { 'ties.of': '', [baselineKey(id('24'))]: '{"phone":"0"}' } });
    expect(await sync(it)).toEqual(['Acme edited phone edited']);
    expect(it.journal).toEqual([]);
  });
  test('of a dry run is planned alone', async () => {
    const it = tied({ isDryRun: true });
    expect(await sync(it)).toEqual(['Acme planned phone update']);
    expect(it.journal).toEqual([]);
  });
  test('that QuickBooks stored otherwise is no agreement', async () => {
    const it = tied({ quickbooks: { updateCustomer: () => Promise.resolve(mine) } });
    expect(await sync(it)).toEqual(['Acme failed phone update']);
  });
  test('that somebody changed at the same moment fails, and is tried by the next run', async () => {
    const it = tied({ quickbooks: { updateCustomer: () => Promise.reject(new StaleError('5010')) } });
    expect(await sync(it)).toEqual(['Acme failed phone update']);
    expect(JSON.parse(it.rows.marks.get(baselineKey(id('24'))) ?? '{}')).toEqual({ phone: '1' });
  });
});

describe('who is left alone', () => {
  const left = async (parts: WorldParts, used = settings()): Promise<string[]> =>
    (await readCustomers(tied(parts).part, used, null)).left.map((one) => one.why);
  test('a customer that is gone, a company that Autotask doesn’t show, two companies of one customer', async () => {
    expect(await left({ books: { customers: [] } })).toEqual(['QuickBooks has no such customer any more']);
    expect(await left({ companies: [] })).toEqual(['Autotask does not show the company']);
    const both = settings({ 'customers.map': { '302': '24' } });
    expect((await left({ companies: [company(), company({ id: 302 as never, name: 'Beta' })] }, both))[0]).toMatch(
      /^company 302 is the same customer/,
    );
  });
  test('nobody is tied: nothing is asked', async () => {
    const { facts, left: none } = await readCustomers(world({ marks: { 'ties.of': '' } }).part, settings(), null);
    expect([facts, none]).toEqual([[], []]);
  });
});

describe('once a day', () => {
  test('and no second time on the same one', async () => {
    const it = tied();
    await syncCustomersDaily(it.part);
    await syncCustomersDaily(it.part);
    expect(it.journal).toHaveLength(1);
    expect(it.rows.marks.get('customers.day')).toBe('2026-11-05');
  });
  test('a day that failed is tried again', async () => {
    const it = tied({ quickbooks: { updateCustomer: () => Promise.reject(new TemporaryError('503')) } });
    await syncCustomersDaily(it.part);
    expect(it.rows.marks.has('customers.day')).toBe(false);
    expect(it.logged.some((one) => one.startsWith('warn: customer "Acme" could not be brought up to date'))).toBe(true);
  });
});
