// Amounts of a tie-out, signed: a credit memo is negative, as Autotask's own total is.
import { completeLines } from '../rules/complete-lines.ts';
import { cents, sum, ZERO, type Money } from '../money.ts';
import type { BookedDocument } from './shelf.ts';
import type { Pair } from './types.ts';
import { rateKey, type Catalog } from '../facts/catalog.ts';
import type { Source } from '../facts/source.ts';
import { invoiceCurrency } from '../rules/customer.ts';
import { netOf } from '../matching/same-document.ts';

export interface Amounts {
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
}

/** +1 for an invoice, -1 for a credit memo. */
export function signed(document: BookedDocument, amount: Money): Money {
  return document.type === 'CreditMemo' ? amount.neg() : amount;
}

/** What Autotask bills; nothing where it is voided or not there. */
export function dueOf({ source }: Pair): Amounts {
  if (source === null || source.invoice.isVoided) return { net: ZERO, tax: ZERO, total: ZERO };
  const { net, tax } = source.invoice;
  const total = cents(net.plus(tax));
  return { net: total.minus(cents(tax)), tax: cents(tax), total };
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

/** Both sides in the home currency: Autotask's at the rate of the date, QuickBooks' as it is booked. null: not foreign, or no rate is known. */
export function homeOf(pair: Pair, catalog: Catalog): { readonly autotask: Money; readonly quickbooks: Money } | null {
  if (!isForeign(pair.currency, catalog)) return null;
  const rate = catalog.rates.get(rateKey(pair.currency, pair.date)) ?? null;
  if (rate === null) return null;
  const booked = pair.documents.map((one) => signed(one, one.homeTotal ?? cents(one.total.times(one.exchangeRate ?? rate))));
  return { autotask: cents(dueOf(pair).total.times(rate)), quickbooks: sum(booked) };
}

export function isForeign(currency: string, { preferences }: Pick<Catalog, 'preferences'>): boolean {
  return preferences.usesMultiCurrency && currency !== preferences.homeCurrency;
}

/** The currency of an invoice and its documents; of a document without one it is the home currency. */
export function currencyOf(source: Source | null, documents: readonly BookedDocument[], catalog: Catalog): string {
  const [document] = documents;
  if (document !== undefined) return document.currency === '' ? catalog.preferences.homeCurrency : document.currency;
  return source === null ? catalog.preferences.homeCurrency : invoiceCurrency(source, catalog);
}
