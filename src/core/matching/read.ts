// What QuickBooks already has of the invoices at hand: by the Autotask id in the private note, and by document number.
// Asked before every create, because a ledger can be lost, restored from an old backup, or new.
import { addDays, type Instant, type LocalDate } from '../dates.ts';
import type { DocumentType, InvoiceId, QuickBooksId, SavedDocument } from '../model.ts';
import type { DocumentQuery, LedgerPort, QuickBooksPort } from '../ports.ts';
import { takenBy, type TakenDocuments } from './belonging.ts';
import { invoiceIdInNote } from './note.ts';

export interface Found {
  /** Documents whose note holds the id, voided ones included. */
  readonly byNote: ReadonlyMap<InvoiceId, readonly SavedDocument[]>;
  readonly byNumber: ReadonlyMap<string, readonly SavedDocument[]>;
}

/** Dates further apart than this are asked for separately: one invoice dated last year must not fetch a year of documents. */
const GAP_DAYS = 10;

/** Spans that cover the dates without long gaps. */
export function dateSpans(dates: Iterable<LocalDate>): { from: LocalDate; to: LocalDate }[] {
  const spans: { from: LocalDate; to: LocalDate }[] = [];
  for (const date of [...new Set(dates)].sort()) {
    const last = spans.at(-1);
    if (last && date <= addDays(last.to, GAP_DAYS)) last.to = date;
    else spans.push({ from: date, to: date });
  }
  return spans;
}

/**
 * Reads by span of dates: a page of 1,000 documents a call, however many invoices. People move a document to another day,
 * in either system: `madeSince` looks at what QuickBooks made since then too, whatever its date.
 */
export async function findByNote(
  quickbooks: QuickBooksPort,
  wanted: ReadonlyMap<InvoiceId, readonly LocalDate[]>,
  madeSince: Instant | null = null,
): Promise<Map<InvoiceId, SavedDocument[]>> {
  const found = new Map<InvoiceId, SavedDocument[]>();
  const queries: DocumentQuery[] = dateSpans([...wanted.values()].flat()).map((span) => ({ kind: 'dated', ...span }));
  if (madeSince !== null && wanted.size > 0) queries.push({ kind: 'made', since: madeSince });
  for (const query of queries) {
    await quickbooks.eachDocument(query, (document) => {
      const id = invoiceIdInNote(document.privateNote);
      if (id !== null && wanted.has(id)) add(found, id, document);
    });
  }
  return found;
}

export async function findByNumber(quickbooks: QuickBooksPort, numbers: readonly string[]): Promise<Map<string, SavedDocument[]>> {
  const found = new Map<string, SavedDocument[]>();
  if (numbers.length === 0) return found;
  for (const document of await quickbooks.documents({ kind: 'numbered', numbers })) {
    if (document.docNumber !== null) add(found, document.docNumber, document);
  }
  return found;
}

/** Rows of the ledger in memory at once. */
const ROWS = 1000;

/** Which of these documents the ledger made or adopted, and for which invoice. */
export async function readTaken(
  documents: Iterable<Pick<SavedDocument, 'type' | 'id'>>,
  ledger: Pick<LedgerPort, 'transfersOfDocuments'>,
): Promise<TakenDocuments> {
  const ids: Record<DocumentType, QuickBooksId[]> = { Invoice: [], CreditMemo: [] };
  for (const { type, id } of documents) ids[type].push(id);
  const taken = new Map<string, InvoiceId>();
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    for (let at = 0; at < ids[type].length; at += ROWS) {
      const rows = await ledger.transfersOfDocuments(type, ids[type].slice(at, at + ROWS));
      for (const [key, invoice] of takenBy(rows)) taken.set(key, invoice);
    }
  }
  return taken;
}

function add<K>(map: Map<K, SavedDocument[]>, key: K, document: SavedDocument): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [document]);
  else if (!list.some((known) => known.type === document.type && known.id === document.id)) list.push(document);
}
