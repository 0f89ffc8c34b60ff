// The exchange rates that a run has asked QuickBooks for: each currency and day once.
import type { LocalDate } from '../dates.ts';
import { rateKey, type Catalog } from '../facts/catalog.ts';
import type { QuickBooksPort } from '../ports.ts';

/** The catalog with the rates of these days, those that it has already included. */
export async function withRates(
  wanted: Iterable<{ readonly currency: string; readonly date: LocalDate }>,
  catalog: Catalog,
  quickbooks: QuickBooksPort,
): Promise<Catalog> {
  const open = new Map(
    [...wanted].map((one) => [rateKey(one.currency, one.date), one] as const).filter(([key]) => !catalog.rates.has(key)),
  );
  if (open.size === 0) return catalog;
  const read = await Promise.all(
    [...open].map(async ([key, { currency, date }]) => [key, await quickbooks.exchangeRate(currency, date)] as const),
  );
  return { ...catalog, rates: new Map([...catalog.rates, ...read]) };
}
