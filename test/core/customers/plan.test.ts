// One customer field by field: what is written, what stays because QuickBooks has its own, and what both agree on from then on.
import { describe, expect, test } from 'vitest';
import { addressText, planCustomer } from '../../../src/core/customers/plan.ts';
import type { Baseline, CustomerFacts, CustomerWishes } from '../../../src/core/customers/types.ts';
import type { Address, Customer, SourceCompany } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { company, customer, id } from '../support/facts.ts';

const HERE: Address = { lines: ['1 Main St'], city: 'Austin', state: 'TX', postalCode: '78701', country: 'United States' };
const THERE: Address = { lines: ['9 Elm St', 'Floor 2'], city: 'Reno', state: 'NV', postalCode: '89501', country: 'USA' };
const WISHES: CustomerWishes = { prefersAutotask: false, renames: false, nests: false, isUnitedStates: true };

function plan(
  source: Partial<SourceCompany>,
  stored: Partial<Customer>,
  baseline: Baseline = {},
  more: { readonly wishes?: Partial<CustomerWishes>; readonly facts?: Partial<CustomerFacts> } = {},
): ReturnType<typeof planCustomer> {
  const facts: CustomerFacts = {
    company: company({ address: null, billTo: null, billToAttention: '', phone: '', taxId: '', ...source }),
    customer: customer('24', 'Acme', { billTo: null, shipTo: null, ...stored }),
    email: '',
    term: null,
    termNames: new Map([['3', 'Net 30']]),
    parent: null,
    baseline,
    isUntouched: false,
    ...more.facts,
  };
  return planCustomer(facts, { ...WISHES, ...more.wishes });
}
const states = (of: ReturnType<typeof planCustomer>): string[] => of.changes.map((one) => `${one.field} ${one.state}`);
const at = addressText(HERE);

describe('a field', () => {
  test.each<[string, Partial<SourceCompany>, Partial<Customer>, Baseline, string[]]>([
    [
      'is the same, but for capitals, commas and country',
      { address: HERE, billTo: HERE },
      { billTo: { ...HERE, city: 'AUSTIN', country: 'US' }, shipTo: HERE },
      {},
      [],
    ],
    ['is blank in QuickBooks: filled in', { phone: '512 1' }, {}, {}, ['phone update']],
    ['is blank in Autotask: nothing is erased', { phone: '' }, { phone: '512 1' }, {}, []],
    [
      'differs and was agreed on: updated',
      { address: THERE },
      { billTo: HERE, shipTo: HERE },
      { 'bill-to': at, 'ship-to': at },
      ['bill-to update', 'ship-to update'],
    ],
    ['was edited in QuickBooks since: stays', { phone: '512 2' }, { phone: '512 9' }, { phone: '512 1' }, ['phone edited']],
    ['was erased in QuickBooks since: stays', { phone: '512 1' }, { phone: '' }, { phone: '512 1' }, ['phone edited']],
    ['differs and was never agreed on: stays', { phone: '512 2' }, { phone: '512 1' }, {}, ['phone edited']],
    ['exempt in Autotask alone', { isTaxExempt: true }, { isTaxable: true }, { exemption: 'taxable' }, ['exemption update']],
    ['exempt on both sides: a person’s reason stays', { isTaxExempt: true }, { isTaxable: false, taxExemptionReasonId: '3' }, {}, []],
    ['inactive in Autotask, nothing owed', { isActive: false }, {}, { active: 'active' }, ['active update']],
    ['inactive in Autotask, and owing', { isActive: false }, { balance: money('5') }, { active: 'active' }, ['active left']],
    ['made inactive by a person: stays', {}, { isActive: false }, { active: 'active' }, ['active edited']],
    ['a name is never changed unasked', { name: 'Acme Inc' }, {}, { name: 'Acme' }, []],
  ])('%s', (_, source, stored, baseline, expected) => expect(states(plan(source, stored, baseline))).toEqual(expected));

  test('Autotask wins where a person says so', () => {
    const { update, baseline } = plan({ phone: '512 2' }, { phone: '512 9' }, { phone: '512 1' }, { wishes: { prefersAutotask: true } });
    expect([update?.phone, baseline.phone]).toEqual(['512 2', '512 2']);
  });
  test('a customer that at2qbo made and nobody touched takes what Autotask has now', () => {
    expect(states(plan({ address: THERE }, { billTo: HERE, shipTo: HERE }, {}, { facts: { isUntouched: true } }))).toEqual([
      'bill-to update',
      'ship-to update',
    ]);
  });
  test('names with --rename, the parent with --sub-customers', () => {
    const parent = customer('7', 'Holding');
    const wishes = { renames: true, nests: true, prefersAutotask: true };
    const { update } = plan({ name: 'Acme Inc' }, {}, {}, { wishes, facts: { parent } });
    expect(update).toMatchObject({ displayName: 'Acme Inc', parentId: '7' });
    expect(plan({ name: 'Acme' }, { parentId: id('7') }, {}, { wishes, facts: { parent } }).update).toBeNull();
  });
  test('terms by their names', () => {
    const term = { id: id('3'), name: 'Net 30' };
    expect(plan({}, {}, {}, { facts: { term } }).update).toMatchObject({ termId: '3' });
    expect(plan({}, { termId: id('3') }, {}, { facts: { term } }).update).toBeNull();
  });
  test('the attention is the first line of the bill-to address', () => {
    expect(
      plan({ address: HERE, billToAttention: 'Pat' }, { shipTo: HERE, billTo: { ...HERE, lines: ['Pat', '1 Main St'] } }).changes,
    ).toEqual([]);
  });
});

describe('the tax number outside the US', () => {
  const wishes = { isUnitedStates: false };
  test('masked, with the right last digits: the same', () =>
    expect(plan({ taxId: 'GB123456789' }, { taxNumber: 'XXXXXXXX789' }, {}, { wishes }).changes).toEqual([]));
  test('another one that was agreed on: updated', () =>
    expect(states(plan({ taxId: 'GB999' }, { taxNumber: 'GB123' }, { 'tax-number': 'GB123' }, { wishes }))).toEqual(['tax-number update']));
  test('in the US it is not touched', () => expect(plan({ taxId: '12-345' }, {}).changes).toEqual([]));
  test('exemption is a matter of the US alone', () => expect(plan({ isTaxExempt: true }, {}, {}, { wishes }).changes).toEqual([]));
});

test('what both sides have is agreed on from then on; what was edited is not', () => {
  const { baseline } = plan({ phone: '512 1', address: HERE }, { phone: '512 1', billTo: THERE, shipTo: HERE });
  expect(baseline).toMatchObject({ phone: '512 1', 'ship-to': at, active: 'active', exemption: 'taxable' });
  expect(baseline).not.toHaveProperty('bill-to');
});
