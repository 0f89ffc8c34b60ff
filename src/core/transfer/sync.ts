// One run over the invoices: what is unfinished first, then what is eligible, batch by batch, so that memory doesn't grow with the month.
import { DAY_MS, instantAt, type Instant } from '../dates.ts';
import { At2qboError, ConfigError, TemporaryError, UsageError } from '../errors.ts';
import { applyPlan, type Applying } from './send/apply.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import { gather, type Gathered } from './select.ts';
import { type RunPorts } from '../run/context.ts';
import { type SyncOptions } from './options.ts';
import { documentName } from '../model/document.ts';
import { findByNote, type Found } from '../matching/read.ts';
import { hourSpent, invoicesWithin } from '../run/request-budget.ts';
import type { Transfer } from '../model/ledger.ts';
import { withCompanyNames } from './company-names.ts';
import type { Made } from './send/maker.ts';
import type { InvoiceId, SourceInvoice } from '../model.ts';
import { outcomeOf, type Outcome } from '../run/outcome.ts';
import { plannedOutcome } from './plan/planned-outcome.ts';
import { needsLook, planBatch } from './batch.ts';
import type { Planned } from './plan/plan.ts';
import type { LedgerPort } from '../ports.ts';
import { reason, type Reason } from '../reasons.ts';
import { saidOnce } from './plan/tax-tally.ts';
import { prepare, type PreparedRun } from './preparation.ts';
import { takeUpSideSteps } from './send/side-steps.ts';

/** Invoices planned and carried out together; twice what one query of lines asks for (see there why it isn't a round number). */
const BATCH = 498;
/** The first one is small, for nobody knows yet how many lines an invoice has; those after it have about so many lines at the most. */
const LINES_A_BATCH = 4000;
const FIRST_BATCH = 100;

export interface InvoiceRun {
  readonly outcomes: readonly Outcome[];
  readonly outsideWindow: number;
  readonly made: Made;
  /** Invoices with the verdict "send" at the start. */
  readonly eligible: number;
  /** Said of the run as a whole. */
  readonly remarks: readonly Reason[];
}

const NOTHING_MADE: Made = { customers: [], items: [] };

export async function syncInvoices(ports: RunPorts, options: SyncOptions): Promise<InvoiceRun> {
  const { settings } = options;
  const isOff = settings.invoices.sync === 'off' && !options.isNow && !options.forced;
  if (isOff) {
    ports.events.log('info', 'invoices.sync is off: no invoice was looked at');
    return { outcomes: [], outsideWindow: 0, made: NOTHING_MADE, eligible: 0, remarks: [] };
  }
  const headersReadAt = ports.clock.now();
  const gathered = await gather(ports, options);
  const shelf = new CompanyShelf(ports.autotask);
  const outcomes: Outcome[] = [...gathered.outcomes];
  if (gathered.work.length === 0 && gathered.sideSteps.length === 0) {
    return {
      outcomes: await withCompanyNames(outcomes, gathered.companies, shelf, ports.ledger, options.brake),
      outsideWindow: gathered.outsideWindow,
      made: NOTHING_MADE,
      eligible: 0,
      remarks: [],
    };
  }
  const done = new Map<InvoiceId, Outcome>();
  let run: PreparedRun | null = null;
  try {
    await checkBudget(ports, gathered.work.length, options);
    run = await prepare(ports, options, shelf, headersReadAt);
    await confirmFirst(ports, options, gathered.work.length);
    await workAll(gathered, run, done, ports, options);
    if (!options.isDryRun && options.isSettling !== true) outcomes.push(...(await takeUpSideSteps(gathered.sideSteps, run.context)));
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    ports.events.log('error', error.message, { kind: error.kind, service: error.service, code: error.code, traceId: error.traceId });
    options.brake.stop(error); // what was done so far is told all the same
  }
  const why = options.brake.cause?.message ?? `--max ${options.max ?? ''} was reached.`;
  outcomes.push(...gathered.work.map((invoice) => done.get(invoice.id) ?? stopped(invoice, shelf, why)));
  const remarks = run === null ? [] : run.taxes.remarks(run.catalog, settings);
  const all = (await withCompanyNames(outcomes, gathered.companies, shelf, ports.ledger, options.brake)).sort(
    (a, b) => a.invoiceId - b.invoiceId,
  );
  return {
    outcomes: saidOnce(all, remarks),
    outsideWindow: gathered.outsideWindow,
    made: run?.maker.made ?? NOTHING_MADE,
    eligible: gathered.work.length,
    remarks,
  };
}

