// One line of the document for one billing item: the amount exact to the cent.
// Quantity and price only where they multiply out to it.
import type { DraftLine, SourceLine } from '../model.ts';
import { cents, extended, isNegative, isZero, money, plain, ZERO, type Money } from '../money.ts';
import { reason } from '../reasons.ts';
import { decided, held, type Decision } from './decision.ts';
import type { Source } from '../facts/source.ts';
import { cleanText, LIMITS } from '../text.ts';

const ONE = money('1');
/** What QuickBooks was seen to keep of a price. */
const KEPT_DECIMALS = 7;
/** More are only needed for quantities beyond 100,000. */
const PRICE_DECIMALS = [2, 3, 4, 5, 6, KEPT_DECIMALS, 8, 9, 10, 11, 12];

/** Without the dust that binary fractions leave: 0.30000000000000004 is 0.3. */
export function withoutDust(value: Money): Money {
  return value.round(KEPT_DECIMALS, 1);
}

export interface QuantityAndPrice {
  readonly quantity: Money;
  readonly price: Money;
  /** False: the true ones belong in the text. */
  readonly isTrue: boolean;
}

/**
 * Quantity and price to send for an amount (error 6070: half-up of quantity x price must be the amount). Autotask's own when they fit, without more
 * decimals than QuickBooks keeps where the amount stays the same; `keepsQuantity`: the price recalculated for the true quantity, with no more decimals
 * than it takes; else quantity 1 at the amount.
 */
export function quantityAndPrice(amount: Money, quantity: Money | null, rate: Money | null, keepsQuantity: boolean): QuantityAndPrice {
  if (quantity !== null && rate !== null && !isZero(quantity)) {
    const clean = { quantity: withoutDust(quantity), price: withoutDust(rate) };
    if (extended(clean.quantity, clean.price).eq(amount)) return { ...clean, isTrue: true };
    if (extended(quantity, rate).eq(amount)) return { quantity, price: rate, isTrue: true };
  }
  const recalculated = keepsQuantity && quantity !== null ? priceFor(amount, withoutDust(quantity)) : null;
  if (recalculated !== null) return recalculated;
  return { quantity: ONE, price: amount, isTrue: quantity === null || (quantity.eq(ONE) && rate === null) };
}

/** The price that makes this quantity the amount; null: none does. */
function priceFor(amount: Money, quantity: Money): QuantityAndPrice | null {
  if (isZero(quantity)) return isZero(amount) ? { quantity, price: ZERO, isTrue: true } : null;
  for (const decimals of PRICE_DECIMALS) {
    const price = amount.div(quantity).round(decimals, 1);
    if (extended(quantity, price).eq(amount)) return { quantity, price, isTrue: true };
  }
  return null;
}

/** What the printed invoice shows: Autotask's full text, else the item's own; the group's heading first; whose work it was, if not the billed company's. */
export function describeLine(line: SourceLine, source: Source): string {
  const own = line.fullDescription || line.description || line.itemName;
  const recipient =
    line.companyId === null || line.companyId === source.invoice.companyId ? undefined : source.companyNames.get(line.companyId);
  const heading = line.groupDescription !== '' && line.groupDescription !== own ? line.groupDescription : '';
  return [recipient === undefined ? '' : `For ${recipient}`, heading, own].filter((part) => part !== '').join('\n');
}

export interface LineParts {
  readonly net: Money;
  readonly isCredit: boolean;
  readonly isBlended: boolean;
  /** The item's type takes a quantity. */
  readonly takesQuantity: boolean;
  /** The item counts stock, which moves by the quantity: the true one is sent, or nothing. */
  readonly countsStock: boolean;
}

/** Everything of a line but item, tax code and class. */
export type LineText = Pick<DraftLine, 'amount' | 'quantityAndPrice' | 'description' | 'serviceDate'>;

/** What is sent of a line; held where stock would move by another quantity than the true one. */
export function draftLine(line: SourceLine, source: Source, parts: LineParts): Decision<LineText> {
  const turn = (value: Money): Money => (parts.isCredit ? value.neg() : value);
  const amount = cents(turn(parts.net));
  // Of a quantity and a rate that make a credit, the negative one is turned.
  const turnsQuantity = line.quantity !== null && isNegative(line.quantity);
  const quantity = line.quantity === null || !turnsQuantity ? line.quantity : turn(line.quantity);
  const rate = line.rate === null || turnsQuantity ? line.rate : turn(line.rate);
  const fit = quantityAndPrice(amount, quantity, rate, parts.isBlended || parts.countsStock);
  if (parts.countsStock && (quantity === null || !fit.quantity.eq(withoutDust(quantity)))) {
    const terms = quantity === null ? 'no quantity' : `the quantity ${plain(withoutDust(quantity))}`;
    return held(reason('stock-quantity-unknown', { line: line.id, terms, amount: plain(amount) }));
  }
  const isSent = fit.isTrue && (parts.takesQuantity || line.quantity === null || line.quantity.eq(ONE));
  const trueTerms = isSent || line.quantity === null ? '' : termsOf(line.quantity, line.rate);
  const text = [describeLine(line, source), trueTerms === '' ? '' : `(${trueTerms})`].filter((part) => part !== '').join(' ');
  const cleaned = cleanText(text, LIMITS.description);
  const remarks = cleaned.wasCut ? [reason('text-cut', { what: `The description of line ${line.id}`, most: LIMITS.description })] : [];
  const terms = parts.takesQuantity ? { quantity: fit.quantity, price: fit.price } : null;
  return decided({ amount, quantityAndPrice: terms, description: cleaned.text, serviceDate: line.date }, ...remarks);
}

/** `3 x 14.5`. */
function termsOf(quantity: Money, rate: Money | null): string {
  return [quantity, ...(rate === null ? [] : [rate])].map((one) => plain(withoutDust(one))).join(' x ');
}
