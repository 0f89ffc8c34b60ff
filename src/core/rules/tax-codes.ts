// Finding QuickBooks' tax code for what Autotask taxed: the map first, then equal names.
import type { Catalog } from '../catalog.ts';
import type { TaxCode } from '../model.ts';
import { isWithin, isZero, money } from '../money.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../source.ts';
import { nameKey } from '../text.ts';
import type { TaxedLine } from './tax.ts';
import { computeTax, totalOf } from './tax-amounts.ts';

/** Per-rate rounding of one line may differ from Autotask's by this much. */
const LINE_TOLERANCE = money('0.02');

function codeNamed(name: string, catalog: Catalog): TaxCode | undefined {
  return catalog.taxCodes.find((code) => nameKey(code.name) === nameKey(name));
}

/** Code of the invoice's tax region: by `tax.codes`, else of equal name. A mapped id that QuickBooks doesn't have is no code. */
export function regionCode(source: Source, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const region = source.invoice.taxRegionName;
  if (region === null || region === '') return undefined;
  const mapped = Object.entries(settings.tax.codes).find(([name]) => nameKey(name) === nameKey(region))?.[1];
  return mapped === undefined ? codeNamed(region, catalog) : catalog.taxCodes.find((code) => code.id === mapped);
}

/** Code of a taxed line: the region's, or the one named like Autotask's tax of this region and category; of several the one whose rate gives the line's tax. */
export function codeOfLine(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const region = source.invoice.taxRegionName ?? '';
  const names = source.lists.taxes
    .filter((tax) => nameKey(tax.regionName) === nameKey(region) && (line.categoryId === null || tax.categoryId === line.categoryId))
    .map((tax) => tax.name);
  const candidates = [regionCode(source, catalog, settings), ...names.map((name) => mappedOrNamed(name, catalog, settings))].filter(
    (code): code is TaxCode => code !== undefined,
  );
  return (
    candidates.find((code) => isWithin(totalOf(computeTax([{ amount: line.amount, code }])), line.tax, LINE_TOLERANCE)) ?? candidates[0]
  );
}

function mappedOrNamed(name: string, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const mapped = Object.entries(settings.tax.codes).find(([key]) => nameKey(key) === nameKey(name))?.[1];
  return mapped === undefined ? codeNamed(name, catalog) : catalog.taxCodes.find((code) => code.id === mapped);
}

/** The 0 % code for untaxed lines: the setting's, else the only one that QuickBooks lists. */
export function untaxedCode(catalog: Catalog, settings: Settings): { readonly code: TaxCode | undefined; readonly count: number } {
  const zero = catalog.taxCodes.filter((code) => code.rates.length > 0 && code.rates.every((rate) => isZero(rate.percent)));
  if (settings.tax.untaxedCode !== null) {
    return { code: catalog.taxCodes.find((code) => code.id === settings.tax.untaxedCode), count: zero.length };
  }
  return { code: zero.length === 1 ? zero[0] : undefined, count: zero.length };
}
