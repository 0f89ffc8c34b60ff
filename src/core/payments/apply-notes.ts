// Partial, bounced and over-payments, noted once in Autotask: on the open ticket of the invoice, else on its company.
import { At2qboError, UnknownOutcomeError } from '../errors.ts';
import type { InvoiceId } from '../model.ts';
import type { RunContext } from '../run/context.ts';
import { readTicketRows } from '../tickets/apply.ts';
import { notesOf, type PaymentNote } from './notes.ts';
import type { PaymentOutcome } from './plan.ts';

/** What was noted last, by invoice. */
const NOTED = 'payments.noted';

/** At most once: what is noted is kept first. Trouble is said in the log and changes nothing else. */
export async function notePayments(part: RunContext, outcomes: readonly PaymentOutcome[]): Promise<void> {
  const kept = await part.ledger.recall(NOTED);
  let noted: Readonly<Record<string, string>> = kept === null ? {} : (JSON.parse(kept) as Record<string, string>);
  const keep = async (id: InvoiceId, text: string | undefined): Promise<void> => {
    const { [String(id)]: _, ...others } = noted;
    noted = text === undefined ? others : { ...others, [String(id)]: text };
    await part.ledger.remember(NOTED, JSON.stringify(noted));
  };
  const news = notesOf(outcomes).filter((one) => noted[String(one.invoiceId)] !== one.text);
  if (news.length === 0) return;
  const [headers, tickets] = await Promise.all([
    part.autotask.invoices({ kind: 'ids', ids: news.map((one) => one.invoiceId) }),
    readTicketRows(part.ledger),
  ]);
  const companies = new Map(headers.map((one) => [one.id, one.companyId]));
  for (const one of news) {
    if (part.brake.cause) return;
    const before = noted[String(one.invoiceId)];
    await keep(one.invoiceId, one.text);
    try {
      part.assertMine();
      const ticket = tickets[String(one.invoiceId)]?.ticketId ?? null;
      const company = companies.get(one.invoiceId);
      if (ticket !== null) await part.autotask.noteTicket(ticket, titleOf(one), one.text);
      else if (company !== undefined) await part.autotask.noteCompany(company, titleOf(one), one.text);
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      part.events.log('warn', `the payment of invoice ${one.invoiceId} was not noted in Autotask: ${error.message}`);
      if (!(error instanceof UnknownOutcomeError)) await keep(one.invoiceId, before);
      if (error.disposition === 'stop' || error.kind === 'rejected') return;
    }
  }
}

const titleOf = ({ invoiceId, invoiceNumber }: PaymentNote): string => `QuickBooks: payment of invoice ${invoiceNumber ?? invoiceId}`;
