// What reconcile is given, what it pairs, and what it finds.
import type { TakenDocuments } from '../matching/belonging.ts';
import type { LocalDate } from '../dates.ts';
import type { Catalog } from '../facts/catalog.ts';
import type { Source } from '../facts/source.ts';
import type { InvoiceId, SourceInvoice } from '../model.ts';
import type { OutcomeRecord, Transfer } from '../model/ledger.ts';
import type { Money } from '../money.ts';
import type { Reason } from '../reasons.ts';
import type { HeaderFacts } from '../transfer/plan/eligible.ts';
import type { BookedDocument, DocumentShelf } from './shelf.ts';

export interface ReconcileFacts extends HeaderFacts {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Items, classes and preferences; customers aren't read for this. */
  readonly catalog: Catalog;
  /** Dated in the span in Autotask, voided ones included (those without lines). */
  readonly sources: readonly Source[];
  /** Dated in the span, and those that ledger or number tie to an invoice of the span. */
  readonly documents: readonly BookedDocument[];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
  /** Which of the documents the ledger made or adopted, whatever the date of their invoices. */
  readonly taken: TakenDocuments;
  readonly outcomes: ReadonlyMap<InvoiceId, OutcomeRecord>;
  /** QuickBooks computes the tax itself: another amount isn't a slip, and has another remedy. */
  readonly isTaxByQuickBooks: boolean;
  /** Autotask computed tax on no invoice of the span: it leaves tax to QuickBooks. */
  readonly isTaxlessInAutotask: boolean;
}

/** Everything but the invoices themselves; of what there is much, rows are unpacked as they are asked for. */
export interface BooksFacts extends Omit<ReconcileFacts, 'sources' | 'documents' | 'transfers'> {
  readonly documents: DocumentShelf;
  readonly transfers: Pick<ReadonlyMap<InvoiceId, Transfer>, 'get'>;
}

export type ExceptionKind =
  | 'missing'
  | 'twice'
  | 'amount'
  | 'tax'
  | 'lines'
  | 'customer'
  | 'number'
  | 'voided-in-autotask'
  | 'voided-in-quickbooks'
  | 'edited'
  | 'paid-in-autotask'
  | 'paid-in-quickbooks'
  | 'exchange-rate'
  | 'unknown-invoice';

export interface ReconcileException {
  readonly kind: ExceptionKind;
  readonly invoiceId: InvoiceId | null;
  readonly invoiceNumber: string | null;
  readonly company: string;
  /** What was found, with both values. */
  readonly message: string;
  readonly fix: string;
  /** Of the reasons that a run gave for it. */
  readonly codes: readonly string[];
  /** ISO code of the amounts. */
  readonly currency: string;
  /** QuickBooks less Autotask, signed; zero where amounts agree. All of an invoice, with what is explained, make the difference of its totals. */
  readonly difference: Money;
}

/** rounding: within tax.tolerance. tax-by-quickbooks: QuickBooks computes the tax, and Autotask computed none. */
export type ExplainedKind = 'rounding' | 'tax-by-quickbooks';

/** A difference that is in order. */
export interface Explained {
  readonly kind: ExplainedKind;
  readonly invoiceId: InvoiceId;
  readonly company: string;
  readonly currency: string;
  readonly difference: Money;
}

/** An Autotask invoice beside its documents; or a document whose invoice isn't in the span (`source` null). */
export interface Pair {
  readonly source: Source | null;
  readonly company: string;
  readonly date: LocalDate;
  readonly currency: string;
  /** Live in QuickBooks; one, where all is well. */
  readonly documents: readonly BookedDocument[];
}

/** A pair as it is shown; amounts as decimal text, signed. */
export interface PairRow {
  /** Of a document without its invoice, the id in its note. */
  readonly invoiceId: InvoiceId | null;
  readonly invoiceNumber: string;
  readonly company: string;
  readonly date: LocalDate;
  readonly currency: string;
  /** null: its invoice isn't in the span. */
  readonly autotask: string | null;
  /** null: no document. */
  readonly quickbooks: string | null;
  readonly difference: string;
  readonly documents: readonly Pick<BookedDocument, 'id' | 'docNumber' | 'date'>[];
  /** Joined by a space. */
  readonly exchangeRates: string;
  /** QuickBooks' total in the home currency; null where it keeps none. */
  readonly home: string | null;
}

/** An invoice that the settings keep out of QuickBooks. */
export interface NotSent {
  readonly invoice: SourceInvoice;
  readonly company: string;
  readonly currency: string;
  readonly reason: Reason;
}

export interface Reconciliation<Kept = PairRow> {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** What ought to agree, in order of invoice id. Invoices voided in Autotask only where QuickBooks still has them. */
  readonly pairs: readonly Kept[];
  readonly exceptions: readonly ReconcileException[];
  readonly explained: readonly Explained[];
  readonly notSent: readonly NotSent[];
  /** Voided in Autotask. */
  readonly voided: number;
  /** Live documents of the span that name no Autotask invoice and match none. */
  readonly others: { readonly count: number; readonly byCurrency: ReadonlyMap<string, Money> };
}

/** What makes an exception of an invoice, with its names filled in. */
export type Exceptional = (
  kind: ExceptionKind,
  message: string,
  fix: string,
  difference?: Money,
  codes?: readonly string[],
) => ReconcileException;
