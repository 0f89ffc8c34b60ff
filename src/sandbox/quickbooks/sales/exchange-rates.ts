// What a currency is worth in the company's own: by day, from a table that a seed may add to.
import { refuse } from '../wire/rejection.ts';
import { homeCurrency, today, type Books } from '../store.ts';
import { cents, dec, num, type Amount, type Json } from '../values.ts';

/** US dollars for one unit: believable, not current. */
const DOLLARS: Readonly<Record<string, string>> = {
  USD: '1',
  EUR: '1.085',
  GBP: '1.27',
  CAD: '0.731',
  AUD: '0.655',
  NZD: '0.6',
  CHF: '1.13',
  JPY: '0.0067',
  SEK: '0.095',
  NOK: '0.093',
  DKK: '0.1455',
  ZAR: '0.055',
  INR: '0.0119',
  MXN: '0.054',
  SGD: '0.745',
};

/** Home units for one unit on a day; null: none is known. */
export function rateOn(books: Books, currency: string, date: string): Amount | null {
  const home = homeCurrency(books);
  if (currency === home) return dec('1');
  const seeded = books.exchangeRates
    .filter((rate) => rate.currency === currency && rate.from <= date)
    .toSorted((a, b) => b.from.localeCompare(a.from))[0];
  if (seeded) return dec(seeded.rate);
  const [one, other] = [DOLLARS[currency], DOLLARS[home]];
  return one === undefined || other === undefined ? null : dec(one).div(dec(other)).round(7, 1);
}

/** The rate that a document is stored with. */
export function storedRate(books: Books, currency: string, date: string, sent: unknown): Amount {
  const ofDay = rateOn(books, currency, date) ?? dec('1');
  if (currency === homeCurrency(books)) return dec('1');
  if (sent === undefined || sent === null) return books.facts['rate-omitted'] === 'one' ? dec('1') : ofDay;
  return books.facts['rate-sent'] === 'kept' ? dec(sent) : ofDay;
}

/** An amount in the home currency. */
export function inHome(amount: Amount, rate: Amount): number {
  return num(cents(amount.times(rate)));
}

/** `GET exchangerate`. */
export function exchangeRateJson(books: Books, currency: string | null, asOf: string | null): Json {
  if (!books.preferences.CurrencyPrefs.MultiCurrencyEnabled) throw refuse.business('Multicurrency is switched off.');
  if (currency === null || currency === '') throw refuse.missing('sourcecurrencycode');
  const date = asOf ?? today(books);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw refuse.date('asofdate', date);
  const rate = rateOn(books, currency, date);
  if (rate === null) throw refuse.notFound(`ExchangeRate of ${currency} is not there.`);
  return {
    SourceCurrencyCode: currency,
    TargetCurrencyCode: homeCurrency(books),
    Rate: num(rate),
    AsOfDate: date,
    domain: 'QBO',
    sparse: false,
  };
}
