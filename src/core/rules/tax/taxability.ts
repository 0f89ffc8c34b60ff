// Which lines are taxable where QuickBooks computes the tax.
// Those that Autotask taxed, or by the item and the customer in QuickBooks.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import type { Taxability } from '../../model.ts';
import { isZero } from '../../money.ts';
import type { Settings } from '../../settings.ts';
import type { TaxedLine } from './taxed-line.ts';
import { quickBooksDecidesTax } from './world.ts';

/**
 * Who says so for this invoice. Autotask advises against computing tax in it where QuickBooks does: an amount of 0 on every line then says nothing about
 * the lines. A company that Autotask calls exempt stays untaxed.
 */
export function taxabilityOf(
  { company }: Pick<Source, 'company'>,
  lines: readonly TaxedLine[],
  catalog: Pick<Catalog, 'preferences'>,
  settings: Settings,
): Taxability {
  const { taxability } = settings.tax;
  if (!quickBooksDecidesTax(catalog, settings)) return 'autotask';
  if (taxability !== 'auto') return taxability;
  return isTaxedInAutotask(lines) || company?.isTaxExempt === true ? 'autotask' : 'quickbooks';
}

/** Has Autotask taxed any of the lines? */
export function isTaxedInAutotask(lines: readonly Pick<TaxedLine, 'tax'>[]): boolean {
  return lines.some((line) => !isZero(line.tax));
}

/** By the item alone it isn't: an exempt customer is charged no tax for anything. */
export function isTaxable(line: TaxedLine, by: Taxability, isCustomerTaxable: boolean): boolean {
  return by === 'autotask' ? !isZero(line.tax) : line.isItemTaxable && isCustomerTaxable;
}
