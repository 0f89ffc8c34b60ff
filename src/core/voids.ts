// Voids of Autotask carried over to QuickBooks.
import type { InvoiceId } from './model.ts';
import type { Reason } from './reasons.ts';

export interface VoidOutcome {
  readonly invoiceId: InvoiceId;
  readonly quickBooksId: string | null;
  readonly docNumber: string | null;
  readonly outcome: 'voided' | 'skipped' | 'held' | 'failed';
  readonly reasons: readonly Reason[];
}
