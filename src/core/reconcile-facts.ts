// Reads what a tie-out needs, by page: QuickBooks' documents of the span once, never one at a time.
import { buildCatalog } from './catalog.ts';
import type { LocalDate } from './dates.ts';
import { CompanyShelf, readLists } from './facts.ts';
import type { DocumentType, QuickBooksId, SavedDocument } from './model.ts';
import { documentKey } from './plan.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort, RunEvents } from './ports.ts';
import { numbersOf, type ReconcileFacts } from './reconcile.ts';
import { invoiceIdInNote } from './rules/message.ts';
import { quickBooksDecidesTax } from './rules/tax.ts';
import type { Settings } from './settings.ts';
import { groupLines } from './source.ts';

export interface ReconcilePorts {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
  readonly events: RunEvents;
  readonly clock: { now(): number };
}

export interface Span {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** More than that without a document: the span was never synced, and looking for each number would cost more calls than it tells. */
const MOST_NUMBERS = 200;

/** Invoices of the span (by invoice date, both days included) with their lines, documents and the ledger's rows. */
export async function readReconciliation(ports: ReconcilePorts, span: Span, settings: Settings): Promise<ReconcileFacts> {
  ports.events.progress('Reading both systems');
  const { autotask, quickbooks, ledger } = ports;
  const [invoices, dated, company, preferences, items, outcomes] = await Promise.all([
    autotask.invoices({ kind: 'dated', ...span }),
    quickbooks.documents({ kind: 'dated', ...span }),
    quickbooks.company(),
    quickbooks.preferences(),
    quickbooks.items(),
    ledger.outcomes(),
  ]);
  const classes = preferences.classTracking === 'off' ? [] : await quickbooks.classes();
  const shelf = new CompanyShelf(autotask);
  const [lists, lines, transfers] = await Promise.all([
    readLists(autotask, settings, { linesOfBusiness: true, taxes: false }),
    autotask.lines(invoices.filter((invoice) => !invoice.isVoided).map((invoice) => invoice.id)),
    ledger.transfers(invoices.map((invoice) => invoice.id)),
    shelf.fetch(invoices.map((invoice) => invoice.companyId)),
  ]);
  const groups = groupLines(lines);
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
  const catalog = buildCatalog({ company, preferences, items, classes, customers: [], holders: [], terms: [], taxCodes: [] });
  return {
    ...span,
    settings,
    now: ports.clock.now(),
    catalog,
    sources: invoices.map((invoice) => ({
      invoice,
      lines: groups.get(invoice.id) ?? [],
      company: shelf.get(invoice.companyId),
      primaryEmail: '',
      companyNames: new Map(),
      lists,
    })),
    documents: [...known.values()],
    transfers,
    outcomes: new Map(outcomes.map((one) => [one.invoiceId, one])),
    isTaxByQuickBooks: quickBooksDecidesTax(catalog, settings),
  };
}
