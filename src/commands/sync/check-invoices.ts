// `at2qbo check-invoices`: what the next run would take, and what it would leave and why.
// It is sync's own dry run, so that the two can't disagree.
import { UsageError } from '../../core/errors.ts';
import type { Outcome } from '../../core/run/outcome.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { Numbering, Settings } from '../../core/settings.ts';
import { syncInvoices } from '../../core/transfer/sync.ts';
import { withContext } from '../context/context.ts';
import { partOf } from './parts.ts';
import { renderCheck, type InvoiceCheck } from './render-check-invoices.ts';
import { runJson } from '../run/render-json.ts';
import { runWork, type RunWork } from '../run/locked-run.ts';
import type { Invocation } from '../program/spec.ts';
import { print, printError } from '../terminal/print.ts';
import { troubleLines } from '../program/error-report.ts';

interface CheckFlags {
  readonly numbering?: Numbering;
  readonly maxAge?: number;
  readonly email?: readonly string[];
  readonly upcoming?: boolean;
  readonly csv?: string;
}

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const { upcoming, csv }: CheckFlags = invocation.options;
  if (upcoming === true) return (await import('../upcoming/upcoming.ts')).runUpcoming(invocation);
  if (csv !== undefined)
    throw new UsageError(
      '--csv goes with --upcoming.',
      'at2qbo check-invoices --upcoming --csv <file>, or the invoices: at2qbo sync --dry-run --csv <file>',
    );
  return withContext(invocation, async (context) => {
    const settings = overridden(context.settings, invocation.options);
    const work: RunWork = async (ports, brake, parts) => {
      const part = partOf(context, ports, brake, true);
      parts.invoices = await syncInvoices(part, {
        ...part,
        settings,
        // What waits is shown although nothing is sent now; that sync is off is said beside it.
        isNow: true,
        only: null,
        max: null,
        confirmFirstRun: () => Promise.resolve(true),
      });
    };
    const { email = [] }: CheckFlags = invocation.options;
    const { result, exitCode } = await runWork(
      context,
      io,
      { command: 'check-invoices', isDryRun: true, wishes: { extra: email, isAnswer: true } },
      work,
    );
    const check = checkOf(result, settings);
    if (globals.json) io.json({ ...runJson(result, exitCode, context.counts), ...check });
    else {
      print(io, renderCheck(result, check, io.width, globals.quiet));
      if (result.trouble) printError(io, troubleLines(result.trouble));
    }
    return exitCode;
  });
}

function checkOf(result: RunResult, { invoices }: Settings): InvoiceCheck {
  const ids = (wanted: (one: Outcome) => boolean): number[] => result.invoices.filter(wanted).map((one) => one.invoiceId);
  return {
    sync: invoices.sync,
    numbering: invoices.numbering,
    maxAgeDays: invoices.lookBackDays,
    wouldTake: ids(({ outcome }) => outcome === 'planned'),
    wouldLeave: ids(({ outcome }) => outcome !== 'planned'),
  };
}

/** As if the settings said so; nothing is stored. */
function overridden(settings: Settings, { numbering, maxAge }: CheckFlags): Settings {
  const { invoices } = settings;
  return {
    ...settings,
    invoices: { ...invoices, numbering: numbering ?? invoices.numbering, lookBackDays: maxAge ?? invoices.lookBackDays },
  };
}
