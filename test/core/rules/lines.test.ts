// Lines: quantity, price, amount and text; whether they are all there; what rounding leaves.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeLines } from '../../../src/core/rules/complete-lines.ts';
import { companyId } from '../../../src/core/model.ts';
import { cents, extended, money, sum } from '../../../src/core/money.ts';
import { quantityAndPrice } from '../../../src/core/rules/line.ts';
import { amountLine, catalog, drafted, holdsOf, item, line, settings, source, texts } from '../support/facts.ts';

const only = (of: ReturnType<typeof source>, books = catalog(), with_ = settings()) => {
  const [first] = drafted(of, books, with_).draft.lines;
  if (!first) throw new Error('no line');
  return first;
};
const sent = (of: ReturnType<typeof source>, with_ = settings(), books = catalog()) => {
  const { amount, quantityAndPrice: terms, description } = only(of, books, with_);
  return [terms?.quantity.toFixed(), terms?.price.toFixed(), amount.toFixed(2), description];
};
const terms = (quantity: string | null, rate: string | null, amount: string) =>
  line({
    quantity: quantity === null ? null : money(quantity),
    rate: rate === null ? null : money(rate),
    amount: money(amount),
    description: 'Work',
  });
const blended = settings({ 'invoices.blendedRate': true });

describe('quantity and price', () => {
  it.each([
    ['fits half-up', terms('14.5', '128.35', '1861.075'), ['14.5', '128.35', '1861.08', 'Work']],
    ['four decimals', terms('1', '52.7775', '52.7775'), ['1', '52.7775', '52.78', 'Work']],
    ['a negative rate', terms('2', '-50', '-100'), ['2', '50', '100.00', 'Work']],
    ['a negative quantity', terms('-2', '50', '-100'), ['2', '50', '100.00', 'Work']],
    ['three for a hundred', terms('3', '33.33', '100'), ['1', '100', '100.00', 'Work (3 x 33.33)']],
    ['covered by a contract', terms('3.175', '100', '0'), ['1', '0', '0.00', 'Work (3.175 x 100)']],
    ['a quantity of zero', terms('0', '100', '40'), ['1', '40', '40.00', 'Work (0 x 100)']],
    ['no quantity', terms(null, '100', '40'), ['1', '40', '40.00', 'Work']],
    ['no rate', terms('4', null, '40'), ['1', '40', '40.00', 'Work (4)']],
  ])('%s', (_, one, expected) => expect(sent(source({ lines: [one] }))).toEqual(expected));

  it.each([
    ['three for a hundred', terms('3', '33.33', '100'), ['3', '33.333', '100.00', 'Work']],
    ['covered by a contract', terms('3.175', '100', '0'), ['3.175', '0', '0.00', 'Work']],
    ['a quantity of zero', terms('0', '100', '40'), ['1', '40', '40.00', 'Work (0 x 100)']],
  ])('blended: %s', (_, one, expected) => expect(sent(source({ lines: [one] }), blended)).toEqual(expected));

  it('blended takes every quantity and amount by the rule of error 6070, with the true quantity', () => {
    const decimal = (least: number, most: number, decimals: number) =>
      fc.integer({ min: least, max: most }).map((n) => money(String(n)).div(money(String(10 ** decimals))));
    fc.assert(
      fc.property(
        fc.oneof(decimal(1, 99_999_999, 4), decimal(1, 999_999_999, 2)),
        decimal(-999_999_999, 999_999_999, 2),
        decimal(0, 9_999_999, 4),
        (quantity, amount, rate) => {
          const fit = quantityAndPrice(amount, quantity, rate, true);
          expect(fit.isTrue).toBe(true);
          expect(fit.quantity.eq(quantity)).toBe(true);
          expect(extended(fit.quantity, fit.price).eq(amount)).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('are not sent on an item that takes none, and are told in the text', () => {
    const books = catalog({ items: [item('5', 'Remote Support', { type: 'Discount' })] });
    expect(sent(source({ lines: [terms('2', '50', '100')] }), settings(), books)).toEqual([
      undefined,
      undefined,
      '100.00',
      'Work (2 x 50)',
    ]);
  });
});

describe('the text of a line', () => {
  it('is what the printed invoice shows, under its group, with whose work it was', () => {
    const one = line({ fullDescription: 'Full\ttext 😀', groupDescription: 'Support', companyId: companyId(302) });
    const of = source({ lines: [one], companyNames: new Map([[companyId(302), 'Acme East']]) });
    expect(only(of).description).toBe('For Acme East\nSupport\nFull text');
  });
  it('is cut at 4,000 characters, marked and warned of', () => {
    const result = drafted(source({ lines: [line({ description: 'x'.repeat(5000) })] }));
    expect(result.draft.lines[0]?.description).toMatch(/x…$/);
    expect(result.draft.lines[0]?.description).toHaveLength(4000);
    expect(result.remarks.map((one) => one.code)).toEqual(['text-cut']);
  });
});

describe('an invoice is whole', () => {
  const verdict = (net: string, tax: string, ...lines: (readonly [amount: string, tax?: string])[]) => {
    const of = source({ lines: lines.map(([amount, own]) => amountLine(amount, own)), invoice: { net: money(net), tax: money(tax) } });
    const result = completeLines(of.invoice, of.lines);
    return 'hold' in result ? result.hold.code : texts(result.lines.map((one) => one.net));
  };
  it('when its lines make its header', () => expect(verdict('100', '0', ['60'], ['40'])).toEqual(['60', '40']));
  it('when they do so after rounding, on either side', () => {
    expect(verdict('30.01', '0', ['10.004'], ['10.004'], ['10.004'])).toHaveLength(3);
    expect(verdict('30.0255', '0', ['10.01'], ['10.01'], ['10.01'])).toHaveLength(3);
  });
  it('when its amounts include tax', () => expect(verdict('100', '21', ['72.6', '12.6'], ['48.4', '8.4'])).toEqual(['60', '40']));
  it('not when a line is missing', () => expect(verdict('100', '0', ['60'])).toBe('incomplete-lines'));
  it('not when a cent is missing that one line can’t have lost', () => expect(verdict('100.01', '0', ['100'])).toBe('incomplete-lines'));
  it('not when its tax is missing', () => expect(verdict('100', '8.25', ['60'], ['40'])).toBe('incomplete-lines'));
  it('not when a cent of tax is on no line', () => expect(verdict('100', '0.01', ['100'])).toBe('incomplete-lines'));
  it('not when it has no lines', () => expect(holdsOf(source({ lines: [], invoice: { net: money('1') } }))).toContain('no-lines'));
});

describe('what rounding leaves', () => {
  const cent = [amountLine('10.004'), amountLine('10.004'), amountLine('10.004')]; // 30.012
  const many = Array.from({ length: 12 }, () => amountLine('1.004')); // 12.048
  const rounding = settings({ 'items.roundingItem': '9', 'invoices.roundingLimit': money('0.05') });
  const books = catalog({ items: [item('5', 'Remote Support'), item('9', 'Rounding')] });

  it('is sent as it is up to a cent', () => expect(drafted(source({ lines: cent })).draft.lines).toHaveLength(3));
  it('is held beyond', () => expect(holdsOf(source({ lines: many }))).toEqual(['rounding-too-large']));
  it('goes on the rounding line, untaxed, within the limit', () => {
    const { draft } = drafted(source({ lines: many }), books, rounding);
    const last = draft.lines.at(-1);
    expect(last).toMatchObject({ item: { existing: '9' }, taxCode: 'NON', quantityAndPrice: null });
    expect(last?.amount.toFixed()).toBe('0.05');
    expect(sum(draft.lines.map((one) => one.amount)).toFixed()).toBe('12.05');
  });
  it('is held beyond the limit', () => {
    const small = settings({ 'items.roundingItem': '9', 'invoices.roundingLimit': money('0.04') });
    expect(holdsOf(source({ lines: many }), books, small)).toEqual(['rounding-too-large']);
  });
  it('between net and tax goes there too: 10.004 and 1.004 are 11.01', () => {
    const off = { ...books, preferences: { ...books.preferences, taxWorld: 'automated' as const } };
    const of = source({ lines: [amountLine('10.004', '1.004')] });
    const own = settings({ 'items.roundingItem': '9', 'invoices.roundingLimit': money('0.01'), 'tax.mode': 'autotask' });
    const { draft, expectedTax } = drafted(of, off, own);
    expect(
      sum(draft.lines.map((one) => one.amount))
        .plus(expectedTax ?? money('0'))
        .toFixed(),
    ).toBe('11.01');
  });
});

describe('every invoice', () => {
  const amount = fc.integer({ min: -5_000_000, max: 50_000_000 }).map((n) => money(String(n)).div(money('10000')));
  const quantity = fc.option(fc.integer({ min: -20_000, max: 2_000_000 }).map((n) => money(String(n)).div(money('10000'))));
  const rate = fc.option(fc.integer({ min: -9_999_999, max: 9_999_999 }).map((n) => money(String(n)).div(money('10000'))));
  const lines = fc.array(fc.record({ amount, quantity, rate }), { minLength: 1, maxLength: 12 });
  const books = catalog({ items: [item('5', 'Remote Support'), item('9', 'Rounding')] });
  const plan = (
    parts: readonly {
      amount: ReturnType<typeof money>;
      quantity: ReturnType<typeof money> | null;
      rate: ReturnType<typeof money> | null;
    }[],
    isBlended: boolean,
  ) =>
    drafted(
      source({ lines: parts.map((part) => line(part)) }),
      books,
      settings({ 'invoices.blendedRate': isBlended, 'items.roundingItem': '9', 'invoices.roundingLimit': money('1.00') }),
    );

  it("has lines that make Autotask's total, each accepted by the rule of error 6070, and the same ones every time", () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (parts, isBlended) => {
        const { draft } = plan(parts, isBlended);
        const total = cents(sum(parts.map((part) => part.amount)));
        expect(draft.type).toBe(total.lt(money('0')) ? 'CreditMemo' : 'Invoice');
        expect(sum(draft.lines.map((one) => one.amount)).eq(total.abs())).toBe(true);
        for (const one of draft.lines) {
          expect(one.amount.eq(cents(one.amount))).toBe(true);
          const terms = one.quantityAndPrice;
          expect(terms === null || extended(terms.quantity, terms.price).eq(one.amount)).toBe(true);
        }
        expect(JSON.stringify(plan(parts, isBlended).draft)).toBe(JSON.stringify(draft));
      }),
      { numRuns: 500 },
    );
  });
});
