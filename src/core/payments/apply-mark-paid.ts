// The paid date of one Autotask invoice, set by a person: found by its number, written, read back.
import type { LocalDate } from '../dates.ts';
import { invoiceId, type SourceInvoice } from '../model.ts';
import type { RunContext } from '../run/context.ts';
import type { PaymentOutcome } from './plan.ts';
import { reason, type Reason } from '../reasons.ts';

/** Nothing is saved unless exactly one invoice that isn't voided has the number. */
export async function markPaid(part: RunContext, number: string, paidDate: LocalDate): Promise<PaymentOutcome> {
  const found = (await part.autotask.invoices({ kind: 'number', number })).filter((invoice) => invoice.number === number);
  const [first] = found;
  if (!first) return failed(null, number, reason('number-unknown', { number }));
  const [invoice, ...others] = found.filter((one) => !one.isVoided);
  if (!invoice) return failed(first, number, reason('voided-not-marked', { number, id: found.map((one) => one.id).join(', ') }));
  if (others.length > 0) {
    const invoices = [invoice, ...others].map((one) => `id ${one.id} of ${one.date}`).join(', ');
    return failed(null, number, reason('number-ambiguous', { number, invoices }));
  }
  if (invoice.paidDate !== paidDate) {
    part.assertMine();
    await part.autotask.writeBack(invoice.id, { paidDate });
    const [after] = await part.autotask.invoices({ kind: 'ids', ids: [invoice.id] });
    const shown = after?.paidDate ?? null;
    if (shown !== paidDate)
      return failed(invoice, number, reason('marker-not-written', { field: 'paidDate', saved: shown ?? 'nothing', expected: paidDate }));
  }
  const before = invoice.paidDate;
  const remark =
    before === null ? [] : [before === paidDate ? reason('paid-date-same', { paidDate }) : reason('paid-date-replaced', { before })];
  return { invoiceId: invoice.id, invoiceNumber: number, paidDate, outcome: 'marked', reasons: remark };
}

function failed(invoice: SourceInvoice | null, number: string, why: Reason): PaymentOutcome {
  return {
    invoiceId: invoice?.id ?? invoiceId(0),
    invoiceNumber: number,
    paidDate: invoice?.paidDate ?? null,
    outcome: 'failed',
    reasons: [why],
  };
}
