// Is this invoice to be sent? Each rule in order, each with its reason.
import type { Calendar } from '../../calendar.ts';
import { addDays, type Instant, MINUTE_MS } from '../../dates.ts';
import type { InvoiceStatus, SourceInvoice } from '../../model.ts';
import type { CompanyScope } from '../../companies/read.ts';
import { documentName } from '../../model/document.ts';
import type { PersonHold, Transfer } from '../../model/ledger.ts';
import { cents, isZero, text } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import { waitingStatus } from '../../rules/invoice-status.ts';
import type { Settings } from '../../settings.ts';

/** First moment of a look-back window that ends `now` (milliseconds); its first day is in. */
export function windowStart(now: number, days: number, calendar: Calendar): Instant {
  return calendar.startOf(addDays(calendar.dayAt(now), -days));
}

export type Eligibility =
  | { readonly verdict: 'send' }
  | { readonly verdict: 'skip' | 'hold'; readonly reasons: readonly Reason[] }
  /** The ledger says QuickBooks has it: finish or check that, never make another. */
  | { readonly verdict: 'known'; readonly transfer: Transfer };

/** What all invoices of a run are judged by. */
export interface HeaderFacts {
  readonly settings: Settings;
  /** Of invoices.timeZone. */
  readonly calendar: Calendar;
  /** Autotask's own time, milliseconds: how old an invoice is mustn't hang on this computer's clock. */
  readonly now: number;
  /** Choices of the invoice status; empty where no invoice at hand has one. */
  readonly statuses: readonly InvoiceStatus[];
}

export interface EligibilityFacts extends HeaderFacts {
  readonly invoice: SourceInvoice;
  readonly transfer: Transfer | undefined;
  readonly personHold: PersonHold | undefined;
  /** A person named this invoice (`copy-invoice`): marker, status, settle time, go-live date and zero total don't matter. */
  readonly isForced?: boolean;
  /** `companies.only` of this profile and of the others. */
  readonly scope?: CompanyScope;
}

/** What one rule of the header read and found. */
export interface HeaderFinding {
  readonly rule: 'hold' | 'customer hold' | 'companies' | 'status' | 'go-live' | 'settle' | 'total';
  /** always: also of what QuickBooks has. unsent: of what it doesn't have. unforced: not where a person named this invoice. */
  readonly asked: 'always' | 'unsent' | 'unforced';
  /** What it read, where it lets the invoice pass. */
  readonly found: string;
  readonly stop: { readonly verdict: 'skip' | 'hold'; readonly reason: Reason } | null;
}

/** Every rule that needs the header and the ledger alone, in order, whether or not an earlier one stops the invoice. */
export function askHeader({ invoice, personHold, settings, calendar, now, statuses, scope }: EligibilityFacts): HeaderFinding[] {
  const { companyId, id } = invoice;
  const { goLiveDate, settleMinutes, skipZeroTotal } = settings.invoices;
  const created = calendar.dayOf(invoice.createdAt);
  const waiting = waitingStatus(invoice, statuses);
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
      rule: 'status',
      asked: 'unforced',
      found: 'Autotask has released it',
      stop: waiting === null ? null : { verdict: 'hold', reason: reason('not-released', { status: waiting, id }) },
    },
    {
      rule: 'companies',
      asked: 'unsent',
      found: settings.companies.only === null ? 'every company is served' : `company ${companyId} is served by this profile`,
      stop: scope?.(invoice) ?? null,
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
      found: `created ${calendar.minuteOf(invoice.createdAt)}, more than ${settleMinutes} minutes ago`,
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
  // With voids.sync on the same run voids it and says so there; with it off a person is informed once.
  const isSaidElsewhere = settings.voids.sync || transfer.reasons.some((one) => one.code === 'voided-in-autotask');
  if (transfer.state !== 'voided' && transfer.quickBooksId !== null && !isSaidElsewhere) {
    return { verdict: 'hold', reasons: [reason('voided-in-autotask', { document: documentName(transfer) })] };
  }
  // Without an answer it may be in QuickBooks all the same: that is looked for.
  return transfer.state === 'intent' ? { verdict: 'known', transfer } : skipped;
}
