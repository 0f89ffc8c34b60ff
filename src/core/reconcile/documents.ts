// Which documents of QuickBooks belong to which invoice: ours, or nobody's that number, customer and amount speak for.
import type { Source } from '../facts/source.ts';
import { belongingOf, ownerOf } from '../matching/belonging.ts';
import { numbersOf } from '../matching/numbers.ts';
import type { InvoiceId, SavedDocument } from '../model.ts';
import { documentKey } from '../model/document.ts';
import { type Bill, billOf, customerByName } from '../matching/same-document.ts';
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
    const id = ownerOf(document, facts.taken);
    if (id !== null) byNote.set(id, [...(byNote.get(id) ?? []), document]);
    else if (document.docNumber !== null) byNumber.set(document.docNumber, [...(byNumber.get(document.docNumber) ?? []), document]);
  }
  return { byKey: new Map(facts.documents.map((one) => [documentKey(one.type, one.id), one])), byNote, byNumber };
}

/** By ledger, by the note in the document, or (hand work, another integration) by number, customer and amount. */
export function documentsOf(source: Source, facts: BooksFacts, index: DocumentIndex): SavedDocument[] {
  const { invoice } = source;
  const found = new Map<string, SavedDocument>();
  const add = (document: SavedDocument | undefined): void => {
    if (document) found.set(documentKey(document.type, document.id), document);
  };
  const transfer = facts.transfers.get(invoice.id);
  if (transfer?.quickBooksId) add(index.byKey.get(documentKey(transfer.documentType, transfer.quickBooksId)));
  index.byNote.get(invoice.id)?.forEach(add);
  // An invoice voided in Autotask has only what is ours: nothing else would be voided for it.
  if (found.size === 0 && !invoice.isVoided) {
    const bill = billFor(source, facts);
    holdersOf(source, facts, index)
      .filter((document) => belongingOf(document, bill, transfer, facts.taken).kind === 'alike')
      .forEach(add);
  }
  return [...found.values()];
}

/** Documents that nobody's note is in, with a number of this invoice. */
export function holdersOf({ invoice }: Source, facts: BooksFacts, index: DocumentIndex): SavedDocument[] {
  return numbersOf(invoice, facts.settings).flatMap((number) => index.byNumber.get(number) ?? []);
}

function billFor({ invoice, company }: Source, { settings, catalog, isTaxByQuickBooks }: BooksFacts): Bill {
  return billOf(invoice, settings, {
    isTaxByQuickBooks,
    otherCustomer: customerByName(company, invoice, { settings, ties: catalog.ties }),
  });
}
