// What QuickBooks makes of tax codes: per rate over the whole document, rounded half-up per rate.
// Compound rates on top of the ones before.
import type { DraftTaxLine, QuickBooksId, TaxCode, TaxRate } from '../../model.ts';
import { cents, money, sum, ZERO, type Money } from '../../money.ts';

const HUNDRED = money('100');

export interface RateAmount {
  readonly rate: TaxRate;
  readonly net: Money;
  readonly amount: Money;
}

/** Amount of each rate of the codes used. */
export function computeTax(lines: readonly { readonly amount: Money; readonly code: TaxCode }[]): RateAmount[] {
  const nets = new Map<QuickBooksId, { rate: TaxRate; net: Money }>();
  for (const { amount, code } of lines) {
    let before = ZERO;
    for (const rate of code.rates) {
      const base = rate.appliesTo === 'amount-plus-tax' ? amount.plus(before) : amount;
      before = before.plus(base.times(rate.percent).div(HUNDRED));
      const known = nets.get(rate.id);
      nets.set(rate.id, { rate, net: (known?.net ?? ZERO).plus(base) });
    }
  }
  return [...nets.values()].map(({ rate, net }) => ({ rate, net, amount: cents(net.times(rate.percent).div(HUNDRED)) }));
}

/** Tax of one amount with all its digits. */
export function taxBeforeRounding(amount: Money, code: TaxCode): Money {
  let tax = ZERO;
  for (const rate of code.rates) {
    const base = rate.appliesTo === 'amount-plus-tax' ? amount.plus(tax) : amount;
    tax = tax.plus(base.times(rate.percent).div(HUNDRED));
  }
  return tax;
}

export function totalOf(amounts: readonly RateAmount[]): Money {
  return sum(amounts.map((one) => one.amount));
}

/** Tax lines that add up to `total` exactly: the cents of difference go on the largest amount. */
export function overrideLines(amounts: readonly RateAmount[], total: Money): DraftTaxLine[] {
  const difference = total.minus(totalOf(amounts));
  // By the largest amount, and of equal ones (all zero, say) by the largest percent: a 0 % rate never makes tax.
  let largest = 0;
  amounts.forEach((one, n) => {
    const known = amounts[largest];
    if (!known) return;
    const isLarger = one.amount.abs().gt(known.amount.abs());
    if (isLarger || (one.amount.abs().eq(known.amount.abs()) && one.rate.percent.gt(known.rate.percent))) largest = n;
  });
  return amounts.map((one, n) => ({
    rateId: one.rate.id,
    percent: one.rate.percent,
    amount: n === largest ? one.amount.plus(difference) : one.amount,
    net: cents(one.net),
  }));
}
