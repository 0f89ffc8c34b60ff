// Decimal money: every amount, quantity, price and rate of the product is a Big from its first parse to its last print.
import BigDecimal from 'big.js';

// A constructor of its own: precision and rounding belong to whoever sets them, and nobody else's reach in here.
const Decimal = BigDecimal();
// A JavaScript number can't slip in: `money` takes text, and arithmetic with numbers throws.
Decimal.strict = true;
Decimal.DP = 20;
Decimal.RM = 1; // half away from zero, as QuickBooks and Autotask round

/** A decimal number. Amounts are in the document's currency; quantities and rates keep every digit they came with. */
export type Money = BigDecimal;

/** Decimal from its text. Throws a TypeError when the text is no decimal number. */
export function money(text: string): Money {
  return new Decimal(text);
}

/** Is it a decimal of ours, and not a text or an object? */
export function isMoney(value: unknown): value is Money {
  return value instanceof Decimal;
}

export const ZERO: Money = money('0');
const CENT: Money = money('0.01');

/** Rounded half-up (away from zero) to cents. */
export function cents(amount: Money): Money {
  return amount.round(2, 1);
}

/** Two decimals as text, `-0.00` never appears: `1861.08`. */
export function text(amount: Money): string {
  const rounded = cents(amount);
  return (rounded.eq(ZERO) ? ZERO : rounded).toFixed(2);
}

/** All digits, no exponent: `0.0000001`, `14.5`. For quantities and rates. */
export function plain(amount: Money): string {
  return amount.toFixed();
}

export function sum(amounts: Iterable<Money>): Money {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** quantity x price as QuickBooks checks it: half-up to the cent (error 6070 otherwise). */
export function extended(quantity: Money, price: Money): Money {
  return cents(quantity.times(price));
}

export function isZero(amount: Money): boolean {
  return amount.eq(ZERO);
}

export function isNegative(amount: Money): boolean {
  return amount.lt(ZERO);
}

/** |a - b| <= tolerance. */
export function isWithin(a: Money, b: Money, tolerance: Money = CENT): boolean {
  return a.minus(b).abs().lte(tolerance);
}

/** Decimal text with its thousands apart: `-1,861.08`. Anything else stays as it is. */
export function grouped(amount: string): string {
  const [, sign, whole = '', rest = ''] = /^([-+]?)(\d+)(\.\d+)?$/.exec(amount) ?? [];
  return sign === undefined ? amount : `${sign}${whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}${rest}`;
}
