// Whether QuickBooks is to mail the document, and to which address.
import type { Source } from '../../facts/source.ts';
import type { Customer } from '../../model.ts';
import { reason } from '../../reasons.ts';
import { decided, type Decision } from '../decision.ts';
import type { Settings } from '../../settings.ts';
import { cleanEmails } from '../../text.ts';

export interface EmailChoice {
  /** QuickBooks is to mail the document after it was verified. */
  readonly isWanted: boolean;
  /** Address for the document; '' leaves the customer's own in place. */
  readonly billEmail: string;
}

/** QuickBooks' billing e-mail, else Autotask's primary contact, else made and said to be unsent. */
export function chooseEmail(source: Source, customer: Customer | null, settings: Settings): Decision<EmailChoice> {
  const isWanted = settings.customers.overrides[String(source.invoice.companyId)]?.email ?? settings.invoices.email;
  if (!isWanted) return decided({ isWanted: false, billEmail: '' });
  if (customer !== null && customer.email !== '') return decided({ isWanted: true, billEmail: '' });
  const { text, dropped } = cleanEmails(source.primaryEmail);
  const remarks = dropped.length > 0 ? [reason('email-dropped', { addresses: dropped.join(', ') })] : [];
  if (text === '')
    return decided({ isWanted: false, billEmail: '' }, ...remarks, reason('email-unsent', { company: source.company?.name ?? '' }));
  return decided({ isWanted: true, billEmail: text }, ...remarks);
}
