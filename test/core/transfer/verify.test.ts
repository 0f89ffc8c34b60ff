// After the create: what QuickBooks stored against what Autotask billed.
import { describe, expect, it } from 'vitest';
import type { SavedDocument } from '../../../src/core/model.ts';
import { money, sum, ZERO } from '../../../src/core/money.ts';
import { expectationOf, verifySaved } from '../../../src/core/transfer/send/verify.ts';
import { billExpected, differenceOf } from '../../../src/core/matching/same-document.ts';
import { savedDocument } from '../support/saved.ts';
import { amountLine, catalog, day, drafted, id, settings, source, taxCode } from '../support/facts.ts';

const manual = catalog({ preferences: { taxWorld: 'manual' }, taxCodes: [taxCode('3', 'Travis County', ['TX', '8.25'])] });
const of = source({ lines: [amountLine('100', '8.25'), amountLine('50')] });
const byAutotask = expectationOf(of, drafted(of, manual));
const byQuickBooks = expectationOf(of, drafted(of));

function saved(
  changed: { amounts?: readonly string[]; tax?: string; discount?: string } & Partial<Omit<SavedDocument, 'tax' | 'discount'>> = {},
): SavedDocument {
  const { amounts = ['100', '50'], tax = '8.25', discount = '0', ...rest } = changed;
  const lines = amounts.map((amount) => ({
    itemId: id('5'),
    amount: money(amount),
    quantity: null,
    price: null,
    description: '',
    taxCode: null,
    classId: null,
  }));
  const total = sum(lines.map((line) => line.amount))
    .plus(money(tax))
    .minus(money(discount));
  return savedDocument({ lines, discount: money(discount), tax: money(tax), total, balance: total, ...rest });
}
const codes = (expected: typeof byAutotask, document: SavedDocument, with_ = settings()) => {
  const verdict = verifySaved(expected, document, with_);
  return [...verdict.holds.map((one) => `hold ${one.code}`), ...verdict.remarks.map((one) => one.code)];
};

describe('what QuickBooks stored', () => {
  it('is accepted when everything agrees', () => expect(codes(byAutotask, saved())).toEqual([]));
  it('is warned of a cent apart, unless that is suppressed', () => {
    expect(codes(byAutotask, saved({ tax: '8.26' }))).toEqual(['rounding-difference']);
    expect(codes(byAutotask, saved({ tax: '8.26' }), settings({ 'invoices.suppressRoundingWarnings': true }))).toEqual([]);
  });
  it('is held beyond the tolerance, with both numbers', () => {
    expect(codes(byAutotask, saved({ tax: '8.27' }))).toEqual(['hold total-differs', 'hold total-differs']);
    const { holds } = verifySaved(byAutotask, saved({ tax: '8.27' }), settings());
    expect(holds.map((one) => one.message).join()).toMatch(/8\.27.*8\.25.*158\.27.*158\.25/s);
  });
  it('beyond a cent is warned of even where small differences are suppressed', () => {
    const wide = settings({ 'tax.tolerance': money('0.50'), 'invoices.suppressRoundingWarnings': true });
    expect(codes(byAutotask, saved({ tax: '8.40' }), wide)).toEqual(['rounding-difference']);
  });
  it('is held to the cent with a tolerance of zero', () => {
    const strict = settings({ 'tax.tolerance': money('0') });
    expect(codes(byAutotask, saved({ tax: '8.26' }), strict)).toContain('hold total-differs');
  });
  it('without tax, though the code that was sent makes some, is said', () => {
    const byCode = settings({ 'tax.mode': 'quickbooks' });
    const expected = expectationOf(of, drafted(of, manual, byCode));
    expect(codes(expected, saved({ tax: '0' }))).toEqual(['tax-by-quickbooks', 'no-tax-computed']);
    expect(codes(expected, saved())).toEqual([]);
  });
  it('may have its own tax where QuickBooks decides it: said, and no error', () => {
    expect(codes(byQuickBooks, saved({ tax: '9.10' }))).toEqual(['tax-by-quickbooks']);
    expect(codes(byQuickBooks, saved())).toEqual([]);
    expect(codes(byQuickBooks, saved({ discount: '5' }))).toEqual(['hold total-differs']);
  });
  it.each([
    ['other lines', saved({ amounts: ['150'] }), ['hold lines-differ']],
    ['other amounts of the same total', saved({ amounts: ['90', '60'] }), ['hold lines-differ']],
    ['another customer', saved({ customerId: id('25') }), ['hold customer-differs']],
    ['no number', saved({ docNumber: null }), ['hold number-not-given']],
  ])('is held with %s', (_, document, expected) => expect(codes(byAutotask, document)).toEqual(expected));
  it('warns of another due date than the one that was sent', () => {
    const expected = { ...byAutotask, dueDate: day('2026-11-30') };
    expect(codes(expected, saved({ dueDate: day('2026-11-30') }))).toEqual([]);
    expect(codes(expected, saved({ dueDate: day('2026-10-31') }))).toEqual(['due-date-differs']);
  });
  it('warns of a custom field that it doesn’t hold as it was sent', () => {
    const expected = { ...byAutotask, customFields: [{ id: '1000000001', value: 'PO-7' }] };
    const held = (value: string) => saved({ customFields: [{ id: '1000000001', name: 'PO', value }] });
    expect(codes(expected, held('PO-7'))).toEqual([]);
    expect(codes(expected, held('PO'))).toEqual(['custom-field-lost']);
    expect(codes(expected, saved())).toEqual(['custom-field-lost']);
  });
  it('names the lines that differ', () => {
    const { holds } = verifySaved(byAutotask, saved({ amounts: ['90', '60'] }), settings());
    expect(holds[0]?.message).toContain('line 1 is 90.00, not 100.00; line 2 is 60.00, not 50.00');
  });
});

describe('a document of other hands', () => {
  it('is taken for this invoice if type, customer and total agree', () => {
    expect(differenceOf(billExpected(byAutotask), saved())).toBeNull();
    expect(differenceOf(billExpected(byAutotask), saved({ type: 'CreditMemo' }))).toContain('credit memo');
    expect(differenceOf(billExpected(byAutotask), saved({ customerId: id('25'), customerName: 'Other' }))).toContain('Other');
    expect(differenceOf(billExpected(byAutotask), saved({ tax: '8.30' }))).toContain('158.30');
    expect(differenceOf(billExpected(byQuickBooks), saved({ tax: '8.30' }))).toBeNull();
  });
});

it("the total that is expected is Autotask's, to the cent, however net and tax round by themselves", () => {
  const odd = source({ lines: [amountLine('10.004', '0.8253')] }); // 10.8293
  const expected = expectationOf(odd, drafted(odd, manual));
  expect(expected.net.plus(expected.tax ?? ZERO).toFixed(2)).toBe('10.83');
});
