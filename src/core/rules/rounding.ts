// Rounding to cents: what the lines must add up to, and the extra line that takes up a difference.
import type { Catalog } from '../facts/catalog.ts';
import type { DraftLine } from '../model.ts';
import { cents, isNegative, isZero, sum, text, type Money } from '../money.ts';
import { reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../facts/source.ts';
import { decided, held, type Decision } from './decision.ts';

export type RoundingLine = Omit<DraftLine, 'taxCode' | 'classId'>;

/** Total below zero: the document is a credit memo with positive amounts. */
export function isCredit(source: Source): boolean {
  return isNegative(cents(source.invoice.net.plus(source.invoice.tax)));
}

/**
 * What the lines of the document must make, positive on a credit memo. With Autotask's tax on it (`tax`, to the cent), what is left of Autotask's total:
 * 10.004 and 1.004 are 11.01 together, not 10.00 and 1.00. Where QuickBooks decides the tax (null), Autotask's net.
 */
export function netToReach(source: Source, tax: Money | null): Money {
  const { invoice } = source;
  const turn = (value: Money): Money => (isCredit(source) ? value.neg() : value);
  return tax === null ? cents(turn(invoice.net)) : cents(turn(invoice.net.plus(invoice.tax))).minus(tax);
}

/** Where the lines rounded to cents miss the total: a cent is sent as it is (a warning), more needs the rounding item, else it is held. */
export function roundingLine(net: Money, amounts: readonly Money[], catalog: Catalog, settings: Settings): Decision<RoundingLine | null> {
  const total = sum(amounts);
  const difference = net.minus(total);
  if (isZero(difference)) return decided(null);
  const item = settings.items.roundingItem === null ? undefined : catalog.items.byId(settings.items.roundingItem);
  if (item && difference.abs().lte(settings.invoices.roundingLimit)) {
    return decided({
      item: { existing: item.id },
      amount: difference,
      quantityAndPrice: null,
      description: 'Rounding difference',
      serviceDate: null,
    });
  }
  if (difference.abs().lte(settings.tax.tolerance)) return decided(null);
  return held(reason('rounding-too-large', { sum: text(total), net: text(net), difference: text(difference.abs()) }));
}
