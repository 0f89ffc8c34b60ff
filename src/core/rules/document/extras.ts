// Smaller decisions of the header: online payment, PO number, e-mail, ship-to.
import type { Catalog } from '../../facts/catalog.ts';
import type { Address, Customer, CustomFieldDefinition } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import { cleanEmails, cleanLine, LIMITS } from '../../text.ts';
import { decided, type Decision } from '../decision.ts';
import { purchaseOrder } from './message.ts';

/** May the customer pay online? The customer's exception wins; `customer` null: it is about to be made, so it has no default method. */
export function onlinePayment(
  source: Source,
  customer: Customer | null,
  settings: Settings,
): { readonly allowsCard: boolean; readonly allowsAch: boolean } {
  const exception = settings.customers.overrides[String(source.invoice.companyId)];
  const { creditCard, creditCardOnlyWithDefaultMethod, ach } = settings.payments;
  const card = creditCard && (!creditCardOnlyWithDefaultMethod || (customer?.hasDefaultPaymentMethod ?? false));
  return { allowsCard: exception?.card ?? card, allowsAch: exception?.ach ?? ach };
}

export interface PoField {
  readonly definitionId: CustomFieldDefinition['id'];
  readonly value: string;
}

/** The PO number for the chosen custom field; QuickBooks drops it silently where the field isn't active, so it isn't sent there. */
export function poField(source: Source, catalog: Catalog, settings: Settings): Decision<PoField | null> {
  const field = settings.invoices.poNumberField;
  const number = purchaseOrder(source);
  if (field === null || number === '') return decided(null);
  if (!catalog.preferences.customFields.some((definition) => definition.id === field)) {
    return decided(null, reason('custom-field-inactive', { po: number, field }));
  }
  const value = cleanLine(number, LIMITS.customField);
  const remarks = value.wasCut ? [reason('text-cut', { what: `The PO number ${number}`, most: LIMITS.customField })] : [];
  return decided({ definitionId: field, value: value.text }, ...remarks);
}

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

/** Where Automated Sales Tax thinks the goods go; null: the customer's own shipping address. */
export function shipTo(source: Source, catalog: Catalog, settings: Settings): Address | null {
  if (catalog.preferences.taxWorld !== 'automated') return null;
  switch (settings.tax.shipTo) {
    case 'quickbooks-customer':
      return null;
    case 'autotask-company':
      return source.company?.address ?? null;
    case 'autotask-bill-to':
      // Autotask bills to the company's own address where no other one is given.
      return source.company?.billTo ?? source.company?.address ?? null;
    case 'company':
      return catalog.company.address;
  }
}
