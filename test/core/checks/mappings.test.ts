// Each check of ids and of taxes for itself: which end of a mapping isn't there, what has no effect, and what is ever taxed.
import { describe, expect, test } from 'vitest';
import { proofLines } from '../../../src/core/checks/companies.ts';
import type { SettingsFacts } from '../../../src/core/checks/facts.ts';
import type { CheckLine } from '../../../src/core/checks/line.ts';
import { checkCustomers, checkLinesOfBusiness, checkTerms } from '../../../src/core/checks/mappings.ts';
import { checkTax } from '../../../src/core/checks/tax.ts';
import { checkTaxed } from '../../../src/core/checks/taxed.ts';
import { checkTies } from '../../../src/core/checks/ties.ts';
import { Ties } from '../../../src/core/facts/ties.ts';
import type { Tie } from '../../../src/core/model/ledger.ts';
import { companyId } from '../../../src/core/model.ts';
import { TaxTally } from '../../../src/core/transfer/plan/tax-tally.ts';
import {
  aClass,
  amountLine,
  catalog,
  customer,
  drafted,
  id,
  item,
  moment,
  settings,
  source,
  tax,
  taxCode,
  term,
  type CatalogParts,
} from '../support/facts.ts';

const facts = (changed: Parameters<typeof settings>[0], lists: CatalogParts = {}, more: Partial<SettingsFacts> = {}): SettingsFacts => ({
  settings: settings(changed),
  now: Date.parse('2026-11-05T00:00:00Z'),
  catalog: catalog(lists),
  incomeAccount: null,
  access: { canQueryInvoices: true, canUpdateInvoices: true, canQueryBillingItems: true },
  linesOfBusiness: [
    { id: 1, name: 'Managed', isActive: true },
    { id: 2, name: 'Old', isActive: false },
  ],
  taxes: [],
  companies: new Map([[companyId(301), 'Acme']]),
  mailTrouble: null,
  ...more,
});
const said = (lines: readonly CheckLine[]): string[] => lines.map(({ key, level, message }) => `${level} ${key}: ${message}`);
const tracked: CatalogParts = { preferences: { classTracking: 'transaction' }, classes: [aClass('7', 'Services')] };

describe('customers', () => {
  test.each<readonly [string, Record<string, string>, CatalogParts, readonly string[]]>([
    ['nothing mapped, nothing said', {}, {}, []],
    ['both ends are there', { '301': '24' }, {}, ['ok customers.map: 1 company, all there']],
    ['no such customer', { '301': '99' }, {}, ["problem customers.map: company 301 -> customer 99, which QuickBooks doesn't have"]],
    [
      'an inactive customer',
      { '301': '24' },
      { customers: [customer('24', 'Acme', { isActive: false })] },
      ['problem customers.map: company 301 -> customer "Acme", which is inactive'],
    ],
    ['no such company', { '302': '24' }, {}, ['warning customers.map: Autotask shows no company 302']],
  ])('%s', (_, map, lists, expected) => {
    expect(said(checkCustomers(facts({ 'customers.map': map }, lists)))).toEqual(expected);
  });

  const overrides = (value: object, lists: CatalogParts = {}): string[] =>
    said(checkCustomers(facts({ 'customers.overrides': { '301': value } }, lists)));
  test('a class and terms of a company must be in use', () => {
    expect(overrides({ class: '7', terms: '3' }, { ...tracked, terms: [term('3', 'Net 30')] })).toEqual([
      'ok customers.overrides: 1 company, all there',
    ]);
    expect(overrides({ class: '8' }, tracked)).toEqual([
      "problem customers.overrides: company 301 has the class 8, which QuickBooks doesn't have in use",
    ]);
    expect(overrides({ terms: '3' }, { terms: [term('3', 'Net 30', false)] })).toEqual([
      "problem customers.overrides: company 301 has the terms 3, which QuickBooks doesn't have in use",
    ]);
  });
  test('a class has no effect where classes are not tracked', () => {
    expect(overrides({ class: '7' })).toEqual([
      'warning customers.overrides: company 301 has the class 7: no effect, class tracking is off in QuickBooks',
    ]);
  });
});

