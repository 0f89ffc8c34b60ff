// What the ledger keeps: one transfer an invoice with its states, its history, the runs, and what waits for a person.
import type { Instant, LocalDate } from '../dates.ts';
import type { DocumentType, InvoiceId, QuickBooksId } from '../model.ts';
import type { Reason } from '../reasons.ts';

/**
 * intent: about to be sent, or sent without an answer yet. created: QuickBooks has it. written: it was written back to Autotask.
 * accepted: a person accepted it as it is in QuickBooks; it is to be written back. done: Autotask's answer was read back. held: QuickBooks has it, but it differs or can't be written back; a person decides.
 * rejected: QuickBooks refused it; the next attempt is a new generation. voided: voided (or deleted) in QuickBooks by us.
 */
export type TransferState = 'intent' | 'created' | 'accepted' | 'written' | 'done' | 'held' | 'rejected' | 'voided';

/** Begun and not at its end: the next run takes these up. */
export const UNFINISHED_STATES: ReadonlySet<TransferState> = new Set(['intent', 'created', 'accepted', 'written']);

/** A step after the transfer that must happen at most once: null = not wanted; intent = asked for, no answer known. */
export type SideStep = 'wanted' | 'intent' | 'done' | 'failed' | null;

export interface Transfer {
  readonly invoiceId: InvoiceId;
  readonly state: TransferState;
  /** Attempt generation: part of the request id; goes up when QuickBooks gave a Fault or a person asked for a new copy. */
  readonly generation: number;
  readonly requestId: string;
  /** Digest of the document as sent. */
  readonly draftHash: string;
  readonly documentType: DocumentType;
  readonly quickBooksId: QuickBooksId | null;
  readonly docNumber: string | null;
  readonly customerId: QuickBooksId | null;
  readonly company: string;
  readonly date: LocalDate;
  /** As QuickBooks answered, decimal text; null before. */
  readonly total: string | null;
  readonly tax: string | null;
  /** Net plus tax of Autotask when it was drafted, decimal text. */
  readonly autotaskTotal: string;
  readonly syncToken: string | null;
  readonly wasAdopted: boolean;
  readonly reasons: readonly Reason[];
  readonly email: SideStep;
  readonly pdf: SideStep;
  readonly voiding: SideStep;
  /** The paid date that we wrote to Autotask; null when we wrote none. */
  readonly paidDate: LocalDate | null;
  readonly runId: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The part of a row that says which document it is: of one that is looked for or sent anew. */
export const NO_DOCUMENT = { quickBooksId: null, docNumber: null, customerId: null, total: null, tax: null, syncToken: null } as const;

export interface TransferEvent {
  readonly invoiceId: InvoiceId;
  readonly at: Instant;
  readonly runId: string;
  readonly state: TransferState;
  readonly what: string;
  readonly detail: string;
}

/**
 * What a company or a billing code of Autotask is in QuickBooks, by the ids of both: found by name once, and the same one from then on, whatever
 * either side is called later. Money for it was booked there, or a person said so.
 */
export interface Tie {
  readonly kind: 'customer' | 'item';
  /** CompanyId of a customer, BillingCodeId of an item. */
  readonly autotaskId: number;
  readonly quickBooksId: QuickBooksId;
  /** The names when it was tied, as the services have them: where they drifted apart since, doctor and explain say so. */
  readonly autotaskName: string;
  readonly quickBooksName: string;
  /** name: a document was sent to what has its name. create: made for it. map: `customers.map` says so. adopt: an adopted document is for it. */
  readonly by: 'name' | 'create' | 'map' | 'adopt';
  readonly at: Instant;
}

/** A customer or an item that a run created in QuickBooks. */
export interface MadeRecord {
  readonly runId: string;
  readonly kind: 'customer' | 'item';
  readonly id: QuickBooksId;
  readonly name: string;
}

export interface PersonHold {
  readonly invoiceId: InvoiceId;
  readonly why: string;
  readonly at: Instant;
}

export interface OutcomeRecord {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  readonly company: string;
  readonly total: string;
  readonly outcome: 'held' | 'failed' | 'skipped';
  readonly reasons: readonly Reason[];
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly runId: string;
}

export interface RunRecord {
  readonly id: string;
  readonly command: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly exitCode: number | null;
  /** The `totals` of CONTRACT-shaped JSON, or null while it runs. */
  readonly totals: Readonly<Record<string, number>> | null;
  readonly host: string;
  readonly pid: number;
}
