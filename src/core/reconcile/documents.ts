// Which documents of QuickBooks belong to which invoice: by ledger, note, or number and customer.
import type { Source } from '../facts/source.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import { numbersOf } from '../matching/numbers.ts';
import type { InvoiceId, SavedDocument } from '../model.ts';
import { documentKey } from '../model/document.ts';
import { sameCustomer } from '../matching/same-document.ts';
import type { BooksFacts } from './types.ts';

/** Documents by what may tie them to an invoice. */
export interface DocumentIndex {
  readonly byKey: ReadonlyMap<string, SavedDocument>;
  readonly byNote: ReadonlyMap<InvoiceId, readonly SavedDocument[]>;
  readonly byNumber: ReadonlyMap<string, readonly SavedDocument[]>;
}

export function indexDocuments(facts: BooksFacts): DocumentIndex {
  const byNote = new Map<InvoiceId, SavedDocument[]>();
  const byNumber = new Map<string, SavedDocument[]>();
  for (const document of facts.documents) {
    const id = invoiceIdInNote(document.privateNote);
    if (id !== null) byNote.set(id, [...(byNote.get(id) ?? []), document]);
    else if (document.docNumber !== null) byNumber.set(document.docNumber, [...(byNumber.get(document.docNumber) ?? []), document]);
  }
  return { byKey: new Map(facts.documents.map((one) => [documentKey(one.type, one.id), one])), byNote, byNumber };
}

/** By ledger, by the note in the document, or (hand work, another integration) by number and customer. */
export function documentsOf(source: Source, facts: BooksFacts, index: DocumentIndex): SavedDocument[] {
  const { invoice } = source;
  const found = new Map<string, SavedDocument>();
  const add = (document: SavedDocument | undefined): void => {
    if (document) found.set(documentKey(document.type, document.id), document);
  };
  const transfer = facts.transfers.get(invoice.id);
  if (transfer?.quickBooksId) add(index.byKey.get(documentKey(transfer.documentType, transfer.quickBooksId)));
  index.byNote.get(invoice.id)?.forEach(add);
  if (found.size === 0) {
    const sameNumber = numbersOf(invoice, facts.settings).flatMap((number) => index.byNumber.get(number) ?? []);
    sameNumber.filter((document) => sameCustomer(source, document, facts.settings)).forEach(add);
  }
  return [...found.values()];
}
