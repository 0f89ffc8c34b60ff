// Which documents an invoice has in QuickBooks already: those that a new copy would stand beside.
import { ownerOf } from '../matching/belonging.ts';
import { findByNote, readTaken } from '../matching/read.ts';
import type { SavedDocument, SourceInvoice } from '../model.ts';
import { documentKey } from '../model/document.ts';
import type { RunContext } from '../run/context.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import { readOlderCopies } from '../transfer/older-copies.ts';
import type { OlderCopy } from '../transfer/plan/plan.ts';

/** All that QuickBooks has of it, void ones included: by the ledger, by earlier copies, by the note. */
export async function documentsOfInvoice(invoice: SourceInvoice, part: RunContext): Promise<SavedDocument[]> {
  const found = new Map<string, SavedDocument>();
  const add = (document: SavedDocument): void => void found.set(documentKey(document.type, document.id), document);
  const transfer = (await part.ledger.transfers([invoice.id])).get(invoice.id);
  const older = (await readOlderCopies(part.ledger)).get(invoice.id) ?? [];
  const known = [...older, ...(transfer?.quickBooksId ? [{ type: transfer.documentType, id: transfer.quickBooksId }] : [])];
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = known.filter((one) => one.type === type).map((one) => one.id as SavedDocument['id']);
    if (ids.length > 0) for (const document of await part.quickbooks.documents({ kind: 'ids', type, ids })) add(document);
  }
  await dropStrangers(invoice, older, found, part);
  const noted = await findByNote(part.quickbooks, new Map([[invoice.id, [invoice.date]]]));
  const noting = noted.get(invoice.id) ?? [];
  const taken = await readTaken(noting, part.ledger);
  for (const document of noting) if (ownerOf(document, taken) === invoice.id) add(document);
  return [...found.values()];
}

/** Older versions kept a stranger's document as a copy too: without our note it is one only if the history says that it was taken over. */
async function dropStrangers(
  invoice: SourceInvoice,
  older: readonly OlderCopy[],
  found: Map<string, SavedDocument>,
  part: RunContext,
): Promise<void> {
  if (older.length === 0) return;
  const history = await part.ledger.history(invoice.id);
  for (const { type, id } of older) {
    const key = documentKey(type, id as SavedDocument['id']);
    const document = found.get(key);
    if (!document || invoiceIdInNote(document.privateNote) === invoice.id) continue;
    const wasOurs = history.some(({ state, what }) => state !== 'held' && what.includes(`(Id ${id})`));
    if (!wasOurs) found.delete(key);
  }
}
