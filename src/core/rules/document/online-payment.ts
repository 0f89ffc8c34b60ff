// Whether the customer can pay the invoice online, by card or bank transfer.
import type { Source } from '../../facts/source.ts';
import type { Customer } from '../../model.ts';
import type { Settings } from '../../settings.ts';

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
