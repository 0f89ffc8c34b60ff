// Who is billed and what is booked: customers and items by name, path, map and external number.
import { describe, expect, it } from 'vitest';
import { companyId } from '../../../src/core/model.ts';
import { customerName } from '../../../src/core/matching/customer.ts';
import { itemName } from '../../../src/core/matching/item.ts';
import { nameKey } from '../../../src/core/text.ts';
import { billingCode, catalog, company, customer, drafted, holdsOf, id, item, line, settings, source } from '../support/facts.ts';

const customerOf = (name: string, books = catalog(), with_ = settings()) => {
  const { customer: chosen } = drafted(source({ company: { name } }), books, with_).draft;
  return 'existing' in chosen ? chosen.existing : chosen.create.displayName;
};
const itemOf = (name: string, items: Parameters<typeof catalog>[0] = {}, with_ = settings(), externalNumber = '') => {
  const of = source({ codes: [billingCode(101, name, { externalNumber })] });
  const [chosen] = drafted(of, catalog(items), with_).draft.lines.map((one) => one.item);
  if (!chosen) throw new Error('no line');
  return 'existing' in chosen ? chosen.existing : chosen.create.name;
};

describe('the customer', () => {
  it.each(['Acme', 'ACME', ' Acme ', 'Acme 😀', 'Ac\tme'.replace('\t', '')])('%j is Acme', (name) => expect(customerOf(name)).toBe('24'));

  it('is found again under the name that was cleaned when it was made', () => {
    for (const name of [
      'Nova: Legal',
      'Tab\there',
      '  Two   spaces ',
      'Quote "Q" \\ back',
      'x'.repeat(600),
      'Rocket 🚀 Ltd',
      'Café\u0301',
    ]) {
      const made = customerName(company({ name }));
      expect(made.length).toBeLessThanOrEqual(500);
      expect(made).not.toMatch(/[:\t\n]/);
      expect(customerOf(name, catalog({ customers: [customer('77', made)] }))).toBe('77');
    }
  });

  it('is the sub-customer at the path that the name gives, where there is one', () => {
    const child = customer('30', 'East', { fullName: 'Lakeside:East' });
    expect(customerOf('Lakeside: East', catalog({ customers: [child] }))).toBe('30');
    expect(customerOf('Lakeside: East', catalog({ customers: [] }))).toBe('Lakeside- East');
  });

  it('is the one of customers.map, whatever its name', () => {
    const books = catalog({ customers: [customer('24', 'Acme'), customer('25', 'Other')] });
    expect(customerOf('Acme', books, settings({ 'customers.map': { '301': '25' } }))).toBe('25');
    expect(holdsOf(source(), books, settings({ 'customers.map': { '301': '99' } }))).toEqual(['mapped-customer-missing']);
  });

  it('is made with what Autotask knows, where it is missing', () => {
    const of = source({ company: { name: 'New Ltd', isTaxExempt: true, phone: '1' }, primaryEmail: 'a@b.example, nonsense' });
    const { customer: chosen } = drafted(of, catalog({ customers: [] })).draft;
    expect(chosen).toMatchObject({ create: { displayName: 'New Ltd', email: 'a@b.example', isTaxable: false, currency: null } });
  });

  it.each([
    ['inactive', { customers: [customer('24', 'Acme', { isActive: false })] }, {}, 'customer-inactive'],
    ['missing, and customers.missing is hold', { customers: [] }, { 'customers.missing': 'hold' as const }, 'customer-missing'],
    [
      'a vendor',
      { customers: [], holders: [{ type: 'Vendor' as const, id: id('9'), displayName: 'ACME', isActive: true }] },
      {},
      'customer-name-held',
    ],
  ])('is held when it is %s', (_, books, changed, code) => {
    expect(holdsOf(source(), catalog(books), settings(changed))).toEqual([code]);
  });

  it('is held when nothing is left of its name, and when Autotask doesn’t show it', () => {
    expect(holdsOf(source({ company: { name: '😀' } }))).toEqual(['customer-name-empty']);
    expect(holdsOf(source({ company: null }))).toContain('company-unknown');
  });
});

describe('the currency', () => {
  const euro = {
    company: { currencyId: 2 },
    currencies: [
      [1, 'USD'],
      [2, 'EUR'],
    ] as const,
  };
  const multi = { preferences: { usesMultiCurrency: true } };
  it('is named only where the company uses several', () => {
    expect(drafted(source()).draft.currency).toBeNull();
    const books = catalog({ ...multi, customers: [customer('24', 'Acme', { currency: 'EUR' })] });
    expect(drafted(source(euro), books).draft.currency).toBe('EUR');
  });
  it("is held where it isn't the customer's, with both named", () => {
    expect(holdsOf(source(euro), catalog(multi))).toEqual(['currency-differs']);
    expect(holdsOf(source(euro))).toEqual(['currency-off']);
  });
  it('is that of a new customer', () => {
    const { customer: chosen } = drafted(source(euro), catalog({ ...multi, customers: [] })).draft;
    expect(chosen).toMatchObject({ create: { currency: 'EUR' } });
  });
  it('is no question where each side has one only', () => {
    const pounds = catalog({ country: 'GB', preferences: { homeCurrency: 'GBP', taxWorld: 'off' } });
    expect(holdsOf(source({ company: { currencyId: 1 }, currencies: [[1, 'USD']] }), pounds)).toEqual([]);
  });
});

