// Small lists to check and compare against: whatever a test doesn't name is ordinary.
import type { Catalog } from '../../../src/core/facts/catalog.ts';
import type { BillingCode, Item, TaxCode } from '../../../src/core/model.ts';
import { billingCode, catalog, item as namedItem, taxCode as ratedCode, type CatalogParts } from './facts.ts';

let nextCode = 1;
export const code = (name: string, more: Partial<Omit<BillingCode, 'id' | 'name'>> & { id?: number } = {}): BillingCode => {
  const { id = nextCode++, ...changed } = more;
  return billingCode(id, name, { description: '', useType: 'General Allocation Code', ...changed });
};

/** By its full name: `Category:Item`. */
export const item = (number: string, fullName: string, more: Partial<Omit<Item, 'id'>> = {}): Item =>
  namedItem(number, fullName.slice(fullName.lastIndexOf(':') + 1), { fullName, ...more });

/** A code of one rate of the same name. */
export const taxCode = (number: string, name: string, percent: string): TaxCode => ratedCode(number, name, [name, percent]);

/** A US company with Automated Sales Tax, and nothing in its lists. */
export const books = (parts: CatalogParts = {}): Catalog =>
  catalog({ customers: [], items: [], ...parts, preferences: { onlinePaymentsEnabled: false, ...parts.preferences } });
