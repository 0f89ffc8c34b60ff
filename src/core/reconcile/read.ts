// Reads what a tie-out needs, by page: QuickBooks' documents of the span once, never one at a time.
import { readScope } from '../companies/read.ts';
import { buildCatalog, type Catalog } from '../facts/catalog.ts';
import type { LocalDate } from '../dates.ts';
import { readTies } from '../transfer/ties.ts';
import { readLists } from '../transfer/read.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import type { DocumentType, QuickBooksId, SavedDocument, SourceInvoice } from '../model.ts';
import { documentKey } from '../model/document.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort, RunEvents } from '../ports.ts';
import { isZero } from '../money.ts';
import { numbersOf } from '../matching/numbers.ts';
import { readTaken } from '../matching/read.ts';
import { Reconciler } from './reconcile.ts';
import { type BooksFacts, type Pair, type Reconciliation } from './types.ts';
import { TotalsWork, type ReconcileTotals } from './totals.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import { quickBooksDecidesTax } from '../rules/tax/world.ts';
import { readStatuses } from '../transfer/read.ts';
import { withRates } from '../run/exchange-rates.ts';
import { invoiceCurrency } from '../rules/customer.ts';
import { isForeign } from './amounts.ts';
import type { Settings } from '../settings.ts';
import { Calendar } from '../calendar.ts';
import { groupLines, type Source } from '../facts/source.ts';

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

/** What a tie-out is made of. Of the pairs, lines aren't kept. */
export interface TieOutFacts {
  readonly reconciliation: Reconciliation;
  readonly totals: ReconcileTotals;
  readonly catalog: Catalog;
}

/** Invoices of the span (by invoice date, both days included) against their documents; their lines are read, compared and let go batch by batch. */
export async function tieOut(ports: ReconcilePorts, span: Span, settings: Settings): Promise<TieOutFacts> {
  const { books, invoices, sourcesOf } = await readBooks(ports, span, settings);
  const totals = new TotalsWork(books);
  const work = new Reconciler(books, (pair, exceptions) => {
    totals.add(
      pair,
      exceptions.some(({ kind }) => kind === 'customer'),
    );
    return withoutLines(pair);
  });
  const inOrder = invoices.toSorted((a, b) => a.id - b.id);
  for (let at = 0; at < inOrder.length; at += BATCH) {
    if (inOrder.length > BATCH) ports.events.progress('Comparing invoices', { done: at, of: inOrder.length });
    work.add(await sourcesOf(inOrder.slice(at, at + BATCH)));
  }
  return { reconciliation: work.finish(), totals: totals.all(), catalog: books.catalog };
}

function withoutLines(pair: Pair): Pair {
  const source = pair.source && { ...pair.source, lines: [] };
  return { ...pair, source };
}

interface Books {
  readonly books: BooksFacts;
  readonly invoices: readonly SourceInvoice[];
  readonly sourcesOf: (invoices: readonly SourceInvoice[]) => Promise<Source[]>;
}

/** Everything but the lines of the invoices. */
async function readBooks(ports: ReconcilePorts, span: Span, settings: Settings): Promise<Books> {
  ports.events.progress('Reading both systems');
  const { autotask, quickbooks, ledger } = ports;
  const [all, dated, company, preferences, items, outcomes] = await Promise.all([
    autotask.invoices({ kind: 'dated', ...span }),
    quickbooks.documents({ kind: 'dated', ...span, isBrief: true }),
    quickbooks.company(),
    quickbooks.preferences(),
    quickbooks.items(),
    ledger.outcomes(),
  ]);
  const classes = preferences.classTracking === 'off' ? [] : await quickbooks.classes();
  const shelf = new CompanyShelf(autotask);
  const [lists, transfers] = await Promise.all([
    readLists(autotask, settings, { linesOfBusiness: true, taxes: false }),
    ledger.transfers(all.map((invoice) => invoice.id)),
    shelf.fetch(all.map((invoice) => invoice.companyId)),
  ]);
  // Companies of other profiles are in their books, unless this ledger had the invoice.
  const scope = await readScope(autotask, settings, all);
  const invoices = all.filter((one) => transfers.has(one.id) || scope(one) === null);
  const known = new Map(dated.map((document) => [documentKey(document.type, document.id), document]));
  const add = (documents: readonly SavedDocument[]): void => {
    for (const document of documents) known.set(documentKey(document.type, document.id), document);
  };
  // Dated elsewhere in QuickBooks by somebody: the ledger still knows them.
  const moved: Record<DocumentType, QuickBooksId[]> = { Invoice: [], CreditMemo: [] };
  for (const transfer of transfers.values()) {
    if (transfer.quickBooksId !== null && !known.has(documentKey(transfer.documentType, transfer.quickBooksId)))
      moved[transfer.documentType].push(transfer.quickBooksId);
  }
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    if (moved[type].length > 0) add(await quickbooks.documents({ kind: 'ids', type, ids: moved[type] }));
  }
  // The same without a ledger (another host's, lost, or another integration's): by number.
  const noted = new Set(dated.map((document) => invoiceIdInNote(document.privateNote)));
  const numbered = new Set(dated.map((document) => document.docNumber));
  const lost = invoices
    .filter((one) => !one.isVoided && !noted.has(one.id) && !transfers.get(one.id)?.quickBooksId)
    .flatMap((one) => numbersOf(one, settings))
    .filter((number) => !numbered.has(number));
  if (lost.length > 0 && lost.length <= MOST_NUMBERS) add(await quickbooks.documents({ kind: 'numbered', numbers: lost }));
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
  const foreign = [...known.values()].filter((one) => isForeign(one.currency, bare)).map(({ currency, date }) => ({ currency, date }));
  const owed = invoices
    .filter((one) => !one.isVoided)
    .map((one) => ({ currency: invoiceCurrency({ company: shelf.get(one.companyId), lists }, bare), date: one.date }))
    .filter(({ currency }) => isForeign(currency, bare));
  const catalog = await withRates([...foreign, ...owed], bare, quickbooks);
  const companyNames = new Map<never, never>();
  return {
    books: {
      ...span,
      settings,
      calendar: new Calendar(settings.invoices.timeZone),
      now: autotask.now(),
      statuses: await readStatuses(autotask, invoices),
      catalog,
      documents: [...known.values()],
      transfers,
      taken: await readTaken([...known.values()], ledger),
      outcomes: new Map(outcomes.map((one) => [one.invoiceId, one])),
      isTaxByQuickBooks: quickBooksDecidesTax(catalog, settings),
      isTaxlessInAutotask: invoices.every((one) => one.isVoided || isZero(one.tax)),
    },
    invoices,
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
