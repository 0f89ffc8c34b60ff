// What changed in QuickBooks since the last run that was finished.
// One call of change data capture, each change seen once.
import { Calendar } from '../calendar.ts';
import { DAY_MS, instantAt, type Instant } from '../dates.ts';
import { windowStart } from '../transfer/plan/eligible.ts';
import type { Transfer } from '../model/ledger.ts';
import type { Changes, InvoiceId, Payment, QuickBooksId, ChangedDocument } from '../model.ts';
import { ZERO } from '../money.ts';
import type { RunContext } from '../run/context.ts';
import { invoiceIdInNote } from '../matching/note.ts';

/** Where the last finished run had got to. */
const CURSOR = 'payments.cursor';
/** QuickBooks' clock may be a little behind its own changes. */
const OVERLAP_MS = 60_000;
/** A little less than the 30 days that change data capture reaches back: beyond them it takes several calls. */
const FIRST_DAYS = 28;

interface Cursor {
  /** By QuickBooks' clock. */
  readonly asOf: Instant;
  /** When that was by ours; ledgers of older programs don't say. */
  readonly askedAt?: Instant;
  /** Changes inside the overlap that were dealt with already. */
  readonly seen: readonly string[];
}

export interface News {
  /** Changed since the last finished run, without what that one saw already. */
  readonly documents: readonly ChangedDocument[];
  readonly payments: readonly Payment[];
  readonly deleted: Changes['deleted'];
  /** Call it when everything was dealt with. */
  readonly keepCursor: () => Promise<void>;
}

/** `days: null`: since the last finished run; at first since the oldest transfer, 28 days at least. */
export async function readNews(part: RunContext, days: number | null): Promise<News> {
  const cursor = readCursor(await part.ledger.recall(CURSOR));
  const now = part.clock.now();
  const calendar = new Calendar(part.settings.invoices.timeZone);
  const since = days === null ? await sinceOf(cursor, now, part) : windowStart(now, days, calendar);
  const changes = await part.quickbooks.changes(since);
  // Days asked for by a person show again what was seen.
  const seen = new Set(days === null ? cursor?.seen : []);
  const isNew = (key: string): boolean => !seen.has(key);
  // A look that begins after the cursor leaves a gap: the cursor stays where it is.
  const hasGap = days !== null && (cursor === null || since > cursor.asOf);
  const edge = instantAt(Date.parse(changes.asOf) - OVERLAP_MS);
  const next: Cursor = {
    asOf: changes.asOf,
    askedAt: instantAt(now),
    seen: [
      ...changes.documents.filter((one) => one.updatedAt >= edge).map(keyOfDocument),
      ...changes.payments.filter((one) => one.updatedAt >= edge).map(keyOfPayment),
      ...changes.deleted.map(keyOfDeleted),
    ],
  };
  return {
    documents: changes.documents.filter((one) => isNew(keyOfDocument(one))),
    payments: changes.payments.filter((one) => isNew(keyOfPayment(one))),
    deleted: changes.deleted.filter((one) => isNew(keyOfDeleted(one))),
    keepCursor: async () => {
      if (!part.isDryRun && !hasGap) await part.ledger.remember(CURSOR, JSON.stringify(next));
    },
  };
}

const keyOfDocument = (one: ChangedDocument): string => `${one.type} ${one.id} ${one.syncToken} ${one.balance.toFixed()}`;
const keyOfPayment = (one: Payment): string => `Payment ${one.id} ${one.updatedAt}`;
const keyOfDeleted = (one: Changes['deleted'][number]): string => `${one.type} ${one.id} deleted`;

function readCursor(mark: string | null): Cursor | null {
  return mark === null ? null : (JSON.parse(mark) as Cursor);
}

/** Our clock when changes were last asked for and dealt with to their end; null: never. */
export async function lastAsked(ledger: Pick<RunContext['ledger'], 'recall'>): Promise<number | null> {
  const cursor = readCursor(await ledger.recall(CURSOR));
  return cursor === null ? null : Date.parse(cursor.askedAt ?? cursor.asOf);
}

