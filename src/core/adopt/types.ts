// What adopt is asked for, and what it found.
import type { LocalDate } from '../dates.ts';
import type { ChangedDocument, SourceInvoice } from '../model.ts';
import type { Settings } from '../settings.ts';

export interface AdoptOptions {
  readonly settings: Settings;
  readonly profile: string;
  readonly runId: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface AdoptFindings {
  readonly adoptions: readonly Adoption[];
  /** Invoices that the ledger has linked or sent already. */
  readonly known: readonly SourceInvoice[];
  /** Voided in Autotask: left out. */
  readonly voided: number;
}

/** A document without its lines, which matching doesn't read. */
export type Candidate = ChangedDocument;

export type Adoption = {
  readonly invoice: SourceInvoice;
  readonly company: string;
} & (
  | { readonly kind: 'matched'; readonly document: Candidate; readonly by: string }
  /** A person must say; `why` names the documents. */
  | { readonly kind: 'ambiguous' | 'different'; readonly documents: readonly Candidate[]; readonly why: string }
  | { readonly kind: 'missing' }
);
