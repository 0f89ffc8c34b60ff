// Payments of QuickBooks carried back to Autotask's paid date.
import type { InvoiceId } from './model.ts';
import type { Reason } from './reasons.ts';
import type { LocalDate } from './dates.ts';

export interface PaymentOutcome {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  readonly paidDate: LocalDate | null;
  readonly outcome: 'marked' | 'skipped' | 'failed';
  readonly reasons: readonly Reason[];
}
