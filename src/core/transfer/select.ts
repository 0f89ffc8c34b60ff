// Which invoices a run is about: headers of the window and unfinished transfers, judged without their lines.
import { Calendar } from '../calendar.ts';
import { readScope } from '../companies/read.ts';
import { isUnsynced, markerOf } from '../facts/marker.ts';
import type { CompanyId, InvoiceId, SourceInvoice } from '../model.ts';
import { documentName } from '../model/document.ts';
import type { Transfer } from '../model/ledger.ts';
import type { AutotaskPort } from '../ports.ts';
import { reason, type Reason } from '../reasons.ts';
import type { RunPorts } from '../run/context.ts';
import type { Settings } from '../settings.ts';
import type { SyncOptions } from './options.ts';
import { type Outcome, outcomeOf, outcomeOfTransfer } from '../run/outcome.ts';
import { judgeHeader, windowStart } from './plan/eligible.ts';
import { readStatuses } from './read.ts';

export interface Gathered {
  /** To be planned: eligible, or known to the ledger and not closed. */
  readonly work: readonly SourceInvoice[];
  readonly outcomes: readonly Outcome[];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
  readonly companies: ReadonlyMap<InvoiceId, CompanyId>;
  /** When the headers were read, in milliseconds of this computer's clock. */
  readonly readAt: number;
  /** Companies of all invoices that wait in the window, those left out of this run too: two of one name are told apart by a person. */
  readonly billed: ReadonlySet<CompanyId>;
  readonly outsideWindow: number;
  /** Done, but a mail or a PDF is still owed. */
  readonly sideSteps: readonly Transfer[];
}

const markerField = (settings: Settings): 'number' | 'web-service-date' =>
  settings.invoices.numbering === 'quickbooks' ? 'number' : 'web-service-date';

/** Companies of the invoices that wait in the window and are billed sooner or later. */
export async function readBilled(autotask: AutotaskPort, settings: Settings): Promise<CompanyId[]> {
  const calendar = new Calendar(settings.invoices.timeZone);
  const from = windowStart(autotask.now(), settings.invoices.lookBackDays, calendar);
  const waiting = await autotask.invoices({ kind: 'created', from, without: markerField(settings) });
  const toBill = waiting.filter((one) => isToBeBilled(one, settings, calendar));
  const scope = await readScope(autotask, settings, toBill);
  return toBill.filter((one) => scope(one)?.verdict !== 'skip').map((one) => one.companyId);
}

