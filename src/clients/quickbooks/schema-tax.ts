// Tax codes with their sales rates: QuickBooks keeps the percent with the rate and the order with the code.
import { z } from 'zod';
import type { QuickBooksId, TaxCode, TaxRate } from '../../core/model.ts';
import { active, decimalOrNull, flag, id, readShape, reference, text } from './schema.ts';

const taxRate = z.looseObject({ Id: id, Name: text, RateValue: decimalOrNull });

/** Rates by id. A rate without a percent (some agencies' adjustment rates) is left out: it can't be on a sale. */
export function toTaxRates(rows: readonly unknown[]): ReadonlyMap<QuickBooksId, TaxRate> {
  const rates = new Map<QuickBooksId, TaxRate>();
  for (const value of rows) {
    const row = readShape(taxRate, value, 'TaxRate');
    if (row.RateValue !== null) rates.set(row.Id, { id: row.Id, name: row.Name, percent: row.RateValue });
  }
  return rates;
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
