// `at2qbo reconcile`: the month's tie-out of both books. Reads only, by page.
import { hostname, userInfo } from 'node:os';
import { Calendar } from '../../core/calendar.ts';
import { addDays, instantAt, type LocalDate } from '../../core/dates.ts';
import { UsageError } from '../../core/errors.ts';
import { tieOut, type Span } from '../../core/reconcile/read.ts';
import { withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { checkOutFile, writeOutFile } from '../files/output-file.ts';
import { writeTable } from '../files/table-file.ts';
import { tieOutPage } from './render-page.ts';
import { tieOutTable } from './render-table.ts';
import { tieOutJson } from './render-json.ts';
import { renderTieOut, verdict, type TieOut } from './render.ts';
import { syncPorts } from '../run/locked-run.ts';
import type { Invocation } from '../program/spec.ts';
import { page } from '../terminal/page.ts';

interface ReconcileFlags {
  readonly from?: LocalDate;
  readonly to?: LocalDate;
  readonly csv?: string;
  readonly html?: string;
}

/** 3 where the books differ, 0 where they agree. */
export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const flags: ReconcileFlags = invocation.options;
  for (const file of [flags.csv, flags.html]) if (file !== undefined) checkOutFile(file, 'replace', io.env);
  return withContext(invocation, async (context) => {
    const calendar = new Calendar(context.settings.invoices.timeZone);
    const span = spanOf(flags, calendar.dayAt(context.clock.now()));
    await context.requireConnection();
    const { reconciliation, totals, catalog } = await tieOut(await syncPorts(context, 'look'), span, context.settings);
    const tie: TieOut = {
      reconciliation,
      totals,
      profile: context.profile,
      company: catalog.company.name,
      realmId: context.settings.quickbooks.realmId ?? '',
      autotaskUser: context.settings.autotask.username ?? '',
      currency: catalog.preferences.homeCurrency,
      madeAt: instantAt(context.clock.now()),
      madeBy: whoRuns(),
    };
    const { isEqual } = verdict(tie);
    const exitCode = isEqual ? EXIT.done : EXIT.differences;
    if (flags.csv !== undefined) await writeTable(flags.csv, tieOutTable(tie), io.env);
    if (flags.html !== undefined) writeOutFile(flags.html, tieOutPage(tie, calendar), 'replace', io.env);
    if (globals.json) io.json({ ...tieOutJson(tie, exitCode), calls: context.counts });
    else if (!globals.quiet || !isEqual) {
      await page(invocation, renderTieOut(tie, io.width, globals.verbose));
      for (const [what, file] of [
        ['table', flags.csv],
        ['page', flags.html],
      ] as const)
        if (file !== undefined && !globals.quiet) io.out(`The ${what} is in ${file}.`);
    }
    return exitCode;
  });
}

/** As asked; the last whole calendar month if nothing is said. */
export function spanOf({ from, to }: { readonly from?: LocalDate; readonly to?: LocalDate }, today: LocalDate): Span {
  const monthBegins = (date: LocalDate): LocalDate => `${date.slice(0, 8)}01` as LocalDate;
  if (from === undefined && to === undefined) {
    const last = addDays(monthBegins(today), -1);
    return { from: monthBegins(last), to: last };
  }
  const span = { from: from ?? monthBegins(to ?? today), to: to ?? today };
  if (span.from > span.to) throw new UsageError(`--from ${span.from} is after --to ${span.to}`, 'at2qbo reconcile --help');
  return span;
}

function whoRuns(): string {
  try {
    return `${userInfo().username} on ${hostname()}`;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'} on ${hostname()}`; // a container's user without a name
  }
}
