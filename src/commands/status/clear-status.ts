// `at2qbo clear-status`: frees a run that is stuck and settles what it left half done, by looking in QuickBooks.
// Sends nothing.
import { nameOf, type Holder } from '../../clients/host/lock.ts';
import { type RunResult } from '../../core/report/run-result.ts';
import { rememberOutcomes } from '../../core/run/waiting-outcomes.ts';
import { syncInvoices } from '../../core/transfer/sync.ts';
import { finishUndos } from '../../core/undo/apply.ts';
import { syncVoids } from '../../core/voids/apply.ts';
import { withContext, type Context } from '../context/context.ts';
import { runJson } from '../run/render-json.ts';
import { reasonLines, voidLines } from '../run/render-parts.ts';
import { runWork } from '../run/locked-run.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf } from '../sync/parts.ts';
import { print, printError } from '../terminal/print.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine } from '../format/codes.ts';
import { troubleLines } from '../program/error-report.ts';

export async function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, async (context) => {
    const flags: { readonly force?: boolean } = invocation.options;
    const holder = await context.lockHolder();
    // The lock of a dead holder frees itself. A living one keeps it (exit code 6), unless a person has looked and says --force.
    await context.lock('clear-status', { isForced: flags.force === true });
    const { result, exitCode } = await runWork(
      context,
      invocation.io,
      { command: 'clear-status', isDryRun: false },
      async (ports, brake, parts) => {
        const part = partOf(context, ports, brake, false);
        const half = (await ports.ledger.unfinished()).filter((one) => one.state !== 'done');
        if (half.length > 0) {
          parts.invoices = await syncInvoices(ports, {
            ...part,
            isNow: true,
            isSettling: true,
            only: half.map((one) => one.invoiceId),
            max: null,
            confirmFirstRun: () => Promise.resolve(true),
          });
          await rememberOutcomes(ports.ledger, parts.invoices, context.runId, context.clock.now());
        }
        await finishUndos(part, (outcome) => void parts.voids.push(outcome));
        await syncVoids(part, { days: null, isLookOnly: true, put: (outcome) => void parts.voids.push(outcome) });
      },
    );
    show(invocation, context, result, exitCode, holder);
    return exitCode;
  });
}

function show(invocation: Invocation, context: Context, result: RunResult, exitCode: number, holder: Holder | null): void {
  const { io, globals } = invocation;
  if (globals.json) {
    const released = holder === null ? null : { pid: holder.pid, host: holder.host, command: holder.command, since: holder.since };
    io.json({ ...runJson(result, exitCode, context.counts), releasedLock: released });
    return;
  }
  const lines: string[] = [];
  if (holder) lines.push(`Released the lock of ${nameOf(holder)}.`);
  else if (!globals.quiet) lines.push('No run is active.');
  for (const one of result.invoices) {
    const document = one.quickbooks ? `: QuickBooks has it as ${one.quickbooks.docNumber ?? `Id ${one.quickbooks.id ?? ''}`}` : '';
    const state = one.outcome === 'created' || one.outcome === 'adopted' ? 'settled' : one.outcome;
    lines.push(
      `${[`Invoice ${one.invoiceId}`, one.company].filter((part) => part !== '').join(', ')}: ${state}${document}`,
      ...one.reasons.flatMap(reasonLines),
    );
  }
  lines.push(...voidLines(result, globals.quiet));
  if (result.invoices.length + result.voids.length === 0 && result.trouble === null && !globals.quiet)
    lines.push('Nothing was left half done.');
  print(io, [...lines, ...codesLine([...result.invoices, ...result.voids].flatMap((one) => one.reasons)).map(paint.dim)]);
  if (!result.trouble) return;
  printError(io, troubleLines(result.trouble));
}
