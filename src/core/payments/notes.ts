// Which payments are worth a note in Autotask: it knows one paid date, no part of a payment and none that bounced.
import type { InvoiceId } from '../model.ts';
import type { PaymentOutcome } from './plan.ts';

export interface PaymentNote {
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string | null;
  readonly text: string;
}

const NOTED: ReadonlySet<string> = new Set(['partly-paid', 'paid-date-cleared', 'overpaid']);

/** One an invoice, with all that is to be said of it. */
export function notesOf(outcomes: readonly PaymentOutcome[]): PaymentNote[] {
  return outcomes.flatMap(({ invoiceId, invoiceNumber, reasons, outcome }): PaymentNote[] => {
    const said = reasons.filter(({ code }) => NOTED.has(code)).map(({ message }) => message);
    return said.length === 0 || outcome === 'failed' ? [] : [{ invoiceId, invoiceNumber, text: said.join('\n') }];
  });
}
