// What Autotask has: invoice, lines, companies, billing codes and its other lists; and what may be written back to it.
import type { Instant, LocalDate } from '../dates.ts';
import type { Money } from '../money.ts';
import type { Address } from './address.ts';
import type { BillingCodeId, CompanyId, InvoiceId } from './ids.ts';

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
  /** `invoiceStatus`, a picklist (`AutotaskPort.invoiceStatuses`); null: this Autotask has none. */
  readonly statusId: number | null;
  /** `invoiceTaxMethodExternalCode`: who computes the tax, '' on most databases. */
  readonly taxMethodCode: string;
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
  readonly contractId: number | null;
  /** What was billed (labor, a milestone …), a value of Autotask's picklist. */
  readonly kindId: number | null;
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

export interface SourceCompany {
  readonly id: CompanyId;
  readonly name: string;
  readonly isActive: boolean;
  readonly isTaxExempt: boolean;
  readonly taxRegionId: number | null;
  readonly parentId: CompanyId | null;
  /** What no contract covers is billed to the parent. */
  readonly billsParent: boolean;
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

/** A choice of `Invoices.invoiceStatus`. */
export interface InvoiceStatus {
  readonly id: number;
  readonly label: string;
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

/** A row with its fields as settings name them, in lower case. Of each the texts it is known by: the value, then its labels; none where it is blank. */
export interface NamedFields {
  readonly own: ReadonlyMap<string, readonly string[]>;
  /** User-defined fields. */
  readonly udf: ReadonlyMap<string, readonly string[]>;
}

/** A ticket that is about to be made. */
export interface TicketDraft {
  readonly companyId: CompanyId;
  readonly title: string;
  readonly description: string;
  /** Kept in Autotask's external id, so that it is found again. */
  readonly key: string;
  readonly queue: string;
  readonly priority: string;
  readonly status?: string | undefined;
}
