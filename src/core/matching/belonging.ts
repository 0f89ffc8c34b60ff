// Whose a document in QuickBooks is: this invoice's, another invoice's, or nobody's yet.
// The one answer for every part of the product.
import type { DocumentType, InvoiceId, QuickBooksId } from '../model.ts';
import { documentKey } from '../model/document.ts';
import { invoiceIdInNote } from './note.ts';
import { differenceOf, type Bill, type MatchedDocument } from './same-document.ts';

/** The document that the ledger made or adopted for an invoice; nulls: none. */
export interface LedgerTie {
  readonly documentType: DocumentType;
  readonly quickBooksId: QuickBooksId | null;
}

/** Documents that the ledger made or adopted, by `documentKey`, with their invoices. */
export type TakenDocuments = ReadonlyMap<string, InvoiceId>;

export type Belonging =
  /** The ledger made or adopted it for this invoice, or its note holds the invoice's id. Only such a document is voided, paid, mailed, replaced. */
  | { readonly kind: 'ours'; readonly by: 'ledger' | 'note' }
  /** Nobody's, and number, customer and amount agree: it may be adopted, and is ours from then on, not before. */
  | { readonly kind: 'alike' }
  /** It only has the number. `of`: the invoice that it is, where one is known. */
  | { readonly kind: 'stranger'; readonly of: InvoiceId | null; readonly why: string }
  | { readonly kind: 'unrelated' };

export function belongingOf(document: MatchedDocument, bill: Bill, row: LedgerTie | undefined, taken: TakenDocuments): Belonging {
  if (row?.quickBooksId === document.id && row.documentType === document.type) return { kind: 'ours', by: 'ledger' };
  const other = ownerOf(document, taken);
  if (other === bill.invoiceId) return { kind: 'ours', by: 'note' };
  if (document.docNumber === null || !bill.numbers.includes(document.docNumber)) return { kind: 'unrelated' };
  if (other !== null) return { kind: 'stranger', of: other, why: `it is Autotask invoice ${other}` };
  if (document.isVoided) return { kind: 'stranger', of: null, why: 'it is void' };
  const why = differenceOf(bill, document);
  return why === null ? { kind: 'alike' } : { kind: 'stranger', of: null, why };
}

/** The invoice that a document is, by the ledger, else by its note; null: nobody's. */
export function ownerOf(document: Pick<MatchedDocument, 'type' | 'id' | 'privateNote'>, taken: TakenDocuments): InvoiceId | null {
  return taken.get(documentKey(document.type, document.id)) ?? invoiceIdInNote(document.privateNote);
}

/** Which documents these rows of the ledger have taken. */
export function takenBy(rows: Iterable<LedgerTie & { readonly invoiceId: InvoiceId }>): TakenDocuments {
  const taken = new Map<string, InvoiceId>();
  for (const row of rows) if (row.quickBooksId !== null) taken.set(documentKey(row.documentType, row.quickBooksId), row.invoiceId);
  return taken;
}
