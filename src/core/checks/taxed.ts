// Does anybody tax the invoices of the last weeks? Where Autotask taxed none of them, QuickBooks has to.
import type { Catalog } from '../facts/catalog.ts';
import type { Settings } from '../settings.ts';
import { quickBooksDecidesTax } from '../rules/tax/world.ts';
import type { TaxTally } from '../transfer/plan/tax-tally.ts';
import { remark, type DoctorLine } from './health-line.ts';
import { ok, problem, warning } from './line.ts';

const KEY = 'sales tax';

/** Nothing where QuickBooks has no sales tax, or no invoice tells. */
export function checkTaxed(tally: TaxTally, days: number, catalog: Catalog, settings: Settings): DoctorLine[] {
  if (catalog.preferences.taxWorld === 'off' || tally.documents === 0) return [];
  const of = `of ${tally.documents} invoices of ${days} days`;
  const lines = tally.remarks(catalog, settings).flatMap(({ code, message, fix }): DoctorLine[] => {
    if (code === 'nothing-taxable') return [problem(KEY, `${of}: ${message}`, fix)];
    if (code !== 'autotask-taxed-nothing') return [remark(KEY, message, fix)];
    if (tally.withTaxableLines > 0) return [remark(KEY, `${of}: ${message}`, fix)];
    const advice = 'Make the items that are taxed taxable in QuickBooks (Products and services), and customers that are not exempt.';
    return [
      warning(
        KEY,
        `${of}: Autotask taxed none, and no item and customer on them is taxable in QuickBooks: no sales tax is charged`,
        advice,
      ),
    ];
  });
  if (!tally.isUntaxed) return [ok(KEY, `${of}, Autotask taxed ${tally.taxedInAutotask}`), ...lines];
  if (quickBooksDecidesTax(catalog, settings)) return lines;
  const fix = 'Nothing to do if nothing is taxable; to have QuickBooks compute it: at2qbo settings set tax.mode quickbooks';
  return [...lines, remark(KEY, `${of}: Autotask taxed none, and its tax is what is sent: no sales tax is charged`, fix)];
}
