// `at2qbo release ID [--accept]`: lets a held invoice go on. Writes to the ledger alone; the next run does the rest.
import { instantAt } from '../../core/dates.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import type { SavedDocument } from '../../core/model.ts';
import { reason } from '../../core/reasons.ts';
import { releaseTransfer } from '../../core/transfer/release.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { givenInvoiceId, isKnownInvoice } from './argument.ts';
import { sayDecision, type Decided } from './decision.ts';
import type { Invocation } from '../program/spec.ts';

export async function run(invocation: Invocation): Promise<number> {
  const id = givenInvoiceId(invocation);
  const isAccepted = invocation.options['accept'] === true;
  return withContext(invocation, async (context) => {
    // A run that is under way may be deciding about this very invoice.
    await context.lock('release');
    const ledger = context.ledger('run');
    const say = (result: Decided['result'], message: string, fix: string, code: number): number =>
      sayDecision(invocation, { autotaskId: id, result, message, fix }, code);
    const transfer = (await ledger.transfers([id])).get(id);
    const wasHeld = (await ledger.personHolds()).has(id);

    if (transfer?.state === 'held') {
      const release = releaseTransfer(transfer, await documentNow(transfer, context), isAccepted);
      if ('refusal' in release) return say('refused', release.refusal, release.choices, EXIT.needsPerson);
      await ledger.save({ ...release.transfer, runId: context.runId, updatedAt: instantAt(context.clock.now()) }, { what: release.what });
      await ledger.clearPersonHold(id);
      await ledger.clearOutcomes([id]);
      return say(isAccepted ? 'accepted' : 'released', release.message, `at2qbo sync --only ${id}`, EXIT.done);
    }
    if (isAccepted) {
      const isKnown = transfer !== undefined || (await isKnownInvoice(id, ledger, () => context.autotask()));
      const message = isKnown
        ? `There is nothing to accept: no document in QuickBooks is held for invoice ${id}.`
        : reason('not-found', { id }).message;
      return say(isKnown ? 'refused' : 'unknown', message, `at2qbo explain ${id}`, EXIT.needsPerson);
    }
    if (wasHeld) {
      await ledger.clearPersonHold(id);
      await ledger.clearOutcomes([id]);
      context.events.log('info', 'released by a person', { invoice: id });
      return say('released', `Released: the next run looks at invoice ${id} again.`, `at2qbo sync --only ${id}`, EXIT.done);
    }
    const waiting = (await ledger.outcomes()).find((one) => one.invoiceId === id);
    if (waiting) {
      const [why] = waiting.reasons;
      const message = `Invoice ${id} is not held by a person. It was ${waiting.outcome}: ${why?.message ?? ''} The next run looks at it again by itself.`;
      return say('nothing', `${message}${why ? ` ${why.fix}` : ''}`, `at2qbo sync --only ${id}`, EXIT.done);
    }
    if (transfer !== undefined || (await isKnownInvoice(id, ledger, () => context.autotask())))
      return say('nothing', `Invoice ${id} is not on hold: there is nothing to release.`, `at2qbo explain ${id}`, EXIT.done);
    const unknown = reason('not-found', { id });
    return say('unknown', unknown.message, unknown.fix, EXIT.needsPerson);
  });
}

async function documentNow(transfer: Transfer, context: Context): Promise<SavedDocument | null> {
  if (transfer.quickBooksId === null) return null;
  const quickbooks = await context.quickbooks();
  const [document] = await quickbooks.documents({ kind: 'ids', type: transfer.documentType, ids: [transfer.quickBooksId] });
  return document ?? null;
}
