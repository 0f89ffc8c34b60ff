// Whether QuickBooks is to mail the document, and to which address.
import type { Source } from '../../facts/source.ts';
import type { Service } from '../../errors.ts';
import type { CompanyId, Customer } from '../../model.ts';
import { reason, type Reason } from '../../reasons.ts';
import { decided, type Decision } from '../decision.ts';
import type { Settings } from '../../settings.ts';
import { cleanEmails, type CleanEmails } from '../../text.ts';

export interface EmailChoice {
  /** QuickBooks is to mail the document after it was verified. */
  readonly isWanted: boolean;
  /** Address of the document: QuickBooks fills in none by itself. '' : none. */
  readonly billEmail: string;
}

/** Is QuickBooks to mail the invoices of this company? */
export function wantsEmail(company: CompanyId, settings: Settings): boolean {
  return settings.customers.overrides[String(company)]?.email ?? settings.invoices.email;
}

/** Has the customer no address in QuickBooks that a mail could go to? Then Autotask's primary contact is asked for. */
export function needsContact(customer: Customer | undefined): boolean {
  return customer === undefined || cleanEmails(customer.email).text === '';
}

/** QuickBooks' billing e-mail, else Autotask's primary contact, else made and said to be unsent. `customer` null: it is about to be made, with that contact's. */
export function chooseEmail(source: Source, customer: Customer | null, settings: Settings): Decision<EmailChoice> {
  const isWanted = wantsEmail(source.invoice.companyId, settings);
  const own = cleanEmails(isWanted ? (customer?.email ?? '') : '');
  const contact = cleanEmails(customer === null || (isWanted && own.text === '') ? source.primaryEmail : '');
  const remarks = [...droppedFrom('QuickBooks', own), ...droppedFrom('Autotask', contact)];
  if (!isWanted) return decided({ isWanted, billEmail: '' }, ...remarks);
  const billEmail = own.text === '' ? contact.text : own.text;
  if (billEmail !== '') return decided({ isWanted, billEmail }, ...remarks);
  return decided({ isWanted: false, billEmail }, ...remarks, reason('email-unsent', { company: source.company?.name ?? '' }));
}

function droppedFrom(system: Service, { dropped }: CleanEmails): Reason[] {
  return dropped.length === 0 ? [] : [reason('email-dropped', { addresses: dropped.join(', '), system })];
}
