// Whether an item that has to be made is taxable: by the setting, else by the tax category of its billing code.
import type { Catalog } from '../../facts/catalog.ts';
import type { BillingCode, SourceTax } from '../../model.ts';
import { ZERO } from '../../money.ts';
import type { Settings } from '../../settings.ts';
import { quickBooksDecidesTax } from './world.ts';

/** Lists of the Autotask database. */
interface Lists {
  readonly codes: Iterable<BillingCode>;
  readonly taxes: readonly SourceTax[];
}
type Books = Pick<Catalog, 'company' | 'preferences'>;

/** What says of a billing code whether its item would be taxable; null outside the US. */
export function newItemTaxability(lists: Lists, catalog: Books, settings: Settings): (code: BillingCode) => boolean | null {
  const { taxable } = settings.items;
  if (catalog.company.country !== 'US') return () => null;
  if (taxable !== 'auto') return () => taxable;
  if (isTaxableByDefault(lists.codes, catalog, settings)) return () => true;
  return (code) => isTaxedCode(code, lists.taxes);
}

/** Where no active billing code has a tax category, categories tell nothing: all new items are taxable then, if QuickBooks computes the tax. */
export function isTaxableByDefault(codes: Iterable<BillingCode>, catalog: Books, settings: Settings): boolean {
  if (catalog.company.country !== 'US' || settings.items.taxable !== 'auto' || !quickBooksDecidesTax(catalog, settings)) return false;
  for (const code of codes) if (code.isActive && code.taxCategoryId !== null) return false;
  return true;
}

/** Is the code's tax category taxed anywhere? Without a rate above 0 % to look at: does it have one. */
function isTaxedCode(code: BillingCode, taxes: readonly SourceTax[]): boolean {
  if (code.taxCategoryId === null) return false;
  const charged = taxes.filter((tax) => tax.percent.gt(ZERO));
  return charged.length === 0 || charged.some((tax) => tax.categoryId === code.taxCategoryId);
}