/** Batch by batch; `done` has what each came to, also when one of them ends the run. */
async function workAll(
  gathered: Gathered,
  run: PreparedRun,
  done: Map<InvoiceId, Outcome>,
  ports: RunPorts,
  options: SyncOptions,
): Promise<void> {
  const limited = options.max === null ? gathered.work : gathered.work.slice(0, options.max);
  const unsure = limited.filter((invoice) => needsLook(gathered.transfers.get(invoice.id), options.forced));
  const noted = await findByNote(
    ports.quickbooks,
    new Map(unsure.map((invoice) => [invoice.id, [invoice.date, gathered.transfers.get(invoice.id)?.date ?? invoice.date]])),
    await lookBackTo(unsure, gathered.transfers, ports.ledger),
  );
  const { fresh } = run.context;
  fresh.expect(limited.map((invoice) => invoice.id));
  const batches: Promise<void>[] = [];
  const open = new Map<Promise<void>, number>();
  try {
    let size = FIRST_BATCH;
    let linesEach = LINES_A_BATCH / BATCH;
    for (let at = 0, end = 0; at < limited.length && !options.brake.cause; at = end) {
      const fits = await roomFor(Math.min(size, limited.length - at), linesEach, open, run, ports, options);
      if (fits === 0) break;
      end = at + fits;
      const batch = limited.slice(at, end);
      ports.events.progress(`Invoices ${at + 1} to ${at + batch.length} of ${limited.length}`);
      const { sent, outcomes, lines } = await workBatch(batch, run, noted, gathered.transfers, at === 0, ports, options);
      linesEach = Math.max(1, lines) / batch.length;
      size = Math.max(20, Math.min(BATCH, Math.floor(LINES_A_BATCH / linesEach)));
      const before = batches.at(-1);
      const ended = outcomes.then((all) => all.forEach((outcome) => done.set(outcome.invoiceId, outcome)));
      batches.push(ended);
      open.set(ended, batch.length);
      const close = (): void => void open.delete(ended);
      ended.then(close, close); // a failure is thrown below, when the others have ended too
      await sent;
      if (before === undefined || !open.has(before)) continue;
      // However slow Autotask is: no more than two batches are under way.
      fresh.hurry();
      await before;
      fresh.relax();
    }
  } finally {
    fresh.hurry();
    await Promise.allSettled(batches);
  }
  await Promise.all(batches);
}

/**
 * How many of the next invoices Autotask's hour has room for; 0 stops the run. Those under way are counted as untold: if that is too many, they are
 * waited for. Others use the hour too, and so it may still end sooner.
 */
async function roomFor(
  wanted: number,
  linesEach: number,
  open: ReadonlyMap<Promise<void>, number>,
  run: PreparedRun,
  ports: RunPorts,
  options: SyncOptions,
): Promise<number> {
  const room = (): number => {
    const untold = [...open.values()].reduce((sum, count) => sum + count, 0);
    return invoicesWithin(ports.autotask.hourLeft() - untold, linesEach, !options.isDryRun);
  };
  if (room() >= wanted) return wanted;
  const { fresh } = run.context;
  fresh.hurry();
  await Promise.all(open.keys()); // one that failed for a reason of the whole run ends it here, before anything else is sent
  fresh.relax();
  const fits = Math.min(wanted, room());
  if (fits === 0) options.brake.stop(hourSpent(ports.autotask.hourLeft()));
  return fits;
}

/**
 * Since when documents have to be looked at whatever their date: the first attempt without an answer; where the ledger has never seen a transfer
 * (a new one, or a lost one), the first of the invoices, for no document of it can be older. null: the ledger can be relied on.
 */
