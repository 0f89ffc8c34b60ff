// Tax settings against the company's way of taxing: codes that exist, regions that have one.
import { ok, problem, warning, type CheckLine } from './line.ts';
import type { SettingsFacts } from './facts.ts';
import { ZERO } from '../money.ts';
import { mapWith } from '../rules/map-command.ts';
import { hasNoTax, zeroCodes } from '../rules/tax/codes.ts';
import { quickBooksDecidesTax } from '../rules/tax/world.ts';
import { nameKey } from '../text.ts';

const WORLDS = {
  off: 'sales tax is off in QuickBooks',
  automated: 'Automated Sales Tax is on in QuickBooks',
  manual: 'QuickBooks has sales tax without Automated Sales Tax',
  global: 'QuickBooks wants a tax code on every line',
} as const;

/** `tax.mode`, `tax.taxability`, `tax.codes`, `tax.untaxedCode`, `tax.shipTo`. */
export function checkTax(facts: SettingsFacts): CheckLine[] {
  const { settings, catalog } = facts;
  const { taxWorld } = catalog.preferences;
  const lines: CheckLine[] = [ok('tax.mode', `${settings.tax.mode}: ${WORLDS[taxWorld]}`)];
  const needsCodes = taxWorld === 'manual' || taxWorld === 'global' || (taxWorld === 'automated' && settings.tax.mode === 'autotask');
  lines.push(...checkTaxability(facts), ...checkCodes(facts, needsCodes));
  if (taxWorld === 'manual' || taxWorld === 'global') lines.push(...checkRegions(facts));
  if (taxWorld === 'global') lines.push(...checkUntaxed(facts));
  else if (settings.tax.untaxedCode !== null)
    lines.push(warning('tax.untaxedCode', `no effect: ${WORLDS[taxWorld]}`, 'at2qbo settings unset tax.untaxedCode'));
  const { shipTo } = settings.tax;
  if (taxWorld !== 'automated' && shipTo !== 'quickbooks-customer')
    lines.push(warning('tax.shipTo', `no effect: ${WORLDS[taxWorld]}`, 'at2qbo settings unset tax.shipTo'));
  if (taxWorld === 'automated' && shipTo === 'company' && catalog.company.address === null)
    lines.push(
      problem(
        'tax.shipTo',
        'company, and QuickBooks has no address of the company',
        'Enter it in QuickBooks (Account and settings, Company).',
      ),
    );
  return lines;
}

/** Where QuickBooks computes the tax, something has to say which lines are taxable. */
function checkTaxability({ settings, catalog, taxes }: SettingsFacts): CheckLine[] {
  const { taxability, mode } = settings.tax;
  const key = 'tax.taxability';
  if (catalog.preferences.taxWorld === 'global' || !quickBooksDecidesTax(catalog, settings)) {
    if (taxability === 'auto') return [];
    const why = catalog.preferences.taxWorld === 'global' ? WORLDS.global : `QuickBooks doesn't compute the tax (tax.mode ${mode})`;
    return [warning(key, `no effect: ${why}`, 'at2qbo settings unset tax.taxability')];
  }
  const isTaxedInAutotask = taxes.some((tax) => tax.percent.gt(ZERO));
  if (taxability === 'autotask') {
    if (isTaxedInAutotask) return [ok(key, 'autotask: lines are taxable as Autotask taxed them')];
    const message = 'autotask, and Autotask has no tax above 0 %: no line is ever taxable, so QuickBooks charges no sales tax';
    return [problem(key, message, 'at2qbo settings set tax.taxability auto')];
  }
  const hasTaxable = [...catalog.items.all()].some((item) => item.isActive && item.isTaxable);
  if (hasTaxable || (taxability === 'auto' && isTaxedInAutotask)) return [ok(key, taxability)];
  const message = `${taxability}, and no active item is taxable in QuickBooks: no line is taxed`;
  return [warning(key, message, 'Make the items that are taxed taxable in QuickBooks (Products and services).')];
}

function checkCodes({ settings, catalog, taxes }: SettingsFacts, needsCodes: boolean): CheckLine[] {
  const mapped = Object.entries(settings.tax.codes);
  if (mapped.length === 0) return [];
  if (!needsCodes) return [warning('tax.codes', `no effect: ${WORLDS[catalog.preferences.taxWorld]}`, 'at2qbo settings unset tax.codes')];
  const known = new Set(taxes.flatMap((tax) => [nameKey(tax.regionName), nameKey(tax.name)]));
  const found = mapped.flatMap(([region, id]): CheckLine[] => {
    if (!catalog.taxCodes.some((code) => code.id === id))
      return [
        problem('tax.codes', `"${region}" -> tax code ${id}, which QuickBooks doesn't have in use`, `Correct tax.codes for "${region}".`),
      ];
    if (taxes.length > 0 && !known.has(nameKey(region)))
      return [
        warning(
          'tax.codes',
          `Autotask has no tax region "${region}"`,
          `Correct tax.codes: its regions are ${regionsOf(taxes).join(', ')}.`,
        ),
      ];
    return [];
  });
  return found.length === 0 ? [ok('tax.codes', `${mapped.length} tax regions mapped, all there`)] : found;
}

function checkRegions({ settings, catalog, taxes }: SettingsFacts): CheckLine[] {
  const codes = new Set(catalog.taxCodes.map((code) => nameKey(code.name)));
  const mapped = new Set(Object.keys(settings.tax.codes).map(nameKey));
  const hasCode = (name: string): boolean => codes.has(nameKey(name)) || mapped.has(nameKey(name));
  return regionsOf(taxes).flatMap((region) => {
    const own = taxes.filter((tax) => tax.regionName === region && tax.percent.gt(ZERO));
    if (own.length === 0 || hasCode(region) || own.every((tax) => hasCode(tax.name))) return [];
    const fix = `at2qbo settings set tax.codes ${mapWith(settings.tax.codes, { [region]: '<tax code id>' })}`;
    return [problem('tax.codes', `no QuickBooks tax code for the Autotask tax region "${region}": its invoices are held`, fix)];
  });
}

function checkUntaxed({ settings, catalog }: SettingsFacts): CheckLine[] {
  const zero = zeroCodes(catalog);
  const id = settings.tax.untaxedCode;
  const fix = 'at2qbo settings set tax.untaxedCode <tax code id>';
  if (id !== null) {
    const code = catalog.taxCodes.find((one) => one.id === id);
    if (code === undefined) return [problem('tax.untaxedCode', `QuickBooks has no tax code ${id} in use`, fix)];
    if (!hasNoTax(code)) return [problem('tax.untaxedCode', `"${code.name}" is not a 0 % code`, fix)];
    return [ok('tax.untaxedCode', `${code.id}, "${code.name}"`)];
  }
  const [only] = zero;
  if (only !== undefined && zero.length === 1) return [ok('tax.untaxedCode', `not set: "${only.name}" is the only 0 % code`)];
  const message = `not set, and QuickBooks lists ${zero.length} 0 % codes: untaxed lines that neither region nor tax names are held`;
  return [warning('tax.untaxedCode', message, fix)];
}

function regionsOf(taxes: SettingsFacts['taxes']): string[] {
  return [...new Set(taxes.map((tax) => tax.regionName))];
}
