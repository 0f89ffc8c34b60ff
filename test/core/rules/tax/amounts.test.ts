// What QuickBooks makes of tax codes, to the cent; who computes the tax; and which code a line gets, each for itself.
import { describe, expect, test } from 'vitest';
import { money, text } from '../../../../src/core/money.ts';
import { computeTax, overrideLines, taxBeforeRounding, totalOf } from '../../../../src/core/rules/tax/amounts.ts';
import { codeOfLine, hasNoTax, regionCode, untaxedCode, zeroCodes } from '../../../../src/core/rules/tax/codes.ts';
import { chooseTax } from '../../../../src/core/rules/tax/tax.ts';
import { isTaxable, isTaxedInAutotask, taxabilityOf } from '../../../../src/core/rules/tax/taxability.ts';
import { whyTax } from '../../../../src/core/rules/tax/why.ts';
import { quickBooksDecidesTax } from '../../../../src/core/rules/tax/world.ts';
import { catalog, settings, source, tax, taxCode } from '../../support/facts.ts';

const GST = taxCode('2', 'GST', ['GST', '5']);
const QUEBEC = taxCode('3', 'GST/QST', ['GST', '5'], ['QST', '9.975']);
const COMPOUND = taxCode('4', 'Old QST', ['GST', '5'], ['QST', '7.5', 'amount-plus-tax']);
const ZERO_RATED = taxCode('5', 'Zero-rated', ['Zero', '0']);
const EXEMPT = taxCode('6', 'Exempt');
const line = (amount: string, taxed: string, categoryId: number | null = 1, isItemTaxable = false) => ({
  amount: money(amount),
  tax: money(taxed),
  categoryId,
  isItemTaxable,
});
const global = catalog({ preferences: { taxWorld: 'global' }, country: 'CA', taxCodes: [GST, QUEBEC, ZERO_RATED, EXEMPT] });

describe('amounts', () => {
  const of = (...lines: readonly (readonly [string, typeof GST])[]): string[] =>
    computeTax(lines.map(([amount, code]) => ({ amount: money(amount), code }))).map(
      (one) => `${one.rate.name} ${text(one.net)} ${text(one.amount)}`,
    );

  test('are rounded once a rate over the whole document, not by line', () => {
    expect(of(['0.10', GST], ['0.10', GST], ['0.10', GST])).toEqual(['GST 0.30 0.02']); // by line it would be 0.01 three times
    expect(of(['100', GST], ['50', QUEBEC])).toEqual(['GST 100.00 5.00', 'GST 50.00 2.50', 'QST 50.00 4.99']);
  });
  test('of a compound rate come on top of the rate before', () => {
    expect(of(['100', COMPOUND])).toEqual(['GST 100.00 5.00', 'QST 105.00 7.88']); // 105 × 7.5 % = 7.875
    expect(taxBeforeRounding(money('100'), COMPOUND).toFixed()).toBe('12.875');
  });
  test('make Autotask’s total: cents of difference go on the largest rate, never on one of 0 %', () => {
    const amounts = computeTax([
      { amount: money('100'), code: QUEBEC },
      { amount: money('100'), code: ZERO_RATED },
    ]);
    expect(text(totalOf(amounts))).toBe('14.98');
    const lines = overrideLines(amounts, money('14.97'));
    expect(lines.map((one) => `${one.rateId} ${text(one.amount)}`)).toEqual(['3.1 5.00', '3.2 9.97', '5.1 0.00']);
    const none = computeTax([
      { amount: money('0'), code: ZERO_RATED },
      { amount: money('0'), code: GST },
    ]);
    expect(overrideLines(none, money('0.01')).map((one) => `${one.rateId} ${text(one.amount)}`)).toEqual(['5.1 0.00', '2.1 0.01']);
  });
});

