// `at2qbo sync-voids`: what was voided in Autotask is voided in QuickBooks, whatever voids.sync says.
import { syncVoids } from '../../core/voids/apply.ts';
import { reportGone } from '../../core/voids/read-voided-in-quickbooks.ts';
import { withContext } from '../context/context.ts';
import { partTotals, voidLines } from '../run/render-parts.ts';
import { runWork } from '../run/locked-run.ts';
import { showRun } from '../run/show.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf } from './parts.ts';

interface Flags {
  readonly dryRun?: boolean;
  readonly days?: number;
}

export async function run(invocation: Invocation): Promise<number> {
  return withContext(invocation, async (context) => {
    const flags: Flags = invocation.options;
    const isDryRun = flags.dryRun === true;
    const days = flags.days ?? context.settings.voids.lookBackDays;
    const { result, exitCode } = await runWork(context, invocation.io, { command: 'sync-voids', isDryRun }, async (ports, brake, parts) => {
      const part = partOf(context, ports, brake, isDryRun);
      await syncVoids(part, { days, listsSettled: true, put: (outcome) => void parts.voids.push(outcome) });
      await reportGone(part, days, (outcome) => void parts.voids.push(outcome));
    });
    const lines = [
      ...voidLines(result, invocation.globals.quiet),
      ...partTotals(result, result.voids, `Nothing that is in QuickBooks was voided in Autotask in the last ${days} days.`),
    ];
    showRun(invocation, context, { result, exitCode }, invocation.globals.quiet && exitCode === 0 ? [] : lines);
    return exitCode;
  });
}