/** Headers of the window and of unfinished transfers, judged. */
export async function gather(ports: RunPorts, options: SyncOptions): Promise<Gathered> {
  const { settings } = options;
  const readAt = ports.clock.now();
  const calendar = new Calendar(settings.invoices.timeZone);
  const from = windowStart(ports.autotask.now(), settings.invoices.lookBackDays, calendar);
  const marker = markerField(settings);
  ports.events.progress('Reading invoices from Autotask');
  const unfinished = options.forced ? [] : await ports.ledger.unfinished();
  const open = unfinished.filter((transfer) => transfer.state !== 'done');
  const wanted = options.forced ? [options.forced.id] : options.only;
  const [waiting, outside] = await Promise.all([
    ports.autotask.invoices({ kind: 'created', from, without: marker }),
    options.forced ? [] : ports.autotask.invoices({ kind: 'unsynced', marker, before: from }),
  ]);
  const headers = new Map((options.forced ? [] : waiting).map((invoice) => [invoice.id, invoice]));
  const missing = [...open.map((transfer) => transfer.invoiceId), ...(wanted ?? [])].filter((id) => !headers.has(id));
  const named = missing.length === 0 ? [] : await ports.autotask.invoices({ kind: 'ids', ids: [...new Set(missing)] });
  for (const invoice of named) headers.set(invoice.id, invoice);

  const openIds = new Set(open.map((transfer) => transfer.invoiceId));
  const chosen = wanted === null ? null : new Set<InvoiceId>(wanted);
  const candidates = [...headers.values()]
    .filter((invoice) => (chosen === null ? openIds.has(invoice.id) || isUnsynced(invoice, settings) : chosen.has(invoice.id)))
    .sort((a, b) => a.id - b.id);
  const [transfers, holds] = await Promise.all([
    ports.ledger.transfers(candidates.map((invoice) => invoice.id)),
    ports.ledger.personHolds(),
  ]);

  // Autotask has answered by now: its clock is known.
  const judging = { settings, calendar, now: ports.autotask.now(), statuses: await readStatuses(ports.autotask, candidates) };
  const fresh = candidates.filter((invoice) => {
    const state = transfers.get(invoice.id)?.state;
    return state === undefined || state === 'rejected';
  });
  const toBill = waiting.filter((one) => isToBeBilled(one, settings, calendar));
  const scope = await readScope(ports.autotask, settings, [...new Set([...fresh, ...toBill])], options.neighbours);

  const work: SourceInvoice[] = [];
  const outcomes: Outcome[] = [];
  const put = (invoice: SourceInvoice, outcome: 'skipped' | 'held' | 'failed', reasons: readonly Reason[]): void => {
    outcomes.push(outcomeOf(invoice, '', outcome, reasons));
  };
  for (const invoice of candidates) {
    const transfer = transfers.get(invoice.id);
    if (chosen !== null && !options.forced && !openIds.has(invoice.id) && !isUnsynced(invoice, settings)) {
      put(invoice, 'skipped', [reason('already-synced', { marker: markerOf(invoice, settings), id: invoice.id })]);
      continue;
    }
    const verdict = judgeHeader({
      invoice,
      transfer,
      personHold: holds.get(invoice.id),
      ...judging,
      isForced: options.forced !== undefined,
      scope,
    });
    if (verdict.verdict === 'skip') put(invoice, 'skipped', verdict.reasons);
    else if (verdict.verdict === 'hold') put(invoice, 'held', verdict.reasons);
    else work.push(invoice);
  }
  const gone = open.filter((transfer) => !headers.has(transfer.invoiceId) && (chosen === null || chosen.has(transfer.invoiceId)));
  outcomes.push(...gone.map(goneOutcome));
  for (const id of wanted ?? []) {
    if (!headers.has(id) && !openIds.has(id)) outcomes.push(notFound(id));
  }
  const outsideWindow = outside.filter((invoice) => isUnsynced(invoice, settings) && !invoice.isVoided && !openIds.has(invoice.id)).length;
  const sideSteps = unfinished.filter((transfer) => owesSideStep(transfer) && (chosen === null || chosen.has(transfer.invoiceId)));
  const companies = new Map(candidates.map((invoice) => [invoice.id, invoice.companyId]));
  const billed = new Set([...toBill.filter((one) => scope(one)?.verdict !== 'skip'), ...work].map((one) => one.companyId));
  return { work, outcomes, transfers, companies, readAt, billed, outsideWindow, sideSteps };
}

/** Sooner or later, whichever invoices this run is about. */
function isToBeBilled(invoice: SourceInvoice, settings: Settings, calendar: Calendar): boolean {
  const { goLiveDate } = settings.invoices;
  return isUnsynced(invoice, settings) && !invoice.isVoided && (goLiveDate === null || calendar.dayOf(invoice.createdAt) >= goLiveDate);
}

/** A void left half done isn't one: voids.ts takes that up. */
function owesSideStep(transfer: Transfer): boolean {
  return transfer.state === 'done' && [transfer.email, transfer.pdf].some((step) => step === 'wanted' || step === 'intent');
}

/** Begun, and now Autotask doesn't show it: what QuickBooks has of it must not be forgotten. */
function goneOutcome(transfer: Transfer): Outcome {
  const document = transfer.quickBooksId === null ? 'perhaps a document (no answer came)' : documentName(transfer);
  return outcomeOfTransfer(transfer, 'held', [reason('gone-from-autotask', { id: transfer.invoiceId, document })]);
}

function notFound(id: InvoiceId): Outcome {
  return {
    invoiceId: id,
    invoiceNumber: null,
    company: '',
    outcome: 'failed',
    quickbooks: null,
    autotaskTotal: '0.00',
    autotaskTax: null,
    currency: '',
    emailed: false,
    reasons: [reason('not-found', { id })],
  };
}
