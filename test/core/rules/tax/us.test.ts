// Tax in the US: Automated Sales Tax, the same overridden by Autotask, manual sales tax, and no sales tax.
import { describe, expect, it } from 'vitest';
import { catalog, amountLine, customer, drafted, holdsOf, settings, source, taxCode, texts } from '../../support/facts.ts';

const autotaskTax = settings({ 'tax.mode': 'autotask' });
const taxed = source({ lines: [amountLine('100', '8.25'), amountLine('50')] });
const codesOf = (lines: readonly { readonly taxCode: string | null }[]) => lines.map((line) => line.taxCode);

describe('Automated Sales Tax', () => {
  it('sends no tax and says TAX or NON on each line, from what Autotask taxed', () => {
    const { draft, expectedTax } = drafted(taxed);
    expect(codesOf(draft.lines)).toEqual(['TAX', 'NON']);
    expect(draft.tax).toEqual({ kind: 'none' });
    expect(draft.taxCalculation).toBeNull();
    expect(expectedTax).toBeNull();
  });

  it('says NON on every line of a tax-exempt company', () => {
    const { draft } = drafted(source({ company: { isTaxExempt: true }, lines: [amountLine('100'), amountLine('0')] }));
    expect(codesOf(draft.lines)).toEqual(['NON', 'NON']);
  });

  it('with tax.mode autotask sends the explicit total', () => {
    const { draft, expectedTax } = drafted(taxed, catalog(), autotaskTax);
    expect(draft.tax).toMatchObject({ kind: 'total', codeId: null });
    expect(expectedTax?.toFixed(2)).toBe('8.25');
    expect(codesOf(draft.lines)).toEqual(['TAX', 'NON']);
  });

  it("with tax.mode autotask names the region's code only where it may be on a transaction", () => {
    const group = taxCode('7', 'travis county', ['TX', '8.25']);
    expect(drafted(taxed, catalog({ taxCodes: [group] }), autotaskTax).draft.tax).toMatchObject({ codeId: '7' });
    const single = { ...group, isGroup: false };
    expect(drafted(taxed, catalog({ taxCodes: [single] }), autotaskTax).draft.tax).toMatchObject({ codeId: null });
  });

  it('with tax.mode autotask sends no total where no line is taxed: QuickBooks would drop it', () => {
    const { draft, expectedTax } = drafted(source({ lines: [amountLine('100')] }), catalog(), autotaskTax);
    expect(draft.tax).toEqual({ kind: 'none' });
    expect(expectedTax?.toFixed()).toBe('0');
  });

  it('with tax.mode autotask holds tax for a customer that is exempt in QuickBooks', () => {
    const books = catalog({ customers: [customer('24', 'Acme', { isTaxable: false })] });
    expect(holdsOf(taxed, books, autotaskTax)).toEqual(['customer-exempt-in-quickbooks']);
    expect(holdsOf(taxed, books)).toEqual([]);
  });
});

describe('manual sales tax', () => {
  const county = taxCode('3', 'Travis County', ['TX State', '6.25'], ['Austin', '2']);
  const world = (changed = {}) => catalog({ preferences: { taxWorld: 'manual' }, taxCodes: [county], ...changed });

  it("finds the transaction's code by the region's name, whatever its case, and sends it with the total", () => {
    const { draft, expectedTax } = drafted(
      source({ invoice: { taxRegionName: 'TRAVIS  county' }, lines: [amountLine('100', '8.25')] }),
      world(),
    );
    expect(draft.tax).toMatchObject({ kind: 'total', codeId: '3' });
    expect(draft.tax.kind === 'total' ? texts(draft.tax.lines.map((one) => one.amount)) : []).toEqual(['6.25', '2']);
    expect(expectedTax?.toFixed()).toBe('8.25');
  });

  it('takes the code of tax.codes before the name', () => {
    const other = taxCode('9', 'Another name', ['Another', '8.25']);
    const { draft } = drafted(taxed, world({ taxCodes: [county, other] }), settings({ 'tax.codes': { 'Travis County': '9' } }));
    expect(draft.tax).toMatchObject({ codeId: '9' });
  });

  it("makes the tax lines add up to Autotask's total where Autotask rounded line by line", () => {
    const lines = ['33.33', '33.33', '33.33'].map((amount) => amountLine(amount, '2.75')); // 2.749725 each
    const { draft } = drafted(source({ lines: [...lines, amountLine('10.03', '0.83')] }), world());
    if (draft.tax.kind !== 'total') throw new Error('no total');
    expect(draft.tax.total.toFixed(2)).toBe('9.08');
    const parts = draft.tax.lines.map((one) => Number(one.amount.toFixed(2)) * 100);
    expect(Math.round(parts.reduce((a, b) => a + b, 0))).toBe(908);
  });

  it.each([
    ['a difference that rounding does not explain', { lines: [amountLine('100', '5')] }, 'tax-rate-differs'],
    ['a region without a code', { invoice: { taxRegionName: 'Elsewhere' }, lines: [amountLine('100', '8.25')] }, 'tax-code-missing'],
    ['tax without a region', { invoice: { taxRegionName: '' }, lines: [amountLine('100', '8.25')] }, 'tax-region-missing'],
  ])('holds %s', (_, parts, code) => {
    expect(holdsOf(source(parts), world())).toEqual([code]);
  });

  it('needs no region and no code where nothing is taxed', () => {
    const { draft } = drafted(source({ invoice: { taxRegionName: null }, lines: [amountLine('100')] }), world({ taxCodes: [] }));
    expect(draft.tax).toEqual({ kind: 'none' });
    expect(codesOf(draft.lines)).toEqual(['NON']);
  });

  it('keeps TAX on lines whose taxes cancel each other out', () => {
    const { draft } = drafted(source({ lines: [amountLine('100', '8.25'), amountLine('-100', '-8.25'), amountLine('5')] }), world());
    expect(codesOf(draft.lines)).toEqual(['TAX', 'TAX', 'NON']);
    expect(draft.tax.kind === 'total' && draft.tax.total.toFixed()).toBe('0');
  });

  it('with tax.mode quickbooks sends the code alone and expects no amount', () => {
    const { draft, expectedTax } = drafted(taxed, world(), settings({ 'tax.mode': 'quickbooks' }));
    expect(draft.tax).toEqual({ kind: 'code', codeId: '3' });
    expect(expectedTax).toBeNull();
  });

  it('turns the tax of a credit memo', () => {
    const { draft } = drafted(source({ lines: [amountLine('-100', '-8.25')] }), world());
    expect(draft.type).toBe('CreditMemo');
    expect(draft.tax.kind === 'total' && draft.tax.total.toFixed(2)).toBe('8.25');
    expect(codesOf(draft.lines)).toEqual(['TAX']);
  });
});

describe('no sales tax in QuickBooks', () => {
  const off = catalog({ preferences: { taxWorld: 'off' } });
  it('sends an untaxed invoice', () => expect(codesOf(drafted(source(), off).draft.lines)).toEqual(['NON']));
  it("holds Autotask's tax", () => expect(holdsOf(taxed, off)).toEqual(['tax-off-in-quickbooks']));
});
