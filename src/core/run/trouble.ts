// An error on the way of one document becomes its reason; one that concerns the whole run pulls the brake.
import { At2qboError, AuthError, ConfigError, IntegrityError, SecretsError, TemporaryError, UnknownOutcomeError } from '../errors.ts';
import type { InvoiceId } from '../model.ts';
import { reason, type Reason } from '../reasons.ts';
import type { RunEvents } from '../ports.ts';
import { sentence } from '../words.ts';
import type { Brake } from './brake.ts';

/** What to say of an error on the way of one document. What concerns the run pulls the brake; a bug is thrown on. */
export function troubleReason(error: unknown, id: InvoiceId, context: { readonly brake: Brake; readonly events: RunEvents }): Reason {
  if (!(error instanceof At2qboError)) throw error;
  context.events.log('error', error.message, { invoice: id, service: error.service, code: error.code, traceId: error.traceId });
  if (error instanceof AuthError || error instanceof ConfigError || error instanceof IntegrityError || error instanceof SecretsError) {
    context.brake.stop(error);
    return reason('run-broke-off', { detail: error.message, remedy: sentence(error.remedy || 'Look at the log: at2qbo logs') });
  }
  const service = error.service ?? 'QuickBooks';
  if (error instanceof UnknownOutcomeError || error instanceof TemporaryError) {
    context.brake.fault(service, 'temporary', error.message);
    return reason(error instanceof UnknownOutcomeError ? 'no-answer' : 'not-reachable', { service, detail: error.message });
  }
  return reason('unexpected-answer', { detail: error.message });
}
