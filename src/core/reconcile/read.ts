// Reads what a tie-out needs, by page: QuickBooks' documents of the span once, never one at a time.
import { Calendar } from '../calendar.ts';
import { readScope } from '../companies/read.ts';
import type { LocalDate } from '../dates.ts';
import { buildCatalog, type Catalog } from '../facts/catalog.ts';
import { groupLines, type Source } from '../facts/source.ts';
import { numbersOf } from '../matching/numbers.ts';
import { readTaken } from '../matching/read.ts';
import type { CompanyId, DocumentType, InvoiceId, QuickBooksId, SavedDocument, SourceInvoice } from '../model.ts';
import { documentKey } from '../model/document.ts';
import type { Transfer } from '../model/ledger.ts';
import type { PackedRows } from '../model/packing.ts';
import { isZero } from '../money.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort, RunEvents } from '../ports.ts';
import { invoiceCurrency } from '../rules/customer.ts';
import { quickBooksDecidesTax } from '../rules/tax/world.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import { withRates } from '../run/exchange-rates.ts';
import type { Settings } from '../settings.ts';
import { readLists, readStatuses } from '../transfer/read.ts';
import { readTies } from '../transfer/ties.ts';
import { isForeign } from './amounts.ts';
import { Reconciler } from './reconcile.ts';
import { packedInvoices, packedTransfers, pairRow } from './rows.ts';
import { DocumentShelf } from './shelf.ts';
import { TotalsWork, type ReconcileTotals } from './totals.ts';
import type { BooksFacts, Reconciliation } from './types.ts';

export interface ReconcilePorts {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
  readonly events: RunEvents;
}

