// Reads everything about a batch of invoices and plans it: the part of a run that `sync` and `explain` share.
import { readSources } from './read.ts';
import { type CompanyShelf } from '../run/company-shelf.ts';
import type { Catalog } from '../facts/catalog.ts';
import type { LocalDate } from '../dates.ts';
import { withRates } from '../run/exchange-rates.ts';
import { foreignCurrency } from '../rules/exchange-rate.ts';
import { ownerOf } from '../matching/belonging.ts';
import { findByNumber, readTaken, type Found } from '../matching/read.ts';
import type { Transfer } from '../model/ledger.ts';
import type { DocumentType, InvoiceId, QuickBooksId, SavedDocument, SourceInvoice } from '../model.ts';
import { buildPlan, type Planned } from './plan/plan.ts';
import { documentKey } from '../model/document.ts';
import { readOlderCopies } from './older-copies.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort } from '../ports.ts';
import { documentNumber } from '../rules/document/number.ts';
import type { Settings } from '../settings.ts';
import type { Source, SourceLists } from '../facts/source.ts';

/** What stays from batch to batch; `catalog` grows by the names that were asked about. */
export interface Planning {
  catalog: Catalog;
  readonly lists: SourceLists;
  readonly shelf: CompanyShelf;
}

export interface BatchFacts {
  /** Documents of these invoices by their note; see `findByNote`. */
  readonly noted: Found['byNote'];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
  readonly settings: Settings;
  readonly forced?: { readonly makesNewCopy: boolean } | undefined;
}

export interface PlannedBatch {
  readonly plan: Planned[];
  readonly sources: readonly Source[];
  readonly found: Found;
}

/** Is it unknown whether QuickBooks has it? */
export function needsLook(transfer: Transfer | undefined, forced?: { readonly makesNewCopy: boolean }): boolean {
  if (forced?.makesNewCopy === true) return false;
  return transfer === undefined || transfer.state === 'intent' || transfer.state === 'rejected';
}

/** Lines, companies and documents of the batch, and what is to be done with each invoice. */
export async function planBatch(
  batch: readonly SourceInvoice[],
  planning: Planning,
  facts: BatchFacts,
  ports: {
    readonly autotask: AutotaskPort;
    readonly quickbooks: QuickBooksPort;
    readonly ledger: Pick<LedgerPort, 'recall' | 'transfersOfDocuments'>;
  },
): Promise<PlannedBatch> {
  const { settings, transfers, forced } = facts;
  const read = await readSources(batch, planning, ports, settings);
  planning.catalog = await withRates(foreignDays(read.sources, read.catalog), read.catalog, ports.quickbooks);
  const numbers = read.sources.flatMap((source) => (needsLook(transfers.get(source.invoice.id), forced) ? numberOf(source, settings) : []));
  const [byNumber, documents] = await Promise.all([
    findByNumber(ports.quickbooks, [...new Set(numbers)]),
    readDocuments(batch, transfers, ports.quickbooks),
  ]);
  const noted = batch.flatMap((invoice) => facts.noted.get(invoice.id) ?? []);
  const taken = await readTaken([...noted, ...[...byNumber.values()].flat()], ports.ledger);
  // What the ledger has for another invoice is that one's, whatever its note says.
  const byNote = new Map(batch.map(({ id }) => [id, (facts.noted.get(id) ?? []).filter((one) => ownerOf(one, taken) === id)]));
  const found: Found = { byNote, byNumber };
  const plan = buildPlan({
    older: await readOlderCopies(ports.ledger),
    taken,
    sources: read.sources,
    transfers,
    found,
    documents,
    catalog: planning.catalog,
    settings,
    makesNewCopy: forced?.makesNewCopy ?? false,
    isForced: forced !== undefined,
  });
  return { plan, sources: read.sources, found };
}

/** Currency and date of the invoices that are foreign to the books. */
function foreignDays(sources: readonly Source[], catalog: Catalog): { readonly currency: string; readonly date: LocalDate }[] {
  return sources.flatMap((source) => {
    const currency = foreignCurrency(source, catalog);
    const { date, isVoided } = source.invoice;
    return currency === null || isVoided ? [] : [{ currency, date }];
  });
}

function numberOf(source: Source, settings: Settings): string[] {
  const number = documentNumber(source.invoice, settings);
  return 'value' in number && number.value !== null ? [number.value] : [];
}

/** Documents of transfers whose state says that QuickBooks has them. */
async function readDocuments(
  batch: readonly SourceInvoice[],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  quickbooks: QuickBooksPort,
): Promise<Map<string, SavedDocument>> {
  const ids: Record<DocumentType, QuickBooksId[]> = { Invoice: [], CreditMemo: [] };
  for (const invoice of batch) {
    const transfer = transfers.get(invoice.id);
    if (transfer && transfer.quickBooksId !== null && transfer.state !== 'held' && transfer.state !== 'rejected')
      ids[transfer.documentType].push(transfer.quickBooksId);
  }
  const documents = new Map<string, SavedDocument>();
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    if (ids[type].length === 0) continue;
    for (const document of await quickbooks.documents({ kind: 'ids', type, ids: ids[type] }))
      documents.set(documentKey(type, document.id), document);
  }
  return documents;
}
