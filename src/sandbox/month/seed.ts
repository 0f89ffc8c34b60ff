// What a month hands to the two sandboxes and to whoever checks what became of it.
import type { AutotaskSeed } from '../autotask/rows.ts';

export interface QuickBooksSeed {
  readonly customers: readonly {
    displayName: string;
    active?: boolean;
    email?: string;
    currency?: string;
    taxable?: boolean;
    shipTo?: Record<string, string>;
  }[];
  readonly vendors: readonly { displayName: string }[];
  /** A `Category` stands before the items under it. */
  readonly items: readonly {
    name: string;
    parent?: string;
    type?: 'Service' | 'Category' | 'NonInventory';
    active?: boolean;
    sku?: string;
    taxable?: boolean;
    unitPrice?: string;
  }[];
  readonly terms: readonly { name: string; dueDays: number }[];
  readonly classes: readonly { name: string }[];
  /** Percent, as decimal text. Automated sales tax: the one rate of every taxable line; otherwise the codes there are. */
  readonly salesTaxRate: string;
  readonly taxCodes: readonly { name: string; rate: string }[];
  /** ISO code. */
  readonly homeCurrency: string;
}

/**
 * `automated`: US, QuickBooks computes the tax. `manual`: US, tax comes from Autotask. `global`: outside the US, every line has a tax code.
 */
export type TaxWorld = 'automated' | 'manual' | 'global';

/** What is peculiar about an invoice. */
export type InvoiceKind =
  | 'plain'
  | 'old'
  | 'negative'
  | 'zero'
  | 'voided'
  | 'unsettled'
  | 'rounding'
  | 'parent-billed'
  | 'inactive-customer'
  | 'vendor-name'
  | 'new-item'
  | 'sub-item'
  | 'deductions'
  | 'block'
  | 'discount'
  | 'four-decimals'
  | 'apostrophe'
  | 'colon'
  | 'accent';

export interface ExpectedInvoice {
  readonly id: number;
  readonly kind: InvoiceKind;
  readonly companyID: number;
  readonly companyName: string;
  readonly lines: number;
  /** Exactly as in the header, up to four decimals. */
  readonly net: string;
  /** Two decimals. */
  readonly tax: string;
  /** Net plus tax, two decimals. */
  readonly total: string;
  readonly createdAt: string;
  /** Settled, in the window, not voided, and nothing in the way: a run with default settings should transfer it. */
  readonly isSendable: boolean;
}

export interface Month {
  readonly autotask: AutotaskSeed;
  readonly quickbooks: QuickBooksSeed;
  readonly expectations: {
    readonly invoices: readonly ExpectedInvoice[];
    /** Billed companies that QuickBooks hasn't got, by their Autotask names. */
    readonly newCustomers: readonly string[];
    /** Billing codes in use without an item. */
    readonly newItems: readonly string[];
    readonly inactiveCustomer: string;
    readonly vendorNamed: string;
    /** Sum of the sendable invoices' totals. */
    readonly sendableTotal: string;
  };
}
