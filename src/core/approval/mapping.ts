// Why a planned document has this customer, these items, this term, tax and class:
// derived from the same facts that the rules decide from.
import type { Catalog } from '../facts/catalog.ts';
import type { PlannedCreate } from '../transfer/plan/plan.ts';
import { customerName } from '../matching/customer.ts';
import { areAlike } from '../matching/drift.ts';
import { itemKey, matchCode } from '../matching/item.ts';
import { nameKey, pathKey } from '../text.ts';
import type { FoundBy } from '../rules/tax/codes.ts';
import type { TaxWhy } from '../rules/tax/tax.ts';
import type { Settings } from '../settings.ts';

/** One sentence each; `items` one a line, in the lines' order. */
export interface Mapping {
  readonly customer: string;
  readonly term: string;
  readonly tax: string;
  readonly class: string;
  readonly number: string;
  readonly items: readonly string[];
}

export function explainMapping(planned: PlannedCreate, catalog: Catalog, settings: Settings): Mapping {
  return {
    customer: customerReason(planned, catalog, settings),
    term: termReason(planned, settings),
    tax: taxReason(planned, catalog, settings),
    class: classReason(planned, catalog, settings),
    number: numberReason(planned, settings),
    items: planned.drafted.draft.lines.map((_, n) => itemReason(planned, n, catalog, settings)),
  };
}

const drifted = (autotask: string, quickBooks: string): string =>
  areAlike(autotask, quickBooks) ? '' : `, called "${autotask}" in Autotask and "${quickBooks}" in QuickBooks now`;

function customerReason({ source, drafted }: PlannedCreate, catalog: Catalog, settings: Settings): string {
  const { company } = source;
  const id = String(source.invoice.companyId);
  const mapped = settings.customers.map[id];
  if (mapped !== undefined) return `by customers.map: Autotask company ${id} is customer ${mapped}`;
  if ('create' in drafted.customer) return `would be created: no customer is named "${drafted.customer.create.displayName}"`;
  const found = drafted.customer.existing;
  if (catalog.ties.customerOf(source.invoice.companyId)?.quickBooksId === found.id)
    return `the customer that company ${id} was billed as before: Id ${found.id}${drifted(company?.name ?? '', found.fullName)}`;
  if (company === null || found.displayName === company.name) return 'customer by name';
  if (pathKey(company.name) !== null && pathKey(company.name) === pathKey(found.fullName)) return `sub-customer by path "${company.name}"`;
  if (nameKey(found.displayName) === nameKey(company.name)) return `customer by name, but for case and spaces ("${company.name}")`;
  return `customer by cleaned name: "${company.name}" is written "${customerName(company)}" in QuickBooks`;
}

function termReason({ source, drafted }: PlannedCreate, settings: Settings): string {
  const { invoice } = source;
  if (drafted.draft.type === 'CreditMemo') return 'none: a credit memo has no term';
  const exception = settings.customers.overrides[String(invoice.companyId)]?.terms;
  if (exception !== undefined) return `by customers.overrides: term ${exception}`;
  const name = invoice.paymentTermId === null ? undefined : source.lists.terms.get(invoice.paymentTermId)?.name;
  if (name === undefined) return 'none: Autotask names none';
  return drafted.draft.termId === null ? `none: QuickBooks has no term "${name}"` : `term by name "${name}"`;
}

function numberReason({ drafted }: PlannedCreate, settings: Settings): string {
  const { numbering } = settings.invoices;
  if (drafted.draft.docNumber === null) return 'QuickBooks gives the next number (invoices.numbering quickbooks)';
  return numbering === 'autotask-id'
    ? "Autotask's invoice id (invoices.numbering autotask-id)"
    : `Autotask's invoice number (invoices.numbering ${numbering})`;
}

function taxReason({ source, drafted }: PlannedCreate, catalog: Catalog, settings: Settings): string {
  const { taxWorld } = catalog.preferences;
  const { tax } = drafted.draft;
  const region = source.invoice.taxRegionName ?? '';
  if (taxWorld === 'off') return 'none: sales tax is off in QuickBooks';
  if (drafted.expectedTax === null) {
    const how = taxWorld === 'automated' ? 'Automated Sales Tax computes it' : 'QuickBooks computes it';
    const codes = drafted.taxWhy.codes.length === 0 ? '' : `, ${codeReason(drafted.taxWhy, region)}`;
    return `${how} (tax.mode ${settings.tax.mode})${codes}; ${taxabilityReason(drafted.taxWhy, settings)}`;
  }
  const code = codeReason(drafted.taxWhy, region);
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

function classReason({ source, drafted }: PlannedCreate, catalog: Catalog, settings: Settings): string {
  const tracking = catalog.preferences.classTracking;
  if (tracking === 'off') return 'none: class tracking is off in QuickBooks';
  if (settings.customers.overrides[String(source.invoice.companyId)]?.class !== undefined) return 'by customers.overrides';
  const has = drafted.draft.classId !== null || drafted.draft.lines.some((line) => line.classId !== null);
  const mapped = source.lines.some((line) => {
    const id = line.lineOfBusinessId === null ? undefined : settings.linesOfBusiness.classes[String(line.lineOfBusinessId)];
    return id !== undefined && id !== '';
  });
  if (mapped) return `by linesOfBusiness.classes, ${tracking === 'line' ? 'line by line' : 'one for the document'}`;
  return has ? 'invoices.defaultClass' : 'none: no line of business of it is mapped, and there is no default';
}

function itemReason({ source, drafted }: PlannedCreate, n: number, catalog: Catalog, settings: Settings): string {
  const line = source.lines[n];
  const choice = drafted.items[n];
  if (line === undefined || choice === undefined) return 'items.roundingItem: the lines rounded to cents miss the total by this';
  if (line.billingCodeId === null) return 'items.defaultItem: the line has no billing code';
  const code = source.lists.billingCodes.get(line.billingCodeId);
  if (code === undefined) return 'item';
  const { matchBy } = settings.items;
  const key = itemKey(code, matchBy);
  const isExternal = matchBy !== 'name' && key !== '' && key === code.externalNumber.trim();
  const by = isExternal ? `external number ${key}` : `name "${key}"`;
  if ('create' in choice) return `would be created: no item has the ${by}`;
  const match = matchCode(code, matchBy, catalog);
  const tie = catalog.ties.itemOf(code.id);
  if (match.kind === 'found' && match.item.id === choice.existing.id && tie?.quickBooksId === match.item.id)
    return `the item that the billing code was booked on before: Id ${match.item.id}${drifted(key, match.item.fullName)}`;
  if (key === '') return `items.defaultItem: the billing code "${code.name}" has no external number`;
  if (match.kind !== 'found' || match.item.id !== choice.existing.id) return `items.defaultItem: no item has the ${by}`;
  return `item by ${by}`;
}
