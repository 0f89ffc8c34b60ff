// Which QuickBooks customer a company of Autotask is: by map, then path, then name.
import type { Catalog } from '../facts/catalog.ts';
import type { Customer, SourceCompany } from '../model.ts';
import type { Settings } from '../settings.ts';
import { cleanName, LIMITS, pathKey } from '../text.ts';

/** The name that a customer of this company has in QuickBooks. */
export function customerName(company: Pick<SourceCompany, 'name'>): string {
  return cleanName(company.name, LIMITS.customerName).text;
}

/** Customer that QuickBooks has for the company, without creating: map, then path (`Parent:Child`), then name. */
export function findCustomer(company: SourceCompany, catalog: Catalog, settings: Settings): Customer | undefined {
  const mapped = settings.customers.map[String(company.id)];
  if (mapped !== undefined) return catalog.customers.byId(mapped);
  const candidates = [
    ...(pathKey(company.name) === null ? [] : catalog.customers.at(company.name)),
    ...catalog.customers.named(company.name),
    ...catalog.customers.named(customerName(company)),
  ];
  return candidates.find((customer) => customer.isActive) ?? candidates[0];
}
