// Which documents of QuickBooks belong to which invoice: ours, or nobody's that number, customer and amount speak for.
import type { Source } from '../facts/source.ts';
import { belongingOf } from '../matching/belonging.ts';
import { numbersOf } from '../matching/numbers.ts';
import { documentKey } from '../model/document.ts';
import { type Bill, billOf, customerByName } from '../matching/same-document.ts';
import type { BookedDocument, DocumentIndex } from './shelf.ts';
import type { BooksFacts } from './types.ts';

/** By ledger, by the note in the document, or (hand work, another integration) by number, customer and amount. */
export function documentsOf(source: Source, facts: BooksFacts, index: DocumentIndex): BookedDocument[] {
  const { invoice } = source;
  const found = new Map<string, BookedDocument>();
  const add = (document: BookedDocument | undefined): void => {
    if (document) found.set(documentKey(document.type, document.id), document);
  };
  const transfer = facts.transfers.get(invoice.id);
  if (transfer?.quickBooksId) add(index.get(documentKey(transfer.documentType, transfer.quickBooksId)));
  index.ofInvoice(invoice.id).forEach(add);
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
export function holdersOf({ invoice }: Source, facts: BooksFacts, index: DocumentIndex): BookedDocument[] {
  return numbersOf(invoice, facts.settings).flatMap((number) => index.ofNumber(number));
}

function billFor({ invoice, company }: Source, { settings, catalog, isTaxByQuickBooks }: BooksFacts): Bill {
  return billOf(invoice, settings, {
    isTaxByQuickBooks,
    otherCustomer: customerByName(company, invoice, { settings, ties: catalog.ties }),
  });
}
