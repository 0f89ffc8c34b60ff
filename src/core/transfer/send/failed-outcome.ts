// An error on the way of one document -> its outcome; an error that concerns the run stops the run.
import type { ApplyContext } from './context.ts';
import { At2qboError, AuthError, ConfigError, IntegrityError, SecretsError, TemporaryError, UnknownOutcomeError } from '../../errors.ts';
import type { InvoiceId, SavedDocument } from '../../model.ts';
import { outcomeOf, referenceOf, type Outcome } from '../../run/outcome.ts';
import type { Planned } from '../plan.ts';
import { reason, type Reason } from '../../reasons.ts';

/** An error that concerns this document marks it; one that concerns the run stops the run. `saved`: QuickBooks has it already. */
export function failedOutcome(planned: Planned, error: unknown, context: ApplyContext, saved: SavedDocument | null = null): Outcome {
  const more = saved ? { quickbooks: referenceOf(saved) } : {};
  const one = error instanceof RefusedDocument ? error.one : troubleReason(error, planned.invoice.id, context);
  return outcomeOf(planned.invoice, planned.company, 'failed', [one], more);
}

/** What to say of an error on the way of one document. What concerns the run pulls the brake; a bug is thrown on. */
export function troubleReason(error: unknown, id: InvoiceId, context: Pick<ApplyContext, 'brake' | 'events'>): Reason {
  if (!(error instanceof At2qboError)) throw error;
  context.events.log('error', error.message, { invoice: id, service: error.service, code: error.code, traceId: error.traceId });
  if (error instanceof AuthError || error instanceof ConfigError || error instanceof IntegrityError || error instanceof SecretsError) {
    context.brake.stop(error);
    return reason('run-broke-off', { detail: error.message, remedy: ended(error.remedy || 'Look at the log: at2qbo logs') });
  }
  const service = error.service ?? 'QuickBooks';
  if (error instanceof UnknownOutcomeError || error instanceof TemporaryError) {
    context.brake.fault(service, 'temporary', error.message);
    return reason(error instanceof UnknownOutcomeError ? 'no-answer' : 'not-reachable', { service, detail: error.message });
  }
  return reason('unexpected-answer', { detail: error.message });
}

/** A sentence of its own. */
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Carries a reason out of the middle of a step. */
export class RefusedDocument extends Error {
  readonly one: Reason;
  constructor(one: Reason) {
    super(one.message);
    this.one = one;
  }
}
