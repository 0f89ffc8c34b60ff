// Is this invoice to be sent? Each rule in order, each with its reason.
import { addDays, type Instant, MINUTE_MS, instantAt, startOfDay, utcDay } from '../../dates.ts';
import type { SourceInvoice } from '../../model.ts';
import { documentName } from '../../model/document.ts';
import type { PersonHold, Transfer } from '../../model/ledger.ts';
import { cents, isZero, text } from '../../money.ts';
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

/** What one rule of the header read and found. */
export interface HeaderFinding {
  readonly rule: 'hold' | 'customer hold' | 'go-live' | 'settle' | 'total';
  /** always: also of what QuickBooks has. unsent: of what it doesn't have. unforced: not where a person named this invoice. */
  readonly asked: 'always' | 'unsent' | 'unforced';
  /** What it read, where it lets the invoice pass. */
  readonly found: string;
  readonly stop: { readonly verdict: 'skip' | 'hold'; readonly reason: Reason } | null;
}

/** Every rule that needs the header and the ledger alone, in order, whether or not an earlier one stops the invoice. */
export function askHeader({ invoice, personHold, settings, now }: EligibilityFacts): HeaderFinding[] {
  const { companyId, id } = invoice;
  const { goLiveDate, settleMinutes, skipZeroTotal } = settings.invoices;
  const created = utcDay(invoice.createdAt);
  const total = invoice.net.plus(invoice.tax);
  const isOnHold = settings.customers.overrides[String(companyId)]?.hold === true;
  const isBeforeGoLive = goLiveDate !== null && created < goLiveDate;
  const isYoung = Date.parse(invoice.createdAt) > now - settleMinutes * MINUTE_MS;
  return [
    {
      rule: 'hold',
      asked: 'always',
      found: 'no person holds it',
      stop: personHold ? { verdict: 'hold', reason: reason('held-by-person', { why: personHold.why, id }) } : null,
    },
    {
      rule: 'customer hold',
      asked: 'unsent',
      found: `company ${companyId} is not on hold`,
      stop: isOnHold ? { verdict: 'hold', reason: reason('customer-on-hold', { company: `company ${companyId}`, companyId }) } : null,
    },
    {
      rule: 'go-live',
      asked: 'unforced',
      found: goLiveDate === null ? 'no go-live date is set' : `created ${created}, not before ${goLiveDate}`,
      stop: isBeforeGoLive ? { verdict: 'skip', reason: reason('before-go-live', { created, goLive: goLiveDate }) } : null,
    },
    {
      rule: 'settle',
      asked: 'unforced',
      found: `created ${invoice.createdAt}, more than ${settleMinutes} minutes ago`,
      stop: isYoung ? { verdict: 'skip', reason: reason('not-settled', { minutes: settleMinutes }) } : null,
    },
    {
      rule: 'total',
      asked: 'unforced',
      found: `${text(total)} (net ${text(invoice.net)}, tax ${text(invoice.tax)})`,
      stop: skipZeroTotal && isZero(cents(total)) ? { verdict: 'skip', reason: reason('zero-total') } : null,
    },
  ];
}

/** Is this invoice to be sent? By the rules of its header and by what the ledger knows of it. */
export function judgeHeader(facts: EligibilityFacts): Eligibility {
  const { invoice, transfer, isForced = false } = facts;
  if (invoice.isVoided) return judgeVoided(facts);
  const findings = askHeader(facts);
  const stopped = (asked: HeaderFinding['asked']): Eligibility | null => {
    const stop = findings.find((one) => one.asked === asked && one.stop !== null)?.stop;
    return stop ? { verdict: stop.verdict, reasons: [stop.reason] } : null;
  };
  const always = stopped('always');
  if (always) return always;
  // Said by every run, whatever Autotask's marker shows by now, until a person has decided.
  if (transfer?.state === 'held' && !isForced) return { verdict: 'hold', reasons: transfer.reasons };
  if (transfer !== undefined && transfer.state !== 'rejected') return { verdict: 'known', transfer };
  return stopped('unsent') ?? (isForced ? null : stopped('unforced')) ?? { verdict: 'send' };
}

function judgeVoided({ transfer, settings }: EligibilityFacts): Eligibility {
  const skipped: Eligibility = { verdict: 'skip', reasons: [reason('voided')] };
  if (transfer === undefined || transfer.state === 'rejected') return skipped;
  // With voids.sync on the same run voids it and says so there; with it off a person is told once.
  const isSaidElsewhere = settings.voids.sync || transfer.reasons.some((one) => one.code === 'voided-in-autotask');
  if (transfer.state !== 'voided' && transfer.quickBooksId !== null && !isSaidElsewhere) {
    return { verdict: 'hold', reasons: [reason('voided-in-autotask', { document: documentName(transfer) })] };
  }
  // Without an answer it may be in QuickBooks all the same: that is looked for.
  return transfer.state === 'intent' ? { verdict: 'known', transfer } : skipped;
}
