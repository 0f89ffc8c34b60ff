// Settings against both systems: what is said of each, and whether sync would refuse.
import { describe, expect, test } from 'vitest';
import { nestSettings, SETTINGS, settingKeys, type SettingValues } from '../../../src/config/schema/schema.ts';
import { checkSettings } from '../../../src/core/checks/settings.ts';
import { type SettingsFacts } from '../../../src/core/checks/facts.ts';
import { companyId, quickBooksId, type Customer } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import type { LocalDate } from '../../../src/core/dates.ts';
import { books, item, taxCode } from '../support/books.ts';
import type { CatalogParts } from '../support/facts.ts';

const settings = (changed: Partial<SettingValues> = {}) =>
  nestSettings({ ...(Object.fromEntries(settingKeys.map((key) => [key, SETTINGS[key].initial])) as SettingValues), ...changed });
const CLASSES = [{ id: quickBooksId('5'), name: 'Projects', fullName: 'Projects', isActive: true }];
const customer = (id: string, isActive = true): Customer => ({
  id: quickBooksId(id),
  syncToken: '0',
  displayName: 'Acme',
  fullName: 'Acme',
  isActive,
  email: '',
  currency: 'USD',
  isTaxable: true,
  taxExemptionReasonId: null,
  billTo: null,
  shipTo: null,
  termId: null,
  phone: '',
  taxNumber: '',
  parentId: null,
  hasDefaultPaymentMethod: false,
  balance: ZERO,
});
const GOOD = { 'items.incomeAccount': '79' } as const;
const check = (changed: Partial<SettingValues> = {}, lists: CatalogParts = {}, more: Partial<SettingsFacts> = {}) =>
  checkSettings({
    settings: settings({ ...GOOD, ...changed }),
    now: Date.parse('2026-08-03T12:00:00Z'),
    catalog: books(lists),
    incomeAccount: { id: quickBooksId('79'), name: 'Sales', type: 'Income', isActive: true },
    access: { canQueryInvoices: true, canUpdateInvoices: true, canQueryBillingItems: true },
    linesOfBusiness: [{ id: 1, name: 'Head > Managed', isActive: true }],
    taxes: [{ regionName: 'Travis', categoryId: 1, name: 'Sales tax', percent: money('8.25'), isCompounded: false }],
    companies: new Map([[companyId(173), 'Acme']]),
    mailTrouble: null,
    ...more,
  });

test('settings that fit are all ok', () => {
  expect(check().filter(({ level }) => level !== 'ok')).toEqual([]);
});

type Row = [string, Partial<SettingValues>, CatalogParts, Partial<SettingsFacts>, RegExp];

