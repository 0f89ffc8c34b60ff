// `at2qbo mark-paid NUMBER`: the paid date of an invoice in Autotask, today if none is given.
import { UsageError } from '../../core/errors.ts';
import type { LocalDate } from '../../core/dates.ts';
import { markPaid } from '../../core/payments/apply-mark-paid.ts';
import { withContext } from '../context/context.ts';
import { paymentLines } from '../run/render-parts.ts';
import { runWork } from '../run/locked-run.ts';
import { showRun } from '../run/show.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf } from '../sync/parts.ts';

export async function run(invocation: Invocation): Promise<number> {
  const number = invocation.args[0] ?? '';
  if (number.trim() === '') throw new UsageError('The invoice number is empty.', 'at2qbo mark-paid <number> --date <YYYY-MM-DD>');
  const given: { readonly date?: LocalDate } = invocation.options;
  return withContext(invocation, async (context) => {
    const date = given.date ?? localDay(context.clock.now());
    const { result, exitCode } = await runWork(
      context,
      invocation.io,
      { command: 'mark-paid', isDryRun: false },
      async (ports, brake, parts) => {
        parts.payments.push(await markPaid(partOf(context, ports, brake, false), number, date));
      },
    );
    await showRun(invocation, context, { result, exitCode }, paymentLines(result, invocation.globals.quiet));
    return exitCode;
  });
}

/** Today where this program runs: the day on the bookkeeper's own calendar. */
function localDay(now: number): LocalDate {
  const day = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}` as LocalDate;
}
