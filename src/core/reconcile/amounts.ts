// Amounts of a tie-out, signed: a credit memo is negative, as Autotask's own total is.
import { completeLines } from '../rules/complete-lines.ts';
import type { SavedDocument } from '../model.ts';
import { cents, sum, ZERO, type Money } from '../money.ts';
import type { Pair } from './types.ts';
import type { Source } from '../facts/source.ts';
import { netOf } from '../matching/same-document.ts';

export interface Amounts {
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
}

/** +1 for an invoice, -1 for a credit memo. */
export function signed(document: SavedDocument, amount: Money): Money {
  return document.type === 'CreditMemo' ? amount.neg() : amount;
}

/** What Autotask bills; nothing where it is voided or not there. */
export function dueOf({ source }: Pair): Amounts {
  if (source === null || source.invoice.isVoided) return { net: ZERO, tax: ZERO, total: ZERO };
  const { net, tax } = source.invoice;
  return { net: cents(net), tax: cents(tax), total: cents(net.plus(tax)) };
}

/** What QuickBooks has, all documents of the invoice together. */
export function bookedOf({ documents }: Pair): Amounts {
  return {
    net: sum(documents.map((one) => signed(one, netOf(one)))),
    tax: sum(documents.map((one) => signed(one, one.tax))),
    total: sum(documents.map((one) => signed(one, one.total))),
  };
}

/** Amounts of the lines before tax, to the cent; null: Autotask shows fewer lines than the header adds up to. */
export function lineAmounts(source: Source): readonly Money[] | null {
  const complete = completeLines(source.invoice, source.lines);
  return 'lines' in complete ? complete.lines.map((line) => cents(line.net)) : null;
}
