// The words of the domain: what Autotask has (source), what we want in QuickBooks (draft), what QuickBooks answered (saved), and its lists (catalog).
// Amounts are decimal in the document's currency. Ids are branded so that an invoice id can't be passed for a company id.
import type { Instant, LocalDate } from './dates.ts';
import type { Money } from './money.ts';

// ---- ids ------------------------------------------------------------------------------------------------------------
export type InvoiceId = number & { readonly __brand: 'AutotaskInvoice' };
/** 0 is valid: the service provider's own company. */
export type CompanyId = number & { readonly __brand: 'AutotaskCompany' };
export type BillingCodeId = number & { readonly __brand: 'AutotaskBillingCode' };
/** Any id of QuickBooks: text, unique within its type. */
export type QuickBooksId = string & { readonly __brand: 'QuickBooks' };

export const invoiceId = (id: number): InvoiceId => id as InvoiceId;
export const companyId = (id: number): CompanyId => id as CompanyId;
export const billingCodeId = (id: number): BillingCodeId => id as BillingCodeId;
export const quickBooksId = (id: string): QuickBooksId => id as QuickBooksId;

// ---- Autotask: source -----------------------------------------------------------------------------------------------
/** Header of an Autotask invoice. */
export interface SourceInvoice {
  readonly id: InvoiceId;
  /** As Autotask has it: null, '', 'ERROR' or a number. */
  readonly number: string | null;
  /** The company that is billed; may be the parent of the companies that received the work. */
  readonly companyId: CompanyId;
  readonly batchId: number | null;
  readonly createdAt: Instant;
  readonly date: LocalDate;
  readonly dueDate: LocalDate | null;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** `invoiceTotal`: without tax, up to 4 decimals. */
  readonly net: Money;
  /** `totalTaxValue`. */
  readonly tax: Money;
  readonly comments: string;
  readonly poNumber: string;
  readonly paymentTermId: number | null;
  readonly taxRegionName: string | null;
  readonly isVoided: boolean;
  readonly voidedAt: Instant | null;
  readonly webServiceDate: Instant | null;
  readonly paidDate: LocalDate | null;
}

/** One billing item of an invoice. */
export interface SourceLine {
  readonly id: number;
  readonly invoiceId: InvoiceId;
  /** The company that received the work; null or the billed one in most cases. */
  readonly companyId: CompanyId | null;
  readonly billingCodeId: BillingCodeId | null;
  readonly date: LocalDate | null;
  readonly itemName: string;
  readonly description: string;
  /** `lineItemFullDescription`: what the printed invoice shows, '' when Autotask has none. */
  readonly fullDescription: string;
  /** `lineItemGroupDescription`: the text of the printed group, '' when the line is in none. */
  readonly groupDescription: string;
  /** Hours or units; null when Autotask has none. */
  readonly quantity: Money | null;
  readonly rate: Money | null;
  /** `totalAmount`: what is billed; 0 for work that a contract covers. */
  readonly amount: Money;
  /** `taxDollars`. */
  readonly tax: Money;
  readonly taxCategoryId: number | null;
  /** Organizational level association. */
  readonly lineOfBusinessId: number | null;
  readonly poNumber: string;
  readonly isNonBillable: boolean;
}

export interface Address {
  readonly lines: readonly string[];
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
}

export interface SourceCompany {
  readonly id: CompanyId;
  readonly name: string;
  readonly isActive: boolean;
  readonly isTaxExempt: boolean;
  readonly taxRegionId: number | null;
  readonly parentId: CompanyId | null;
  readonly phone: string;
  readonly taxId: string;
  readonly currencyId: number | null;
  readonly address: Address | null;
  readonly billTo: Address | null;
  readonly billToAttention: string;
}

export interface BillingCode {
  readonly id: BillingCodeId;
  readonly name: string;
  readonly externalNumber: string;
  readonly description: string;
  readonly isActive: boolean;
  readonly unitPrice: Money | null;
  readonly taxCategoryId: number | null;
  /** Label of the picklist, when it could be resolved. */
  readonly useType: string | null;
}

export interface PaymentTerm {
  readonly id: number;
  readonly name: string;
}

/** A pair "Division > Line of Business". */
export interface LineOfBusiness {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
}

/** A tax of Autotask: the rate of one category in one region, in percent (8.875). */
export interface SourceTax {
  readonly regionName: string;
  readonly categoryId: number;
  readonly name: string;
  readonly percent: Money;
  readonly isCompounded: boolean;
}

/** What may be written to an Autotask invoice; exactly the fields that are present. null clears. */
export interface WriteBack {
  readonly invoiceNumber?: string | null;
  readonly webServiceDate?: Instant | null;
  readonly paidDate?: LocalDate | null;
}

// ---- QuickBooks: catalog --------------------------------------------------------------------------------------------
export interface QuickBooksCompany {
  readonly name: string;
  /** ISO alpha-2 as QuickBooks gives it: 'US', 'CA', 'GB' … */
  readonly country: string;
  readonly address: Address | null;
}

