// `at2qbo copy-invoice ID`: one Autotask invoice now.
// What QuickBooks has already is named; a second copy is made only with --overwrite.
import { copyInvoice } from '../../core/copies/apply.ts';
import { documentsOfInvoice } from '../../core/copies/read.ts';
import { documentName } from '../../core/model/document.ts';
import { Brake } from '../../core/run/brake.ts';
import { UsageError } from '../../core/errors.ts';
import { invoiceId, type InvoiceId } from '../../core/model.ts';
import { rememberOutcomes } from '../../core/run/waiting-outcomes.ts';
import { askBeforeHarm } from '../terminal/ask.ts';
import { withContext, type Context } from '../context/context.ts';
import { renderRun } from '../run/render.ts';
import { runWork, syncPorts, type RunWork } from '../run/locked-run.ts';
import { showRun } from '../run/show.ts';
import type { Invocation } from '../program/spec.ts';
import { partOf } from '../sync/parts.ts';

interface Flags {
  readonly overwrite?: boolean;
  readonly voidOld?: boolean;
  readonly yes?: boolean;
  readonly email?: readonly string[];
}

export async function run(invocation: Invocation): Promise<number> {
  const flags: Flags = invocation.options;
  const id = idOf(invocation.args[0] ?? '');
  if (flags.voidOld === true && flags.overwrite !== true) {
    throw new UsageError(
      '--void-old voids the older copies once a new one is made: it needs --overwrite.',
      `at2qbo copy-invoice ${id} --overwrite --void-old`,
    );
  }
  return withContext(invocation, async (context) => {
    if (flags.overwrite === true && flags.yes !== true) await agree(invocation, context, id);
    const work: RunWork = async (ports, brake, parts) => {
      const part = partOf(context, ports, brake, false);
      const wanted = { id, makesNewCopy: flags.overwrite === true, voidsOld: flags.voidOld === true };
      const { run: invoices, isRefused } = await copyInvoice(part, wanted);
      parts.invoices = invoices;
      // A refusal is an answer to this command, nothing that waits for a later run.
      if (!isRefused) await rememberOutcomes(ports.ledger, invoices, context.runId, context.clock.now());
    };
    const wishes = { extra: flags.email ?? [], isAnswer: true };
    const { result, exitCode } = await runWork(context, invocation.io, { command: 'copy-invoice', isDryRun: false, wishes }, work);
    await showRun(invocation, context, { result, exitCode }, renderRun(result, invocation.io.width, invocation.globals.quiet));
    return exitCode;
  });
}

/** Asked only where QuickBooks has a living document of it: without one the copy is the first. */
async function agree({ io, options }: Invocation, context: Context, id: InvoiceId): Promise<void> {
  const flags: Flags = options;
  const ports = await syncPorts(context, 'look');
  const [invoice] = await ports.autotask.invoices({ kind: 'ids', ids: [id] });
  if (!invoice || invoice.isVoided) return;
  const live = (await documentsOfInvoice(invoice, partOf(context, ports, new Brake(), true))).filter((one) => !one.isVoided);
  if (live.length === 0) return;
  const documents = live.map((one) => `${documentName(one)} for ${one.customerName}`).join('; ');
  await askBeforeHarm(io, {
    message: `QuickBooks has invoice ${id} as ${documents}. Save another copy${flags.voidOld === true ? ' and void that' : ''}?`,
    command: `at2qbo copy-invoice ${id} --overwrite${flags.voidOld === true ? ' --void-old' : ''} --yes`,
    isAgreed: false,
  });
}

function idOf(text: string): ReturnType<typeof invoiceId> {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (value > 0) return invoiceId(value);
  throw new UsageError(
    `"${text}" is no Autotask invoice id.`,
    'Give the id (digits only) that Autotask shows in its Invoice History, not the invoice number.',
  );
}
