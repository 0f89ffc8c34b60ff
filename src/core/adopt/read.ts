// `adopt`: reads both sides by page, matches, and writes the links into the ledger, nowhere else.
import { candidate, matchDocuments } from './plan.ts';
import type { Candidate, AdoptFindings, AdoptOptions } from './types.ts';
import { readScope } from '../companies/read.ts';
import { addDays } from '../dates.ts';
import type { SavedDocument, SourceInvoice } from '../model.ts';
import { quickBooksDecidesTax } from '../rules/tax/world.ts';
import { findCustomer } from '../matching/customer.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import type { RunPorts } from '../run/context.ts';
import { withTies } from '../transfer/ties.ts';
import { readCatalog } from '../transfer/read.ts';

/** Hand work is dated a little apart: documents are read this many days around the invoices. */
const MARGIN_DAYS = 31;

export async function findAdoptions(ports: RunPorts, options: AdoptOptions): Promise<AdoptFindings> {
  const { settings, from, to } = options;
  ports.events.progress('Reading lists and invoices');
  const [lists, all] = await Promise.all([readCatalog(ports.quickbooks, settings), ports.autotask.invoices({ kind: 'dated', from, to })]);
  const transfers = await ports.ledger.transfers(all.map((invoice) => invoice.id));
  const isKnown = (invoice: SourceInvoice): boolean => {
    const transfer = transfers.get(invoice.id);
    return transfer !== undefined && transfer.state !== 'rejected';
  };
  const scope = await readScope(ports.autotask, settings, all);
  const isMine = (invoice: SourceInvoice): boolean => !isKnown(invoice) && scope(invoice) === null;
  const voided = all.filter((invoice) => invoice.isVoided && isMine(invoice));
  const invoices = all.filter((invoice) => !invoice.isVoided && isMine(invoice));
  const shelf = new CompanyShelf(ports.autotask);
  const billed = new Set(invoices.map((invoice) => invoice.companyId));
  const catalog = await withTies(lists, billed, shelf, ports, settings);
  ports.events.progress('Reading documents from QuickBooks');
  const adoptions = matchDocuments({
    invoices,
    documents: invoices.length === 0 ? [] : await readDocuments(ports, invoices, options),
    companyOf: (invoice) => shelf.get(invoice.companyId)?.name ?? `company ${invoice.companyId}`,
    customerOf: (invoice) => {
      const company = shelf.get(invoice.companyId);
      return company === null ? null : (findCustomer(company, catalog, settings)?.id ?? null);
    },
    settings,
    isTaxByQuickBooks: quickBooksDecidesTax(catalog, settings),
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
    numbers.length === 0 ? null : ports.quickbooks.eachDocument({ kind: 'numbered', numbers: [...new Set(numbers)], isBrief: true }, add),
  ]);
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = [...documents.values()].filter((one) => one.type === type).map((one) => one.id);
    for (const taken of await ports.ledger.transfersOfDocuments(type, ids))
      if (taken.quickBooksId !== null) documents.delete(`${type}/${taken.quickBooksId}`);
  }
  return [...documents.values()];
}
