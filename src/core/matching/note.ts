// Autotask's invoice id in a document's PrivateNote: written at the create, and found again there without the ledger.
import type { InvoiceId } from '../model.ts';

/** Autotask's invoice id in the document itself: it is found again without the ledger. */
export function privateNote(id: InvoiceId): string {
  return `Autotask invoice id ${id}`;
}

/** The invoice id in a note, also when people or a void added to it; null when there is none. */
export function invoiceIdInNote(note: string): InvoiceId | null {
  const match = /\bAutotask invoice id (\d+)\b/i.exec(note);
  return match ? (Number(match[1]) as InvoiceId) : null;
}
