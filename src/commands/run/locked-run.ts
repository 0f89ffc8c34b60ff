// What every run has in common: connection, lock, ledger, signals, its record in the ledger, its exit code.
import { hostname } from 'node:os';
import { instantAt } from '../../core/dates.ts';
import { At2qboError } from '../../core/errors.ts';
import { isUnfinished, needsPerson, totalsOf, type RunResult } from '../../core/report/run-result.ts';
import type { InvoiceId } from '../../core/model.ts';
import { runRecord } from '../../core/run/run-record.ts';
import { Brake } from '../../core/run/brake.ts';
import type { RunPorts } from '../../core/run/context.ts';
import type { InvoiceRun } from '../../core/transfer/sync.ts';
import type { PaymentOutcome } from '../../core/payments/plan.ts';
import type { VoidOutcome } from '../../core/voids/plan.ts';
import type { Context } from '../context/context.ts';
import { EXIT, exitCodeOf, worst } from '../program/exit.ts';
import { rememberFacts } from './facts.ts';
import { checkMetricsFile, writeMetrics } from './metrics.ts';
import { postRun } from './notices.ts';
import { reportRun, reportTrouble, type ReportWishes } from './report.ts';
import { stopOnSignal } from '../terminal/signals.ts';
import type { Io } from '../terminal/io.ts';
import { traceRun } from './trace.ts';
import { startWatch } from './watchdog.ts';

/** A person's own corrections have no report: what they did is on the screen. */
const UNREPORTED = new Set(['mark-paid', 'clear-status']);

/** What the parts of a run bring in, as it happens: a part that ends early takes nothing of the others along. */
export interface OpenParts {
  invoices: InvoiceRun | null;
  readonly voids: VoidOutcome[];
  readonly payments: PaymentOutcome[];
}

export type RunWork = (ports: RunPorts, brake: Brake, parts: OpenParts) => Promise<void>;

export async function syncPorts(context: Context, use: 'run' | 'look'): Promise<RunPorts> {
  return {
    autotask: await context.autotask(),
    quickbooks: await context.quickbooks(),
    ledger: context.ledger(use),
    clock: context.clock,
    digest: context.digest,
    events: context.events,
  };
}

interface AskedRun {
  /** As the ledger names the run. */
  readonly command: string;
  readonly isDryRun: boolean;
  readonly wishes?: ReportWishes;
}

export interface EndedRun {
  readonly result: RunResult;
  readonly exitCode: number;
}

/**
 * Does the work under the run lock (a dry run takes none and leaves no record). Errors that end the run are part of the result.
 * The report is mailed as `wishes` and the settings say; of a `sync` the watchdog is informed too.
 */
export async function runWork(context: Context, io: Io, run: AskedRun, work: RunWork): Promise<EndedRun> {
  const { command, isDryRun, wishes = {} } = run;
  checkMetricsFile(context);
  const startedAt = context.clock.now();
  const watch = command === 'sync' && !isDryRun ? startWatch(context) : null;
  try {
    const ended = await runLocked(context, io, command, isDryRun, work);
    if (!UNREPORTED.has(command)) await reportRun(context, command, ended.result, wishes);
    if (!isDryRun && !UNREPORTED.has(command)) await postRun(context, command, ended.result, ended.exitCode);
    await writeMetrics(context, command, startedAt, ended.exitCode, ended.result);
    if (!isDryRun) await rememberFacts(context);
    await traceRun(context, { command, startedAt, exitCode: ended.exitCode }, ended.result);
    await watch?.end(ended.exitCode, ended.result);
    return ended;
  } catch (error) {
    if (!isDryRun && !UNREPORTED.has(command)) await reportTrouble(context, command, error, wishes);
    await writeMetrics(context, command, startedAt, exitCodeOf(error), null);
    await traceRun(context, { command, startedAt, exitCode: exitCodeOf(error) }, null);
    // Another run is at work, and tells the watchdog how that ends.
    if (exitCodeOf(error) !== EXIT.busy) await watch?.end(exitCodeOf(error), null);
    throw error;
  }
}

async function runLocked(context: Context, io: Io, command: string, isDryRun: boolean, work: RunWork): Promise<EndedRun> {
  await context.requireConnection();
  const startedAt = context.clock.now();
  if (!isDryRun) await context.lock(command);
  const ports = await syncPorts(context, isDryRun ? 'look' : 'run');
  const record = runRecord(context.runId, command, startedAt, hostname(), process.pid);
  if (!isDryRun) await ports.ledger.startRun(record);
  const brake = new Brake();
  const unlisten = stopOnSignal(brake, io);
  const parts: OpenParts = { invoices: null, voids: [], payments: [] };
  let trouble: At2qboError | null = null;
  try {
    await work(ports, brake, parts);
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    context.events.log('error', error.message, { kind: error.kind, service: error.service, code: error.code, traceId: error.traceId });
    trouble = error;
  } finally {
    unlisten();
  }
  trouble = brake.cause ?? trouble;
  const outcomes = parts.invoices?.outcomes ?? [];
  let result: RunResult = {
    run: context.runId,
    profile: context.profile,
    books: parts.invoices?.books ?? null,
    dryRun: isDryRun,
    startedAt: instantAt(startedAt),
    finishedAt: instantAt(context.clock.now()),
    invoices: outcomes,
    voids: await named(parts.voids, ports.ledger),
    payments: await named(parts.payments, ports.ledger),
    created: parts.invoices?.made ?? { customers: [], items: [] },
    remarks: parts.invoices?.remarks ?? [],
    totals: totalsOf(outcomes, parts.invoices?.outsideWindow ?? 0),
    trouble,
  };
  if (!isDryRun) {
    try {
      await ports.ledger.finishRun({ ...record, finishedAt: result.finishedAt, exitCode: exitCodeOfRun(result), totals: result.totals });
      await context.closeRun();
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      result = { ...result, trouble: result.trouble ?? error }; // what was done has to be reported
    }
  }
  return { result, exitCode: exitCodeOfRun(result) };
}

/** In order, each with its company's name. */
async function named<T extends { readonly invoiceId: InvoiceId }>(outcomes: readonly T[], ledger: RunPorts['ledger']): Promise<T[]> {
  const known = outcomes.length === 0 ? new Map() : await ledger.transfers(outcomes.map((one) => one.invoiceId));
  return outcomes
    .map((one): T => {
      const company = known.get(one.invoiceId)?.company;
      return company === undefined || company === '' ? one : { ...one, company };
    })
    .toSorted((a, b) => a.invoiceId - b.invoiceId);
}

/** The worst of what happened. */
export function exitCodeOfRun(result: RunResult): number {
  const codes: number[] = [EXIT.done];
  if (result.trouble) codes.push(exitCodeOf(result.trouble));
  if (isUnfinished(result)) codes.push(EXIT.remoteDown);
  if (needsPerson(result)) codes.push(EXIT.needsPerson);
  const byWish = codes.find((code) => code === EXIT.hungUp || code === EXIT.interrupted || code === EXIT.terminated);
  return byWish ?? worst(codes);
}
