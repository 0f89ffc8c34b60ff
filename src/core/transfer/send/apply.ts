// Carries a plan out. The order of writes, here and in create.ts and finish.ts alone.
// Intent in the ledger -> create -> ledger -> verify -> Autotask -> ledger -> read back -> ledger -> mail and PDF.
// A brake (signal, limit, breaker) is looked at between documents, never inside one.
import { type ApplyContext } from './context.ts';
import { mayBeUnderWay, newTransfer, save, savedPart } from '../ledger-row.ts';
import { createOne, markErrors, type Created, type Refused } from './create.ts';
import { failedOutcome } from './failed-outcome.ts';
import { closeWritten, finishOne, type Written } from './finish.ts';
import type { InvoiceId } from '../../model.ts';
import { outcomeOf, type Outcome } from '../../run/outcome.ts';
import { plannedOutcome } from '../plan/planned-outcome.ts';
import type { Planned, PlannedFinish, PlannedWait } from '../plan/plan.ts';
import { reason } from '../../reasons.ts';

/** A batch on its way. Both promises fail with what no rule foresaw, and then only after everything in hand has ended. */
export interface Applying {
  /** Nothing of the batch is still to be sent to QuickBooks: the next batch may begin while this one is written back to Autotask. */
  readonly sent: Promise<void>;
  /** Every planned invoice with exactly one outcome, in the plan's order. */
  readonly outcomes: Promise<Outcome[]>;
}

/** Works through one batch, several documents at once. What QuickBooks has made no longer takes part in its limits: telling Autotask goes on beside. `onEach`: one is through. */
export function applyPlan(plan: readonly Planned[], context: ApplyContext, onEach: () => void = () => undefined): Applying {
  const outcomes = new Map<InvoiceId, Outcome>();
  const written: Written[] = [];
  const refused: Refused[] = [];
  const queue = [...plan];
  const bugs: unknown[] = [];
  const telling: Promise<void>[] = [];
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      bugs.push(error); // the others finish what they have in hand, then it is thrown on
      queue.length = 0;
    }
  };
  const put = (planned: Planned, result: Written | Ended): void => {
    if ('outcome' in result) outcomes.set(planned.invoice.id, result.outcome);
    else written.push(result);
    onEach();
  };
  const worker = async (): Promise<void> => {
    for (let planned = queue.shift(); planned; planned = queue.shift()) {
      const one = planned;
      await guarded(async () => {
        const step = await beginOne(one, context, refused);
        if ('outcome' in step) put(one, step);
        else telling.push(guarded(async () => put(one, await endOne(step, context))));
      });
    }
  };
  const workers = Math.max(1, context.settings.limits.quickbooksConcurrent * 2);
  const sent = Promise.all(Array.from({ length: Math.min(workers, plan.length) }, () => worker())).then(() => undefined);
  const ended = async (): Promise<Outcome[]> => {
    await sent;
    await Promise.all(telling);
    if (bugs.length > 0) throw bugs[0];
    await markErrors(refused, context);
    for (const [id, outcome] of await closeWritten(written, context)) outcomes.set(id, outcome);
    return plan.map((planned) => outcomes.get(planned.invoice.id) ?? skippedOutcome(planned, context));
  };
  return { sent, outcomes: ended() };
}

interface Ended {
  readonly outcome: Outcome;
}

function skippedOutcome(planned: Planned, context: ApplyContext): Outcome {
  const why = context.brake.cause?.message ?? 'the run ended early.';
  return outcomeOf(planned.invoice, planned.company, 'skipped', [reason('run-stopped', { why })]);
}

/** Up to where QuickBooks has it. */
async function beginOne(planned: Planned, context: ApplyContext, refused: Refused[]): Promise<Created | PlannedFinish | Ended> {
  if (context.brake.cause && planned.action !== 'skip') return { outcome: skippedOutcome(planned, context) };
  try {
    if (planned.action === 'skip') return { outcome: await skipOne(planned, context) };
    if (planned.action === 'hold') return { outcome: await holdOne(planned, context) };
    context.assertMine();
    if (planned.action === 'finish') return planned;
    const created = await createOne(planned, context, refused);
    if (!('outcome' in created)) context.brake.calm('QuickBooks');
    return created;
  } catch (error) {
    return { outcome: failedOutcome(planned, error, context) };
  }
}

/** From there on. */
async function endOne(step: Created | PlannedFinish, context: ApplyContext): Promise<Written | Ended> {
  const planned = 'action' in step ? step : step.planned;
  try {
    const result = await finishOne(planned, step.saved, step.transfer, context);
    if (!('outcome' in result)) await context.ties.learn(planned, step.saved);
    if (isMade(result)) context.brake.calm();
    return result;
  } catch (error) {
    return { outcome: failedOutcome(planned, error, context) };
  }
}

/** It went through, or waits for a person for a reason of its own: whatever streak there was is broken. */
function isMade(result: Written | Ended): boolean {
  return !('outcome' in result) || (result.outcome.outcome === 'held' && result.outcome.quickbooks !== null);
}

/** Nothing of it is in QuickBooks, and nothing is to be: an attempt that was begun is closed, so that it isn't looked for for ever. */
async function skipOne(planned: PlannedWait, context: ApplyContext): Promise<Outcome> {
  const known = (await context.ledger.transfers([planned.invoice.id])).get(planned.invoice.id);
  if (known?.state === 'intent' && !mayBeUnderWay(known, context)) {
    await save(
      context,
      { ...known, state: 'rejected', reasons: planned.reasons },
      `not in QuickBooks, and not to be sent: ${planned.reasons.map((one) => one.code).join(', ')}`,
    );
  }
  return plannedOutcome(planned);
}

/** A hold about a document in QuickBooks is kept in the ledger, so that `release --accept` knows which document is meant. */
async function holdOne(planned: PlannedWait, context: ApplyContext): Promise<Outcome> {
  const { document } = planned;
  const known = (await context.ledger.transfers([planned.invoice.id])).get(planned.invoice.id);
  if (
    document &&
    !document.isVoided &&
    (known === undefined || known.state === 'intent' || known.state === 'rejected' || known.state === 'created')
  ) {
    const transfer = { ...newTransfer(planned, document.type, known?.generation ?? 0, context), ...known, ...savedPart(document) };
    await save(
      context,
      { ...transfer, state: 'held', reasons: planned.reasons, wasAdopted: known === undefined || known.wasAdopted },
      `held: ${planned.reasons.map((one) => one.code).join(', ')}`,
    );
  }
  return plannedOutcome(planned);
}