export interface CustomFieldDefinition {
  readonly id: '1' | '2' | '3';
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
  /** Without the ` (deleted)` that QuickBooks appends to inactive names. */
  readonly displayName: string;
  /** `Parent:Child`. */
  readonly fullName: string;
  readonly isActive: boolean;
  readonly email: string;
  readonly currency: string;
  readonly isTaxable: boolean;
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
  /** Without ` (deleted)`. */
  readonly name: string;
  /** `Category:Item`. */
  readonly fullName: string;
  readonly sku: string;
  readonly description: string;
  /** `Service`, `NonInventory`, `Inventory`, `Category`, `Group`, or what QuickBooks invents next. */
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

export interface TaxRate {
  readonly id: QuickBooksId;
  readonly name: string;
  readonly percent: Money;
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

// ---- draft ----------------------------------------------------------------------------------------------------------
export type DocumentType = 'Invoice' | 'CreditMemo';

/** A customer that must be made before its documents. */
export interface CustomerDraft {
  /** Cleaned as QuickBooks wants it; the same cleaning finds it again. */
  readonly displayName: string;
  readonly companyName: string;
  readonly email: string;
  readonly phone: string;
  readonly billTo: Address | null;
  readonly attention: string;
  /** ISO code; null when the company uses one currency. */
  readonly currency: string | null;
  /** null: leave it to QuickBooks. */
  readonly isTaxable: boolean | null;
}

/** An item that must be made before the documents that use it. */
export interface ItemDraft {
  /** Cleaned leaf name, at most 100 characters. */
  readonly name: string;
  /** Id of the category or item it goes under. */
  readonly parentId: QuickBooksId | null;
  readonly description: string;
  readonly sku: string;
  readonly unitPrice: Money | null;
  readonly incomeAccountId: QuickBooksId;
  /** null outside the US. */
  readonly isTaxable: boolean | null;
}

/** Something that exists, or will once `draft` has been created. */
export type Choice<Existing, Draft> = { readonly existing: Existing } | { readonly create: Draft };

export interface DraftLine {
  readonly item: Choice<QuickBooksId, ItemDraft>;
  /** Exact to the cent; positive on a credit memo. */
  readonly amount: Money;
  /** Sent together, and only when their product rounds half-up to the amount. */
  readonly quantityAndPrice: { readonly quantity: Money; readonly price: Money } | null;
  readonly description: string;
  readonly serviceDate: LocalDate | null;
  /** US: 'TAX' or 'NON'; elsewhere a TaxCode Id; null: none sent. */
  readonly taxCode: string | null;
  readonly classId: QuickBooksId | null;
}

/** Tax of the document. `none`: nothing is sent; `total`: the explicit total, with or without code; `code`: QuickBooks computes with it; `lines`: an amount for each rate (outside the US). */
export type DraftTax =
  | { readonly kind: 'none' }
  | { readonly kind: 'total'; readonly total: Money; readonly codeId: QuickBooksId | null; readonly lines: readonly DraftTaxLine[] }
  | { readonly kind: 'code'; readonly codeId: QuickBooksId }
  | { readonly kind: 'lines'; readonly total: Money; readonly lines: readonly DraftTaxLine[] };

export interface DraftTaxLine {
  readonly rateId: QuickBooksId;
  readonly percent: Money;
  readonly amount: Money;
  /** The net amount the rate applies to. */
  readonly net: Money;
}

/** A document as we want it in QuickBooks. */
export interface Draft {
  readonly type: DocumentType;
  readonly invoiceId: InvoiceId;
  readonly customer: Choice<QuickBooksId, CustomerDraft>;
  /** null: QuickBooks numbers it. */
  readonly docNumber: string | null;
  readonly date: LocalDate;
  readonly dueDate: LocalDate | null;
  readonly termId: QuickBooksId | null;
  readonly lines: readonly DraftLine[];
  readonly tax: DraftTax;
  /** 'TaxExcluded' outside the US, null in it. */
  readonly taxCalculation: 'TaxExcluded' | null;
  /** null when the company uses one currency. */
  readonly currency: string | null;
  readonly classId: QuickBooksId | null;
  readonly poField: { readonly definitionId: '1' | '2' | '3'; readonly value: string } | null;
  /** '' : none. */
  readonly customerMessage: string;
  readonly privateNote: string;
  /** Comma-separated, '' : leave it to the customer's own. */
  readonly billEmail: string;
  readonly billTo: Address | null;
  readonly shipTo: Address | null;
  readonly shipFrom: Address | null;
  readonly allowsCard: boolean;
  readonly allowsAch: boolean;
}

// ---- saved ----------------------------------------------------------------------------------------------------------
export interface SavedLine {
  readonly itemId: QuickBooksId | null;
  readonly amount: Money;
  readonly description: string;
  readonly taxCode: string | null;
  readonly classId: QuickBooksId | null;
}

export interface SavedDocument {
  readonly type: DocumentType;
  readonly id: QuickBooksId;
  readonly syncToken: string;
  readonly docNumber: string | null;
  readonly customerId: QuickBooksId;
  readonly customerName: string;
  readonly date: LocalDate;
  /** Sales lines only, in order; subtotals and descriptions left out. */
  readonly lines: readonly SavedLine[];
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly balance: Money;
  readonly deposit: Money;
  readonly currency: string;
  readonly privateNote: string;
  /** Total 0 and a note that starts with "Voided". */
  readonly isVoided: boolean;
  readonly billEmail: string;
  readonly emailStatus: string;
  readonly isEmailed: boolean;
  readonly classId: QuickBooksId | null;
  readonly linked: readonly { readonly id: QuickBooksId; readonly type: string }[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface Payment {
  readonly id: QuickBooksId;
  readonly date: LocalDate;
  readonly total: Money;
  readonly applied: readonly { readonly id: QuickBooksId; readonly type: string; readonly amount: Money }[];
  readonly updatedAt: Instant;
}

/** As much of a document as is read of those that changed: a month of them is held at once. */
export type ChangedDocument = Omit<SavedDocument, 'lines' | 'discount'>;

/** What changed in QuickBooks since a moment. */
export interface Changes {
  readonly documents: readonly ChangedDocument[];
  readonly payments: readonly Payment[];
  readonly deleted: readonly { readonly type: DocumentType | 'Payment'; readonly id: QuickBooksId }[];
  /** QuickBooks' own clock when it answered: the next `since`. */
  readonly asOf: Instant;
}
