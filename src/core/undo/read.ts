// What a run made, read from the ledger, and how both sides have it now: one question a page.
import { instantAt, type Instant, type LocalDate } from '../dates.ts';
import type { MadeRecord, Transfer } from '../model/ledger.ts';
import type { InvoiceId, SavedDocument, SourceInvoice } from '../model.ts';
import type { LedgerPort, QuickBooksPort } from '../ports.ts';
import type { RunContext } from '../run/context.ts';
import { documentKey } from '../model/document.ts';
import { isOfRun, isUndone, planLists, planUndo, sentInRun, writtenMarks } from './plan.ts';
import type { ListStep, UndoCase, UndoStep } from './types.ts';

export interface UndoPlan {
  readonly steps: readonly UndoStep[];
  /** The last day of closed books. */
  readonly closed: LocalDate | null;
  /** Customers and items that the run created. */
  readonly made: readonly MadeRecord[];
}

/** `only`: these invoices of the run; null: all of them. */
export async function readUndo(part: RunContext, runId: string, only: readonly InvoiceId[] | null): Promise<UndoPlan> {
  part.events.progress('Reading what the run made');
  const sent = sentInRun(await part.ledger.eventsOfRun(runId)).filter((id) => only === null || only.includes(id));
  const transfers = [...(await part.ledger.transfers(sent)).values()];
  const [steps, made] = await Promise.all([planSteps(transfers, runId, part), part.ledger.madeInRun(runId)]);
  return { ...steps, made };
}

/** Undos that a kill left half done, of whatever run. */
export async function readBegun(part: RunContext): Promise<Pick<UndoPlan, 'steps' | 'closed'>> {
  const begun = (await part.ledger.unfinished()).filter((one) => one.voiding === 'intent' && isUndone(one));
  return planSteps(begun, null, part);
}

async function planSteps(
  transfers: readonly Transfer[],
  runId: string | null,
  part: RunContext,
): Promise<Pick<UndoPlan, 'steps' | 'closed'>> {
  // Refused or never answered with a document: nothing was made.
  const rows = transfers.filter((one) => one.quickBooksId !== null || one.state === 'intent');
  if (rows.length === 0) return { steps: [], closed: null };
  const ids = rows.map((one) => one.invoiceId);
  const [documents, headers, { bookCloseDate: closed }] = await Promise.all([
    documentsOf(rows, part.quickbooks),
    part.autotask.invoices({ kind: 'ids', ids }),
    part.quickbooks.preferences(),
  ]);
  const shown = new Map<InvoiceId, SourceInvoice>(headers.map((one) => [one.id, one]));
  const steps: UndoStep[] = [];
  for (const transfer of rows) {
    const history = await part.ledger.history(transfer.invoiceId);
    const one: UndoCase = {
      transfer,
      isReplaced: runId !== null && !isOfRun(history, runId),
      document: transfer.quickBooksId === null ? null : (documents.get(documentKey(transfer.documentType, transfer.quickBooksId)) ?? null),
      header: shown.get(transfer.invoiceId) ?? null,
      marks: writtenMarks(history, transfer, part.settings),
    };
    steps.push(planUndo(one, closed));
  }
  return { steps: steps.sort((a, b) => a.transfer.invoiceId - b.transfer.invoiceId), closed };
}

/** The documents that the ledger names, by type and id. */
async function documentsOf(rows: readonly Transfer[], quickbooks: QuickBooksPort): Promise<Map<string, SavedDocument>> {
  const found = new Map<string, SavedDocument>();
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = rows.flatMap((one) => (one.documentType === type && one.quickBooksId !== null ? [one.quickBooksId] : []));
    if (ids.length === 0) continue;
    for (const document of await quickbooks.documents({ kind: 'ids', type, ids })) found.set(documentKey(type, document.id), document);
  }
  return found;
}

/** What of the lists the run created can go; asked after its documents went. `goes`: documents that are to go and live still (a dry run). */
export async function readLists(
  plan: UndoPlan,
  since: Instant,
  goes: ReadonlySet<string>,
  { quickbooks, settings }: Pick<RunContext, 'quickbooks' | 'settings'>,
): Promise<ListStep[]> {
  if (plan.made.length === 0) return [];
  const documents: Pick<SavedDocument, 'customerId' | 'lines'>[] = [];
  const [customers, items] = await Promise.all([
    plan.made.some((one) => one.kind === 'customer') ? quickbooks.customers() : [],
    plan.made.some((one) => one.kind === 'item') ? quickbooks.items() : [],
    quickbooks.eachDocument({ kind: 'made', since }, ({ type, id, isVoided, customerId, lines }) => {
      if (!isVoided && !goes.has(documentKey(type, id))) documents.push({ customerId, lines });
    }),
  ]);
  // In a dry run the balance still has what is to go.
  const gone = plan.steps.flatMap((one) =>
    one.document !== null && goes.has(documentKey(one.document.type, one.document.id)) ? [one.document] : [],
  );
  const billed = new Map<string, SavedDocument[]>();
  for (const one of gone) billed.set(one.customerId, [...(billed.get(one.customerId) ?? []), one]);
  const without = customers.map((customer) => {
    const own = billed.get(customer.id) ?? [];
    const owed = own.reduce(
      (sum, one) => (one.type === 'CreditMemo' ? sum.minus(one.balance) : sum.plus(one.balance)),
      customer.balance.minus(customer.balance),
    );
    return { ...customer, balance: customer.balance.minus(owed) };
  });
  return planLists({ made: plan.made, customers: without, items, documents, settings });
}

/** When the run began, an hour earlier for clocks that don't agree; null: the ledger knows no such run. */
export async function runStart(ledger: Pick<LedgerPort, 'runs'>, runId: string): Promise<Instant | null> {
  const run = (await ledger.runs(Number.MAX_SAFE_INTEGER)).find((one) => one.id === runId);
  return run === undefined ? null : instantAt(Date.parse(run.startedAt) - 3_600_000);
}
