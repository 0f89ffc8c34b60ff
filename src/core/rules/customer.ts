// Which QuickBooks customer is billed: by map, then by exact name among the active ones, else made or held.
import type { Catalog } from '../facts/catalog.ts';
import type { Choice, Customer, CustomerDraft, SourceCompany } from '../model.ts';
import { customerName, findCustomer } from '../matching/customer.ts';
import { reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../facts/source.ts';
import { cleanEmails, cleanLine, LIMITS, nameKey } from '../text.ts';
import { decided, held, type Decision } from './decision.ts';
import { assumedExemption, exemptionReason } from './tax/exemption.ts';

export type CustomerChoice = Choice<Customer, CustomerDraft>;

/** `existing` or `create`; held when inactive, mapped to nothing, or when a vendor or employee holds the name. */
export function chooseCustomer(source: Source, catalog: Catalog, settings: Settings): Decision<CustomerChoice> {
  const { company, invoice } = source;
  if (company === null) return held(reason('company-unknown', { companyId: invoice.companyId, id: invoice.id }));
  const mapped = settings.customers.map[String(company.id)];
  const found = findCustomer(company, catalog, settings);
  if (mapped !== undefined && !found) return held(reason('mapped-customer-missing', { companyId: company.id, customer: mapped }));
  if (found && !found.isActive) return held(reason('customer-inactive', { name: found.displayName }));
  const currency = invoiceCurrency(source, catalog);
  const { homeCurrency, usesMultiCurrency } = catalog.preferences;
  if (!usesMultiCurrency && currency !== homeCurrency) return held(reason('currency-off', { currency, other: homeCurrency }));
  if (found && usesMultiCurrency && currency !== found.currency) {
    return held(reason('currency-differs', { currency, other: found.currency, name: found.displayName, companyId: company.id }));
  }
  if (found) return decided({ existing: found });
  const name = customerName(company);
  if (name === '') return held(reason('customer-name-empty', { companyId: company.id }));
  const holder = catalog.holders.get(nameKey(name));
  if (holder)
    return held(reason('customer-name-held', { type: holder.type.toLowerCase(), name, holder: holder.id, companyId: company.id }));
  if (settings.customers.missing === 'hold') return held(reason('customer-missing', { name, companyId: company.id }));
  const create = draftCustomer(source, company, name, currency, catalog);
  return decided({ create }, ...assumedExemption(create));
}

/**
 * The invoice's currency is its company's; without one it is QuickBooks' home currency. So it is where Autotask lists no second currency and QuickBooks keeps
 * one only: with the multi-currency module off, Autotask's single currency is a label that nobody chose.
 */
export function invoiceCurrency(source: Source, catalog: Catalog): string {
  const { homeCurrency, usesMultiCurrency } = catalog.preferences;
  if (!usesMultiCurrency && source.lists.currencies.size <= 1) return homeCurrency;
  const id = source.company?.currencyId;
  return (id === null || id === undefined ? undefined : source.lists.currencies.get(id)) ?? homeCurrency;
}

function draftCustomer(source: Source, company: SourceCompany, displayName: string, currency: string, catalog: Catalog): CustomerDraft {
  const isTaxable = catalog.company.country === 'US' ? !company.isTaxExempt : null;
  return {
    displayName,
    companyName: cleanLine(company.name, LIMITS.companyName).text,
    email: cleanEmails(source.primaryEmail).first,
    phone: cleanLine(company.phone, LIMITS.phone).text,
    billTo: company.billTo ?? company.address,
    attention: cleanLine(company.billToAttention, LIMITS.companyName).text,
    currency: catalog.preferences.usesMultiCurrency ? currency : null,
    isTaxable,
    taxExemptionReasonId: exemptionReason(isTaxable),
  };
}
