// Whether the customer can pay the invoice online, by card or bank transfer.
import type { Source } from '../../facts/source.ts';
import type { Customer, Draft } from '../../model.ts';
import type { Settings } from '../../settings.ts';

/**
 * May the customer pay online? Null: QuickBooks goes by the company's own setting. The customer's exception wins; `customer` null: it is about to
 * be made, so it has no default method.
 */
export function onlinePayment(source: Source, customer: Customer | null, settings: Settings): Pick<Draft, 'allowsCard' | 'allowsAch'> {
  const exception = settings.customers.overrides[String(source.invoice.companyId)];
  const { creditCard, creditCardOnlyWithDefaultMethod, ach } = settings.payments;
  const isRefused = creditCardOnlyWithDefaultMethod && !(customer?.hasDefaultPaymentMethod ?? false);
  return { allowsCard: exception?.card ?? (isRefused ? false : orCompany(creditCard)), allowsAch: exception?.ach ?? orCompany(ach) };
}

const orCompany = (choice: boolean | 'company'): boolean | null => (choice === 'company' ? null : choice);
