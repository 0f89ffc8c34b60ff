// Tax codes with their sales rates: QuickBooks keeps the percent with the rate and the order with the code.
import { z } from 'zod';
import type { LocalDate } from '../../../core/dates.ts';
import type { QuickBooksId, TaxCode, TaxPeriod, TaxRate } from '../../../core/model.ts';
import { active, decimalOrNull, flag, id, localDate, readShape, reference, text } from './schema.ts';

// Recorded with a time and an offset; the calendar day is what was entered. 9999-12-31 stands for no end.
const firstDay = localDate.nullish().transform((day): LocalDate | null => day ?? null);
const lastDay = firstDay.transform((day) => (day === null || day.startsWith('9999') ? null : day));
const period = z.looseObject({ RateValue: decimalOrNull, EffectiveDate: firstDay, EndDate: lastDay });
const taxRate = z.looseObject({ Id: id, Name: text, RateValue: decimalOrNull, EffectiveTaxRate: z.array(period).nullish() });

/** Rates by id. A rate without any percent (some agencies' adjustment rates) is left out: it can't be on a sale. */
export function toTaxRates(rows: readonly unknown[]): ReadonlyMap<QuickBooksId, TaxRate> {
  const rates = new Map<QuickBooksId, TaxRate>();
  for (const value of rows) {
    const row = readShape(taxRate, value, 'TaxRate');
    const periods = periodsOf(row.EffectiveTaxRate ?? []);
    const percent = row.RateValue ?? periods.at(-1)?.percent ?? null;
    if (percent !== null) rates.set(row.Id, { id: row.Id, name: row.Name, percent, periods });
  }
  return rates;
}

function periodsOf(rows: readonly z.output<typeof period>[]): TaxPeriod[] {
  return rows
    .flatMap(({ RateValue: percent, EffectiveDate: from, EndDate: to }) => (percent === null ? [] : [{ percent, from, to }]))
    .sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
}

const rateDetail = z.looseObject({
  TaxRateRef: reference,
  TaxTypeApplicable: z.string().nullish(),
  TaxOrder: z.union([z.number(), z.string().regex(/^\d+$/)]).nullish(),
});
const taxCode = z.looseObject({
  Id: id,
  Name: z.string(),
  Active: active,
  TaxGroup: flag,
  SalesTaxRateList: z.looseObject({ TaxRateDetail: z.array(rateDetail).nullish() }).nullish(),
});

/** QuickBooks lists it as a group, and refuses it on transactions (6160, 6230). */
const UNUSABLE = 'CustomSalesTax';

/** A code that names a rate which isn't listed counts as inactive: its tax can't be told. */
export function toTaxCode(value: unknown, known: ReadonlyMap<QuickBooksId, TaxRate>): TaxCode {
  const row = readShape(taxCode, value, 'TaxCode');
  const details = [...(row.SalesTaxRateList?.TaxRateDetail ?? [])].sort((a, b) => Number(a.TaxOrder ?? 0) - Number(b.TaxOrder ?? 0));
  const rates = details.flatMap((detail): TaxCode['rates'] => {
    const rate = known.get(detail.TaxRateRef.value);
    if (rate === undefined) return [];
    return [{ ...rate, appliesTo: detail.TaxTypeApplicable === 'TaxOnAmountPlusTax' ? 'amount-plus-tax' : 'amount' }];
  });
  return {
    id: row.Id,
    name: row.Name,
    isActive: row.Active && rates.length === details.length,
    isGroup: row.TaxGroup && row.Id !== UNUSABLE,
    rates,
  };
}
