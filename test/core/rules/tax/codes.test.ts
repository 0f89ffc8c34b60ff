// A tax code by the map, also where it bears no tax; and by the rate of the document's date.
import { describe, expect, it } from 'vitest';
import type { LocalDate } from '../../../../src/core/dates.ts';
import type { TaxCode, TaxPeriod } from '../../../../src/core/model.ts';
import { money } from '../../../../src/core/money.ts';
import { codesOn, percentOn } from '../../../../src/core/rules/tax/rates.ts';
import { expectationOf } from '../../../../src/core/transfer/send/verify.ts';
import { amountLine, catalog, day, drafted, holdsOf, settings, source, tax, taxCode } from '../../support/facts.ts';

const standard = taxCode('11', '20.0% S', ['20.0% S', '20']);
const zero = taxCode('12', '0.0% Z', ['0.0% Z', '0']);
const reverse = taxCode('13', '20.0% RC', ['20.0% RC', '20'], ['20.0% RC (reverse)', '-20']);
const outOfScope = taxCode('14', 'Out of scope');
const exempt = taxCode('15', 'Exempt', ['Exempt', '0']);
const ALL = [standard, zero, reverse, outOfScope, exempt];
const world = (taxCodes: readonly TaxCode[] = ALL) =>
  catalog({ country: 'GB', preferences: { taxWorld: 'global', homeCurrency: 'GBP' }, taxCodes });
const from = (region: string, ...lines: readonly (readonly [amount: string, tax: string])[]) =>
  source({ invoice: { taxRegionName: region }, lines: lines.map(([amount, charged]) => amountLine(amount, charged)) });
const codes = (of: ReturnType<typeof source>, map: Record<string, string> = {}, more: Parameters<typeof settings>[0] = {}) =>
  drafted(of, world(), settings({ 'tax.codes': map, ...more })).draft.lines.map((line) => line.taxCode);

describe('a mapped code', () => {
  it.each([
    ['reverse charge, +20 and -20', '13'],
    ['without sales rates', '14'],
    ['exempt', '15'],
    ['zero-rated', '12'],
  ])('wins at tax 0: %s', (_, code) => expect(codes(from('EU', ['1000', '0']), { EU: code })).toEqual([code]));

  it('wins over tax.untaxedCode and over the only 0 % code', () => {
    expect(codes(from('EU', ['1000', '0']), { EU: '13' }, { 'tax.untaxedCode': '12' })).toEqual(['13']);
    const two = world([standard, zero, reverse]);
    expect(drafted(from('EU', ['1000', '0']), two, settings({ 'tax.codes': { EU: '13' } })).draft.lines[0]?.taxCode).toBe('13');
  });

  it('that would bear tax is not taken for an untaxed line, however small', () => {
    expect(codes(from('UK', ['1000', '0'], ['0.01', '0'], ['100', '20']), { UK: '11' }, { 'tax.untaxedCode': '12' })).toEqual([
      '12',
      '12',
      '11',
    ]);
  });

  it("wins where it makes the line's tax, over an equal name that comes closer to a tax rounded to cents", () => {
    const near = taxCode('21', 'Near', ['Near', '19.9']);
    const of = source({ invoice: { taxRegionName: 'UK' }, lines: [amountLine('10', '1.99')], taxes: [tax('UK', 'Near', '19.9')] });
    const books = world([...ALL, near]);
    expect(drafted(of, books, settings({ 'tax.codes': { UK: '11' }, 'tax.tolerance': money('0.05') })).draft.lines[0]?.taxCode).toBe('21');
    const exact = source({ invoice: { taxRegionName: 'UK' }, lines: [amountLine('10', '2')], taxes: [tax('UK', 'Near', '20')] });
    const same = world([...ALL, taxCode('21', 'Near', ['Near', '20'])]);
    expect(drafted(exact, same, settings({ 'tax.codes': { UK: '11' } })).draft.lines[0]?.taxCode).toBe('11');
  });

  it("of Autotask's tax wins over a code named like the region", () => {
    const of = source({ invoice: { taxRegionName: '20.0% S' }, lines: [amountLine('10', '2')], taxes: [tax('20.0% S', 'VAT', '20')] });
    const books = world([...ALL, taxCode('22', 'Other 20', ['Other 20', '20'])]);
    expect(drafted(of, books, settings({ 'tax.codes': { VAT: '22' } })).draft.lines[0]?.taxCode).toBe('22');
  });

  it('a code of equal name that bears no tax is taken for an untaxed line, whatever its rates', () => {
    expect(codes(from('20.0% RC', ['1000', '0']))).toEqual(['13']);
    expect(codes(from('Out of scope', ['1000', '0']))).toEqual(['14']);
  });

  it('cancelling rates make a total of 0.00, which is what is expected of QuickBooks', () => {
    const of = from('EU', ['1000', '0']);
    const done = drafted(of, world(), settings({ 'tax.codes': { EU: '13' } }));
    expect(done.draft.tax).toEqual({ kind: 'none' });
    expect(expectationOf(of, done).tax?.toFixed(2)).toBe('0.00');
  });
});

