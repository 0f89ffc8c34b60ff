// Sends invoices batch by batch: the next one begins while the last is written back, within Autotask's hour.
import { DAY_MS, type Instant, instantAt } from '../dates.ts';
import { ConfigError } from '../errors.ts';
import { noteCurrencies } from './outcomes/currencies.ts';
import { findByNote, type Found } from '../matching/read.ts';
import type { InvoiceId, SourceInvoice } from '../model.ts';
import { documentName } from '../model/document.ts';
import type { Transfer } from '../model/ledger.ts';
import type { LedgerPort } from '../ports.ts';
import { reason } from '../reasons.ts';
import type { RunPorts } from '../run/context.ts';
import type { Outcome } from '../run/outcome.ts';
import { hourSpent, invoicesWithin } from '../run/request-budget.ts';
import { needsLook, planBatch } from './batch.ts';
import type { SyncOptions } from './options.ts';
import type { Planned } from './plan/plan.ts';
import { plannedOutcome } from './plan/planned-outcome.ts';
import type { PreparedRun } from './preparation.ts';
import type { Gathered } from './select.ts';
import { type Applying, applyPlan } from './send/apply.ts';

/** Invoices planned and carried out together; twice what one query of lines asks for (see there why it isn't a round number). */
const BATCH = 498;

/** The first one is small, for nobody knows yet how many lines an invoice has; those after it have at most about this many lines. */
const LINES_A_BATCH = 4000;

const FIRST_BATCH = 100;

export interface BatchesRun {
  readonly gathered: Gathered;
  readonly run: PreparedRun;
  /** What each invoice came to: filled as they end. */
  readonly done: Map<InvoiceId, Outcome>;
  readonly ports: RunPorts;
  readonly options: SyncOptions;
}

/** Batch by batch; `done` has what each came to, also when one of them ends the run. */
export async function workAll(batches: BatchesRun): Promise<void> {
  const { gathered, run, done, ports, options } = batches;
  const limited = options.max === null ? gathered.work : gathered.work.slice(0, options.max);
  const unsure = limited.filter((invoice) => needsLook(gathered.transfers.get(invoice.id), options.forced));
  const noted = await findByNote(
    ports.quickbooks,
    new Map(unsure.map((invoice) => [invoice.id, [invoice.date, gathered.transfers.get(invoice.id)?.date ?? invoice.date]])),
    await lookBackTo(unsure, gathered.transfers, ports.ledger),
  );
  const { fresh } = run.context;
  fresh.expect(limited.map((invoice) => invoice.id));
  const all: Promise<void>[] = [];
  const tick = counter(limited.length, batches);
  const open = new Map<Promise<void>, number>();
  try {
    let size = FIRST_BATCH;
    let linesEach = LINES_A_BATCH / BATCH;
    for (let at = 0, end = 0; at < limited.length && !options.brake.cause; at = end) {
      const fits = await roomFor(Math.min(size, limited.length - at), linesEach, open, batches);
      if (fits === 0) break;
      end = at + fits;
      const batch = limited.slice(at, end);
      const { sent, outcomes, lines } = await workBatch(batch, noted, batches, { isFirst: at === 0, tick });
      linesEach = Math.max(1, lines) / batch.length;
      size = Math.max(20, Math.min(BATCH, Math.floor(LINES_A_BATCH / linesEach)));
      const before = all.at(-1);
      const ended = outcomes.then((those) => those.forEach((outcome) => done.set(outcome.invoiceId, outcome)));
      all.push(ended);
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
    await Promise.allSettled(all);
  }
  await Promise.all(all);
}

/** Says how many invoices are through. */
function counter(of: number, { ports, options }: BatchesRun): (count: number) => void {
  let done = 0;
  const say = (): void => ports.events.progress(options.isDryRun ? 'Invoices planned' : 'Invoices', { done, of });
  say();
  return (count) => {
    done += count;
    say();
  };
}

/**
 * How many of the next invoices Autotask's hour has room for; 0 stops the run. Those under way are counted as not written back: if that is too many, they are
 * waited for. Others use the hour too, and so it may still end sooner.
 */
async function roomFor(
  wanted: number,
  linesEach: number,
  open: ReadonlyMap<Promise<void>, number>,
  { run, ports, options }: BatchesRun,
): Promise<number> {
  const room = (): number => {
    const unwritten = [...open.values()].reduce((sum, count) => sum + count, 0);
    return invoicesWithin(ports.autotask.hourLeft() - unwritten, linesEach, !options.isDryRun);
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

async function workBatch(
  batch: readonly SourceInvoice[],
  noted: Found['byNote'],
  { gathered, run, ports, options }: BatchesRun,
  { isFirst, tick }: { readonly isFirst: boolean; readonly tick: (count: number) => void },
): Promise<Applying & { readonly lines: number }> {
  const { transfers } = gathered;
  const { plan: whole, sources } = await planBatch(
    batch,
    run,
    { noted, transfers, settings: options.settings, forced: options.forced },
    ports,
  );
  const plan = whole.map((planned) => onlyWhatIsWanted(planned, options));
  if (isFirst) assertIncomeAccount(plan);
  options.onPlan?.(plan, run.catalog);
  noteCurrencies(sources, run);
  const approved = options.approve?.(plan, run.catalog) ?? plan;
  for (const one of approved) if (one.action === 'create') run.taxes.add(one.source, one.drafted, run.catalog, options.settings);
  const lines = sources.reduce((count, source) => count + source.lines.length, 0);
  if (!options.isDryRun) return { ...applyPlan(approved, run.context, () => tick(1)), lines };
  tick(approved.length);
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
