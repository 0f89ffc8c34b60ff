// Who computes the tax: QuickBooks, or Autotask whose amounts are sent.
import type { Catalog } from '../../facts/catalog.ts';
import type { Settings } from '../../settings.ts';

/** Is the tax QuickBooks' to compute, so that another one than Autotask's is no error? */
export function quickBooksDecidesTax(catalog: Pick<Catalog, 'preferences'>, settings: Settings): boolean {
  const world = catalog.preferences.taxWorld;
  return world === 'automated' ? settings.tax.mode !== 'autotask' : world !== 'off' && settings.tax.mode === 'quickbooks';
}