test('terms', () => {
  const lists = { terms: [term('3', 'Net 30'), term('4', 'Net 15', false)] };
  expect(said(checkTerms(facts({}, lists)))).toEqual([]);
  expect(said(checkTerms(facts({ 'terms.map': { 'Net 30': '3' } }, lists)))).toEqual(['ok terms.map: 1 mapping, all there']);
  expect(said(checkTerms(facts({ 'terms.map': { 'Net 15': '4' } }, lists)))).toEqual([
    'problem terms.map: "Net 15" -> terms 4, which QuickBooks doesn\'t have in use',
  ]);
});

describe('lines of business', () => {
  test.each<readonly [string, object, readonly string[]]>([
    ['off and none chosen', {}, []],
    [
      'selected and none is',
      { 'linesOfBusiness.filter': 'selected' },
      ['problem linesOfBusiness.classes: linesOfBusiness.filter is selected and none is: nothing is ever sent'],
    ],
    [
      'chosen and there',
      { 'linesOfBusiness.filter': 'selected', 'linesOfBusiness.classes': { '1': '' } },
      ['ok linesOfBusiness.classes: 1 line of business, filter selected: Managed'],
    ],
    [
      'not there, inactive, and a class without effect',
      { 'linesOfBusiness.classes': { '2': '7', '9': '' } },
      [
        'warning linesOfBusiness.classes: line of business 2 (Old) is inactive in Autotask',
        'warning linesOfBusiness.classes: line of business 2 (Old) has the class 7: no effect, class tracking is off in QuickBooks',
        'problem linesOfBusiness.classes: Autotask has no line of business 9',
      ],
    ],
  ])('%s', (_, changed, expected) => {
    expect(said(checkLinesOfBusiness(facts(changed as never)))).toEqual(expected);
  });
});

describe('tax settings', () => {
  const global: CatalogParts = {
    preferences: { taxWorld: 'global' },
    taxCodes: [taxCode('2', 'GST', ['GST', '5']), taxCode('3', 'Exempt', ['Exempt', '0'])],
  };
  const travis = tax('Travis County', 'Sales tax', '8.25');
  const keys = (lines: readonly CheckLine[]): string[] => lines.map(({ key, level }) => `${level} ${key}`);

  test('a US company with Automated Sales Tax and a taxable item', () => {
    expect(keys(checkTax(facts({}, { items: [item('5', 'Laptop', { isTaxable: true })] })))).toEqual(['ok tax.mode', 'ok tax.taxability']);
  });
  test('no item is taxable: nothing is ever taxed', () => {
    expect(keys(checkTax(facts({ 'tax.taxability': 'quickbooks' } as never)))).toEqual(['ok tax.mode', 'warning tax.taxability']);
  });
  test('taxability autotask, and Autotask taxes nothing', () => {
    expect(keys(checkTax(facts({ 'tax.taxability': 'autotask' } as never)))).toEqual(['ok tax.mode', 'problem tax.taxability']);
    expect(keys(checkTax(facts({ 'tax.taxability': 'autotask' } as never, {}, { taxes: [travis] })))).toEqual([
      'ok tax.mode',
      'ok tax.taxability',
    ]);
  });
  test('outside the US each region needs a code, and untaxed lines one of 0 %', () => {
    const lines = checkTax(facts({}, global, { taxes: [travis] }));
    expect(keys(lines)).toEqual(['ok tax.mode', 'problem tax.codes', 'ok tax.untaxedCode']);
    expect(lines[1]?.fix).toBe('at2qbo settings set tax.codes \'{"Travis County":"<tax code id>"}\'');
    const mapped = facts({ 'tax.codes': { 'Travis County': '2' } }, global, { taxes: [travis] });
    expect(keys(checkTax(mapped))).toEqual(['ok tax.mode', 'ok tax.codes', 'ok tax.untaxedCode']);
  });
  test('a code that isn’t there, a region that isn’t, an untaxed code that taxes', () => {
    expect(keys(checkTax(facts({ 'tax.codes': { 'Travis County': '9' } }, global, { taxes: [] })))).toContain('problem tax.codes');
    expect(keys(checkTax(facts({ 'tax.codes': { Utopia: '2', 'Travis County': '2' } }, global, { taxes: [travis] })))).toContain(
      'warning tax.codes',
    );
    expect(keys(checkTax(facts({ 'tax.untaxedCode': '2' }, global)))).toContain('problem tax.untaxedCode');
  });
  test('what has no effect is said', () => {
    const off = { preferences: { taxWorld: 'off' as const } };
    const changed = { 'tax.untaxedCode': '3', 'tax.codes': { a: '2' }, 'tax.shipTo': 'company' } as never;
    expect(keys(checkTax(facts(changed, off)))).toEqual([
      'ok tax.mode',
      'warning tax.codes',
      'warning tax.untaxedCode',
      'warning tax.shipTo',
    ]);
  });
  test('the tax by the company’s address needs one', () => {
    expect(keys(checkTax(facts({ 'tax.shipTo': 'company' } as never)))).toContain('problem tax.shipTo');
  });
});

