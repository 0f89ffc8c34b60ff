// `at2qbo hold ID --why TEXT`: an invoice that a person keeps back. Writes to the ledger alone.
import { instantAt } from '../../core/dates.ts';
import { documentName } from '../../core/model/document.ts';
import { askText } from '../terminal/ask.ts';
import { withContext } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { givenInvoiceId, requireInvoices } from './argument.ts';
import { sayDecision } from './decision.ts';
import type { Invocation } from '../program/spec.ts';

export async function run(invocation: Invocation): Promise<number> {
  const id = givenInvoiceId(invocation);
  const flags: { readonly why?: string } = invocation.options;
  const why =
    flags.why ??
    (await askText(invocation.io, {
      message: 'Why is it held?',
      missing: '--why TEXT',
      check: (text) => (text.trim() === '' ? 'say why' : null),
    }));
  return withContext(invocation, async (context) => {
    const ledger = context.ledger('run');
    const say = (result: Parameters<typeof sayDecision>[1], code: number): number => sayDecision(invocation, result, code);
    await requireInvoices([id], context);
    const transfer = (await ledger.transfers([id])).get(id);
    if (transfer && (transfer.state === 'done' || transfer.state === 'voided')) {
      const message = `Nothing to hold back: ${documentName(transfer)} is in QuickBooks and done.`;
      return say({ autotaskId: id, result: 'nothing', message, fix: `at2qbo explain ${id}` }, EXIT.needsPerson);
    }
    await ledger.setPersonHold({ invoiceId: id, why: why.trim(), at: instantAt(context.clock.now()) });
    context.events.log('info', `held by a person: ${why.trim()}`, { invoice: id });
    const message = `Invoice ${id} is on hold (${why.trim()}). No run sends it until it is released.`;
    return say({ autotaskId: id, result: 'held', message, fix: `at2qbo release ${id}` }, EXIT.done);
  });
}