async function lookBackTo(
  unsure: readonly SourceInvoice[],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  ledger: LedgerPort,
): Promise<Instant | null> {
  if (unsure.length === 0) return null;
  const isNew = (await ledger.transferredCount()) === 0;
  const times = unsure.flatMap((invoice) => {
    const transfer = transfers.get(invoice.id);
    if (isNew) return [Date.parse(invoice.createdAt)];
    return transfer?.state === 'intent' ? [Date.parse(transfer.createdAt)] : [];
  });
  return times.length === 0 ? null : instantAt(Math.min(...times) - DAY_MS); // a day for clocks that don't agree
}

function stopped(invoice: SourceInvoice, shelf: CompanyShelf, why: string): Outcome {
  return outcomeOf(invoice, shelf.get(invoice.companyId)?.name ?? '', 'skipped', [reason('run-stopped', { why })]);
}

/** Autotask's budget is shared by every integration of the database: a run that can't end inside it doesn't begin. */
async function checkBudget(ports: RunPorts, count: number, options: SyncOptions): Promise<void> {
  const { used, limit } = await ports.autotask.budget();
  const left = Math.min(limit, options.settings.limits.autotaskPerHour) - used;
  ports.events.log('info', 'Autotask requests of this hour', { used, limit });
  if (left >= Math.min(count, 50) + 20) return;
  throw new TemporaryError(
    `Autotask has ${Math.max(0, left)} of its ${limit} requests an hour left; ${used} were used, by all integrations together.`,
    {
      service: 'Autotask',
      remedy: 'Nothing to do: the next run goes on when requests are free again.',
    },
  );
}

async function confirmFirst(ports: RunPorts, options: SyncOptions, count: number): Promise<void> {
  const most = options.settings.limits.firstRun;
  if (options.isDryRun || options.forced || count <= most || (await ports.ledger.transferredCount()) > 0) return;
  if (await options.confirmFirstRun(count)) return;
  throw new UsageError(
    `This connection has never transferred anything, and ${count} invoices are eligible (limits.firstRun is ${most}).`,
    'Look first: at2qbo sync --dry-run. Then send them: at2qbo sync --yes. Or leave the old ones out: at2qbo settings set invoices.goLiveDate <YYYY-MM-DD>',
  );
}

async function workBatch(
  batch: readonly SourceInvoice[],
  run: PreparedRun,
  noted: Found['byNote'],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  isFirst: boolean,
  ports: RunPorts,
  options: SyncOptions,
): Promise<Applying & { readonly lines: number }> {
  const { plan: whole, sources } = await planBatch(
    batch,
    run,
    { noted, transfers, settings: options.settings, forced: options.forced },
    ports,
  );
  const plan = whole.map((planned) => onlyWhatIsWanted(planned, options));
  if (isFirst) assertIncomeAccount(plan);
  options.onPlan?.(plan, run.catalog);
  const approved = options.approve?.(plan, run.catalog) ?? plan;
  for (const one of approved) if (one.action === 'create') run.taxes.add(one.source, one.drafted, run.catalog, options.settings);
  const lines = sources.reduce((count, source) => count + source.lines.length, 0);
  if (!options.isDryRun) return { ...applyPlan(approved, run.context), lines };
  return { sent: Promise.resolve(), outcomes: Promise.resolve(approved.map((planned) => plannedOutcome(planned))), lines };
}

/** `copy-invoice` saves nothing that QuickBooks has already; `clear-status` sends nothing. */
function onlyWhatIsWanted(planned: Planned, options: SyncOptions): Planned {
  const { invoice, company } = planned;
  if (options.forced && planned.action === 'finish') {
    const existing = reason('exists-in-quickbooks', { documents: documentName(planned.saved), id: invoice.id });
    return { action: 'hold', invoice, company, reasons: [existing], document: null };
  }
  if (options.isSettling === true && planned.action === 'create')
    return { action: 'skip', invoice, company, reasons: [reason('not-sent-yet')], document: null };
  return planned;
}

/** An item has to be made and there is no account for it: the whole run's matter, before its first write. */
function assertIncomeAccount(plan: readonly Planned[]): void {
  for (const planned of plan) {
    const missing = planned.reasons.find((one) => one.code === 'income-account-unset');
    if (missing) throw new ConfigError(missing.message, missing.fix);
  }
}