test.each([
  ['automated', 'quickbooks', true],
  ['automated', 'autotask', false],
  ['manual', 'quickbooks', true],
  ['global', 'autotask', false],
  ['off', 'quickbooks', false],
] as const)('in a world of %s tax with tax.mode %s QuickBooks decides: %s', (taxWorld, mode, expected) => {
  expect(quickBooksDecidesTax(catalog({ preferences: { taxWorld } }), settings({ 'tax.mode': mode }))).toBe(expected);
});

describe('which lines are taxable', () => {
  const untaxed = [line('100', '0')];
  test('as Autotask taxed them; where it taxed none, by item and customer; an exempt company never', () => {
    expect(taxabilityOf(source(), [line('100', '8.25')], catalog(), settings())).toBe('autotask');
    expect(taxabilityOf(source(), untaxed, catalog(), settings())).toBe('quickbooks');
    expect(taxabilityOf(source({ company: { isTaxExempt: true } }), untaxed, catalog(), settings())).toBe('autotask');
    expect([isTaxedInAutotask(untaxed), isTaxedInAutotask([line('1', '0.01')])]).toEqual([false, true]);
  });
  test('by the item alone it isn’t', () => {
    const taxableItem = line('100', '0', 1, true);
    expect([
      isTaxable(taxableItem, 'quickbooks', true),
      isTaxable(taxableItem, 'quickbooks', false),
      isTaxable(taxableItem, 'autotask', true),
    ]).toEqual([true, false, false]);
  });
});

describe('which code', () => {
  const quebec = source({ invoice: { taxRegionName: 'Quebec' }, taxes: [tax('Quebec', 'GST', '5'), tax('Quebec', 'QST', '9.975')] });
  const by = (found: ReturnType<typeof codeOfLine>): string => (found === undefined ? 'none' : `${found.code.name} by ${found.by}`);

  test('the one that makes the line’s tax', () => {
    expect(by(codeOfLine(line('100', '14.98'), quebec, global, settings()))).toBe('GST/QST by rates');
    expect(by(codeOfLine(line('100', '5'), quebec, global, settings()))).toBe('GST by tax');
  });
  test('a map comes before names, where it makes the tax', () => {
    expect(by(codeOfLine(line('100', '5'), quebec, global, settings({ 'tax.codes': { Quebec: '2' } })))).toBe('GST by map');
    expect(by(regionCode(quebec, global, settings({ 'tax.codes': { quebec: '3' } })))).toBe('GST/QST by map');
    expect(by(regionCode(quebec, global, settings()))).toBe('none');
  });
  test('of an untaxed line: the setting’s, else the only one of 0 %', () => {
    expect(by(untaxedCode(line('100', '0'), source(), global, settings()))).toBe('Zero-rated by only-zero');
    expect(by(untaxedCode(line('100', '0'), source(), global, settings({ 'tax.untaxedCode': '6' })))).toBe('Exempt by untaxed-setting');
    expect(zeroCodes(global).map((one) => one.name)).toEqual(['Zero-rated']);
    expect([hasNoTax(ZERO_RATED), hasNoTax(EXEMPT), hasNoTax(GST)]).toEqual([true, true, false]);
  });
});

test('the whole choice says what is sent and why', () => {
  const of = source({ invoice: { taxRegionName: 'GST' }, taxes: [tax('GST', 'GST', '5')] });
  const facts = {
    source: of,
    lines: [line('100', '5'), line('20', '0')],
    total: money('5'),
    customer: null,
    isCustomerTaxable: true,
    catalog: global,
    settings: settings({ 'quickbooks.edition': 'non-us', 'tax.mode': 'autotask' } as never),
  };
  const chosen = chooseTax(facts);
  if ('holds' in chosen) throw new Error(chosen.holds.map((one) => one.message).join());
  expect(chosen.value.codes).toEqual(['2', '5']);
  expect(chosen.value.expected && text(chosen.value.expected)).toBe('5.00');
  expect(whyTax(chosen.value, facts)).toBe(
    'codes "GST" by the name of the region "GST", "Zero-rated" as the only 0 % code; it makes Autotask\'s tax to the cent',
  );
});
