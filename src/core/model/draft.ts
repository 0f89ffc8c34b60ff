// What we want in QuickBooks: a document, and the customer and items that must be made before it.
import type { LocalDate } from '../dates.ts';
import type { Money } from '../money.ts';
import type { Address } from './address.ts';
import type { InvoiceId, QuickBooksId } from './ids.ts';

export type DocumentType = 'Invoice' | 'CreditMemo';

/** Who says whether a line is taxable, where QuickBooks computes the tax. */
export type Taxability = 'autotask' | 'quickbooks';

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
  /** Goes with `isTaxable` false; null: none sent. */
  readonly taxExemptionReasonId: string | null;
}

/** What of a customer is brought up to date; what is left out stays. */
export interface CustomerUpdate {
  readonly id: QuickBooksId;
  readonly syncToken: string;
  readonly displayName?: string;
  readonly billTo?: { readonly attention: string; readonly address: Address };
  readonly shipTo?: Address;
  readonly phone?: string;
  readonly email?: string;
  readonly termId?: QuickBooksId;
  readonly exemption?: { readonly isTaxable: boolean; readonly reasonId: string | null };
  readonly isActive?: boolean;
  readonly taxNumber?: string;
  /** Makes it a sub-customer, billed with its parent. */
  readonly parentId?: QuickBooksId;
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
  /** Home units for one unit of `currency`; null: none sent. */
  readonly exchangeRate: Money | null;
  readonly classId: QuickBooksId | null;
  readonly poField: { readonly definitionId: string; readonly value: string } | null;
  /** What customFields.map fills besides; left out where it fills none. */
  readonly mappedFields?: readonly { readonly definitionId: string; readonly value: string }[];
  /** '' : none. */
  readonly customerMessage: string;
  readonly privateNote: string;
  /** Comma-separated, '' : leave it to the customer's own. */
  readonly billEmail: string;
  readonly billTo: Address | null;
  readonly shipTo: Address | null;
  readonly shipFrom: Address | null;
  /** null: left out, so that the company's own setting decides. */
  readonly allowsCard: boolean | null;
  readonly allowsAch: boolean | null;
}
