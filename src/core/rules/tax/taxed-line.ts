// A line with what Autotask taxed it, as the rules of tax look at it.
import type { Money } from '../../money.ts';

/** A line as tax sees it: net to the cent, and what Autotask taxed on it. */
export interface TaxedLine {
  readonly amount: Money;
  readonly tax: Money;
  readonly categoryId: number | null;
  /** The item's `Taxable` in QuickBooks (US); of one that is about to be made, as it will be. */
  readonly isItemTaxable: boolean;
}
