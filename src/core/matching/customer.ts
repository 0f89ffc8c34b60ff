// Which QuickBooks customer a company of Autotask is: by map, then by the tie that the ledger keeps, then by name.
import type { Catalog } from '../facts/catalog.ts';
import type { CompanyId, Customer, SourceCompany } from '../model.ts';
import type { Settings } from '../settings.ts';
import { cleanName, LIMITS, nameKey, pathKey } from '../text.ts';

/** A company as matching reads it. */
export type NamedCompany = Pick<SourceCompany, 'id' | 'name'>;

/** What of the catalog it is looked for in. */
export type CustomerCatalog = Pick<Catalog, 'customers' | 'ties' | 'billed'>;

/** The name that a customer of this company has in QuickBooks. */
export function customerName(company: Pick<SourceCompany, 'name'>): string {
  return cleanName(company.name, LIMITS.customerName).text;
}

export type CustomerMatch =
  | { readonly kind: 'found'; readonly customer: Customer; readonly by: 'map' | 'tie' | 'name' }
  | { readonly kind: 'inactive'; readonly customer: Customer }
  /** Of equal right: none of them has exactly the name, or several have. */
  | { readonly kind: 'ambiguous'; readonly customers: readonly Customer[] }
  /** The map names it, or a document was sent to it, and QuickBooks doesn't have it any more. */
  | { readonly kind: 'gone'; readonly id: string; readonly name: string; readonly by: 'map' | 'tie' }
  | { readonly kind: 'missing' };

export function matchCustomer(company: NamedCompany, catalog: CustomerCatalog, settings: Settings): CustomerMatch {
  const mapped = settings.customers.map[String(company.id)];
  if (mapped !== undefined) {
    const customer = catalog.customers.byId(mapped);
    if (!customer) return { kind: 'gone', id: mapped, name: '', by: 'map' };
    return customer.isActive ? { kind: 'found', customer, by: 'map' } : { kind: 'inactive', customer };
  }
  const tie = catalog.ties.customerOf(company.id);
  const tied = tie && catalog.customers.byId(tie.quickBooksId);
  if (tied?.isActive === true) return { kind: 'found', customer: tied, by: 'tie' };
  const named = byName(company, catalog);
  // The known one can't be billed any more: one of the same name that is in use takes its place, and a new one is never made.
  if (tie === undefined || named.kind === 'found' || named.kind === 'ambiguous') return named;
  return tied ? { kind: 'inactive', customer: tied } : { kind: 'gone', id: tie.quickBooksId, name: tie.quickBooksName, by: 'tie' };
}

/** An exact name or path before one that is equal but for case, blanks and signs that QuickBooks doesn't take; one in use before any that isn't. */
function byName(company: NamedCompany, catalog: CustomerCatalog): CustomerMatch {
  const { customers } = catalog;
  const { name } = company;
  const clean = customerName(company);
  const path = pathKey(name) === null ? [] : customers.at(name);
  const alike = [...customers.named(name), ...customers.named(clean)];
  const steps = [
    [...path, ...alike].filter((one) => one.fullName === name || one.displayName === name),
    path,
    alike.filter((one) => one.displayName === clean),
    alike,
  ];
  for (const step of steps) {
    const found = [...new Set(step.filter((one) => one.isActive))];
    const [customer] = found;
    if (customer) return found.length === 1 ? { kind: 'found', customer, by: 'name' } : { kind: 'ambiguous', customers: found };
  }
  const [inactive] = [...path, ...alike];
  return inactive ? { kind: 'inactive', customer: inactive } : { kind: 'missing' };
}

/**
 * Other companies that come to the same customer by name, or would to the same new one: a name ties one company only. Empty where the map or the
 * ledger says which customer this company is; ids in ascending order.
 */
export function namesakesOf(company: NamedCompany, match: CustomerMatch, catalog: CustomerCatalog, settings: Settings): CompanyId[] {
  const isOther = (id: CompanyId): boolean => id !== company.id && settings.customers.map[String(id)] === undefined;
  if (match.kind === 'found') {
    if (match.by === 'map' || catalog.ties.customerOf(company.id)?.by === 'map') return [];
    const tied = catalog.ties.companiesOf(match.customer.id).filter(isOther);
    if (tied.length > 0 || match.by === 'tie') return tied.toSorted((a, b) => a - b);
  }
  const target = targetOf(company, match);
  if (target === null) return [];
  const near = catalog.billed.near(company.name, ...(match.kind === 'found' ? [match.customer.displayName] : []));
  return near.filter((one) => isOther(one.id) && targetOf(one, matchCustomer(one, catalog, settings)) === target).map(({ id }) => id);
}

/** What a company comes to by name: a customer, or the name of the one that would be made. */
function targetOf(company: NamedCompany, match: CustomerMatch): string | null {
  if (match.kind === 'found') return match.by === 'name' ? `customer ${match.customer.id}` : null;
  return match.kind === 'missing' ? `name ${nameKey(customerName(company))}` : null;
}

/** Customer that QuickBooks has for the company, where it is clear which: for those who only look. */
export function findCustomer(company: SourceCompany, catalog: CustomerCatalog, settings: Settings): Customer | undefined {
  const match = matchCustomer(company, catalog, settings);
  return match.kind === 'found' || match.kind === 'inactive' ? match.customer : undefined;
}
