// Finding QuickBooks' tax code for what Autotask taxed: the map first, then equal names.
import type { Catalog } from '../../facts/catalog.ts';
import type { TaxCode } from '../../model.ts';
import { isZero, money, type Money } from '../../money.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import { nameKey } from '../../text.ts';
import type { TaxedLine } from './taxed-line.ts';
import { taxBeforeRounding } from './amounts.ts';

/** Per-rate rounding of one line may differ from Autotask's by this much. */
const LINE_TOLERANCE = money('0.02');

function codeNamed(name: string, catalog: Catalog): TaxCode | undefined {
  return catalog.taxCodes.find((code) => nameKey(code.name) === nameKey(name));
}

/** Code of the invoice's tax region: by `tax.codes`, else of equal name. A mapped id that QuickBooks doesn't have is no code. */
export function regionCode(source: Source, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const region = source.invoice.taxRegionName;
  return region === null || region === '' ? undefined : mappedOrNamed(region, catalog, settings);
}

function mappedOrNamed(name: string, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const mapped = Object.entries(settings.tax.codes).find(([key]) => nameKey(key) === nameKey(name))?.[1];
  return mapped === undefined ? codeNamed(name, catalog) : catalog.taxCodes.find((code) => code.id === mapped);
}

/** Names of Autotask's taxes for a line: of its region and its category. */
function taxNames(line: TaxedLine, source: Source): string[] {
  const region = source.invoice.taxRegionName ?? '';
  return source.lists.taxes
    .filter((tax) => nameKey(tax.regionName) === nameKey(region) && (line.categoryId === null || tax.categoryId === line.categoryId))
    .map((tax) => tax.name);
}

/** Codes that the line's names lead to: the region's, the one named like its tax, the one whose rates are named like its taxes together (GST and QST). */
function candidates(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): TaxCode[] {
  const names = taxNames(line, source);
  const wanted = [...new Set(names.map((name) => nameKey(name)))].sort().join('\n');
  const together = catalog.taxCodes.find(
    (code) =>
      code.rates.length > 1 &&
      code.rates
        .map((rate) => nameKey(rate.name))
        .sort()
        .join('\n') === wanted,
  );
  return [regionCode(source, catalog, settings), ...names.map((name) => mappedOrNamed(name, catalog, settings)), together].filter(
    (code): code is TaxCode => code !== undefined,
  );
}

/** Code of a taxed line: of its candidates the one that gives the line's tax, the closest first; where none does, the first. */
export function codeOfLine(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const all = candidates(line, source, catalog, settings);
  const distance = (code: TaxCode): Money => taxBeforeRounding(line.amount, code).minus(line.tax).abs();
  let [best] = all;
  for (const code of all) {
    if (best && distance(code).lt(distance(best))) best = code;
  }
  return best && distance(best).lte(LINE_TOLERANCE) ? best : all[0];
}

/** Codes that QuickBooks lists with no more than 0 %. */
export function zeroCodes(catalog: Catalog): readonly TaxCode[] {
  return catalog.taxCodes.filter((code) => code.rates.length > 0 && code.rates.every((rate) => isZero(rate.percent)));
}

/** The 0 % code of an untaxed line: the one that region and tax name, else the setting's, else the only one that QuickBooks lists. */
export function untaxedCode(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): TaxCode | undefined {
  const zero = zeroCodes(catalog);
  const named = candidates(line, source, catalog, settings).find((code) => zero.includes(code));
  if (named) return named;
  if (settings.tax.untaxedCode !== null) return catalog.taxCodes.find((code) => code.id === settings.tax.untaxedCode);
  return zero.length === 1 ? zero[0] : undefined;
}
