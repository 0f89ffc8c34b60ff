// `at2qbo sync`: one run over invoices, then voids and payments if their settings are on.
import { rememberOutcomes } from '../../core/run/waiting-outcomes.ts';
import { LEFT_FOR_NOW } from '../../core/reasons/passing.ts';
import type { Outcome } from '../../core/run/outcome.ts';
import { syncInvoices } from '../../core/transfer/sync.ts';
import { invoiceId } from '../../core/model.ts';
import { requireInvoices } from '../invoice/argument.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { openPlanDesk, type PlanFlags } from './plan.ts';
import { withContext, type Context } from '../context/context.ts';
import { mailFirstComparison } from '../items/first-comparison.ts';
import { renderDryRun } from './render-dry-run.ts';
import { renderRun } from '../run/render.ts';
import { runWork, type RunWork } from '../run/locked-run.ts';
import { newsOfRun, sayOnce } from '../run/news/news.ts';
import { onlyNews, settledLines } from '../run/news/render.ts';
import { showRun } from '../run/show.ts';
import { keepTickets } from '../run/notices.ts';
import { partOf, runParts } from './parts.ts';
import type { Invocation } from '../program/spec.ts';

interface SyncFlags extends PlanFlags {
  readonly max?: number;
  readonly now?: boolean;
  readonly yes?: boolean;
  readonly email?: readonly string[];
}

export function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, (context) => sayOnce(invocation, context, 'sync', () => sync(invocation, context)));
}

async function sync(invocation: Invocation, context: Context): Promise<number> {
  const flags: SyncFlags = invocation.options;
  const isDryRun = flags.dryRun === true;
  const { settings } = context;
  const desk = openPlanDesk(flags, context);
  if (flags.only !== undefined) {
    await context.requireConnection();
    // Another run first: until it has ended nothing is asked for this one.
    if (!isDryRun) await context.lock('sync');
    await requireInvoices(flags.only.map(invoiceId), context);
  }
  const work: RunWork = async (ports, brake, parts) => {
    // What schedulers call: a person who asks for a run gets all of it.
    const options = { isDryRun, isWithInvoices: desk.only === null, isScheduled: invocation.globals.quiet && !isDryRun };
    await runParts(context, { ports, brake, parts, ...options }, async () => {
      const part = partOf(context, ports, brake, isDryRun);
      const invoices = await syncInvoices(part, {
        ...part,
        isNow: flags.now === true,
        only: desk.only,
        onPlan: desk.onPlan,
        approve: desk.approve,
        max: flags.max ?? null,
        confirmFirstRun: (count) => confirmFirstRun(invocation, flags, count),
      });
      parts.invoices = invoices;
      if (isDryRun) return;
      for (const one of await rememberOutcomes(ports.ledger, invoices, context.runId, context.clock.now()))
        context.events.log('info', `${one.outcome}: ${one.reasons.map(({ message }) => message).join(' ')}`, {
          invoice: one.invoiceId,
          code: one.reasons[0]?.code,
        });
      if (desk.only === null) await keepTickets(part, invoices.outcomes);
      if (settings.invoices.sync === 'next-batch' && brake.cause === null && isBatchThrough(invoices.outcomes))
        await turnOff(context, invocation);
    });
  };
  const isOff = settings.invoices.sync === 'off' && flags.now !== true;
  const wishes = { extra: flags.email ?? [], sawAll: !isOff && desk.only === null };
  const { result, exitCode } = await runWork(context, invocation.io, { command: 'sync', isDryRun, wishes }, work);
  const said = await desk.save(result);
  const { quiet, verbose } = invocation.globals;
  const { width } = invocation.io;
  const news = await newsOfRun(invocation, context, 'sync', { result, sawAll: wishes.sawAll });
  const lines = [
    ...(isDryRun && !quiet
      ? renderDryRun(result, desk.previews, { width, isWhole: verbose || flags.only !== undefined })
      : renderRun(news === null ? result : onlyNews(result, news), width, quiet)),
    ...(news === null ? [] : settledLines(news, context.profile)),
    ...said,
  ];
  await showRun(invocation, context, { result, exitCode, news }, lines, { previews: desk.previews, isPaged: isDryRun });
  if (!isDryRun && result.trouble === null && !isOff) await mailFirstComparison(context);
  await news?.keep();
  return exitCode;
}

/** Something of it arrived, and nothing is left that a later run would take up: with a service down no batch was sent. */
function isBatchThrough(outcomes: readonly Outcome[]): boolean {
  const hasArrived = outcomes.some(({ outcome }) => outcome === 'created' || outcome === 'adopted');
  return hasArrived && !outcomes.some(({ reasons }) => reasons.some(({ code }) => LEFT_FOR_NOW.has(code)));
}

/** `next-batch` is for one batch that isn't empty. */
async function turnOff(context: Context, invocation: Invocation): Promise<void> {
  const { saveText } = await import('../../config/store/save.ts');
  saveText({ profile: context.profile, env: invocation.io.env }, 'invoices.sync', 'off');
  context.events.log('info', 'invoices.sync was next-batch: a batch was synced, it is off now');
}

async function confirmFirstRun(invocation: Invocation, flags: SyncFlags, count: number): Promise<boolean> {
  if (flags.yes === true) return true;
  if (!canAsk(invocation.io)) return false;
  return askYesNo(invocation.io, {
    message: `This is the first run of this connection, and ${count} invoices are eligible. Send them all?`,
    missing: '--yes',
    initial: false,
  });
}
