// The exchange rate of a foreign document: QuickBooks' own of its date, sent outright; without one 1 may be stored.
import { rateKey, type Catalog } from '../facts/catalog.ts';
import type { Source } from '../facts/source.ts';
import { money, type Money } from '../money.ts';
import { reason } from '../reasons.ts';
import { invoiceCurrency } from './customer.ts';
import { decided, held, type Decision } from './decision.ts';

const MILLION = money('1000000');

/** The currency whose rate is needed for the invoice; null: it is the home currency, or the company uses only one. */
export function foreignCurrency(source: Source, catalog: Catalog): string | null {
  const { homeCurrency, usesMultiCurrency } = catalog.preferences;
  const currency = invoiceCurrency(source, catalog);
  return usesMultiCurrency && currency !== homeCurrency ? currency : null;
}

/** Home units for one unit of the invoice's currency; null: none is sent. Held where QuickBooks was asked and has none. */
export function exchangeRate(source: Source, catalog: Catalog): Decision<Money | null> {
  const currency = foreignCurrency(source, catalog);
  if (currency === null) return decided(null);
  const { date } = source.invoice;
  const rate = catalog.rates.get(rateKey(currency, date));
  return rate === null ? held(reason('exchange-rate-missing', { currency, date })) : decided(rate ?? null);
}

/** The same rate, but for what is lost below a millionth of it. */
export function isSameRate(a: Money, b: Money): boolean {
  return a.minus(b).abs().times(MILLION).lte(b.abs());
}
