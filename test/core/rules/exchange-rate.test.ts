// The exchange rate of a foreign document: the one of its date, sent outright, and compared with what QuickBooks stored.
import { describe, expect, it } from 'vitest';
import { rateKey } from '../../../src/core/facts/catalog.ts';
import { money, type Money } from '../../../src/core/money.ts';
import { expectationOf, verifySaved } from '../../../src/core/transfer/send/verify.ts';
import { savedDocument } from '../support/saved.ts';
import { amountLine, catalog, customer, day, drafted, holdsOf, id, settings, source } from '../support/facts.ts';

const CURRENCIES = [[1, 'USD'], [2, 'EUR']] as const; // prettier-ignore
const from = (currencyId: number | null, date = '2026-11-10') =>
  source({ company: { currencyId }, currencies: CURRENCIES, invoice: { date: day(date) }, lines: [amountLine('1000')] });
const books = (rates: Record<string, Money | null>, currency = 'EUR', usesMultiCurrency = true) => ({
  ...catalog({ preferences: { usesMultiCurrency, taxWorld: 'off' }, customers: [customer('24', 'Acme', { currency })] }),
  rates: new Map(Object.entries(rates)),
});
const known = { [rateKey('EUR', day('2026-11-10'))]: money('1.1') };

describe('what is sent', () => {
  it('is the rate of the date', () => {
    const { draft } = drafted(from(2), books(known));
    expect([draft.currency, draft.exchangeRate?.toFixed()]).toEqual(['EUR', '1.1']);
  });
  it('is none in the home currency, and none where the company uses one only', () => {
    expect(drafted(from(1), books(known, 'USD')).draft.exchangeRate).toBeNull();
    expect(drafted(from(null), books(known, 'USD')).draft.exchangeRate).toBeNull();
    expect(drafted(source(), books({}, 'USD', false)).draft.exchangeRate).toBeNull();
  });
  it('is nothing at all where QuickBooks has no rate of that day', () => {
    expect(holdsOf(from(2), books({ [rateKey('EUR', day('2026-11-10'))]: null }))).toEqual(['exchange-rate-missing']);
  });
});

describe('what QuickBooks stored', () => {
  const of = from(2);
  const expected = expectationOf(of, drafted(of, books(known)));
  const line = { itemId: id('5'), amount: money('1000'), quantity: null, price: null, description: '', taxCode: 'NON', classId: null };
  const codes = (rate: string | null) => {
    const saved = savedDocument({
      date: day('2026-11-10'),
      lines: [line],
      total: money('1000'),
      currency: 'EUR',
      exchangeRate: rate === null ? null : money(rate),
    });
    return verifySaved(expected, saved, settings()).holds.map(({ code, message }) => `${code}: ${message}`);
  };
  it.each(['1.1', '1.1000000', '1.1000005'])('%s is the rate that was sent', (rate) => expect(codes(rate)).toEqual([]));
  it.each(['1', '1.10001', '0.9090909'])('%s is held, with both', (rate) =>
    expect(codes(rate)).toEqual([
      expect.stringMatching(new RegExp(`^exchange-rate-differs: .* ${rate} for EUR.* 2026-11-10 is 1\\.1\\.$`)),
    ]),
  );
  it('can be left out of the answer', () => expect(codes(null)).toEqual([]));
});
