// Why a customer is tax-exempt: QuickBooks asks for one of Intuit's fifteen reasons, Autotask knows only that it is.
import type { Customer, CustomerDraft } from '../../model.ts';
import { reason, type Reason } from '../../reasons.ts';

/** Sent for every exempt company, and said: most that an MSP bills without tax are charities, schools and churches, and no reason fits all. */
const ASSUMED = { id: '5', label: 'Charitable organization' } as const;

export function exemptionReason(isTaxable: boolean | null): string | null {
  return isTaxable === false ? ASSUMED.id : null;
}

/** Said of a customer that is about to be made. */
export function assumedExemption({ displayName, taxExemptionReasonId }: CustomerDraft): Reason[] {
  if (taxExemptionReasonId === null) return [];
  return [reason('exemption-reason-assumed', { name: displayName, reason: ASSUMED.id, label: ASSUMED.label })];
}

/** Did QuickBooks keep that it is exempt, and why? */
export function exemptionKept({ isTaxable, taxExemptionReasonId }: CustomerDraft, made: Customer): Reason[] {
  if (isTaxable !== false) return [];
  if (made.isTaxable) return [reason('exemption-not-kept', { name: made.displayName, kept: 'taxable' })];
  if (made.taxExemptionReasonId === taxExemptionReasonId) return [];
  const kept = made.taxExemptionReasonId === null ? 'exempt without a reason' : `exempt with the reason ${made.taxExemptionReasonId}`;
  return [reason('exemption-not-kept', { name: made.displayName, kept })];
}