describe('who taxed the last weeks', () => {
  const tally = (taxed: string, isTaxable: boolean): readonly [TaxTally, ReturnType<typeof catalog>] => {
    const books = catalog({ items: [item('5', 'Remote Support', { isTaxable })] });
    const of = source({ lines: [amountLine('100', taxed)] });
    const all = new TaxTally();
    all.add(of, drafted(of, books), books, settings());
    return [all, books];
  };
  test('nobody: no sales tax is charged', () => {
    const [all, books] = tally('0', false);
    expect(checkTaxed(all, 30, books, settings()).map(({ level }) => level)).toEqual(['warning']);
  });
  test('QuickBooks by its items: worth a look, no more', () => {
    const [all, books] = tally('0', true);
    expect(checkTaxed(all, 30, books, settings())).toMatchObject([{ level: 'warning', isRemark: true }]);
  });
  test('no invoice tells anything', () => {
    expect(checkTaxed(new TaxTally(), 30, catalog(), settings())).toEqual([]);
  });
});

describe('what is known by id', () => {
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
  const check = (ties: readonly Tie[], name: string | null): readonly CheckLine[] =>
    checkTies({ ...catalog(), ties: new Ties(ties) }, { customer: () => name, item: () => name }, settings());

  test('names that still go together', () => {
    expect(said(check([tie()], 'ACME'))).toEqual(['ok known by id: 1 company and 0 billing codes are known by id']);
  });
  test('a company that was renamed', () => {
    expect(said(check([tie()], 'Apex'))).toEqual([
      'ok known by id: 1 company and 0 billing codes are known by id',
      'warning known by id: company 301 is customer 24, called "Apex" in Autotask and "Acme" in QuickBooks',
    ]);
  });
  test('one that a person mapped, or that Autotask doesn’t show, is none', () => {
    expect(check([tie({ by: 'map' })], 'Apex')).toHaveLength(1);
    expect(check([tie()], null)).toHaveLength(1);
  });
  test('no tie, no line', () => expect(check([], 'x')).toEqual([]));
});

describe('the proof of several profiles', () => {
  const counts = [
    { profile: 'east', companies: 3 },
    { profile: 'west', companies: 4 },
  ];
  test('in order', () => {
    expect(said(proofLines({ counts, overlaps: [], leftOut: [] }))).toEqual([
      'ok companies.only: no company is served twice, and none is left out (east 3, west 4)',
    ]);
  });
  test('six are named, the others counted', () => {
    const overlaps = [{ id: 301, name: 'Acme', profiles: ['east', 'west'] }];
    const leftOut = Array.from({ length: 8 }, (_, n) => ({ id: n + 1, name: `C${n + 1}` }));
    expect(said(proofLines({ counts, overlaps, leftOut }))).toEqual([
      'problem companies.only: 1 company served by more than one profile: Acme (301: east, west)',
      'warning companies.only: 8 active customers served by no profile: C1 (1); C2 (2); C3 (3); C4 (4); C5 (5); C6 (6) and 2 more',
    ]);
  });
});
