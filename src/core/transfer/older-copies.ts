// Copies made on purpose (`copy-invoice --overwrite`): which documents of an invoice are the older ones.
// Kept in the ledger before the copy is made, so that a run after a kill takes the new one for the invoice's own and not both for a
// mistake.
import { invoiceId, type InvoiceId } from '../model.ts';
import type { OlderCopy } from './plan/plan.ts';
import type { LedgerPort } from '../ports.ts';

const COPIES = 'copies.older';

/** By invoice; empty where no copy was ever made on purpose. */
export async function readOlderCopies(ledger: Pick<LedgerPort, 'recall'>): Promise<Map<InvoiceId, readonly OlderCopy[]>> {
  const mark = await ledger.recall(COPIES);
  const kept = mark === null ? {} : (JSON.parse(mark) as Record<string, OlderCopy[]>);
  return new Map(Object.entries(kept).map(([id, older]) => [invoiceId(Number(id)), older]));
}

/** Adds these to what is known of the invoice. */
export async function keepOlderCopies(ledger: LedgerPort, id: InvoiceId, documents: readonly OlderCopy[]): Promise<void> {
  const all = await readOlderCopies(ledger);
  const known = all.get(id) ?? [];
  const fresh = documents.filter((one) => !known.some((other) => other.type === one.type && other.id === one.id));
  const added = fresh.map(({ type, id: own, docNumber }): OlderCopy => ({ type, id: own, docNumber }));
  all.set(id, [...known, ...added]);
  await ledger.remember(COPIES, JSON.stringify(Object.fromEntries(all)));
}
