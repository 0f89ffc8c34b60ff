// How the tax of a document was decided, in a sentence: who computes it, by which code, which lines are taxed.
import type { Settings } from '../../settings.ts';
import type { FoundBy } from './codes.ts';
import type { TaxChoice, TaxFacts, TaxWhy } from './choice.ts';

/** How the tax was decided, in a sentence. */
export function whyTax({ tax, expected, why }: TaxChoice, { source, catalog, settings }: TaxFacts): string {
  const { taxWorld } = catalog.preferences;
  const region = source.invoice.taxRegionName ?? '';
  if (taxWorld === 'off') return 'none: sales tax is off in QuickBooks';
  if (expected === null) {
    const how = taxWorld === 'automated' ? 'Automated Sales Tax computes it' : 'QuickBooks computes it';
    const codes = why.codes.length === 0 ? '' : `, ${codeReason(why, region)}`;
    return `${how} (tax.mode ${settings.tax.mode})${codes}; ${taxabilityReason(why, settings)}`;
  }
  const code = codeReason(why, region);
  switch (tax.kind) {
    case 'none':
      return taxWorld === 'global' ? `${code}; it makes Autotask's tax to the cent` : 'none: Autotask charged no tax';
    case 'total':
      return `Autotask's tax is sent as the total${tax.codeId === null ? '' : `, ${code}`}`;
    case 'code':
      return code;
    case 'lines':
      return `${code}; Autotask's amounts are sent rate by rate, because it rounds by line`;
  }
}

const FOUND_BY: Readonly<Record<FoundBy, (region: string) => string>> = {
  map: (region) => `by tax.codes${region === '' ? '' : ` for region "${region}"`}`,
  region: (region) => `by the name of the region "${region}"`,
  tax: () => "by the name of Autotask's tax",
  rates: () => "by the names of Autotask's taxes together",
  'untaxed-setting': () => 'by tax.untaxedCode',
  'only-zero': () => 'as the only 0 % code',
  'company-default': () => "as QuickBooks' own default",
  spare: () => 'for lines of 0.00',
};

/** `code "20.0% S" by the name of …`; of several each with its own reason. */
function codeReason({ codes }: TaxWhy, region: string): string {
  if (codes.length === 0) return region === '' ? 'Autotask names no tax region' : `no code for region "${region}"`;
  const each = codes.map(({ name, by }) => `"${name}" ${FOUND_BY[by](region)}`);
  return `${codes.length === 1 ? 'code' : 'codes'} ${each.join(', ')}`;
}

function taxabilityReason({ taxability }: TaxWhy, { tax }: Settings): string {
  if (taxability === null) return 'each line by its code';
  const setting = `tax.taxability ${tax.taxability}`;
  if (taxability === 'autotask') return `lines are TAX or NON as Autotask taxed them (${setting})`;
  const because = tax.taxability === 'auto' ? ', because Autotask taxed none of them' : '';
  return `lines are TAX or NON by QuickBooks' item and customer${because} (${setting})`;
}
