// One line of the document for one billing item: the amount exact to the cent;
// quantity and price only where they multiply out to it.
import type { DraftLine, SourceLine } from '../model.ts';
import { cents, extended, isNegative, isZero, money, plain, type Money } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';
import type { Source } from '../facts/source.ts';
import { cleanText, LIMITS } from '../text.ts';

const ONE = money('1');
/** QuickBooks was seen to keep seven decimals of a price; more are only needed for quantities beyond 100,000. */
const PRICE_DECIMALS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * Quantity and price to send for an amount (error 6070: half-up of quantity x price must be the amount). Autotask's own when they fit;
 * blended: the price recalculated for the true quantity, with no more decimals than it takes; else quantity 1 at the amount.
 * `isTrue` false: the true ones belong in the text.
 */
export function quantityAndPrice(
  amount: Money,
  quantity: Money | null,
  rate: Money | null,
  isBlended: boolean,
): { readonly quantity: Money; readonly price: Money; readonly isTrue: boolean } {
  if (quantity !== null && rate !== null && !isZero(quantity) && extended(quantity, rate).eq(amount))
    return { quantity, price: rate, isTrue: true };
  if (isBlended && quantity !== null && !isZero(quantity)) {
    for (const decimals of PRICE_DECIMALS) {
      const price = amount.div(quantity).round(decimals, 1);
      if (extended(quantity, price).eq(amount)) return { quantity, price, isTrue: true };
    }
  }
  return { quantity: ONE, price: amount, isTrue: quantity === null || (quantity.eq(ONE) && rate === null) };
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
}

/** Everything of a line but item, tax code and class. */
export function draftLine(
  line: SourceLine,
  source: Source,
  parts: LineParts,
): { readonly line: Pick<DraftLine, 'amount' | 'quantityAndPrice' | 'description' | 'serviceDate'>; readonly remarks: readonly Reason[] } {
  const turn = (value: Money): Money => (parts.isCredit ? value.neg() : value);
  const amount = cents(turn(parts.net));
  // Of a quantity and a rate that make a credit, the negative one is turned.
  const turnsQuantity = line.quantity !== null && isNegative(line.quantity);
  const quantity = line.quantity === null || !turnsQuantity ? line.quantity : turn(line.quantity);
  const rate = line.rate === null || turnsQuantity ? line.rate : turn(line.rate);
  const fit = quantityAndPrice(amount, quantity, rate, parts.isBlended);
  const isSent = fit.isTrue && (parts.takesQuantity || line.quantity === null || line.quantity.eq(ONE));
  const trueTerms = isSent || line.quantity === null ? '' : `${plain(line.quantity)}${line.rate === null ? '' : ` x ${plain(line.rate)}`}`;
  const text = [describeLine(line, source), trueTerms === '' ? '' : `(${trueTerms})`].filter((part) => part !== '').join(' ');
  const cleaned = cleanText(text, LIMITS.description);
  return {
    line: {
      amount,
      quantityAndPrice: parts.takesQuantity ? { quantity: fit.quantity, price: fit.price } : null,
      description: cleaned.text,
      serviceDate: line.date,
    },
    remarks: cleaned.wasCut ? [reason('text-cut', { what: `The description of line ${line.id}`, most: LIMITS.description })] : [],
  };
}
