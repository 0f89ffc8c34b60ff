// Is this invoice to be sent? Each rule in order, each with its reason.
import { addDays, type Instant, instantAt, startOfDay, utcDay } from '../../dates.ts';
import type { SourceInvoice } from '../../model.ts';
import { documentName } from '../../model/document.ts';
import type { PersonHold, Transfer } from '../../model/ledger.ts';
import { cents, isZero } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';

/** First moment of the look-back window: days count in UTC, as the Autotask database keeps them; the first day is in. */
export function windowStart(now: number, days: number): Instant {
  return startOfDay(addDays(utcDay(instantAt(now)), -days));
}

export type Eligibility =
  | { readonly verdict: 'send' }
  | { readonly verdict: 'skip' | 'hold'; readonly reasons: readonly Reason[] }
  /** The ledger says QuickBooks has it: finish or check that, never make another. */
  | { readonly verdict: 'known'; readonly transfer: Transfer };

export interface EligibilityFacts {
  readonly invoice: SourceInvoice;
  readonly transfer: Transfer | undefined;
  readonly personHold: PersonHold | undefined;
  readonly settings: Settings;
  /** Milliseconds. */
  readonly now: number;
  /** A person named this invoice (`copy-invoice`): marker, settle time, go-live date and zero total don't matter. */
  readonly isForced?: boolean;
}

/** The rules that need the header and the ledger alone. */
export function judgeHeader(facts: EligibilityFacts): Eligibility {
  const { invoice, transfer, settings } = facts;
  const skip = (one: Reason): Eligibility => ({ verdict: 'skip', reasons: [one] });
  const hold = (one: Reason): Eligibility => ({ verdict: 'hold', reasons: [one] });

  const isInQuickBooks = transfer !== undefined && transfer.state !== 'rejected';
  if (invoice.isVoided) {
    // With voids.sync on the same run voids it and says so there; with it off a person is told once.
    const isToldElsewhere = settings.voids.sync || transfer?.reasons.some((one) => one.code === 'voided-in-autotask') === true;
    if (isInQuickBooks && transfer.state !== 'voided' && transfer.quickBooksId !== null && !isToldElsewhere) {
      return hold(reason('voided-in-autotask', { document: documentName(transfer) }));
    }
    // Without an answer it may be in QuickBooks all the same: that is looked for.
    return transfer?.state === 'intent' ? { verdict: 'known', transfer } : skip(reason('voided'));
  }
  if (facts.personHold) return hold(reason('held-by-person', { why: facts.personHold.why, id: invoice.id }));
  // Said by every run, whatever Autotask's marker shows by now, until a person has decided.
  if (transfer?.state === 'held' && facts.isForced !== true) return { verdict: 'hold', reasons: transfer.reasons };
  if (isInQuickBooks) return { verdict: 'known', transfer };
  if (settings.customers.overrides[String(invoice.companyId)]?.hold === true) {
    return hold(reason('customer-on-hold', { company: `company ${invoice.companyId}`, companyId: invoice.companyId }));
  }
  if (facts.isForced === true) return { verdict: 'send' };
  const createdOn = utcDay(invoice.createdAt);
  if (settings.invoices.goLiveDate !== null && createdOn < settings.invoices.goLiveDate) {
    return skip(reason('before-go-live', { created: createdOn, goLive: settings.invoices.goLiveDate }));
  }
  if (Date.parse(invoice.createdAt) > facts.now - settings.invoices.settleMinutes * 60_000) {
    return skip(reason('not-settled', { minutes: settings.invoices.settleMinutes }));
  }
  if (settings.invoices.skipZeroTotal && isZero(cents(invoice.net.plus(invoice.tax)))) return skip(reason('zero-total'));
  return { verdict: 'send' };
}
