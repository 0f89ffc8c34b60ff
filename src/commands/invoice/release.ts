// `at2qbo release ID [--accept]`: lets a held invoice go on. Writes to the ledger alone; the next run does the rest.
import { instantAt } from '../../core/dates.ts';
import { UsageError } from '../../core/errors.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import type { SavedDocument } from '../../core/model.ts';
import { keepOlderCopies } from '../../core/transfer/older-copies.ts';
import { sentInRun } from '../../core/undo/plan.ts';
import { awaitsRelease, releaseUndone } from '../../core/undo/release.ts';
import { counted } from '../../core/words.ts';
import { releaseTransfer } from '../../core/transfer/release.ts';
import { withContext, type Context } from '../context/context.ts';
import { EXIT } from '../program/exit.ts';
import { whatFollows } from './after-release.ts';
import { givenInvoiceId, requireInvoices } from './argument.ts';
import { sayDecision, type Decided } from './decision.ts';
import type { Invocation } from '../program/spec.ts';

export async function run(invocation: Invocation): Promise<number> {
  const undone = invocation.options['run'];
  if (typeof undone === 'string') {
    if (invocation.args[0] !== undefined || invocation.options['accept'] === true)
      throw new UsageError(
        '--run releases what was undone of a whole run: it goes with neither an id nor --accept.',
        `at2qbo release --run ${undone}`,
      );
    return releaseRun(invocation, undone);
  }
  if (invocation.args[0] === undefined)
    throw new UsageError('Which invoice? Its id is missing.', 'at2qbo release <id>, or all of an undone run: at2qbo release --run <run>');
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
      const next = await whatFollows(context, id, { said: release.message, isOpen: release.transfer.quickBooksId !== null });
      return say(isAccepted ? 'accepted' : 'released', next.message, next.fix, EXIT.done);
    }
    if (!isAccepted && awaitsRelease(transfer)) {
      await releaseOne(transfer, context);
      const next = await whatFollows(context, id, { said: `Released: the next run sends invoice ${id} again.` });
      return say('released', next.message, next.fix, EXIT.done);
    }
    if (isAccepted) {
      await requireInvoices([id], context);
      const message = `There is nothing to accept: no document in QuickBooks is held for invoice ${id}.`;
      return say('refused', message, `at2qbo explain ${id}`, EXIT.needsPerson);
    }
    if (wasHeld) {
      await ledger.clearPersonHold(id);
      await ledger.clearOutcomes([id]);
      context.events.log('info', 'released by a person', { invoice: id });
      const next = await whatFollows(context, id, { said: `Released: the next run looks at invoice ${id} again.` });
      return say('released', next.message, next.fix, EXIT.done);
    }
    await requireInvoices([id], context);
    const waiting = (await ledger.outcomes()).find((one) => one.invoiceId === id);
    if (waiting) {
      const [why] = waiting.reasons;
      const message = `Invoice ${id} is not held by a person. It was ${waiting.outcome}: ${why?.message ?? ''} The next run looks at it again by itself.`;
      return say('nothing', `${message}${why ? ` ${why.fix}` : ''}`, `at2qbo sync --only ${id}`, EXIT.done);
    }
    return say('nothing', `Invoice ${id} is not on hold: there is nothing to release.`, `at2qbo explain ${id}`, EXIT.done);
  });
}

async function documentNow(transfer: Transfer, context: Context): Promise<SavedDocument | null> {
  if (transfer.quickBooksId === null) return null;
  const quickbooks = await context.quickbooks();
  const [document] = await quickbooks.documents({ kind: 'ids', type: transfer.documentType, ids: [transfer.quickBooksId] });
  return document ?? null;
}

/** Everything of one run that was undone and waits. */
function releaseRun(invocation: Invocation, undone: string): Promise<number> {
  return withContext(invocation, async (context) => {
    await context.lock('release');
    const ledger = context.ledger('run');
    const ids = sentInRun(await ledger.eventsOfRun(undone));
    const waiting = [...(await ledger.transfers(ids)).values()].filter(awaitsRelease);
    if (waiting.length === 0)
      throw new UsageError(`Nothing of run "${undone}" was undone and waits for a release.`, 'What is held: at2qbo status');
    for (const transfer of waiting) await releaseOne(transfer, context);
    const { io, globals } = invocation;
    const released = waiting.map((one) => one.invoiceId);
    if (globals.json) io.json({ run: undone, result: 'released', released, exitCode: EXIT.done });
    else if (!globals.quiet)
      io.out(`Released: the next run sends ${counted(released.length, 'invoice')} again. To see them first: at2qbo sync --dry-run`);
    return EXIT.done;
  });
}

/** The void document first becomes an older copy: then a kill in between changes nothing. */
async function releaseOne(transfer: Transfer, context: Context): Promise<void> {
  const ledger = context.ledger('run');
  const { invoiceId: id, documentType: type, quickBooksId, docNumber } = transfer;
  if (quickBooksId !== null) await keepOlderCopies(ledger, id, [{ type, id: quickBooksId, docNumber }]);
  const released = releaseUndone(transfer);
  await ledger.save({ ...released.transfer, runId: context.runId, updatedAt: instantAt(context.clock.now()) }, { what: released.what });
  await ledger.clearPersonHold(id);
  await ledger.clearOutcomes([id]);
}
