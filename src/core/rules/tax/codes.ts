// Finding QuickBooks' tax code for what Autotask taxed: the map first, then equal names.
// A code counts where it makes the line's tax.
import type { Catalog } from '../../facts/catalog.ts';
import type { TaxCode } from '../../model.ts';
import { isZero, money, type Money } from '../../money.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import { nameKey } from '../../text.ts';
import type { TaxedLine } from './taxed-line.ts';
import { taxBeforeRounding } from './amounts.ts';

/** What led to a code; `spare`: to a line of 0.00, which has no tax with any. */
export type FoundBy = 'map' | 'region' | 'tax' | 'rates' | 'untaxed-setting' | 'only-zero' | 'company-default' | 'spare';

export interface FoundCode {
  readonly code: TaxCode;
  readonly by: FoundBy;
}

/** Per-rate rounding of one line may differ from Autotask's by this much. */
const LINE_TOLERANCE = money('0.02');
const HALF_CENT = money('0.005');
const ONE = money('1');

/** Autotask's name for the line's tax, and the code that settings or QuickBooks have for it. A mapped id that QuickBooks doesn't have is no code. */
function codeFor(name: string, byName: FoundBy, catalog: Catalog, settings: Settings): FoundCode[] {
  if (name === '') return [];
  const mapped = Object.entries(settings.tax.codes).find(([key]) => nameKey(key) === nameKey(name))?.[1];
  const code = catalog.taxCodes.find((one) => (mapped === undefined ? nameKey(one.name) === nameKey(name) : one.id === mapped));
  return code === undefined ? [] : [{ code, by: mapped === undefined ? byName : 'map' }];
}

/** Code of the invoice's tax region: by `tax.codes`, else of equal name. */
export function regionCode(source: Source, catalog: Catalog, settings: Settings): FoundCode | undefined {
  return codeFor(source.invoice.taxRegionName ?? '', 'region', catalog, settings)[0];
}

/** Names of Autotask's taxes for a line: of its region and its category. */
function taxNames(line: TaxedLine, source: Source): string[] {
  const region = source.invoice.taxRegionName ?? '';
  return source.lists.taxes
    .filter((tax) => nameKey(tax.regionName) === nameKey(region) && (line.categoryId === null || tax.categoryId === line.categoryId))
    .map((tax) => tax.name);
}

/** Codes that the line's names lead to: mapped ones first, then the region's, the one named like its tax, the one whose rates are named like its taxes together (GST and QST). */
function candidates(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): FoundCode[] {
  const names = taxNames(line, source);
  const wanted = sortedKeys(names);
  const together = catalog.taxCodes.filter((code) => code.rates.length > 1 && sortedKeys(code.rates.map((rate) => rate.name)) === wanted);
  const found = [
    ...codeFor(source.invoice.taxRegionName ?? '', 'region', catalog, settings),
    ...names.flatMap((name) => codeFor(name, 'tax', catalog, settings)),
    ...together.slice(0, 1).map((code): FoundCode => ({ code, by: 'rates' })),
  ];
  return [...found.filter(({ by }) => by === 'map'), ...found.filter(({ by }) => by !== 'map')];
}

function sortedKeys(names: readonly string[]): string {
  return [...new Set(names.map(nameKey))].sort().join('\n');
}

/** Code of a taxed line: the mapped one that makes the line's tax; else of all the one that comes closest to it; where none comes near, the first. */
export function codeOfLine(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): FoundCode | undefined {
  const all = candidates(line, source, catalog, settings);
  const distance = ({ code }: FoundCode): Money => taxBeforeRounding(line.amount, code).minus(line.tax).abs();
  const closest = (found: readonly FoundCode[]): FoundCode | undefined =>
    found.reduce<FoundCode | undefined>((best, one) => (best && distance(best).lte(distance(one)) ? best : one), undefined);
  const mapped = closest(all.filter((one) => one.by === 'map' && distance(one).lte(HALF_CENT)));
  if (mapped) return mapped;
  const best = closest(all);
  return best && distance(best).lte(LINE_TOLERANCE) ? best : all[0];
}

/** Is nothing taxed with this code? One of 0 %, without a sales rate, or with rates that cancel each other out (reverse charge). */
export function hasNoTax(code: TaxCode): boolean {
  return isZero(taxBeforeRounding(ONE, code));
}

/** Codes that QuickBooks lists with no more than 0 %. */
export function zeroCodes(catalog: Catalog): readonly TaxCode[] {
  return catalog.taxCodes.filter((code) => code.rates.length > 0 && code.rates.every((rate) => isZero(rate.percent)));
}

/** The code of an untaxed line: the one that map, region or tax name lead to and that makes no tax; else the setting's; else the only one of 0 % that QuickBooks lists. */
export function untaxedCode(line: TaxedLine, source: Source, catalog: Catalog, settings: Settings): FoundCode | undefined {
  const named = candidates(line, source, catalog, settings).find(({ code }) => hasNoTax(code));
  if (named) return named;
  const { untaxedCode: id } = settings.tax;
  if (id !== null) return catalog.taxCodes.filter((code) => code.id === id).map((code): FoundCode => ({ code, by: 'untaxed-setting' }))[0];
  const [only, ...others] = zeroCodes(catalog);
  return only && others.length === 0 ? { code: only, by: 'only-zero' } : undefined;
}