describe('the dry run says what led to the code', () => {
  const why = (of: ReturnType<typeof source>, map: Record<string, string>, more: Parameters<typeof settings>[0] = {}) => {
    const with_ = settings({ 'tax.codes': map, ...more });
    return drafted(of, world(), with_).why.tax;
  };
  it.each<[string, ReturnType<typeof source>, Record<string, string>, Parameters<typeof settings>[0]]>([
    ['code "20.0% RC" by tax.codes for region "EU"', from('EU', ['1000', '0']), { EU: '13' }, {}],
    ['code "0.0% Z" by tax.untaxedCode', from('EU', ['1000', '0']), { EU: '11' }, { 'tax.untaxedCode': '12' }],
    ['code "20.0% S" by the name of the region "20.0% S"', from('20.0% S', ['10', '2']), {}, {}],
  ])('%s', (expected, of, map, more) => expect(why(of, map, more)).toContain(expected));
  it('of several each with its own reason', () =>
    expect(why(from('UK', ['10', '2'], ['5', '0']), { UK: '11' }, { 'tax.untaxedCode': '12' })).toMatch(
      /^codes "20\.0% S" by tax\.codes for region "UK", "0\.0% Z" by tax\.untaxedCode/,
    ));
});

describe('the rate of a day', () => {
  const period = (percent: string, start: string | null, end: string | null): TaxPeriod => ({
    percent: money(percent),
    from: start as LocalDate | null,
    to: end as LocalDate | null,
  });
  const twice = [period('15', null, '2026-11-15'), period('14', '2026-11-16', null)];
  const gap = [period('5', '2026-01-01', '2026-01-31'), period('6', '2026-03-01', null)];
  const overlap = [period('15', null, null), period('14', '2026-11-16', null)];
  it.each<[string, readonly TaxPeriod[], string, string]>([
    ['the only one there is', [period('13', null, null)], '2026-11-10', '13'],
    ['the last day of a period', twice, '2026-11-15', '15'],
    ['the first day of the next', twice, '2026-11-16', '14'],
    ['between two periods, the rate itself', gap, '2026-02-10', '99'],
    ['before the first, the rate itself', gap, '2025-12-31', '99'],
    ['of two that overlap, the later one', overlap, '2026-11-20', '14'],
    ['without periods, the rate itself', [], '2026-11-10', '99'],
  ])('is %s', (_, periods, date, percent) => {
    expect(percentOn({ percent: money('99'), periods }, day(date)).toFixed()).toBe(percent);
  });
  it('leaves codes without periods as they are', () => expect(codesOn(ALL, day('2026-11-10'))).toEqual(ALL));

  const hst = (percent: string, periods: readonly TaxPeriod[]): TaxCode => {
    const code = taxCode('3', 'Ontario', ['HST', percent]);
    return { ...code, rates: code.rates.map((rate) => ({ ...rate, periods })) };
  };
  const on = (date: string, charged: string, country: 'CA' | 'US' = 'CA') => {
    const taxWorld = country === 'US' ? ('manual' as const) : ('global' as const);
    const books = catalog({ country, preferences: { taxWorld }, taxCodes: [hst('14', twice)] });
    const of = source({ invoice: { taxRegionName: 'Ontario', date: day(date) }, lines: [amountLine('1000', charged)] });
    return holdsOf(of, books);
  };
  it.each([
    ['2026-11-10', '150', []],
    ['2026-11-10', '140', ['tax-rate-differs']],
    ['2026-11-16', '140', []],
    ['2026-11-16', '150', ['tax-rate-differs']],
  ])('is what an invoice of %s with %s on 1000 is held to before it is sent', (date, charged, holds) => {
    expect(on(date, charged)).toEqual(holds);
    expect(on(date, charged, 'US')).toEqual(holds);
  });
});