async function sinceOf(cursor: Cursor | null, now: number, part: RunContext): Promise<Instant> {
  if (cursor !== null) return instantAt(Date.parse(cursor.asOf) - OVERLAP_MS);
  const first = instantAt(now - FIRST_DAYS * DAY_MS);
  const [oldest] = await part.ledger.allTransfers();
  return oldest !== undefined && oldest.createdAt < first ? oldest.createdAt : first;
}

/** A changed document with the Autotask invoice it belongs to. */
export interface Tied {
  readonly document: ChangedDocument;
  readonly invoiceId: InvoiceId;
  /** null: only the note ties them; Autotask's header has to agree. */
  readonly transfer: Transfer | null;
}

/** By the ledger, else by the Autotask id in the note. Documents of other hands are left out. */
export async function tieDocuments(documents: readonly ChangedDocument[], part: RunContext): Promise<Tied[]> {
  const invoices = documents.filter((one) => one.type === 'Invoice');
  const rows = await part.ledger.transfersOfDocuments(
    'Invoice',
    invoices.map((one) => one.id),
  );
  const byDocument = new Map(rows.map((row) => [row.quickBooksId, row]));
  const noted = new Map<InvoiceId, ChangedDocument[]>();
  const tied: Tied[] = [];
  for (const document of invoices) {
    const transfer = byDocument.get(document.id);
    if (transfer) {
      tied.push({ document, invoiceId: transfer.invoiceId, transfer });
      continue;
    }
    const id = invoiceIdInNote(document.privateNote);
    if (id !== null) noted.set(id, [...(noted.get(id) ?? []), document]);
  }
  // A copy that a person made of one of our documents has its note too: the ledger knows the right one.
  const known = await part.ledger.transfers([...noted.keys()]);
  for (const [id, several] of noted) {
    const [only] = several;
    if (only && several.length === 1 && (known.get(id)?.quickBooksId ?? null) === null)
      tied.push({ document: only, invoiceId: id, transfer: null });
  }
  return tied.sort((a, b) => a.invoiceId - b.invoiceId);
}

/** The invoices that changed, and those that a changed or deleted payment touches without their having changed themselves. */
export async function readTouched(news: News, part: RunContext): Promise<ChangedDocument[]> {
  const documents = new Map<QuickBooksId, ChangedDocument>(
    news.documents.filter((one) => one.type === 'Invoice').map((one) => [one.id, one]),
  );
  const missing = new Set(news.payments.flatMap((payment) => payment.applied.filter((one) => one.type === 'Invoice').map((one) => one.id)));
  if (news.deleted.some((one) => one.type === 'Payment')) {
    // What a deleted payment had paid isn't said: all that we ever called paid is looked at.
    for (const row of await part.ledger.allTransfers()) {
      if (row.paidDate !== null && row.quickBooksId !== null && row.documentType === 'Invoice' && row.state !== 'voided')
        missing.add(row.quickBooksId);
    }
  }
  const ids = [...missing].filter((id) => !documents.has(id));
  if (ids.length > 0) for (const one of await part.quickbooks.documents({ kind: 'ids', type: 'Invoice', ids })) documents.set(one.id, one);
  return [...documents.values()];
}

/** The payments linked to these documents: those that came along, and the rest in one question. */
export async function readPayments(
  documents: readonly ChangedDocument[],
  news: News,
  part: RunContext,
): Promise<Map<QuickBooksId, Payment>> {
  const payments = new Map(news.payments.map((one) => [one.id, one]));
  const wanted = documents
    .filter((one) => !one.isVoided && one.total.gt(one.balance) && one.balance.lte(ZERO))
    .flatMap((one) => one.linked.filter((link) => link.type === 'Payment').map((link) => link.id));
  const ids = [...new Set(wanted)].filter((id) => !payments.has(id));
  if (ids.length > 0) for (const one of await part.quickbooks.payments(ids)) payments.set(one.id, one);
  return payments;
}
