// `at2qbo mark-paid NUMBER`: the paid date of an invoice in Autotask, today if none is given.
import { UsageError } from '../../core/errors.ts';
import type { LocalDate } from '../../core/dates.ts';
import { markPaid } from '../../core/payments/apply-mark-paid.ts';
import { shellWord } from '../format/shell.ts';
import { askBeforeHarm } from '../terminal/ask.ts';
import { withContext, type Context } from '../context/context.ts';
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
    const today = localDay(context.clock.now());
    const date = given.date ?? today;
    await agree(invocation, context, { number, date, today });
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

/** A day that has not come yet, or one before the invoice was made, is a slip of the finger more often than not. */
async function agree(
  { io, options }: Invocation,
  context: Context,
  { number, date, today }: { readonly number: string; readonly date: LocalDate; readonly today: LocalDate },
): Promise<void> {
  if (options['yes'] === true) return;
  const ask = (why: string): Promise<void> =>
    askBeforeHarm(io, {
      message: `${date} is ${why}. Mark invoice ${number} as paid on that day?`,
      command: `at2qbo mark-paid ${shellWord(number)} --date ${date} --yes`,
      isAgreed: false,
    });
  if (date > today) return ask(`in the future (today is ${today})`);
  const found = (await (await context.autotask()).invoices({ kind: 'number', number })).filter((one) => one.number === number);
  const [one] = found.filter((each) => !each.isVoided);
  if (found.length === 1 && one && date < one.date) await ask(`before the invoice (${one.date})`);
}

/** Today where this program runs: the day on the bookkeeper's own calendar. */
function localDay(now: number): LocalDate {
  const day = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}` as LocalDate;
}
