// What became of each invoice in a run: one outcome each, with reasons.
// The shape behind `--json`, the table and the mail.
import type { DocumentType, InvoiceId, SavedDocument, SourceInvoice } from '../model.ts';
import type { Transfer } from '../model/ledger.ts';
import { text } from '../money.ts';
import type { Reason } from '../reasons.ts';

/** Whose books, and in which currency they are kept. */
export interface Books {
  /** QuickBooks' name of the company. */
  readonly company: string;
  /** ISO code of its home currency. */
  readonly currency: string;
}

export type OutcomeKind = 'created' | 'adopted' | 'planned' | 'skipped' | 'held' | 'failed';

export interface QuickBooksReference {
  readonly type: DocumentType;
  readonly id: string | null;
  readonly docNumber: string | null;
  /** Two decimals. */
  readonly total: string;
  readonly tax: string;
}

export interface Outcome {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  readonly company: string;
  readonly outcome: OutcomeKind;
  readonly quickbooks: QuickBooksReference | null;
  /** Net plus tax, two decimals; below zero on a credit memo. */
  readonly autotaskTotal: string;
  /** The tax in it; null: not known, because the header isn't at hand. */
  readonly autotaskTax: string | null;
  /** ISO code, where the books keep several; null: they keep one only; '': nobody told the run which. */
  readonly currency: string | null;
  readonly emailed: boolean;
  readonly reasons: readonly Reason[];
}

export function outcomeOf(
  invoice: SourceInvoice,
  company: string,
  outcome: OutcomeKind,
  reasons: readonly Reason[],
  more: { readonly quickbooks?: QuickBooksReference; readonly emailed?: boolean } = {},
): Outcome {
  return {
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    company,
    outcome,
    quickbooks: more.quickbooks ?? null,
    autotaskTotal: text(invoice.net.plus(invoice.tax)),
    autotaskTax: text(invoice.tax),
    currency: '',
    emailed: more.emailed ?? false,
    reasons,
  };
}

/** Of an invoice whose header isn't at hand. */
export function outcomeOfTransfer(
  transfer: Pick<Transfer, 'invoiceId' | 'company' | 'autotaskTotal'>,
  outcome: OutcomeKind,
  reasons: readonly Reason[],
  more: { readonly quickbooks?: QuickBooksReference; readonly emailed?: boolean } = {},
): Outcome {
  return {
    invoiceId: transfer.invoiceId,
    invoiceNumber: null,
    company: transfer.company,
    outcome,
    quickbooks: more.quickbooks ?? null,
    autotaskTotal: transfer.autotaskTotal,
    autotaskTax: null,
    currency: '',
    emailed: more.emailed ?? false,
    reasons,
  };
}

export function referenceOf(saved: SavedDocument): QuickBooksReference {
  return { type: saved.type, id: saved.id, docNumber: saved.docNumber, total: text(saved.total), tax: text(saved.tax) };
}

/** A credit memo counts against: its total is below zero wherever it stands beside Autotask's or in a sum. QuickBooks keeps it without the sign. */
export function signed(saved: QuickBooksReference): string {
  return turned(saved, saved.total);
}

/** Its tax, likewise. */
export function signedTax(saved: QuickBooksReference): string {
  return turned(saved, saved.tax);
}

function turned({ type }: QuickBooksReference, amount: string): string {
  return type === 'CreditMemo' && !amount.startsWith('-') && !isZeroText(amount) ? `-${amount}` : amount;
}

export function isZeroText(amount: string): boolean {
  return /^-?0*(?:\.0*)?$/.test(amount);
}
