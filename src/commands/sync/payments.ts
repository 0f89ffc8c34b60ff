// `at2qbo sync-payments`: paid dates go back to Autotask, whatever payments.sync says.
import { withContext } from '../context/context.ts';
import { partTotals, paymentLines, voidLines } from '../run/render-parts.ts';
import { runWork } from '../run/locked-run.ts';
import { showRun } from '../run/show.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf, payments } from './parts.ts';

interface Flags {
  readonly dryRun?: boolean;
  readonly days?: number;
}

export async function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, async (context) => {
    const flags: Flags = invocation.options;
    const isDryRun = flags.dryRun === true;
    const { result, exitCode } = await runWork(context, invocation.io, { command: 'sync-payments', isDryRun }, (ports, brake, parts) =>
      payments(partOf(context, ports, brake, isDryRun), parts, flags.days ?? null),
    );
    const isBrief = invocation.globals.quiet;
    const lines = [
      ...paymentLines(result, isBrief),
      ...voidLines(result, isBrief),
      ...partTotals(result, [...result.payments, ...result.voids], 'No invoice was paid in QuickBooks since the last look.'),
    ];
    showRun(invocation, context, { result, exitCode }, isBrief && exitCode === 0 ? [] : lines);
    return exitCode;
  });
}
