// `at2qbo explain ID`: why an invoice is, or isn't, in QuickBooks.
// `explain CODE`: what a code means, without a connection. Reads only.
import { Calendar } from '../../core/calendar.ts';
import { aboutCode, ALL_CODES, type AboutCode } from '../../core/reasons/about.ts';
import { UsageError } from '../../core/errors.ts';
import { explainInvoices, findInvoices } from '../../core/explain/read.ts';
import { nearest } from '../../config/schema/nearest.ts';
import { withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { explanationJson, renderCode, renderExplanation } from './render-explain.ts';
import type { Invocation } from '../program/spec.ts';
import { print } from '../terminal/print.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { io, globals } = invocation;
  const asked = (invocation.args[0] ?? '').trim();
  if (asked === '' || asked.length > 100) throw new UsageError('give an Autotask invoice id or number, or a code', 'at2qbo explain 4711');
  const about = aboutCode(asked) ?? suggestCode(asked);
  if (about !== null) {
    if (globals.json) io.json({ asked, ...about, exitCode: EXIT.done });
    else print(io, renderCode(about, io.width));
    return EXIT.done;
  }
  return withContext(invocation, async (context) => {
    await context.requireConnection();
    const ports = { autotask: await context.autotask(), quickbooks: await context.quickbooks(), ledger: context.ledger() };
    context.events.progress('Reading the invoice from both sides');
    const invoices = await findInvoices(asked, ports);
    if (invoices.length === 0) {
      throw new UsageError(
        `Autotask has no invoice with the id or number ${asked} that the API user may see.`,
        "Check it in Autotask's Invoice History, and the API user's lines of business.",
      );
    }
    const explanations = await explainInvoices(invoices, ports, context.settings, context.neighbours);
    if (globals.json) io.json({ asked, invoices: explanations.map((one) => explanationJson(one)), exitCode: EXIT.done });
    else
      print(
        io,
        explanations.flatMap((one) => renderExplanation(one, new Calendar(context.settings.invoices.timeZone))),
      );
    return EXIT.done;
  });
}

/** Words and hyphens alone are no invoice number that anybody gives: a mistyped code is said to be one. Null: look for an invoice. */
function suggestCode(asked: string): AboutCode | null {
  const code = asked.replaceAll(/^\[|\]$/g, '').toLowerCase();
  if (!/^[a-z]+(-[a-z]+)*$/.test(code)) return null;
  const near = nearest(code, ALL_CODES);
  if (near === null || near === code) return near === null ? null : aboutCode(near);
  throw new UsageError(`there is no code '${code}'`, `did you mean ${near}? at2qbo explain ${near}`);
}
