// What the rules of tax are asked and answer.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import type { Customer, DraftTax, Taxability } from '../../model.ts';
import type { Money } from '../../money.ts';
import type { FoundBy } from './codes.ts';
import type { TaxedLine } from './taxed-line.ts';
import type { Settings } from '../../settings.ts';

export interface TaxChoice {
  readonly tax: DraftTax;
  /** One a line: 'TAX' or 'NON' in the US, a TaxCode Id elsewhere, null where none is sent. */
  readonly codes: readonly (string | null)[];
  readonly calculation: 'TaxExcluded' | null;
  /** null: QuickBooks decides, and a difference is no error. */
  readonly expected: Money | null;
  readonly why: TaxWhy;
}

/** How it was decided, for a person. */
export interface TaxWhy {
  /** Who says which lines are taxable; null: nobody does, each line has a code of its own. */
  readonly taxability: Taxability | null;
  /** The codes that are used, each once, with what led to it. */
  readonly codes: readonly { readonly name: string; readonly by: FoundBy }[];
  /** What QuickBooks ought to compute with the code that is sent; null: it isn't known here. */
  readonly likely: Money | null;
}

export interface TaxFacts {
  readonly source: Source;
  readonly lines: readonly TaxedLine[];
  /** Autotask's tax of the whole invoice, turned like the lines. */
  readonly total: Money;
  /** null: about to be made. */
  readonly customer: Customer | null;
  /** As it is in QuickBooks, or will be made. */
  readonly isCustomerTaxable: boolean;
  readonly catalog: Catalog;
  readonly settings: Settings;
}
