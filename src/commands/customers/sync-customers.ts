// `at2qbo sync-customers`: QuickBooks customers up to date with Autotask; an edit in QuickBooks is said, not undone.
import { syncCustomers } from '../../core/customers/apply.ts';
import type { CustomerOutcome, CustomerPlan } from '../../core/customers/types.ts';
import { UsageError } from '../../core/errors.ts';
import { companyId } from '../../core/model.ts';
import { withContext } from '../context/context.ts';
import { checkOutFile } from '../files/output-file.ts';
import { writeTable } from '../files/table-file.ts';
import { EXIT, worst } from '../program/exit.ts';
import { troubleLines } from '../program/error-report.ts';
import type { Invocation } from '../program/spec.ts';
import { runWork } from '../run/locked-run.ts';
import { partOf } from '../sync/parts.ts';
import { print, printError } from '../terminal/print.ts';
import { checkTarget, digestOfPlan, readApproved, savePlan } from './plan-file.ts';
import { customersTable, customersJson, renderCustomers } from './render.ts';

interface Flags {
  readonly dryRun?: boolean;
  readonly plan?: string;
  readonly only?: readonly number[];
  readonly prefer?: 'quickbooks' | 'autotask';
  readonly rename?: boolean;
  readonly subCustomers?: boolean;
  readonly csv?: string;
}

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const flags: Flags = invocation.options;
  return withContext(invocation, async (context) => {
    const isDryRun = flags.dryRun === true;
    const whose = { profile: context.profile, realmId: context.settings.quickbooks.realmId ?? '' };
    if (flags.csv !== undefined) checkOutFile(flags.csv, 'replace', context.env);
    if (isDryRun && flags.plan !== undefined) checkTarget(flags.plan, context.env);
    const approved = !isDryRun && flags.plan !== undefined ? readApproved(flags.plan, whose, context.digest) : null;
    const only = flags.only?.map((id) => companyId(id)) ?? (approved === null ? null : [...approved.keys()].map((id) => companyId(id)));

    const plans: CustomerPlan[] = [];
    let outcomes: readonly CustomerOutcome[] = [];
    const { result, exitCode } = await runWork(context, io, { command: 'sync-customers', isDryRun }, async (ports, brake) => {
      outcomes = await syncCustomers(partOf(context, ports, brake, isDryRun), {
        only,
        prefersAutotask: flags.prefer === 'autotask',
        renames: flags.rename === true,
        nests: flags.subCustomers === true,
        onPlan: (plan) => void plans.push(plan),
        approve: (plan) => {
          if (approved === null || approved.get(plan.companyId) === digestOfPlan(plan, context.digest)) return null;
          return approved.has(plan.companyId) ? 'It changed since the plan was approved.' : 'It is not in the plan.';
        },
      });
      const stranger = flags.only?.find((id) => !outcomes.some((one) => one.companyId === id));
      if (stranger !== undefined)
        throw new UsageError(
          `Company ${stranger} is tied to no QuickBooks customer.`,
          'It is tied by its first invoice, or by hand: at2qbo settings get customers.map',
        );
    });
    const code = worst([exitCode, outcomes.some((one) => one.outcome === 'failed') ? EXIT.needsPerson : EXIT.done]);
    const said: string[] = [];
    if (flags.csv !== undefined) {
      await writeTable(flags.csv, customersTable(outcomes), context.env);
      said.push(`Written: ${flags.csv}`);
    }
    if (isDryRun && flags.plan !== undefined && result.trouble === null) {
      savePlan(flags.plan, plans, whose, context.digest, context.env);
      said.push(`Plan saved. To carry out exactly that: at2qbo sync-customers --plan ${flags.plan}`);
    }
    if (globals.json)
      io.json({
        run: result.run,
        profile: result.profile,
        dryRun: isDryRun,
        exitCode: code,
        ...customersJson(outcomes, result),
        calls: context.counts,
      });
    else {
      print(io, [...renderCustomers(outcomes, isDryRun, globals.quiet), ...(globals.quiet ? [] : said)]);
      if (result.trouble) printError(io, troubleLines(result.trouble));
    }
    return code;
  });
}
