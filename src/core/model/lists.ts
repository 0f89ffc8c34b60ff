// QuickBooks' lists: its company and preferences, customers, items, terms, classes, accounts, taxes.
import type { LocalDate } from '../dates.ts';
import type { Money } from '../money.ts';
import type { Address } from './address.ts';
import type { QuickBooksId } from './ids.ts';

export interface QuickBooksCompany {
  readonly name: string;
  /** ISO 3166 alpha-2, whatever form QuickBooks answered ('USA', 'us', 'United States'): 'US', 'CA', 'GB' … */
  readonly country: string;
  readonly address: Address | null;
}

export interface CustomFieldDefinition {
  /** '1' to '3'; preferences list the old fields only. */
  readonly id: string;
  readonly name: string;
}

export interface Preferences {
  readonly customTxnNumbers: boolean;
  readonly classTracking: 'off' | 'transaction' | 'line';
  readonly usesSalesTax: boolean;
  /** off: no sales tax; automated: Automated Sales Tax (US); manual: US without it; global: a code on every line (outside the US). */
  readonly taxWorld: 'off' | 'automated' | 'manual' | 'global';
  readonly defaultTaxCodeId: QuickBooksId | null;
  readonly homeCurrency: string;
  readonly usesMultiCurrency: boolean;
  /** No transaction may be dated on or before this day. */
  readonly bookCloseDate: LocalDate | null;
  readonly customFields: readonly CustomFieldDefinition[];
  readonly onlinePaymentsEnabled: boolean;
  readonly autoAppliesCredits: boolean;
  readonly defaultTermId: QuickBooksId | null;
}

export interface Customer {
  readonly id: QuickBooksId;
  readonly syncToken: string;
  /** Without the ` (deleted)` that QuickBooks appends to inactive names. */
  readonly displayName: string;
  /** `Parent:Child`. */
  readonly fullName: string;
  readonly isActive: boolean;
  readonly email: string;
  readonly currency: string;
  readonly isTaxable: boolean;
  /** Intuit's number (1..15) of why it is exempt; null: none given. */
  readonly taxExemptionReasonId: string | null;
  readonly billTo: Address | null;
  readonly shipTo: Address | null;
  readonly termId: QuickBooksId | null;
  readonly phone: string;
  /** VAT or tax number as QuickBooks shows it: all but the last digits may be masked. */
  readonly taxNumber: string;
  /** The customer that this one is a sub-customer of. */
  readonly parentId: QuickBooksId | null;
  readonly hasDefaultPaymentMethod: boolean;
  readonly balance: Money;
}

/** A vendor or employee that holds a name a customer would need. */
export interface NameHolder {
  readonly type: 'Vendor' | 'Employee';
  readonly id: QuickBooksId;
  readonly displayName: string;
  readonly isActive: boolean;
}

export interface Item {
  readonly id: QuickBooksId;
  readonly syncToken: string;
  /** Without ` (deleted)`. */
  readonly name: string;
  /** `Category:Item`. */
  readonly fullName: string;
  readonly sku: string;
  readonly description: string;
  /** `Service`, `NonInventory` and `Inventory` belong on our lines; `Category`, `Group`, `Bundle`, `Payment`, `Subtotal`, `Tax` and what comes next don't. */
  readonly type: string;
  readonly isActive: boolean;
  readonly isTaxable: boolean;
  readonly unitPrice: Money | null;
  readonly parentId: QuickBooksId | null;
  readonly incomeAccountId: QuickBooksId | null;
}

export interface Term {
  readonly id: QuickBooksId;
  readonly name: string;
  readonly isActive: boolean;
}

export interface QuickBooksClass {
  readonly id: QuickBooksId;
  readonly name: string;
  readonly fullName: string;
  readonly isActive: boolean;
}

export interface Account {
  readonly id: QuickBooksId;
  readonly name: string;
  /** `Income`, `Other Income`, `Expense` … */
  readonly type: string;
  readonly isActive: boolean;
}

/** A rate's percent during some days; null: without a beginning, without an end (both days count). */
export interface TaxPeriod {
  readonly percent: Money;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

export interface TaxRate {
  readonly id: QuickBooksId;
  readonly name: string;
  /** `RateValue`; where QuickBooks gives none, the latest of the periods. */
  readonly percent: Money;
  /** `EffectiveTaxRate`, oldest first. Where it isn't empty, the one of the document's date counts. */
  readonly periods: readonly TaxPeriod[];
}

export interface TaxCode {
  readonly id: QuickBooksId;
  readonly name: string;
  readonly isActive: boolean;
  /** Usable as a transaction's code in the US. */
  readonly isGroup: boolean;
  /** Sales rates in the order they apply. */
  readonly rates: readonly (TaxRate & { readonly appliesTo: 'amount' | 'amount-plus-tax' })[];
}
