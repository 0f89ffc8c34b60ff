// The company and its preferences, as far as they decide what may be sent.
import { z } from 'zod';
import type { CustomFieldDefinition, Preferences, QuickBooksCompany } from '../../../core/model.ts';
import { countryCode } from './country.ts';
import { address, flag, id, localDate, readShape, refId, reference, text } from './schema.ts';

const company = z.looseObject({ CompanyName: z.string(), Country: z.string().min(1), CompanyAddr: address, LegalAddr: address });

export function toCompany(value: unknown): QuickBooksCompany {
  const row = readShape(company, value, 'CompanyInfo');
  return { name: row.CompanyName, country: countryCode(row.Country), address: row.LegalAddr ?? row.CompanyAddr };
}

const customField = z.looseObject({ Name: text, BooleanValue: z.boolean().nullish(), StringValue: z.string().nullish() });
const preferences = z.looseObject({
  AccountingInfoPrefs: z.looseObject({ ClassTrackingPerTxn: flag, ClassTrackingPerTxnLine: flag, BookCloseDate: localDate.nullish() }),
  SalesFormsPrefs: z.looseObject({
    CustomTxnNumbers: flag,
    ETransactionPaymentEnabled: flag,
    AutoApplyCredit: flag,
    DefaultTerms: z.looseObject({ value: id.nullish() }).nullish(),
    CustomField: z.array(z.looseObject({ CustomField: z.array(customField).nullish() })).nullish(),
  }),
  TaxPrefs: z.looseObject({ UsingSalesTax: z.boolean().nullish(), PartnerTaxEnabled: z.boolean().nullish(), TaxGroupCodeRef: refId }),
  CurrencyPrefs: z.looseObject({ HomeCurrency: reference, MultiCurrencyEnabled: flag }),
});

export type PreferencesShape = z.output<typeof preferences>;

export function readPreferences(value: unknown): PreferencesShape {
  return readShape(preferences, value, 'Preferences');
}

/** Does the tax world hang on the country? Not when the company uses no sales tax. */
export function needsCountry(shape: PreferencesShape): boolean {
  return shape.TaxPrefs.UsingSalesTax !== false;
}

/** `country`: of the company, as `toCompany` gives it; null where it doesn't matter (`needsCountry`). */
export function toPreferences(shape: PreferencesShape, country: string | null): Preferences {
  const { AccountingInfoPrefs: accounting, SalesFormsPrefs: sales, TaxPrefs: tax, CurrencyPrefs: currency } = shape;
  const taxWorld = taxWorldOf(tax, country);
  return {
    customTxnNumbers: sales.CustomTxnNumbers,
    classTracking: accounting.ClassTrackingPerTxnLine ? 'line' : accounting.ClassTrackingPerTxn ? 'transaction' : 'off',
    usesSalesTax: taxWorld !== 'off',
    taxWorld,
    defaultTaxCodeId: tax.TaxGroupCodeRef,
    homeCurrency: currency.HomeCurrency.value,
    usesMultiCurrency: currency.MultiCurrencyEnabled,
    bookCloseDate: accounting.BookCloseDate ?? null,
    customFields: customFieldsOf(sales.CustomField ?? []),
    onlinePaymentsEnabled: sales.ETransactionPaymentEnabled,
    autoAppliesCredits: sales.AutoApplyCredit,
    defaultTermId: sales.DefaultTerms?.value ?? null,
  };
}

/** PartnerTaxEnabled false: Automated Sales Tax is there but not set up yet; the engine still decides. Absent: no such engine. */
function taxWorldOf(tax: PreferencesShape['TaxPrefs'], country: string | null): Preferences['taxWorld'] {
  if (country === null || tax.UsingSalesTax === false) return 'off';
  if (country !== 'US') return 'global';
  return typeof tax.PartnerTaxEnabled === 'boolean' ? 'automated' : 'manual';
}

/** Two inner lists, switches and names, tied by the digit they end in: that digit is the DefinitionId. Only what is switched on. */
function customFieldsOf(groups: NonNullable<PreferencesShape['SalesFormsPrefs']['CustomField']>): CustomFieldDefinition[] {
  const entries = groups.flatMap((group) => group.CustomField ?? []);
  return (['1', '2', '3'] as const).flatMap((digit) => {
    const isOn = entries.some((entry) => entry.Name.endsWith(`UseSalesCustom${digit}`) && entry.BooleanValue === true);
    const name = entries.find((entry) => entry.Name.endsWith(`SalesCustomName${digit}`))?.StringValue ?? '';
    return isOn ? [{ id: digit, name }] : [];
  });
}
