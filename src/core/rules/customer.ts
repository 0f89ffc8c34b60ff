// Which QuickBooks customer is billed: by map, by the ledger's tie, by a name that is its own, else made or held.
import type { Catalog } from '../facts/catalog.ts';
import type { Choice, Customer, CustomerDraft, SourceCompany } from '../model.ts';
import { customerName, type CustomerMatch, matchCustomer, namesakesOf } from '../matching/customer.ts';
import { driftPhrase } from '../matching/drift.ts';
import { mapWith } from './map-command.ts';
import { reason, type Reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../facts/source.ts';
import { cleanEmails, cleanLine, LIMITS, nameKey, pathKey } from '../text.ts';
import { because, held, type Decision } from './decision.ts';
import { assumedExemption, exemptionReason } from './tax/exemption.ts';

export type CustomerChoice = Choice<Customer, CustomerDraft>;

/** `existing` or `create`; held when it isn't clear which, when inactive or gone, or when a vendor or employee holds the name. */
export function chooseCustomer(source: Source, catalog: Catalog, settings: Settings): Decision<CustomerChoice> {
  const { company, invoice } = source;
  if (company === null) return held(reason('company-unknown', { companyId: invoice.companyId, id: invoice.id }));
  const match = matchCustomer(company, catalog, settings);
  const unclear = whyUnclear(company, match, catalog, settings);
  if (unclear) return held(unclear);
  const map = customerMap([company.id], null, settings);
  const found = match.kind === 'found' ? match.customer : undefined;
  const currency = invoiceCurrency(source, catalog);
  const { homeCurrency, usesMultiCurrency } = catalog.preferences;
  if (!usesMultiCurrency && currency !== homeCurrency) return held(reason('currency-off', { currency, other: homeCurrency }));
  if (found && usesMultiCurrency && currency !== found.currency) {
    return held(reason('currency-differs', { currency, other: found.currency, name: found.displayName, map }));
  }
  if (match.kind === 'found') return because(whyFound(company, match), { existing: match.customer });
  const name = customerName(company);
  if (name === '') return held(reason('customer-name-empty', { map }));
  const holder = catalog.holders.get(nameKey(name));
  if (holder) return held(reason('customer-name-held', { type: holder.type.toLowerCase(), name, holder: holder.id, map }));
  if (settings.customers.missing === 'hold') return held(reason('customer-missing', { name, map }));
  const create = draftCustomer(source, company, name, currency, catalog);
  const why = `would be created: no customer is named "${create.displayName}"`;
  return because(why, { create }, ...assumedExemption(create), ...nearNames(company, name, catalog, settings));
}

function whyFound(company: SourceCompany, { customer, by }: Extract<CustomerMatch, { kind: 'found' }>): string {
  const { id, name } = company;
  switch (by) {
    case 'map':
      return `by customers.map: Autotask company ${id} is customer ${customer.id}`;
    case 'tie':
      return `the customer that company ${id} was billed as before: Id ${customer.id}${driftPhrase(name, customer.fullName)}`;
    case 'name':
      if (customer.displayName === name) return 'customer by name';
      if (pathKey(name) !== null && pathKey(name) === pathKey(customer.fullName)) return `sub-customer by path "${name}"`;
      if (nameKey(customer.displayName) === nameKey(name)) return `customer by name, but for case and spaces ("${name}")`;
      return `customer by cleaned name: "${name}" is written "${customerName(company)}" in QuickBooks`;
  }
}

/** Why it isn't clear which customer the company is, or it can't be billed. */
function whyUnclear(company: SourceCompany, match: CustomerMatch, catalog: Catalog, settings: Settings): Reason | null {
  const namesakes = namesakesOf(company, match, catalog, settings);
  if (namesakes.length > 0) {
    const ids = [company.id, ...namesakes].toSorted((a, b) => a - b);
    const customer =
      match.kind === 'found'
        ? `the QuickBooks customer "${match.customer.fullName}" (Id ${match.customer.id})`
        : `one new customer "${customerName(company)}"`;
    const first = match.kind === 'found' ? match.customer.id : null;
    return reason('customer-shared', { companies: listed(ids), customer, map: customerMap(ids, first, settings) });
  }
  switch (match.kind) {
    case 'gone':
      return match.by === 'map'
        ? reason('mapped-customer-missing', {
            companyId: company.id,
            customer: match.id,
            map: customerMap([company.id], null, settings),
          })
        : reason('tied-customer-gone', {
            companyId: company.id,
            name: match.name,
            customer: match.id,
            map: customerMap([company.id], null, settings),
          });
    case 'inactive':
      return reason('customer-inactive', { name: match.customer.displayName, map: customerMap([company.id], null, settings) });
    case 'ambiguous': {
      const customers = match.customers.map((one) => `"${one.fullName}" (Id ${one.id})`).join(', ');
      return reason('customer-ambiguous', { name: company.name, customers, map: customerMap([company.id], null, settings) });
    }
    case 'found':
    case 'missing':
      return null;
  }
}

/** Customers that may be this company, typed otherwise: it is created all the same, and a person is told. */
function nearNames(company: SourceCompany, name: string, catalog: Catalog, settings: Settings): Reason[] {
  const isOthers = new Set(
    Object.entries(settings.customers.map).flatMap(([id, customer]) => (id === String(company.id) ? [] : [customer])),
  );
  const near = catalog.customers.near(name).filter((one) => !isOthers.has(one.id) && catalog.ties.companiesOf(one.id).length === 0);
  const [first] = near;
  if (!first) return [];
  const customers = near.map((one) => `"${one.fullName}" (Id ${one.id}${one.isActive ? '' : ', inactive'})`).join(', ');
  return [reason('customer-near', { name, customers, map: customerMap([company.id], first.id, settings) })];
}

const listed = (ids: readonly number[]): string => `${ids.slice(0, -1).join(', ')} and ${ids.at(-1) ?? ''}`;

/** customers.map with these companies in it, of which the first is this customer if it is known. */
export function customerMap(ids: readonly number[], first: string | null, { customers }: Settings): string {
  return mapWith(customers.map, Object.fromEntries(ids.map((id, n) => [String(id), n === 0 && first !== null ? first : '<customer id>'])));
}

/**
 * The invoice's currency is its company's; without one it is QuickBooks' home currency. So it is where Autotask lists no second currency and QuickBooks keeps
 * one only: with the multi-currency module off, Autotask's single currency is a label that nobody chose.
 */
export function invoiceCurrency(source: Pick<Source, 'company' | 'lists'>, catalog: Pick<Catalog, 'preferences'>): string {
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
