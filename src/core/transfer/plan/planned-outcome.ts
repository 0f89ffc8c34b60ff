// What a dry run says would become of an invoice.
import { text } from '../../money.ts';
import { type Outcome, outcomeOf, referenceOf } from '../../run/outcome.ts';
import type { Planned } from './plan.ts';

/** Outcome of a plan that isn't carried out. */
export function plannedOutcome(planned: Planned): Outcome {
  if (planned.action === 'finish') {
    return outcomeOf(planned.invoice, planned.company, 'planned', planned.reasons, { quickbooks: referenceOf(planned.saved) });
  }
  if (planned.action !== 'create') {
    return outcomeOf(planned.invoice, planned.company, planned.action === 'hold' ? 'held' : 'skipped', planned.reasons);
  }
  const { draft } = planned.drafted;
  const tax = planned.expectation.tax;
  return outcomeOf(planned.invoice, planned.company, 'planned', planned.reasons, {
    quickbooks: {
      type: draft.type,
      id: null,
      docNumber: draft.docNumber,
      total: text(tax === null ? planned.expectation.net : planned.expectation.net.plus(tax)),
      tax: text(tax ?? planned.expectation.autotaskTax),
    },
  });
}
