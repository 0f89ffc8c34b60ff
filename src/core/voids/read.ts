// Which voided invoices of Autotask live in QuickBooks: by the ledger, else by the id in the note.
// What only looks like them is named.
// What was never sent is looked for once, and then remembered as not there.
import { Calendar } from '../calendar.ts';
import { readScope } from '../companies/read.ts';
import { belongingOf, ownerOf } from '../matching/belonging.ts';
import { numbersOf } from '../matching/numbers.ts';
import { findByNote, findByNumber, readTaken } from '../matching/read.ts';
import { billOf, customerByName } from '../matching/same-document.ts';
import type { Transfer } from '../model/ledger.ts';
import { type InvoiceId, type SavedDocument, type SourceInvoice, invoiceId } from '../model.ts';
import { quickBooksDecidesTax } from '../rules/tax/world.ts';
import type { RunContext } from '../run/context.ts';
import { readTies } from '../transfer/ties.ts';
import { windowStart } from '../transfer/plan/eligible.ts';
import type { VoidCase } from './plan.ts';

/** Ids of voided invoices that QuickBooks was found not to have. */
const NOTHING_THERE = 'voids.nothing';

export interface VoidedInvoices {
  readonly headers: readonly SourceInvoice[];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
}

/** Headers voided since, and those whose void was begun and not finished; `days: null`: only the latter. */
export async function readVoided(part: RunContext, days: number | null): Promise<VoidedInvoices> {
  const inWindow =
    days === null
      ? []
      : await part.autotask.invoices({
          kind: 'voided',
          from: windowStart(part.autotask.now(), days, new Calendar(part.settings.invoices.timeZone)),
        });
  const headers = new Map(inWindow.filter((invoice) => invoice.isVoided).map((invoice) => [invoice.id, invoice]));
  const begun = (await part.ledger.unfinished()).filter((one) => one.voiding === 'intent' && !headers.has(one.invoiceId));
  if (begun.length > 0) {
    const ids = begun.map((one) => one.invoiceId);
    for (const invoice of await part.autotask.invoices({ kind: 'ids', ids })) headers.set(invoice.id, invoice);
  }
  const list = [...headers.values()].sort((a, b) => a.id - b.id);
  const transfers = await part.ledger.transfers(list.map((invoice) => invoice.id));
  const scope = await readScope(part.autotask, part.settings, list);
  return { headers: list.filter((one) => transfers.has(one.id) || scope(one) === null), transfers };
}

/** What QuickBooks has of them. Invoices whose document is void in the ledger aren't asked for again. */
export async function findVoided(voided: VoidedInvoices, part: RunContext): Promise<VoidCase[]> {
  const known = voided.headers.flatMap((invoice) => {
    const transfer = voided.transfers.get(invoice.id);
    return transfer && isKnown(transfer) ? [{ invoice, transfer }] : [];
  });
  const unknown = voided.headers.filter((invoice) => {
    const transfer = voided.transfers.get(invoice.id);
    return transfer === undefined || (transfer.quickBooksId === null && transfer.state !== 'voided');
  });
  return [...(await ofLedger(known, part)), ...(await ofOthers(unknown, voided.transfers, part))].sort(
    (a, b) => a.invoice.id - b.invoice.id,
  );
}

function isKnown(transfer: Transfer): boolean {
  return transfer.quickBooksId !== null && transfer.state !== 'voided';
}

/** The documents that the ledger names: one question a type. */
async function ofLedger(
  known: readonly { readonly invoice: SourceInvoice; readonly transfer: Transfer }[],
  part: RunContext,
): Promise<VoidCase[]> {
  const documents: SavedDocument[] = [];
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = known.flatMap(({ transfer }) =>
      transfer.documentType === type && transfer.quickBooksId !== null ? [transfer.quickBooksId] : [],
    );
    if (ids.length > 0) documents.push(...(await part.quickbooks.documents({ kind: 'ids', type, ids })));
  }
  return known.map(({ invoice, transfer }) => ({
    invoice,
    transfer,
    tie: 'ledger',
    documents: documents.filter((one) => one.type === transfer.documentType && one.id === transfer.quickBooksId),
  }));
}

async function ofOthers(
  unknown: readonly SourceInvoice[],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  part: RunContext,
): Promise<VoidCase[]> {
  const nothingThere = new Set<InvoiceId>(readIds(await part.ledger.recall(NOTHING_THERE)));
  const wanted = unknown.filter((invoice) => !nothingThere.has(invoice.id));
  if (wanted.length === 0) return [];
  const byNote = await findByNote(part.quickbooks, new Map(wanted.map((invoice) => [invoice.id, [invoice.date]])));
  // What the ledger has for another invoice is that one's, whatever its note says.
  const taken = await readTaken([...byNote.values()].flat(), part.ledger);
  for (const [id, documents] of byNote) {
    const own = documents.filter((one) => ownerOf(one, taken) === id);
    if (own.length === 0) byNote.delete(id);
    else byNote.set(id, own);
  }
  const rest = wanted.filter((invoice) => !byNote.has(invoice.id));
  const byNumber = await alikeByNumber(rest, part);
  const cases: VoidCase[] = [];
  for (const invoice of wanted) {
    const noted = byNote.get(invoice.id);
    const documents = noted ?? byNumber.get(invoice.id) ?? [];
    if (documents.length > 0) cases.push({ invoice, transfer: transfers.get(invoice.id) ?? null, tie: noted ? 'note' : 'none', documents });
  }
  if (!part.isDryRun) {
    const found = new Set(cases.map((one) => one.invoice.id));
    const still = unknown.map((invoice) => invoice.id).filter((id) => !found.has(id));
    await part.ledger.remember(NOTHING_THERE, JSON.stringify(still));
  }
  return cases;
}

function readIds(mark: string | null): InvoiceId[] {
  const parsed: unknown = mark === null ? [] : JSON.parse(mark);
  return Array.isArray(parsed) ? parsed.filter((id): id is number => typeof id === 'number').map((id) => invoiceId(id)) : [];
}

/** Documents that nobody has, and that are these invoices by number, customer and amount: named, and never voided. */
async function alikeByNumber(invoices: readonly SourceInvoice[], part: RunContext): Promise<Map<InvoiceId, SavedDocument[]>> {
  const found = new Map<InvoiceId, SavedDocument[]>();
  const numbers = invoices.flatMap((invoice) => numbersOf(invoice, part.settings));
  const holders = await findByNumber(part.quickbooks, [...new Set(numbers)]);
  if (holders.size === 0) return found;
  const documents = [...holders.values()].flat();
  const ids = [...new Set(invoices.map((invoice) => invoice.companyId))];
  const [companies, preferences, taken, ties] = await Promise.all([
    part.autotask.companies(ids),
    part.quickbooks.preferences(),
    readTaken(documents, part.ledger),
    readTies(part, part.settings),
  ]);
  const isTaxByQuickBooks = quickBooksDecidesTax({ preferences }, part.settings);
  for (const invoice of invoices) {
    const company = companies.find((one) => one.id === invoice.companyId) ?? null;
    const otherCustomer = customerByName(company, invoice, { settings: part.settings, ties });
    const bill = billOf(invoice, part.settings, { isTaxByQuickBooks, otherCustomer });
    const alike = documents.filter((one) => belongingOf(one, bill, undefined, taken).kind === 'alike');
    if (alike.length > 0) found.set(invoice.id, alike);
  }
  return found;
}
