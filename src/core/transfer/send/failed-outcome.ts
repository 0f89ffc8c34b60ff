// Turns an error on the way of one document into its outcome; one that concerns the run stops the run.
import type { SavedDocument } from '../../model.ts';
import type { Reason } from '../../reasons.ts';
import { type Outcome, outcomeOf, referenceOf } from '../../run/outcome.ts';
import { troubleReason } from '../../run/trouble.ts';
import type { Planned } from '../plan/plan.ts';
import type { ApplyContext } from './context.ts';

/** An error that concerns this document marks it; one that concerns the run stops the run. `saved`: QuickBooks has it already. */
export function failedOutcome(planned: Planned, error: unknown, context: ApplyContext, saved: SavedDocument | null = null): Outcome {
  const more = saved ? { quickbooks: referenceOf(saved) } : {};
  const one = error instanceof RefusedDocument ? error.one : troubleReason(error, planned.invoice.id, context);
  return outcomeOf(planned.invoice, planned.company, 'failed', [one], more);
}

/** Carries a reason out of the middle of a step. */
export class RefusedDocument extends Error {
  readonly one: Reason;
  constructor(one: Reason) {
    super(one.message);
    this.one = one;
  }
}
