// Where Automated Sales Tax is told that the goods go: the chosen place, else the next that has an address, never your own unless it is chosen.
import { describe, expect, it } from 'vitest';
import type { Address, Customer, SourceCompany } from '../../../../src/core/model.ts';
import { amountLine, catalog, customer, drafted, holdsOf, settings, source } from '../../support/facts.ts';

const at = (state: string, more: Partial<Address> = {}): Address => ({
  lines: ['1 Main St'],
  city: 'Town',
  state,
  postalCode: '',
  country: '',
  ...more,
});
type Choice = 'quickbooks-customer' | 'autotask-company' | 'autotask-bill-to' | 'company';

const world = (of: Partial<Customer> | null, ours: Address | null = at('CA')) =>
  catalog({ address: ours, customers: of === null ? [] : [customer('24', 'Acme', { shipTo: null, billTo: null, ...of })] });
const from = (company: Partial<SourceCompany>, taxed = '8') =>
  source({ company: { address: null, billTo: null, ...company }, lines: [amountLine('100', taxed)] });
const choose = (choice: Choice) => settings({ 'tax.shipTo': choice, 'tax.taxability': 'autotask' });
const codes = (remarks: readonly { readonly code: string }[]) =>
  remarks.map(({ code }) => code).filter((code) => code.startsWith('ship-to'));

describe('the destination of a taxable document', () => {
  const all = { company: { address: at('WA'), billTo: at('NY') }, customer: { shipTo: at('OR'), billTo: at('TX') } };
  it.each<[Choice, string, Partial<SourceCompany>, Partial<Customer> | null, boolean]>([
    ['quickbooks-customer', 'OR', all.company, all.customer, false],
    ['quickbooks-customer', 'TX', all.company, { billTo: at('TX') }, true],
    ['quickbooks-customer', 'WA', all.company, {}, true],
    // About to be made, with Autotask's billing address.
    ['quickbooks-customer', 'NY', all.company, null, true],
    ['quickbooks-customer', 'WA', { address: at('WA') }, null, true],
    ['autotask-company', 'WA', all.company, all.customer, false],
    ['autotask-company', 'OR', { billTo: at('NY') }, all.customer, true],
    ['autotask-company', 'TX', {}, { billTo: at('TX') }, true],
    ['autotask-bill-to', 'NY', all.company, all.customer, false],
    ['autotask-bill-to', 'WA', { address: at('WA') }, all.customer, false],
    ['autotask-bill-to', 'OR', {}, all.customer, true],
    ['company', 'CA', all.company, all.customer, false],
  ])('%s: %s', (choice, state, company, of, isSaid) => {
    const { draft, remarks } = drafted(from(company), world(of), choose(choice));
    expect(draft.shipTo?.state).toBe(state);
    expect(codes(remarks)).toEqual(isSaid ? ['ship-to-elsewhere'] : []);
  });

  it.each(['quickbooks-customer', 'autotask-company', 'autotask-bill-to'] as const)(
    '%s: held where nobody has one, with our own at hand',
    (choice) => expect(holdsOf(from({}), world({}), choose(choice))).toEqual(['ship-to-missing']),
  );
  it('company: held where QuickBooks has none of ours and nobody another one', () =>
    expect(holdsOf(from({}), world({}, null), choose('company'))).toEqual(['ship-to-missing']));

  it.each<[string, Address, boolean]>([
    ['a state', at('OR'), true],
    ['a postal code alone', at('', { postalCode: '97201', city: '' }), true],
    ["QuickBooks' own lines", at('', { lines: ['Acme', 'Portland, OR  97201'], city: '' }), true],
    ['a town of another country', at('', { country: 'Ireland' }), true],
    ['a town of an unknown state', at('', { country: 'USA' }), false],
    ['a street', at('', { city: '' }), false],
  ])('is %s: %s', (_, address, isOne) => {
    expect(holdsOf(from({}), world({ shipTo: address }), choose('quickbooks-customer'))).toEqual(isOne ? [] : ['ship-to-missing']);
  });
});

describe('where the destination does not matter', () => {
  it('an untaxed document is sent with what there is, and nothing is said', () => {
    const { draft, remarks } = drafted(from({}, '0'), world({ billTo: at('TX') }), choose('quickbooks-customer'));
    expect([draft.shipTo?.state, codes(remarks)]).toEqual(['TX', []]);
    expect(drafted(from({}, '0'), world({}), choose('quickbooks-customer')).draft.shipTo).toBeNull();
  });
  it('an exempt customer is charged nothing anywhere', () =>
    expect(holdsOf(from({}), world({ isTaxable: false }), choose('quickbooks-customer'))).toEqual([]));
  it('outside Automated Sales Tax none is sent', () => {
    const off = catalog({ preferences: { taxWorld: 'off' } });
    expect(drafted(source(), off, choose('autotask-company')).draft.shipTo).toBeNull();
  });
});
