// Payments of QuickBooks carried back to Autotask's paid date: what each changed document means.
// Carried out by apply.ts.
import type { LocalDate } from '../dates.ts';
import type { Transfer } from '../model/ledger.ts';
import type { InvoiceId, Payment, QuickBooksId, ChangedDocument, SourceInvoice } from '../model.ts';
import { isZero, sum, text, ZERO } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';

export interface PaymentOutcome {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  /** As the ledger knows it; left out: it doesn't. */
  readonly company?: string;
  /** What Autotask has now. */
  readonly paidDate: LocalDate | null;
  readonly outcome: 'marked' | 'skipped' | 'failed';
  readonly reasons: readonly Reason[];
}

/** What the money on an invoice comes to. `nothing`: void, of zero, or without any payment. */
export type PaymentState =
  | { readonly kind: 'paid'; readonly date: LocalDate; readonly overpaid?: Reason }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'partly'; readonly reason: Reason }
  | { readonly kind: 'nothing' };

/** What is to be written to Autotask, or said. `quiet`: nothing to say and nothing to write. */
export type PaymentPlan =
  | { readonly action: 'write'; readonly paidDate: LocalDate | null; readonly reasons: readonly Reason[] }
  | { readonly action: 'say'; readonly paidDate: LocalDate | null; readonly reasons: readonly Reason[] }
  /** Autotask shows what a killed run had written: only the ledger has to learn it. */
  | { readonly action: 'learn'; readonly paidDate: LocalDate }
  /** Somebody else's hands were on the date that we once wrote. */
  | { readonly action: 'forget' }
  | { readonly action: 'quiet' };

/** Paid means: of a total above zero nothing is open, because of payments or credits; a void or zero invoice isn't paid. */
export function paymentStateOf(document: ChangedDocument, payments: ReadonlyMap<QuickBooksId, Payment>): PaymentState {
  if (document.type !== 'Invoice' || document.isVoided || document.total.lte(ZERO)) return { kind: 'nothing' };
  if (document.balance.gt(ZERO)) {
    if (document.balance.gte(document.total)) return { kind: 'nothing' };
    return { kind: 'partly', reason: reason('partly-paid', { balance: text(document.balance), total: text(document.total) }) };
  }
  const date = paidOn(document, payments);
  if (date === null) return { kind: 'unclear' };
  const overpaid = excessOf(document, payments);
  return overpaid === null ? { kind: 'paid', date } : { kind: 'paid', date, overpaid };
}

/** What of its payments is applied to nothing: it stays as a credit of the customer. */
function excessOf(document: ChangedDocument, payments: ReadonlyMap<QuickBooksId, Payment>): Reason | null {
  const own = document.linked.flatMap((link) => (link.type === 'Payment' ? (payments.get(link.id) ?? []) : []));
  const excess = sum(own.map((one) => one.total.minus(sum(one.applied.map((each) => each.amount)))));
  return excess.lte(ZERO) ? null : reason('overpaid', { excess: text(excess), total: text(document.total) });
}

/** The day of the last transaction that together brought the balance to zero; null: what QuickBooks names doesn't cover the total. */
function paidOn(document: ChangedDocument, payments: ReadonlyMap<QuickBooksId, Payment>): LocalDate | null {
  const dates: LocalDate[] = isZero(document.deposit) ? [] : [document.date];
  const amounts = [document.deposit];
  for (const link of document.linked) {
    const payment = link.type === 'Payment' ? payments.get(link.id) : undefined;
    if (!payment) continue;
    dates.push(payment.date);
    amounts.push(...payment.applied.filter((one) => one.type === 'Invoice' && one.id === document.id).map((one) => one.amount));
  }
  if (dates.length === 0 || sum(amounts).lt(document.total)) return null;
  return dates.reduce((last, date) => (date > last ? date : last));
}

/** One changed document against Autotask's header. `written`: the date that our ledger says we wrote; `begun`: the one we were about to write when a run was killed. */
export function planPayment(
  state: PaymentState,
  invoice: SourceInvoice,
  written: LocalDate | null,
  begun: LocalDate | null | undefined,
): PaymentPlan {
  if (invoice.isVoided) return { action: 'quiet' };
  const shown = invoice.paidDate;
  const isOurs = shown !== null && (shown === written || shown === begun);
  if (state.kind === 'paid') {
    if (shown === state.date && isOurs) return written === shown ? { action: 'quiet' } : { action: 'learn', paidDate: shown };
    if (shown === null || isOurs)
      return { action: 'write', paidDate: state.date, reasons: state.overpaid === undefined ? [] : [state.overpaid] };
    return { action: 'say', paidDate: shown, reasons: [reason('paid-date-set', { paidDate: shown })] };
  }
  if (state.kind === 'unclear') {
    if (shown !== null) return { action: 'quiet' };
    return {
      action: 'say',
      paidDate: null,
      reasons: [reason('payment-unclear', { number: invoice.number ?? `of invoice ${invoice.id}` })],
    };
  }
  const remarks = state.kind === 'partly' ? [state.reason] : [];
  if (isOurs) return { action: 'write', paidDate: null, reasons: [reason('paid-date-cleared', { paidDate: shown }), ...remarks] };
  if (remarks.length > 0) return { action: 'say', paidDate: shown, reasons: remarks };
  return written === null ? { action: 'quiet' } : { action: 'forget' };
}

/** Can this document change anything in Autotask? Judged without asking Autotask. */
export function mayMatter(state: PaymentState, transfer: Transfer | null, isBegun: boolean): boolean {
  if (isBegun) return true;
  if (state.kind === 'nothing') return transfer !== null && transfer.paidDate !== null;
  return state.kind !== 'paid' || transfer === null || transfer.paidDate !== state.date;
}