describe('what sync refuses', () => {
  test.each<Row>([
    ['quickbooks.edition', { 'quickbooks.edition': 'non-us' }, {}, {}, /is in US/],
    ['invoices.numbering', {}, { preferences: { customTxnNumbers: true } }, {}, /custom transaction numbers are on/],
    ['invoices.numbering', { 'invoices.numbering': 'autotask-id' }, {}, {}, /are off in QuickBooks/],
    ['items.incomeAccount', {}, {}, { incomeAccount: null }, /doesn't have it/],
    [
      'items.incomeAccount',
      {},
      {},
      { incomeAccount: { id: quickBooksId('79'), name: 'Fees', type: 'Expense', isActive: true } },
      /"Fees" is of type Expense/,
    ],
    ['items.defaultItem', { 'items.missing': 'default-item' }, {}, {}, /not set/],
    [
      'items.defaultItem',
      { 'items.defaultItem': '9' },
      { items: [item('9', 'Hardware', { type: 'Category' })] },
      {},
      /not an active product/,
    ],
    ['items.roundingItem', { 'items.roundingItem': '9' }, { items: [item('9', 'Rounding', { isActive: false })] }, {}, /not an active/],
    [
      'invoices.defaultClass',
      { 'invoices.defaultClass': '6' },
      { preferences: { classTracking: 'transaction' }, classes: CLASSES },
      {},
      /6 is not an/,
    ],
  ])('%s: %j', (key, changed, lists, more, message) => {
    const found = check(changed, lists, more).filter(({ level }) => level !== 'ok');
    expect(found).toMatchObject([{ key, level: 'problem', stopsSync: true, message: expect.stringMatching(message) }]);
    expect(found[0]?.fix).toMatch(/at2qbo settings set/);
  });
});

describe('problems that hold invoices', () => {
  const global: CatalogParts = { country: 'GB', preferences: { taxWorld: 'global' } };
  const outside = { 'quickbooks.edition': 'non-us' } as const;
  const taxes = [{ regionName: 'VAT', categoryId: 1, name: 'VAT', percent: money('20'), isCompounded: false }];
  const vat = taxCode('3', 'VAT', '20');
  test.each<Row>([
    ['items.incomeAccount', { 'items.incomeAccount': null }, {}, { incomeAccount: null }, /not set/],
    ['customers.map', { 'customers.map': { 173: '58' } }, {}, {}, /customer 58, which QuickBooks doesn't have/],
    ['customers.map', { 'customers.map': { 173: '58' } }, { customers: [customer('58', false)] }, {}, /inactive/],
    ['customers.overrides', { 'customers.overrides': { 173: { terms: '4' } } }, {}, {}, /terms 4/],
    ['terms.map', { 'terms.map': { 'Net 30 days': '4' } }, {}, {}, /terms 4/],
    [
      'customers.overrides',
      { 'customers.overrides': { 173: { class: '6' } } },
      { preferences: { classTracking: 'line' }, classes: CLASSES },
      {},
      /class 6/,
    ],
    ['linesOfBusiness.classes', { 'linesOfBusiness.filter': 'selected' }, {}, {}, /nothing is ever sent/],
    ['linesOfBusiness.classes', { 'linesOfBusiness.classes': { 9: '' } }, {}, {}, /no line of business 9/],
    [
      'linesOfBusiness.classes',
      { 'linesOfBusiness.classes': { 1: '6' } },
      { preferences: { classTracking: 'line' }, classes: CLASSES },
      {},
      /class 6/,
    ],
    [
      'tax.codes',
      { ...outside, 'tax.codes': { VAT: '8' } },
      { ...global, taxCodes: [vat, taxCode('4', 'Zero', '0')] },
      { taxes },
      /tax code 8/,
    ],
    ['tax.codes', outside, { ...global, taxCodes: [taxCode('4', 'Zero', '0')] }, { taxes }, /no QuickBooks tax code for .* "VAT"/],
    ['tax.taxability', { 'tax.taxability': 'autotask' }, {}, { taxes: [] }, /no line is ever taxable/],
    ['tax.untaxedCode', { ...outside, 'tax.untaxedCode': '3' }, { ...global, taxCodes: [vat] }, { taxes }, /not a 0 % code/],
    ['tax.untaxedCode', { ...outside, 'tax.untaxedCode': '8' }, { ...global, taxCodes: [vat] }, { taxes }, /no tax code 8/],
    [
      'autotask.username',
      {},
      {},
      { access: { canQueryInvoices: true, canUpdateInvoices: false, canQueryBillingItems: true } },
      /no right to write back/,
    ],
    ['mail.host', { 'mail.host': 'mx', 'mail.from': 'a@b.example' }, {}, { mailTrouble: 'no such host' }, /no such host/],
    ['mail.from', { 'mail.host': 'mx' }, {}, {}, /not set/],
  ])('%s: %j', (key, changed, lists, more, message) => {
    const found = check(changed, lists, more).filter(({ level }) => level !== 'ok');
    expect(found).toMatchObject([{ key, level: 'problem', stopsSync: false, message: expect.stringMatching(message) }]);
    expect(found[0]?.fix).not.toBe('');
  });
});

describe('warnings', () => {
  test.each<Row>([
    ['invoices.sync', { 'invoices.sync': 'off' }, {}, {}, /off/],
    ['invoices.goLiveDate', { 'invoices.goLiveDate': '2026-09-01' as LocalDate }, {}, {}, /to come/],
    ['invoices.lookBackDays', {}, { preferences: { bookCloseDate: '2026-07-31' as LocalDate } }, {}, /window begins on 2026-07-20/],
    ['invoices.numberPrefix', { 'invoices.numberPrefix': 'A' }, {}, {}, /no effect/],
    ['invoices.poNumberField', { 'invoices.poNumberField': '2' }, {}, {}, /not active/],
    [
      'invoices.defaultClass',
      { 'invoices.defaultClass': '5' },
      { preferences: { classTracking: 'line' }, classes: CLASSES },
      {},
      /by line/,
    ],
    ['customers.map', { 'customers.map': { 999: '58' } }, { customers: [customer('58')] }, {}, /no company 999/],
    ['payments.creditCard', { 'payments.creditCard': true }, {}, {}, /online payments are off/],
    ['tax.codes', { 'tax.codes': { Travis: '3' } }, {}, {}, /no effect/],
    ['tax.untaxedCode', { 'tax.untaxedCode': '3' }, {}, {}, /no effect/],
    ['tax.shipTo', { 'tax.shipTo': 'company' }, { preferences: { taxWorld: 'off' } }, {}, /no effect/],
    ['tax.taxability', { 'tax.taxability': 'quickbooks', 'tax.mode': 'autotask' }, {}, {}, /no effect/],
    ['tax.taxability', { 'tax.taxability': 'quickbooks' }, { items: [item('1', 'Support')] }, { taxes: [] }, /no active item is taxable/],
    ['mail.host', { 'mail.to': 'a@b.example' }, {}, {}, /no report is mailed/],
  ])('%s: %j', (key, changed, lists, more, message) => {
    const found = check(changed, lists, more).filter(({ level }) => level !== 'ok');
    expect(found).toMatchObject([{ key, level: 'warning', message: expect.stringMatching(message) }]);
  });
});
