// Which documents an invoice has in QuickBooks already: those that a new copy would stand beside.
import { ownerOf } from '../matching/belonging.ts';
import { findByNote, readTaken } from '../matching/read.ts';
import type { SavedDocument, SourceInvoice } from '../model.ts';
import { documentKey } from '../model/document.ts';
import type { RunContext } from '../run/context.ts';
import { readOlderCopies } from '../transfer/older-copies.ts';

/** All that QuickBooks has of it, void ones included: by the ledger, by earlier copies, by the note. */
export async function documentsOfInvoice(invoice: SourceInvoice, part: RunContext): Promise<SavedDocument[]> {
  const found = new Map<string, SavedDocument>();
  const add = (document: SavedDocument): void => void found.set(documentKey(document.type, document.id), document);
  const transfer = (await part.ledger.transfers([invoice.id])).get(invoice.id);
  const known = [
    ...((await readOlderCopies(part.ledger)).get(invoice.id) ?? []),
    ...(transfer?.quickBooksId ? [{ type: transfer.documentType, id: transfer.quickBooksId }] : []),
  ];
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = known.filter((one) => one.type === type).map((one) => one.id as SavedDocument['id']);
    if (ids.length > 0) for (const document of await part.quickbooks.documents({ kind: 'ids', type, ids })) add(document);
  }
  const noted = await findByNote(part.quickbooks, new Map([[invoice.id, [invoice.date]]]));
  const bearing = noted.get(invoice.id) ?? [];
  const taken = await readTaken(bearing, part.ledger);
  for (const document of bearing) if (ownerOf(document, taken) === invoice.id) add(document);
  return [...found.values()];
}
