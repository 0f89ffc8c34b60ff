// Which voided invoices of Autotask live in QuickBooks: by the ledger, else by the id in the note, else by number, customer and total.
// What nobody ever sent is nobody's business: it is looked for once, and then remembered as not there.
import { windowStart } from '../transfer/plan/eligible.ts';
import { findByNote, findByNumber } from '../matching/read.ts';
import type { Transfer } from '../model/ledger.ts';
import { type CompanyId, type InvoiceId, type SavedDocument, type SourceCompany, type SourceInvoice, invoiceId } from '../model.ts';
import { cents, isNegative } from '../money.ts';
import type { RunContext } from '../run/context.ts';
import { customerName } from '../rules/customer.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import { documentNumber } from '../rules/document/number.ts';
import type { Settings } from '../settings.ts';
import { nameKey, pathKey } from '../text.ts';
import type { VoidCase } from './plan.ts';

/** Ids of voided invoices that QuickBooks was found not to have. */
const NOTHING_THERE = 'voids.nothing';

export interface VoidedInvoices {
  readonly headers: readonly SourceInvoice[];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
}

/** Headers voided since, and those whose void was begun and not finished; `days: null`: only the latter. */
export async function readVoided(part: RunContext, days: number | null): Promise<VoidedInvoices> {
  const inWindow = days === null ? [] : await part.autotask.invoices({ kind: 'voided', from: windowStart(part.clock.now(), days) });
  const headers = new Map(inWindow.filter((invoice) => invoice.isVoided).map((invoice) => [invoice.id, invoice]));
  const begun = (await part.ledger.unfinished()).filter((one) => one.voiding === 'intent' && !headers.has(one.invoiceId));
  if (begun.length > 0) {
    const ids = begun.map((one) => one.invoiceId);
    for (const invoice of await part.autotask.invoices({ kind: 'ids', ids })) headers.set(invoice.id, invoice);
  }
  const list = [...headers.values()].sort((a, b) => a.id - b.id);
  return { headers: list, transfers: await part.ledger.transfers(list.map((invoice) => invoice.id)) };
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
  const rest = wanted.filter((invoice) => !byNote.has(invoice.id));
  const byNumber = await sameNumber(rest, part);
  const cases: VoidCase[] = [];
  for (const invoice of wanted) {
    const noted = byNote.get(invoice.id);
    const documents = noted ?? byNumber.get(invoice.id) ?? [];
    if (documents.length > 0)
      cases.push({ invoice, transfer: transfers.get(invoice.id) ?? null, tie: noted ? 'note' : 'number', documents });
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

/** Documents of other hands with the same number, customer and total. */
async function sameNumber(invoices: readonly SourceInvoice[], part: RunContext): Promise<Map<InvoiceId, SavedDocument[]>> {
  const numbers = new Map<InvoiceId, string>();
  for (const invoice of invoices) {
    const number = numberInBooks(invoice, part.settings);
    if (number !== null) numbers.set(invoice.id, number);
  }
  const holders = await findByNumber(part.quickbooks, [...new Set(numbers.values())]);
  const found = new Map<InvoiceId, SavedDocument[]>();
  if (holders.size === 0) return found;
  const candidates = invoices.filter((invoice) => holders.has(numbers.get(invoice.id) ?? ''));
  const companies = new Map<CompanyId, SourceCompany>(
    (await part.autotask.companies([...new Set(candidates.map((invoice) => invoice.companyId))])).map((one) => [one.id, one]),
  );
  const isComputedThere = (await part.quickbooks.preferences()).taxWorld === 'automated';
  for (const invoice of candidates) {
    const company = companies.get(invoice.companyId);
    const same = (holders.get(numbers.get(invoice.id) ?? '') ?? []).filter(
      (document) =>
        invoiceIdInNote(document.privateNote) === null &&
        company !== undefined &&
        isSameCustomer(document, company, part.settings) &&
        isSameTotal(document, invoice, isComputedThere),
    );
    const taken = new Set((await Promise.all(same.map((one) => part.ledger.transfersOfDocuments(one.type, [one.id])))).flat().map(keyOf));
    const free = same.filter((one) => !taken.has(`${one.type}/${one.id}`));
    if (free.length > 0) found.set(invoice.id, free);
  }
  return found;
}

const keyOf = (transfer: Transfer): string => `${transfer.documentType}/${transfer.quickBooksId ?? ''}`;

/** The number under which QuickBooks would have it; null: none that could be told from others. */
export function numberInBooks(invoice: SourceInvoice, settings: Settings): string | null {
  if (settings.invoices.numbering === 'quickbooks') {
    const number = invoice.number ?? '';
    return number.trim() === '' || number === 'ERROR' ? null : number;
  }
  const decision = documentNumber(invoice, settings);
  return 'value' in decision ? decision.value : null;
}

function isSameCustomer(document: SavedDocument, company: SourceCompany, settings: Settings): boolean {
  const mapped = settings.customers.map[String(company.id)];
  if (mapped !== undefined) return document.customerId === mapped;
  const path = pathKey(company.name);
  if (path !== null && pathKey(document.customerName) === path) return true;
  return [company.name, customerName(company)].some((name) => nameKey(name) === nameKey(document.customerName));
}

/** To the cent; where QuickBooks computes the tax, the total before tax. */
function isSameTotal(document: SavedDocument, invoice: SourceInvoice, isComputedThere: boolean): boolean {
  const total = invoice.net.plus(invoice.tax);
  if ((document.type === 'CreditMemo') !== isNegative(total)) return false;
  const net = document.total.minus(document.tax);
  return document.total.eq(cents(total.abs())) || (isComputedThere && net.eq(cents(invoice.net.abs())));
}
