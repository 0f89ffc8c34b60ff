// The service provider of a month: what it sells, its terms, lines of business and taxes, and what of it QuickBooks
// has.
import { choiceOf } from '../autotask/query/metadata.ts';
import type { AutotaskSeed } from '../autotask/rows.ts';
import type { QuickBooksSeed, TaxWorld } from './seed.ts';

/** What a line can be; each kind has a billing code. */
export const CODES = {
  support: { id: 101, name: 'Remote Support', use: 'General Allocation Code', sku: 'LAB-REM', isTaxed: false },
  onSite: { id: 102, name: 'On-Site Support', use: 'General Allocation Code', sku: 'LAB-ONS', isTaxed: false },
  project: { id: 103, name: 'Project Engineering', use: 'General Allocation Code', sku: '', isTaxed: false },
  managed: { id: 104, name: 'Managed Services', use: 'Recurring Contract Service Code', sku: 'MSP-100', isTaxed: false },
  backup: { id: 105, name: 'Cloud Backup', use: 'Recurring Contract Service Code', sku: 'MSP-200', isTaxed: false },
  block: { id: 106, name: 'Block Hours', use: 'General Allocation Code', sku: '', isTaxed: false },
  cables: { id: 107, name: 'Hardware:Cables', use: 'Product Code', sku: 'HW-CAB', isTaxed: true },
  workstations: { id: 108, name: 'Workstations', use: 'Product Code', sku: 'HW-WS', isTaxed: true },
  licences: { id: 109, name: 'Software Licences', use: 'Material Charge Code', sku: '', isTaxed: true },
  travel: { id: 110, name: 'Travel & Mileage', use: 'Expense Code', sku: '', isTaxed: false },
  discount: { id: 111, name: 'Discount', use: 'General Allocation Code', sku: '', isTaxed: false },
  setup: { id: 112, name: 'Onboarding Setup', use: 'General Allocation Code', sku: '', isTaxed: false },
  loaner: { id: 113, name: "Client's Loaner Equipment", use: 'Material Charge Code', sku: '', isTaxed: true },
} as const;
export type CodeName = keyof typeof CODES;

/** The codes for which QuickBooks has no item. */
export const CODES_WITHOUT_ITEM: readonly CodeName[] = ['setup', 'loaner'];
/** Payment terms by id; their days. */
export const TERMS = [
  { id: 1, name: 'Due on receipt', days: 0 },
  { id: 2, name: 'Net 15', days: 15 },
  { id: 3, name: 'Net 30', days: 30 },
] as const;
/** Lines of business: associations of a division with a line. */
export const LINES_OF_BUSINESS = [
  { id: 1, line: 1 },
  { id: 2, line: 2 },
] as const;
const LINE_NAMES = ['Managed Services', 'Projects'] as const;

/** Tax regions by world; the first is the one with tax. */
export function taxRegions(world: TaxWorld): readonly { id: number; name: string; rate: string }[] {
  if (world === 'global') {
    return [
      { id: 1, name: 'Standard VAT', rate: '21' },
      { id: 2, name: 'Reverse charge', rate: '0' },
    ];
  }
  return [{ id: 1, name: 'Travis County', rate: '8.25' }];
}

/** Are lines of this code taxed? Outside the US all are. */
export function isTaxedCode(code: CodeName, world: TaxWorld): boolean {
  return world === 'global' || CODES[code].isTaxed;
}

/** Autotask's small tables. */
export function businessRows(world: TaxWorld): AutotaskSeed {
  const regions = taxRegions(world);
  return {
    BillingCodes: Object.entries(CODES).map(([key, code]) => ({
      id: code.id,
      name: code.name,
      description: code.name,
      externalNumber: code.sku,
      isActive: true,
      useType: choiceOf('BillingCodes.useType', code.use),
      billingCodeType: choiceOf('BillingCodes.billingCodeType', 'Normal'),
      generalLedgerAccount: choiceOf('BillingCodes.generalLedgerAccount', '4000 Service revenue'),
      taxCategoryID: isTaxedCode(key as CodeName, world) ? 1 : null,
      unitCost: '0',
      unitPrice: '0',
    })),
    PaymentTerms: TERMS.map(({ id, name, days }) => ({ id, name, description: null, isActive: true, paymentDueInDays: days })),
    TaxRegions: regions.map(({ id, name }) => ({ id, name, isActive: true })),
    TaxCategories: [{ id: 1, name: 'Taxable goods', description: '', isActive: true }],
    Taxes: regions.map(({ id, name, rate }) => ({
      id,
      taxName: name,
      taxRate: rate,
      taxRegionID: id,
      taxCategoryID: 1,
      isCompounded: false,
    })),
    Currencies: [
      {
        id: 1,
        name: homeCurrency(world),
        description: homeCurrency(world),
        isActive: true,
        isInternalCurrency: true,
        exchangeRate: '1',
        displaySymbol: 1,
        currencyPositiveFormat: '#,###.##',
        currencyNegativeFormat: '(#,###.##)',
      },
    ],
    Countries: [
      {
        id: 237,
        name: 'United States',
        displayName: 'United States',
        countryCode: 'US',
        isActive: true,
        isDefaultCountry: world !== 'global',
      },
      { id: 164, name: 'Netherlands', displayName: 'Netherlands', countryCode: 'NL', isActive: true, isDefaultCountry: world === 'global' },
    ],
    OrganizationalLevel1s: [{ id: 1, name: 'Head Office', description: '', isActive: true }],
    OrganizationalLevel2s: LINE_NAMES.map((name, index) => ({ id: index + 1, name, description: '', isActive: true })),
    OrganizationalLevelAssociations: LINES_OF_BUSINESS.map(({ id, line }) => ({
      id,
      organizationalLevel1ID: 1,
      organizationalLevel2ID: line,
      isActive: true,
    })),
  };
}

/** QuickBooks' side of the same: items (all but two), terms, classes, tax codes. */
export function businessInQuickBooks(world: TaxWorld): Omit<QuickBooksSeed, 'customers' | 'vendors'> {
  const items = (Object.keys(CODES) as CodeName[]).filter((key) => !CODES_WITHOUT_ITEM.includes(key)).map((key) => bookItem(key));
  return {
    items: [{ name: 'Hardware', type: 'Category' }, ...items],
    terms: TERMS.map(({ name, days }) => ({ name, dueDays: days })),
    classes: LINE_NAMES.map((name) => ({ name })),
    salesTaxRate: taxRegions(world)[0]?.rate ?? '0',
    taxCodes: world === 'automated' ? [] : taxRegions(world).map(({ name, rate }) => ({ name, rate })),
    homeCurrency: homeCurrency(world),
  };
}

function bookItem(key: CodeName): QuickBooksSeed['items'][number] {
  const { name, sku, isTaxed, use } = CODES[key];
  const [parent, child] = name.includes(':') ? name.split(':') : [undefined, name];
  return {
    name: child ?? name,
    ...(parent === undefined ? {} : { parent }),
    type: use === 'Product Code' ? 'NonInventory' : 'Service',
    ...(sku === '' ? {} : { sku }),
    taxable: isTaxed,
  };
}

function homeCurrency(world: TaxWorld): string {
  return world === 'global' ? 'EUR' : 'USD';
}
