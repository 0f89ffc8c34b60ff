// One line of the document for one billing item: the amount exact to the cent; quantity and price only where they multiply out to it.
import type { DraftLine, SourceLine } from '../model.ts';
import { cents, extended, isZero, money, plain, type Money } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';
import type { Source } from '../source.ts';
import { cleanText, LIMITS } from '../text.ts';

const ONE = money('1');
/** Most decimals of a price that QuickBooks was seen to keep. */
const PRICE_DECIMALS = 7;

/**
 * Quantity and price to send for an amount (error 6070: half-up of quantity x price must be the amount). Autotask's own when they fit;
 * blended: the price recalculated for the true quantity; else quantity 1 at the amount. `isTrue` false: the true ones belong in the text.
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
    const price = amount.div(quantity).round(PRICE_DECIMALS, 1);
    if (extended(quantity, price).eq(amount)) return { quantity, price, isTrue: true };
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
  const rate = line.rate === null ? null : turn(line.rate);
  const fit = quantityAndPrice(amount, line.quantity, rate, parts.isBlended);
  const trueTerms =
    fit.isTrue || line.quantity === null ? '' : `${plain(line.quantity)}${line.rate === null ? '' : ` x ${plain(line.rate)}`}`;
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
