// The percent of a tax rate on a day: QuickBooks keeps each percent with the days on which it holds.
import type { LocalDate } from '../../dates.ts';
import type { TaxCode, TaxRate } from '../../model.ts';
import type { Money } from '../../money.ts';

/** Where no period holds on that day, the percent that QuickBooks gives for the rate itself. */
export function percentOn({ percent, periods }: Pick<TaxRate, 'percent' | 'periods'>, date: LocalDate): Money {
  // The last one to begin, should two overlap.
  const holds = periods.filter(({ from, to }) => (from === null || from <= date) && (to === null || date <= to));
  return holds.at(-1)?.percent ?? percent;
}

/** The codes as they are on that day. */
export function codesOn(codes: readonly TaxCode[], date: LocalDate): readonly TaxCode[] {
  return codes.map((code) =>
    code.rates.every(({ periods }) => periods.length === 0)
      ? code
      : { ...code, rates: code.rates.map((rate) => ({ ...rate, percent: percentOn(rate, date) })) },
  );
}
