// Voids of Autotask carried over to QuickBooks: what is to be done with each. Read by read.ts, carried out by apply.ts.
import { isVoid } from '../matching/void-document.ts';
import { documentName } from '../model/document.ts';
import type { Transfer } from '../model/ledger.ts';
import type { InvoiceId, SavedDocument, SourceInvoice } from '../model.ts';
import type { LocalDate } from '../dates.ts';
import { isZero, text } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';

export interface VoidOutcome {
  readonly invoiceId: InvoiceId;
  readonly quickBooksId: string | null;
  readonly docNumber: string | null;
  /** As the ledger knows it; left out: it doesn't. */
  readonly company?: string;
  readonly outcome: 'voided' | 'skipped' | 'held' | 'failed';
  readonly reasons: readonly Reason[];
}

/** An invoice voided in Autotask with what QuickBooks has of it. */
export interface VoidCase {
  readonly invoice: SourceInvoice;
  readonly transfer: Transfer | null;
  /** What ties them: our ledger, or the Autotask id in the document's note. `none`: number, customer and amount agree, but it isn't ours. */
  readonly tie: 'ledger' | 'note' | 'none';
  /** Documents that may be meant; none with the tie `ledger`: deleted in QuickBooks. */
  readonly documents: readonly SavedDocument[];
}

export type VoidPlan =
  | { readonly action: 'void' | 'delete'; readonly document: SavedDocument }
  /** Nothing lives there any more: only the ledger changes. */
  | { readonly action: 'settle'; readonly document: SavedDocument | null; readonly reason: Reason }
  | { readonly action: 'hold'; readonly document: SavedDocument | null; readonly reasons: readonly Reason[] };

/** Links that say where an invoice came from; they hold no money. */
const HARMLESS_LINKS: ReadonlySet<string> = new Set(['Estimate', 'TimeActivity', 'ReimburseCharge', 'ChargeCredit', 'StatementCharge']);

/** What to do with one; `closed`: the last day of closed books. */
export function planVoid(
  { documents, transfer, tie }: Pick<VoidCase, 'documents' | 'transfer' | 'tie'>,
  closed: LocalDate | null,
): VoidPlan {
  const live = documents.filter((document) => !isVoid(document, transfer));
  const [document, ...others] = live;
  if (!document) {
    const [gone] = documents;
    if (gone) return { action: 'settle', document: gone, reason: reason('already-void', { document: documentName(gone) }) };
    const name = transfer ? documentName(transfer) : 'The document';
    return { action: 'settle', document: null, reason: reason('already-deleted', { document: name }) };
  }
  if (tie === 'none') {
    const reasons = live.map((each) => reason('void-not-ours', { document: documentName(each) }));
    return { action: 'hold', document: null, reasons };
  }
  if (others.length > 0) {
    const names = live.map((each) => documentName(each)).join(', ');
    return { action: 'hold', document: null, reasons: [reason('not-unique', { documents: names })] };
  }
  const reasons = obstacles(document, closed);
  if (reasons.length > 0) return { action: 'hold', document, reasons };
  // A credit memo can't be voided, only deleted.
  return { action: document.type === 'CreditMemo' ? 'delete' : 'void', document };
}

/** Why QuickBooks must not, or would not, void this document; empty: it can be voided. */
export function obstacles(document: SavedDocument, closed: LocalDate | null): Reason[] {
  const name = documentName(document);
  const found: Reason[] = [];
  const applied = document.total.minus(document.deposit).minus(document.balance);
  if (document.linked.some((link) => !HARMLESS_LINKS.has(link.type)) || !isZero(applied))
    found.push(reason('has-payments', { document: name }));
  if (!isZero(document.deposit)) found.push(reason('has-deposit', { document: name, deposit: text(document.deposit) }));
  if (closed !== null && document.date <= closed) {
    found.push(reason('void-in-closed-books', { document: name, date: document.date, closed: ` up to ${closed}` }));
  }
  return found;
}

/** Was it reported already that this document lives on although its invoice was voided? */
export function isVoidReported(transfer: Transfer): boolean {
  return transfer.reasons.some((one) => one.code === 'voided-in-autotask');
}

/** The outcome for one of these. */
export function voidOutcome(
  id: InvoiceId,
  document: Pick<SavedDocument, 'id' | 'docNumber'> | Transfer | null,
  outcome: VoidOutcome['outcome'],
  reasons: readonly Reason[],
): VoidOutcome {
  const quickBooksId = document === null ? null : 'quickBooksId' in document ? document.quickBooksId : document.id;
  return { invoiceId: id, quickBooksId, docNumber: document?.docNumber ?? null, outcome, reasons };
}
