// The parts of a run beside the invoices: voids and payments, and what happens to the others when one of them fails.
import { At2qboError } from '../../core/errors.ts';
import type { RunPorts, RunContext } from '../../core/run/context.ts';
import { arePaymentsBegun, syncPayments } from '../../core/payments/apply.ts';
import { stretchOf } from '../../core/fleet/budget.ts';
import { arePaymentsDue, paymentPause } from '../../core/payments/cadence.ts';
import { lastAsked } from '../../core/payments/read.ts';
import type { Brake } from '../../core/run/brake.ts';
import { syncCustomersDaily } from '../../core/customers/apply-daily.ts';
import { notePayments } from '../../core/payments/apply-notes.ts';
import { finishUndos } from '../../core/undo/apply.ts';
import { reportVoids, syncVoids } from '../../core/voids/apply.ts';
import type { Context } from '../context/context.ts';
import type { OpenParts } from '../run/locked-run.ts';

/** What the core needs for one part. */
export function partOf(context: Context, ports: RunPorts, brake: Brake, isDryRun: boolean): RunContext {
  const { settings, profile, runId, assertMine, neighbours } = context;
  return { ...ports, settings, profile, runId, brake, assertMine, isDryRun, neighbours };
}

interface PartsRun {
  readonly ports: RunPorts;
  readonly brake: Brake;
  readonly parts: OpenParts;
  readonly isDryRun: boolean;
  readonly isWithInvoices: boolean;
  readonly isScheduled: boolean;
}

/**
 * Invoices, then voids, then payments, as the settings say. What concerns one part alone (an answer of an unknown shape) leaves the others
 * to run and is reported at the end; an unreachable service, a refused connection or a signal ends the run. Nothing that was done is lost.
 */
export async function runParts(context: Context, run: PartsRun, invoices: () => Promise<void>): Promise<void> {
  const { settings } = context;
  const { brake, parts } = run;
  const part = partOf(context, run.ports, brake, run.isDryRun);
  let first: At2qboError | null = null;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (brake.cause) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof At2qboError) || error.disposition !== 'hold') throw error;
      context.events.log('error', error.message, { kind: error.kind, service: error.service, code: error.code, traceId: error.traceId });
      first ??= error;
    }
  };
  await attempt(() => finishUndos(part, (outcome) => void parts.voids.push(outcome)));
  await attempt(invoices);
  // `--only` names invoices: the rest of the books is left alone.
  if (run.isWithInvoices) {
    await attempt(() => voids(part, parts));
    if (settings.customers.sync && run.isScheduled && !run.isDryRun) await attempt(() => syncCustomersDaily(part));
    if (settings.payments.sync)
      await attempt(async () => {
        if (!run.isScheduled || (await isTimeForPayments(context, part))) await payments(part, parts, null);
      });
  }
  if (first !== null) throw first;
}

/** With `voids.sync` off: what a kill left half done in `sync-voids` is finished, and what lives on in QuickBooks is reported once. */
async function voids(part: RunContext, parts: OpenParts): Promise<void> {
  const put = (outcome: (typeof parts.voids)[number]): void => void parts.voids.push(outcome);
  const { sync, lookBackDays } = part.settings.voids;
  if (sync) return syncVoids(part, { days: lookBackDays, put });
  await syncVoids(part, { days: null, put });
  const said = new Set(
    parts.invoices?.outcomes.flatMap((one) => (one.reasons.some((why) => why.code === 'voided-in-autotask') ? [one.invoiceId] : [])),
  );
  await reportVoids(part, lookBackDays, (one) => said.has(one.invoice.id), put);
}

/**
 * Between two asks of a scheduled run (`payments.everyMinutes`) QuickBooks is left alone, unless a kill left something half done.
 * The pause grows first when the month's metered reads wouldn't last.
 */
async function isTimeForPayments(context: Context, { ledger, clock, settings, events }: RunContext): Promise<boolean> {
  const now = clock.now();
  const { used, limit } = await (await context.services()).readsThisMonth();
  const everyMinutes = paymentPause(settings.payments.everyMinutes, stretchOf({ used, limit, now }));
  const isDue = arePaymentsDue({ now, askedAt: await lastAsked(ledger), everyMinutes });
  if (isDue || (await arePaymentsBegun(ledger))) return true;
  const why =
    everyMinutes > settings.payments.everyMinutes ? `stretched: ${used} of ${limit} metered reads are used` : 'payments.everyMinutes';
  events.log('info', `QuickBooks was asked for payments less than ${everyMinutes} minutes ago: not now (${why})`);
  return false;
}

/** Payments; an invoice whose document somebody voided or deleted in QuickBooks is reported among the voids. */
export async function payments(part: RunContext, parts: OpenParts, days: number | null): Promise<void> {
  await syncPayments(part, {
    days,
    put: (outcome) => void parts.payments.push(outcome),
    putVoid: (outcome) => {
      if (!parts.voids.some((one) => one.invoiceId === outcome.invoiceId)) parts.voids.push(outcome);
    },
  });
  // Who wants tickets wants to read there what became of the money, too.
  if (part.settings.notify.ticket !== null && !part.isDryRun) await notePayments(part, parts.payments);
}
