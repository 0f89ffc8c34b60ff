// Reads what `explain` needs about some invoices: the same questions as a run, and the ledger's history.
// Writes nothing.
import { Calendar } from '../calendar.ts';
import { type Neighbour, readScope } from '../companies/read.ts';
import { ConfigError } from '../errors.ts';
import { readCatalog, needsTaxes, readLists, readStatuses } from '../transfer/read.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import { explainInvoice, type Explanation, type ExplainFacts } from './invoice.ts';
import { findByNote } from '../matching/read.ts';
import { invoiceId, type InvoiceId, type SourceInvoice } from '../model.ts';
import { readBilled } from '../transfer/select.ts';
import { withTies } from '../transfer/ties.ts';
import { planBatch } from '../transfer/batch.ts';
import type { AutotaskPort, LedgerPort, QuickBooksPort } from '../ports.ts';
import type { Settings } from '../settings.ts';

interface ExplainPorts {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
}

/** Every invoice that `asked` may mean: Autotask's id or number, or the number of a document that the ledger knows. */
export async function findInvoices(asked: string, ports: ExplainPorts): Promise<SourceInvoice[]> {
  const ids = new Set<InvoiceId>();
  if (/^\d{1,15}$/.test(asked) && Number(asked) > 0) ids.add(invoiceId(Number(asked)));
  for (const transfer of await ports.ledger.allTransfers()) if (transfer.docNumber === asked) ids.add(transfer.invoiceId);
  const [byId, byNumber] = await Promise.all([
    ids.size === 0 ? [] : ports.autotask.invoices({ kind: 'ids', ids: [...ids] }),
    ports.autotask.invoices({ kind: 'number', number: asked }),
  ]);
  return [...new Map([...byId, ...byNumber].map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id);
}

export async function explainInvoices(
  invoices: readonly SourceInvoice[],
  ports: ExplainPorts,
  settings: Settings,
  neighbours: readonly Neighbour[] = [],
): Promise<Explanation[]> {
  const ids = invoices.map((invoice) => invoice.id);
  const [transfers, personHolds, outcomes] = await Promise.all([
    ports.ledger.transfers(ids),
    ports.ledger.personHolds(),
    ports.ledger.outcomes(),
  ]);
  const scope = await readScope(ports.autotask, settings, invoices, neighbours);
  const deep = await readDeep(invoices, transfers, ports, settings);
  const judging = {
    settings,
    calendar: new Calendar(settings.invoices.timeZone),
    now: ports.autotask.now(),
    statuses: await readStatuses(ports.autotask, invoices),
  };
  return Promise.all(
    invoices.map(async (invoice, n) => {
      const facts: ExplainFacts = {
        ...judging,
        invoice,
        personHold: personHolds.get(invoice.id),
        transfer: transfers.get(invoice.id),
        history: await ports.ledger.history(invoice.id),
        lastOutcome: outcomes.find((one) => one.invoiceId === invoice.id),
        deep: deep.each[n] ?? null,
        trouble: deep.trouble,
        scope: transfers.has(invoice.id) ? () => null : scope,
      };
      return explainInvoice(facts);
    }),
  );
}

interface Deep {
  readonly each: readonly NonNullable<ExplainFacts['deep']>[];
  readonly trouble: ExplainFacts['trouble'];
}

/** A setting that stops every run is part of the answer, not a reason to give none. */
async function readDeep(
  invoices: readonly SourceInvoice[],
  transfers: Awaited<ReturnType<LedgerPort['transfers']>>,
  ports: ExplainPorts,
  settings: Settings,
): Promise<Deep> {
  try {
    const shelf = new CompanyShelf(ports.autotask);
    const books = await readCatalog(ports.quickbooks, settings);
    const billed = new Set([...invoices.map((one) => one.companyId), ...(await readBilled(ports.autotask, settings))]);
    const catalog = await withTies(books, billed, shelf, ports, settings);
    const lists = await readLists(ports.autotask, settings, { linesOfBusiness: true, taxes: needsTaxes(catalog, settings) });
    const planning = { catalog, lists, shelf };
    const dates = new Map(invoices.map((invoice) => [invoice.id, [invoice.date, transfers.get(invoice.id)?.date ?? invoice.date]]));
    const noted = await findByNote(ports.quickbooks, dates);
    const { plan, sources, found } = await planBatch(invoices, planning, { noted, transfers, settings }, ports);
    const each = sources.flatMap((source, n) => {
      const planned = plan[n];
      const number = planned?.action === 'create' ? planned.drafted.draft.docNumber : source.invoice.number;
      const byNumber = new Map([...found.byNumber].filter(([key]) => key === number));
      return planned === undefined ? [] : [{ source, planned, catalog: planning.catalog, found: { byNote: found.byNote, byNumber } }];
    });
    return { each, trouble: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { each: [], trouble: { message: error.message, fix: error.remedy } };
  }
}
