// `adopt`: reads both sides by page, matches, and writes the links into the ledger, nowhere else.
import { newTransfer, savedPart } from '../transfer/ledger-row.ts';
import { candidate, matchDocuments, type Adoption, type Candidate } from './plan.ts';
import { addDays, instantAt, utcDay, type LocalDate } from '../dates.ts';
import { documentName } from '../model/document.ts';
import { readCatalog } from '../transfer/read.ts';
import { CompanyShelf } from '../facts/company-shelf.ts';
import type { RunPorts } from '../run/context.ts';
import type { SavedDocument, SourceInvoice } from '../model.ts';
import { findCustomer } from '../rules/customer.ts';
import type { Settings } from '../settings.ts';

export interface AdoptOptions {
  readonly settings: Settings;
  readonly profile: string;
  readonly runId: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface AdoptFindings {
  readonly adoptions: readonly Adoption[];
  /** Invoices that the ledger has linked or sent already. */
  readonly known: readonly SourceInvoice[];
  /** Voided in Autotask: left out. */
  readonly voided: number;
}

/** Hand work is dated a little apart: documents are read so many days around the invoices. */
const MARGIN_DAYS = 31;

export async function findAdoptions(ports: RunPorts, options: AdoptOptions): Promise<AdoptFindings> {
  const { settings, from, to } = options;
  ports.events.progress('Reading lists and invoices');
  const [catalog, all] = await Promise.all([readCatalog(ports.quickbooks, settings), ports.autotask.invoices({ kind: 'dated', from, to })]);
  const transfers = await ports.ledger.transfers(all.map((invoice) => invoice.id));
  const isKnown = (invoice: SourceInvoice): boolean => {
    const transfer = transfers.get(invoice.id);
    return transfer !== undefined && transfer.state !== 'rejected';
  };
  const voided = all.filter((invoice) => invoice.isVoided && !isKnown(invoice));
  const invoices = all.filter((invoice) => !invoice.isVoided && !isKnown(invoice));
  const shelf = new CompanyShelf(ports.autotask);
  await shelf.fetch(invoices.map((invoice) => invoice.companyId));
  ports.events.progress('Reading documents from QuickBooks');
  const adoptions = matchDocuments({
    invoices,
    documents: invoices.length === 0 ? [] : await readDocuments(ports, invoices, options),
    companyOf: (invoice) => shelf.get(invoice.companyId)?.name ?? `company ${invoice.companyId}`,
    customerOf: (invoice) => {
      const company = shelf.get(invoice.companyId);
      return company === null ? null : (findCustomer(company, catalog, settings)?.id ?? null);
    },
    prefix: settings.invoices.numberPrefix,
    comparesNet: catalog.preferences.taxWorld === 'automated' && settings.tax.mode !== 'autotask',
  });
  return { adoptions, known: all.filter(isKnown), voided: voided.length };
}

/** By date with a margin, and by number whatever the date; without those that the ledger has tied to other invoices. */
async function readDocuments(ports: RunPorts, invoices: readonly SourceInvoice[], { from, to }: AdoptOptions): Promise<Candidate[]> {
  const numbers = invoices.flatMap((invoice) => (invoice.number === null || invoice.number.trim() === '' ? [] : [invoice.number.trim()]));
  const documents = new Map<string, Candidate>();
  const add = (one: SavedDocument): unknown => documents.set(`${one.type}/${one.id}`, candidate(one));
  await Promise.all([
    ports.quickbooks.eachDocument({ kind: 'dated', from: addDays(from, -MARGIN_DAYS), to: addDays(to, MARGIN_DAYS), isBrief: true }, add),
    numbers.length === 0 ? null : ports.quickbooks.eachDocument({ kind: 'numbered', numbers: [...new Set(numbers)] }, add),
  ]);
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = [...documents.values()].filter((one) => one.type === type).map((one) => one.id);
    for (const taken of await ports.ledger.transfersOfDocuments(type, ids))
      if (taken.quickBooksId !== null) documents.delete(`${type}/${taken.quickBooksId}`);
  }
  return [...documents.values()];
}

/** Links what matched: rows in the state `done`, so that no run ever sends these again. */
export async function linkAdoptions(adoptions: readonly Adoption[], ports: RunPorts, options: AdoptOptions): Promise<number> {
  let linked = 0;
  for (const one of adoptions) {
    if (one.kind !== 'matched') continue;
    const at = instantAt(ports.clock.now());
    const base = newTransfer({ invoice: one.invoice, company: one.company }, one.document.type, 0, {
      clock: ports.clock,
      digest: ports.digest,
      profile: options.profile,
      runId: options.runId,
    });
    await ports.ledger.save(
      { ...base, ...savedPart(one.document), state: 'done', wasAdopted: true, updatedAt: at },
      { what: `linked by adopt: ${documentName(one.document)}, ${one.by}` },
    );
    linked += 1;
  }
  await ports.ledger.clearOutcomes(adoptions.flatMap((one) => (one.kind === 'matched' ? [one.invoice.id] : [])));
  return linked;
}

/** The day after the newest linked invoice was created, those linked before included; null where there is none. */
export function suggestGoLive({ adoptions, known }: AdoptFindings): LocalDate | null {
  const linked = [...known, ...adoptions.flatMap((one) => (one.kind === 'matched' ? [one.invoice] : []))];
  const newest = linked
    .map((invoice) => utcDay(invoice.createdAt))
    .sort()
    .at(-1);
  return newest === undefined ? null : addDays(newest, 1);
}

/** Not in QuickBooks, and never sent if the go-live date is this. */
export function leftBehind(adoptions: readonly Adoption[], goLive: LocalDate): Adoption[] {
  return adoptions.filter((one) => one.kind !== 'matched' && utcDay(one.invoice.createdAt) < goLive);
}
