// An item that counts stock keeps the true quantity, whatever is billed for it; and no digit is sent that a binary fraction left behind.
import { describe, expect, it } from 'vitest';
import { money } from '../../../src/core/money.ts';
import { quantityAndPrice, withoutDust } from '../../../src/core/rules/line.ts';
import { billingCode, catalog, drafted, holdsOf, item, line, settings, source } from '../support/facts.ts';

const stock = catalog({ items: [item('5', 'Remote Support', { type: 'Inventory' })] });
const of = (quantity: string | null, rate: string | null, amount: string) =>
  source({
    lines: [
      line({ quantity: quantity === null ? null : money(quantity), rate: rate === null ? null : money(rate), amount: money(amount) }),
    ],
  });
const sent = (from: ReturnType<typeof source>, books = stock) => {
  const [first] = drafted(from, books).draft.lines;
  return [first?.quantityAndPrice?.quantity.toFixed(), first?.quantityAndPrice?.price.toFixed(), first?.amount.toFixed(2)];
};

describe('a line on an item that counts stock', () => {
  it.each([
    ['at its price', of('5', '120', '600'), ['5', '120', '600.00']],
    ['with a discount: the price is recalculated', of('5', '120', '540'), ['5', '108', '540.00']],
    ['a third off: as many decimals as it takes', of('3', '50', '100'), ['3', '33.333', '100.00']],
    ['covered by a contract: three leave the shelf for nothing', of('3', '120', '0'), ['3', '0', '0.00']],
    ['given back', of('-2', '120', '-216'), ['2', '108', '216.00']],
    ['without a rate', of('4', null, '40'), ['4', '10', '40.00']],
    ['of nothing, for nothing', of('0', '120', '0'), ['0', '0', '0.00']],
  ])('%s', (_, from, expected) => expect(sent(from)).toEqual(expected));

  it.each([
    ['no quantity', of(null, '120', '40')],
    ['a quantity of zero and an amount', of('0', '120', '40')],
  ])('is held with %s', (_, from) => expect(holdsOf(from, stock)).toEqual(['stock-quantity-unknown']));

  it('is said to be the item’s doing: on a service the same line is quantity 1 with the truth in the text', () =>
    expect(sent(of('5', '120', '540'), catalog())).toEqual(['1', '540', '540.00']));
});

describe('digits that a binary fraction left', () => {
  it.each([
    ['0.30000000000000004', '33.33', '10.00', ['0.3', '33.33']],
    ['0.3', '33.330000000000005', '10.00', ['0.3', '33.33']],
    ['2.9999999999999996', '10', '30.00', ['3', '10']],
    // Seven decimals are what QuickBooks keeps of a price.
    ['0.3333333333333333', '150', '50.00', ['0.3333333', '150']],
  ])('%s x %s for %s is sent as %j', (quantity, rate, amount, expected) => {
    const fit = quantityAndPrice(money(amount), money(quantity), money(rate), false);
    expect([fit.quantity.toFixed(), fit.price.toFixed()]).toEqual(expected);
    expect(fit.isTrue).toBe(true);
  });

  it('are sent where the amount would be another one without them', () => {
    const [quantity, rate] = [money('1000000'), money('0.00000004')];
    const fit = quantityAndPrice(money('0.04'), quantity, rate, false);
    expect([fit.quantity.toFixed(), fit.price.toFixed()]).toEqual(['1000000', '0.00000004']);
  });

  it('stand in no text and in no price of a new item either', () => {
    const [first] = drafted(of('0.30000000000000004', '33.330000000000005', '9')).draft.lines;
    expect(first?.description).toBe('Remote support, October (0.3 x 33.33)');
    const codes = [billingCode(101, 'Remote Support', { unitPrice: money('33.330000000000005') })];
    const { items } = drafted(source({ codes }), catalog({ items: [] }), settings({ 'tax.taxability': 'autotask' }));
    expect(items.map((one) => 'create' in one && one.create.unitPrice?.toFixed())).toEqual(['33.33']);
  });

  it('are gone from amounts of any sign', () => expect(withoutDust(money('-0.10000000000000001')).toFixed()).toBe('-0.1'));
});
