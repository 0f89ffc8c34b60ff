// What a number of invoices shows about who computes the tax.
// An Autotask that taxes nothing is said once, not on each of them.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import { isZero } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import { isTaxableByDefault } from '../../rules/tax/new-item.ts';
import { isTaxedInAutotask } from '../../rules/tax/taxability.ts';
import { quickBooksDecidesTax } from '../../rules/tax/world.ts';
import type { Settings } from '../../settings.ts';
import type { Drafted } from './draft.ts';

/** Takes document after document, of a run or of some weeks. */
export class TaxTally {
  /** Of companies that aren't exempt, with something on them. */
  #documents = 0;
  #taxedInAutotask = 0;
  #withTaxableLines = 0;
  readonly #taxableByDefault = new Set<string>();

  add(source: Source, drafted: Drafted, catalog: Catalog, settings: Settings): void {
    if (isTaxableByDefault(source.lists.billingCodes.values(), catalog, settings))
      for (const item of drafted.items) if ('create' in item) this.#taxableByDefault.add(item.create.name);
    const isTaxed = isTaxedInAutotask(source.lines);
    const isTelling = source.company?.isTaxExempt !== true && source.lines.some((line) => !isZero(line.amount));
    if (!isTelling && !isTaxed) return;
    this.#documents += 1;
    if (isTaxed) this.#taxedInAutotask += 1;
    if (drafted.draft.lines.some((line) => line.taxCode === 'TAX')) this.#withTaxableLines += 1;
  }

  get documents(): number {
    return this.#documents;
  }

  get taxedInAutotask(): number {
    return this.#taxedInAutotask;
  }

  /** Autotask taxed none of them. */
  get isUntaxed(): boolean {
    return this.#documents > 0 && this.#taxedInAutotask === 0;
  }

  get withTaxableLines(): number {
    return this.#withTaxableLines;
  }

  /** What is worth saying once of all of them together; nothing where Autotask's own tax is what is sent. */
  remarks(catalog: Catalog, settings: Settings): Reason[] {
    const found: Reason[] = [];
    if (this.#taxableByDefault.size > 0) found.push(reason('items-taxable-by-default', { items: [...this.#taxableByDefault].join(', ') }));
    if (this.isUntaxed && quickBooksDecidesTax(catalog, settings)) found.unshift(this.#untaxed(catalog, settings));
    return found;
  }

  #untaxed({ preferences }: Catalog, { tax }: Settings): Reason {
    const invoices = this.#documents === 1 ? '1 invoice' : `any of ${this.#documents} invoices`;
    if (preferences.taxWorld === 'global') {
      const advice = 'Nothing to do if that is right; otherwise compute tax in Autotask: there it is what chooses the tax code of a line.';
      return reason('nothing-taxable', { invoices, why: 'every line has a code that makes no tax', advice });
    }
    if (tax.taxability === 'autotask') {
      const advice = "To go by QuickBooks' items and customers instead: at2qbo settings set tax.taxability auto";
      return reason('nothing-taxable', { invoices, why: 'tax.taxability autotask', advice });
    }
    return reason('autotask-taxed-nothing', { invoices, taxability: tax.taxability, taxable: this.#withTaxableLines });
  }
}
