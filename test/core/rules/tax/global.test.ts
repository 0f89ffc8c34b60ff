// Tax outside the US: a code on every line, by map, by region, by the name of Autotask's tax, or by the rates it is made of.
import { describe, expect, it } from 'vitest';
import {
  catalog,
  amountLine,
  drafted,
  holdsOf,
  settings,
  source,
  tax,
  taxCode,
  texts,
  type CatalogParts,
  type SourceParts,
} from '../../support/facts.ts';

const hst = taxCode('3', 'Ontario', ['HST (ON)', '13']);
const gstQst = taxCode('4', 'Quebec', ['GST', '5'], ['QST', '9.975']);
const zero = taxCode('5', 'Zero-rated', ['Zero-rated', '0']);
const exempt = taxCode('6', 'Exempt', ['Exempt', '0']);

const world = (parts: CatalogParts = {}) =>
  catalog({ country: 'CA', preferences: { taxWorld: 'global', homeCurrency: 'CAD' }, taxCodes: [hst, gstQst, zero], ...parts });
const from = (region: string, lines: SourceParts['lines'], more: SourceParts = {}) =>
  source({ lines: lines ?? [], invoice: { taxRegionName: region }, ...more });
const codesOf = (of: ReturnType<typeof source>, books = world(), with_ = settings()) =>
  drafted(of, books, with_).draft.lines.map((line) => line.taxCode);

describe('the code of a taxed line', () => {
  it('is the one named like the region, with TaxExcluded', () => {
    const { draft, expectedTax } = drafted(from('Ontario', [amountLine('100', '13')]), world());
    expect(draft.lines[0]?.taxCode).toBe('3');
    expect(draft.taxCalculation).toBe('TaxExcluded');
    expect(draft.tax).toEqual({ kind: 'none' });
    expect(expectedTax?.toFixed()).toBe('13');
  });

  it('is the one of tax.codes before the name', () => {
    const mapped = settings({ 'tax.codes': { Ontario: '8' } });
    const books = world({ taxCodes: [hst, taxCode('8', 'My HST', ['My HST', '13']), zero] });
    expect(codesOf(from('Ontario', [amountLine('100', '13')]), books, mapped)).toEqual(['8']);
  });

  it("is the one named like Autotask's tax of that region and category", () => {
    const books = world({ taxCodes: [taxCode('11', '20.0% S', ['20.0% S', '20']), taxCode('12', '5.0% R', ['5.0% R', '5']), zero] });
    const taxes = [tax('UK', '20.0% S', '20', 1), tax('UK', '5.0% R', '5', 2)];
    const lines = [amountLine('100', '20'), amountLine('100', '5', { taxCategoryId: 2 })];
    expect(codesOf(from('UK', lines, { taxes }), books)).toEqual(['11', '12']);
  });

  it('is the one whose rates are named like the taxes together (GST and QST)', () => {
    const taxes = [tax('QC', 'GST', '5'), tax('QC', 'QST', '9.975')];
    expect(codesOf(from('QC', [amountLine('200', '29.95')], { taxes }))).toEqual(['4']);
  });

  it('is the closest of several whose rates come near on a small amount', () => {
    const books = world({ taxCodes: [taxCode('11', 'CA', ['HST', '13']), taxCode('12', 'GST only', ['GST', '5']), zero] });
    expect(codesOf(from('CA', [amountLine('0.15', '0.0075')], { taxes: [tax('CA', 'GST only', '5')] }), books)).toEqual(['12']);
  });

  it('holds a region without a code, and a rate that gives another tax', () => {
    expect(holdsOf(from('Yukon', [amountLine('100', '5')]), world())).toEqual(['tax-code-missing']);
    expect(holdsOf(from('Ontario', [amountLine('100', '5')]), world())).toEqual(['tax-rate-differs']);
    expect(holdsOf(from('', [amountLine('100', '5')]), world())).toEqual(['tax-region-missing']);
  });
});

describe('the code of an untaxed line', () => {
  const untaxed = from('Ontario', [amountLine('100', '13'), amountLine('50')]);

  it('is the only 0 % code there is', () => expect(codesOf(untaxed)).toEqual(['3', '5']));
  it('is held where there are two, and the one of tax.untaxedCode then', () => {
    const books = world({ taxCodes: [hst, zero, exempt] });
    expect(holdsOf(untaxed, books)).toEqual(['untaxed-code-needed']);
    expect(codesOf(untaxed, books, settings({ 'tax.untaxedCode': '6' }))).toEqual(['3', '6']);
  });
  it('is the one of equal name where Autotask names a tax of 0 %, however many others there are', () => {
    const books = world({ taxCodes: [hst, zero, exempt, taxCode('7', 'Reverse charge', ['Reverse charge', '0'])] });
    expect(codesOf(from('Reverse charge', [amountLine('100')]), books)).toEqual(['7']);
    const taxes = [tax('Ontario', 'Exempt', '0', 2), tax('Ontario', 'HST', '13', 1)];
    const lines = [amountLine('100', '13'), amountLine('50', '0', { taxCategoryId: 2 })];
    expect(codesOf(from('Ontario', lines, { taxes }), books)).toEqual(['3', '6']);
  });
  it('doesn’t keep an invoice back for a line of 0.00, which has no tax with any code', () => {
    const books = world({ taxCodes: [hst, zero, exempt] });
    expect(codesOf(from('Ontario', [amountLine('100', '13'), amountLine('0')]), books)).toEqual(['3', '3']);
    expect(codesOf(from('Ontario', [amountLine('0')]), books)).toEqual(['3']);
  });
});

describe('amounts that QuickBooks would round otherwise', () => {
  it("are given outright, for every rate, and add up to Autotask's tax", () => {
    const lines = Array.from({ length: 3 }, () => amountLine('10.10', '1.51')); // 5 % of 30.30 is 1.515, 9.975 % is 3.022
    const { draft, expectedTax } = drafted(from('Quebec', [...lines, amountLine('7')]), world());
    if (draft.tax.kind !== 'lines') throw new Error('no amounts');
    expect(draft.tax.lines.map((one) => one.rateId)).toEqual(['4.1', '4.2', '5.1']);
    expect(texts(draft.tax.lines.map((one) => one.amount))).toEqual(['1.52', '3.01', '0']);
    expect(expectedTax?.toFixed(2)).toBe('4.53');
  });

  it('never lay the difference on a 0 % rate', () => {
    const { draft } = drafted(from('Ontario', [amountLine('7'), amountLine('0.03', '0.01')]), world());
    if (draft.tax.kind !== 'lines') throw new Error('no amounts');
    expect(draft.tax.lines.map((one) => [one.rateId, one.amount.toFixed()])).toEqual([
      ['5.1', '0'],
      ['3.1', '0.01'],
    ]);
  });

  it('are always given for a tax on a tax', () => {
    const compound = taxCode('9', 'PEI', ['GST', '5'], ['PST', '10', 'amount-plus-tax']);
    const { draft } = drafted(from('PEI', [amountLine('100', '15.5')]), world({ taxCodes: [compound, zero] }));
    expect(draft.tax.kind === 'lines' ? texts(draft.tax.lines.map((one) => one.amount)) : []).toEqual(['5', '10.5']);
  });

  it('don’t matter with tax.mode quickbooks', () => {
    const { draft, expectedTax } = drafted(from('Ontario', [amountLine('100', '5')]), world(), settings({ 'tax.mode': 'quickbooks' }));
    expect(draft.tax).toEqual({ kind: 'none' });
    expect(expectedTax).toBeNull();
  });
});
