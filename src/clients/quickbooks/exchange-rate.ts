// QuickBooks' exchange rates: one question a currency and day.
import { z } from 'zod';
import type { LocalDate } from '../../core/dates.ts';
import { RejectedError } from '../../core/errors.ts';
import { isZero, type Money } from '../../core/money.ts';
import type { QuickBooksPort } from '../../core/ports.ts';
import { decimalOrNull, readShape, unwrap } from './schema/schema.ts';
import type { Transport } from './transport.ts';

const exchangeRate = z.looseObject({ Rate: decimalOrNull });

/** The port's `exchangeRate`; what was asked once is remembered, a failed question isn't. */
export function exchangeRates(transport: Transport): QuickBooksPort['exchangeRate'] {
  const asked = new Map<string, Promise<Money | null>>();
  return (currency, date) => {
    const key = `${currency} ${date}`;
    const known = asked.get(key);
    if (known) return known;
    const answer = ask(transport, currency, date);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
    return answer;
  };
}

async function ask(transport: Transport, currency: string, date: LocalDate): Promise<Money | null> {
  try {
    return await transport({
      kind: 'exchangerate.get',
      doing: `Reading the exchange rate of ${currency} on ${date} from QuickBooks`,
      mode: 'read',
      method: 'GET',
      path: 'exchangerate',
      query: { sourcecurrencycode: currency, asofdate: date },
      read: (answer) => {
        const rate = readShape(exchangeRate, unwrap(answer, 'ExchangeRate'), `ExchangeRate of ${currency}`).Rate;
        return rate === null || isZero(rate) ? null : rate;
      },
    });
  } catch (error) {
    if (error instanceof RejectedError) return null; // QuickBooks has none of this currency, or of this day
    throw error;
  }
}