describe('the item', () => {
  const hardware = item('40', 'Hardware', { type: 'Category' });
  const cables = item('41', 'Cables', { fullName: 'Hardware:Cables', parentId: id('40') });

  it.each(['Remote Support', 'remote support', ' Remote  Support '])('%j is Remote Support', (name) => expect(itemOf(name)).toBe('5'));
  it('is not one whose name differs by a character', () => expect(itemOf('Remote-Support')).toBe('Remote-Support'));
  it('of two case twins is the one of the same case', () => {
    const items = [item('6', 'SUPPORT'), item('7', 'Support', { fullName: 'Labour:Support' })];
    expect(itemOf('Support', { items: [items[1] ?? hardware, item('8', 'support')] })).toBe('8');
    expect(itemOf('SUPPORT', { items })).toBe('6');
  });

  it('is the sub-item at the path; elsewhere the colon is cleaned', () => {
    expect(itemOf('Hardware:Cables', { items: [hardware, cables] })).toBe('41');
    expect(itemOf('Hardware: Cables', { items: [hardware, cables] })).toBe('41');
    expect(itemOf('Hardware:Cables', { items: [] })).toBe('Hardware-Cables');
    expect(itemOf('Hardware:Cables', { items: [item('50', 'Hardware-Cables')] })).toBe('50');
  });

  it('is found again under the cleaned name', () => {
    for (const name of ['a\tb', 'q"uote', 'x'.repeat(130), 'A: B', '📦 Box']) {
      expect(itemName(name).length).toBeLessThanOrEqual(100);
      expect(itemOf(name, { items: [item('60', itemName(name))] })).toBe('60');
      expect(nameKey(itemName(name))).toBe(nameKey(itemName(itemName(name))));
    }
  });

  it('is looked for by external number, or by either', () => {
    const items = [item('5', 'Remote Support'), item('6', 'LAB-1')];
    const external = settings({ 'items.matchBy': 'external-number' });
    const either = settings({ 'items.matchBy': 'external-number-or-name' });
    expect(itemOf('Remote Support', { items }, external, 'LAB-1')).toBe('6');
    expect(itemOf('Remote Support', { items }, either, 'LAB-1')).toBe('6');
    expect(itemOf('Remote Support', { items }, either, ' ')).toBe('5');
    expect(itemOf('Remote Support', { items }, external, 'LAB-2')).toBe('LAB-2');
    expect(holdsOf(source(), catalog({ items }), external)).toEqual(['external-number-blank']);
  });

  it('that is missing is made, held, or replaced', () => {
    const other = settings({ 'items.missing': 'default-item', 'items.defaultItem': '5' });
    expect(itemOf('New code')).toBe('New code');
    expect(itemOf('New code', {}, other)).toBe('5');
    const of = source({ codes: [billingCode(101, 'New code')] });
    expect(holdsOf(of, catalog(), settings({ 'items.missing': 'hold' }))).toEqual(['item-missing']);
    expect(holdsOf(of, catalog(), settings({ 'items.incomeAccount': null }))).toEqual(['income-account-unset']);
    expect(holdsOf(source({ codes: [billingCode(101, '😀')] }))).toEqual(['item-name-empty']);
  });

  it.each([
    ['a category', [hardware], 'item-is-category'],
    ['a bundle', [item('40', 'Hardware', { type: 'Group' })], 'item-is-bundle'],
    ['a bundle by its other name', [item('40', 'Hardware', { type: 'Bundle' })], 'item-is-bundle'],
    ['a subtotal', [item('40', 'Hardware', { type: 'Subtotal' })], 'item-unusable'],
    ['a payment', [item('40', 'Hardware', { type: 'Payment' })], 'item-unusable'],
    ['a tax', [item('40', 'Hardware', { type: 'Tax' })], 'item-unusable'],
    ['inactive', [item('40', 'Hardware', { isActive: false })], 'item-inactive'],
    [
      'one of several at other levels',
      [item('42', 'Hardware', { fullName: 'A:Hardware' }), item('43', 'Hardware', { fullName: 'B:Hardware' })],
      'item-ambiguous',
    ],
  ])('is held when it is %s', (_, items, code) => {
    expect(holdsOf(source({ codes: [billingCode(101, 'Hardware')] }), catalog({ items }))).toEqual([code]);
  });

  it('of a line without billing code is the default item, else held', () => {
    const of = source({ lines: [line({ billingCodeId: null })] });
    expect(holdsOf(of)).toEqual(['line-without-billing-code']);
    expect(drafted(of, catalog(), settings({ 'items.defaultItem': '5' })).draft.lines[0]?.item).toEqual({ existing: '5' });
    expect(holdsOf(source({ codes: [] }))).toEqual(['billing-code-unknown']);
  });

  it('serves two billing codes of the same name', () => {
    const lines = [line(), line({ billingCodeId: billingCode(102, '').id })];
    const of = source({ lines, codes: [billingCode(101, 'Twice'), billingCode(102, 'TWICE ')] });
    expect(drafted(of, catalog({ items: [item('5', 'Twice')] })).draft.lines.map((one) => one.item)).toEqual([
      { existing: '5' },
      { existing: '5' },
    ]);
  });
});

it('the company that received the work is billed only if the invoice says so', () => {
  const of = source({ lines: [line({ companyId: companyId(999) })] });
  expect(drafted(of).draft.customer).toEqual({ existing: '24' });
});