export interface Span {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** More than that without a document: the span was never synced, and looking for each number would cost more calls than it tells. */
const MOST_NUMBERS = 200;

/** Invoices whose lines are in memory at once: three queries of billing items, which is as many as Autotask answers side by side. */
const BATCH = 747;

/** Rows of the ledger that are unpacked at once. */
const ROWS = 1000;

export interface TieOutFacts {
  readonly reconciliation: Reconciliation;
  readonly totals: ReconcileTotals;
  readonly catalog: Catalog;
}

/**
 * Invoices of the span (by invoice date, both days included) against their documents. What is compared of both books is kept packed; it is unpacked,
 * compared and let go batch by batch, and the lines of a batch's invoices are read for it.
 */
export async function tieOut(ports: ReconcilePorts, span: Span, settings: Settings): Promise<TieOutFacts> {
  const { books, invoices, sourcesOf } = await readBooks(ports, span, settings);
  const totals = new TotalsWork(books);
  const work = new Reconciler(books, (pair, exceptions) => {
    totals.add(
      pair,
      exceptions.some(({ kind }) => kind === 'customer'),
    );
    return pairRow(pair);
  });
  const inOrder = [...invoices.keys()].sort((a, b) => a - b);
  for (let at = 0; at < inOrder.length; at += BATCH) {
    if (inOrder.length > BATCH) ports.events.progress('Comparing invoices', { done: at, of: inOrder.length });
    const batch = inOrder.slice(at, at + BATCH);
    work.add(await sourcesOf(batch.flatMap((id) => invoices.get(id) ?? [])));
    for (const id of batch) invoices.delete(id);
  }
  return { reconciliation: work.finish(), totals: totals.all(), catalog: books.catalog };
}

interface Books {
  readonly books: BooksFacts;
  readonly invoices: PackedRows<InvoiceId, SourceInvoice>;
  readonly sourcesOf: (invoices: readonly SourceInvoice[]) => Promise<Source[]>;
}

/** Everything but the lines of the invoices. */
async function readBooks(ports: ReconcilePorts, span: Span, settings: Settings): Promise<Books> {
  ports.events.progress('Reading both systems');
  const { autotask, quickbooks, ledger } = ports;
  const documents = new DocumentShelf();
  const put = (document: SavedDocument): void => documents.put(document);
  const [invoices, , company, preferences, items, outcomes] = await Promise.all([
    autotask.invoices({ kind: 'dated', ...span }).then(packInvoices),
    quickbooks.eachDocument({ kind: 'dated', ...span, isBrief: true }, put),
    quickbooks.company(),
    quickbooks.preferences(),
    quickbooks.items(),
    ledger.outcomes(),
  ]);
  const classes = preferences.classTracking === 'off' ? [] : await quickbooks.classes();
  const shelf = new CompanyShelf(autotask);
  const [lists, transfers] = await Promise.all([
    readLists(autotask, settings, { linesOfBusiness: true, taxes: false }),
    readTransfers([...invoices.rows.keys()], ledger),
    shelf.fetch(invoices.companies.values()),
  ]);
  const bare = buildCatalog({
    ties: (await readTies(ports, settings)).all(),
    company,
    preferences,
    items,
    classes,
    customers: [],
    holders: [],
    terms: [],
    taxCodes: [],
  });
  // Companies of other profiles are in their books, unless this ledger had the invoice.
  const scope = await readScope(
    autotask,
    settings,
    [...invoices.companies].map(([id, companyId]) => ({ id, companyId })),
  );
  for (const [id, companyId] of invoices.companies) if (!transfers.has(id) && scope({ id, companyId }) !== null) invoices.rows.delete(id);
  const currencyOf = (invoice: SourceInvoice): string => invoiceCurrency({ company: shelf.get(invoice.companyId), lists }, bare);
  const { lost, owed, withStatus, isTaxless } = survey(invoices.rows, { documents, transfers, settings, currencyOf });
  // Dated elsewhere in QuickBooks by somebody: the ledger still knows them.
  for (const [type, ids] of Object.entries(movedOf(transfers, documents)) as [DocumentType, QuickBooksId[]][])
    if (ids.length > 0) await quickbooks.eachDocument({ kind: 'ids', type, ids }, put);
  // The same without a ledger (another host's, lost, or another integration's): by number.
  if (lost.length > 0 && lost.length <= MOST_NUMBERS) await quickbooks.eachDocument({ kind: 'numbered', numbers: lost }, put);
  const foreign = [...documents.marks()].filter((one) => isForeign(one.currency, bare));
  const owedAbroad = owed.filter((one) => isForeign(one.currency, bare));
  const catalog = await withRates([...foreign, ...owedAbroad], bare, quickbooks);
  const companyNames = new Map<never, never>();
  return {
    books: {
      ...span,
      settings,
      calendar: new Calendar(settings.invoices.timeZone),
      now: autotask.now(),
      statuses: await readStatuses(autotask, withStatus === null ? [] : [withStatus]),
      catalog,
      documents,
      transfers,
      taken: await readTaken(documents.marks(), ledger),
      outcomes: new Map(outcomes.map((one) => [one.invoiceId, one])),
      isTaxByQuickBooks: quickBooksDecidesTax(catalog, settings),
      isTaxlessInAutotask: isTaxless,
    },
    invoices: invoices.rows,
    sourcesOf: async (batch) => {
      const groups = groupLines(await autotask.lines(batch.filter((invoice) => !invoice.isVoided).map((invoice) => invoice.id)));
      return batch.map((invoice) => ({
        invoice,
        lines: groups.get(invoice.id) ?? [],
        company: shelf.get(invoice.companyId),
        primaryEmail: '',
        companyNames,
        lists,
      }));
    },
  };
}

interface Survey {
  /** Numbers under which documents may be that neither the ledger nor a note ties to an invoice. */
  readonly lost: readonly string[];
  /** What is billed, each currency and day once. */
  readonly owed: readonly { readonly currency: string; readonly date: LocalDate }[];
  /** One that has a status; null: none has. */
  readonly withStatus: SourceInvoice | null;
  readonly isTaxless: boolean;
}

interface SurveyFacts {
  readonly documents: DocumentShelf;
  readonly transfers: PackedRows<InvoiceId, Transfer>;
  readonly settings: Settings;
  readonly currencyOf: (invoice: SourceInvoice) => string;
}

/** What has to be known of all invoices before the first is compared. */
function survey(rows: PackedRows<InvoiceId, SourceInvoice>, { documents, transfers, settings, currencyOf }: SurveyFacts): Survey {
  const noted = new Set<InvoiceId | null>();
  const numbered = new Set<string | null>();
  for (const mark of documents.marks()) {
    noted.add(mark.noted);
    numbered.add(mark.docNumber);
  }
  const lost: string[] = [];
  const owed = new Map<string, Survey['owed'][number]>();
  let withStatus: SourceInvoice | null = null;
  let isTaxless = true;
  for (const id of rows.keys()) {
    const one = rows.get(id);
    if (one === undefined || one.isVoided) continue;
    if (one.statusId !== null) withStatus = one;
    if (!isZero(one.tax)) isTaxless = false;
    const currency = currencyOf(one);
    owed.set(`${currency} ${one.date}`, { currency, date: one.date });
    if (noted.has(id) || transfers.get(id)?.quickBooksId) continue;
    lost.push(...numbersOf(one, settings).filter((number) => !numbered.has(number)));
  }
  return { lost, owed: [...owed.values()], withStatus, isTaxless };
}

interface PackedInvoices {
  readonly rows: PackedRows<InvoiceId, SourceInvoice>;
  readonly companies: ReadonlyMap<InvoiceId, CompanyId>;
}

function packInvoices(invoices: readonly SourceInvoice[]): PackedInvoices {
  const rows = packedInvoices();
  for (const invoice of invoices) rows.set(invoice.id, invoice);
  return { rows, companies: new Map(invoices.map((one) => [one.id, one.companyId])) };
}

async function readTransfers(ids: readonly InvoiceId[], ledger: LedgerPort): Promise<PackedRows<InvoiceId, Transfer>> {
  const rows = packedTransfers();
  for (let at = 0; at < ids.length; at += ROWS)
    for (const [id, transfer] of await ledger.transfers(ids.slice(at, at + ROWS))) rows.set(id, transfer);
  return rows;
}

/** Documents that the ledger made for these invoices, and that aren't dated in the span. */
function movedOf(transfers: PackedRows<InvoiceId, Transfer>, documents: DocumentShelf): Record<DocumentType, QuickBooksId[]> {
  const moved: Record<DocumentType, QuickBooksId[]> = { Invoice: [], CreditMemo: [] };
  for (const id of transfers.keys()) {
    const { documentType, quickBooksId = null } = transfers.get(id) ?? { documentType: 'Invoice' as const };
    if (quickBooksId !== null && !documents.has(documentKey(documentType, quickBooksId))) moved[documentType].push(quickBooksId);
  }
  return moved;
}
