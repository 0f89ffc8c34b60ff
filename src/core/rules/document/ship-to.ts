// The shipping address of a document, which is where Automated Sales Tax thinks the goods go.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import type { Address } from '../../model.ts';
import type { Settings } from '../../settings.ts';

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
