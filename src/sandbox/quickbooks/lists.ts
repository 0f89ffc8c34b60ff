// Lists that only QuickBooks' own pages can fill: accounts, terms, classes, tax codes, vendors; and what a seed adds.
import { inactivate, saveCustomer, saveItem } from './names.ts';
import type { QuickBooksSeed, TableName } from './options.ts';
import { fresh, homeCurrency, taxWorld, type Books } from './store.ts';
import { dec, num, type Json, type Named } from './values.ts';

export interface TaxCodeSeed {
  readonly id: string;
  readonly name: string;
  /** Rate id, name, percent, and how it applies when not on the amount alone. */
  readonly rates: readonly (readonly [id: string, name: string, percent: string, applies?: string])[];
}

const PSEUDO_CODES = new Set(['TAX', 'NON', 'CustomSalesTax']);

/** Adds one to a list; null: under a free Id. */
export function putNamed(books: Books, type: TableName, id: string | null, properties: Json): string {
  const stored: Named = { ...fresh(books, type, id ?? undefined), Active: true, ...properties };
  if (stored.Name !== undefined && type !== 'TaxCode' && type !== 'TaxRate') stored.FullyQualifiedName = stored.Name;
  (books.tables[type] as Map<string, Named>).set(stored.Id, stored);
  return stored.Id;
}

export function putTaxCode(books: Books, code: TaxCodeSeed): void {
  for (const [id, name, percent] of code.rates)
    putNamed(books, 'TaxRate', id, {
      Name: name,
      Description: name,
      RateValue: num(dec(percent)),
      AgencyRef: { value: '1' },
      SpecialTaxType: 'NONE',
    });
  putNamed(books, 'TaxCode', code.id, {
    Name: code.name,
    Description: code.name,
    Hidden: false,
    Taxable: true,
    TaxGroup: true,
    SalesTaxRateList: {
      TaxRateDetail: code.rates.map(([id, name, , applies], index) => ({
        TaxRateRef: { value: id, name },
        TaxTypeApplicable: applies ?? 'TaxOnAmount',
        TaxOrder: applies === undefined ? 0 : index,
      })),
    },
    PurchaseTaxRateList: { TaxRateDetail: [] },
  });
}

/** Adds what a seed lists. A currency that isn't the home one switches multicurrency on. */
export function seedBooks(books: Books, seed: QuickBooksSeed): void {
  if (seed.homeCurrency !== undefined) books.preferences.CurrencyPrefs.HomeCurrency.value = seed.homeCurrency;
  seedTax(books, seed);
  for (const term of seed.terms) {
    if ([...books.tables.Term.values()].some((known) => known.Name === term.name)) continue;
    putNamed(books, 'Term', null, { Name: term.name, Type: 'STANDARD', DueDays: term.dueDays });
  }
  for (const { name } of seed.classes) putNamed(books, 'Class', null, { Name: name, SubClass: false });
  for (const type of ['Vendor', 'Employee'] as const)
    for (const { displayName } of (type === 'Vendor' ? seed.vendors : seed.employees) ?? [])
      putNamed(books, type, null, { DisplayName: displayName, PrintOnCheckName: displayName });
  for (const customer of seed.customers) {
    const currency = customer.currency ?? homeCurrency(books);
    if (currency !== homeCurrency(books)) books.preferences.CurrencyPrefs.MultiCurrencyEnabled = true;
    const saved = saveCustomer(books, {
      DisplayName: customer.displayName,
      CurrencyRef: { value: currency },
      ...(customer.taxable === undefined ? {} : { Taxable: customer.taxable }),
      ...(customer.email === undefined ? {} : { PrimaryEmailAddr: { Address: customer.email } }),
    });
    if (customer.active === false) inactivate(books, 'Customer', saved.Id);
  }
  for (const item of seed.items) {
    const parent =
      item.parent === undefined ? undefined : [...books.tables.Item.values()].find((known) => known.FullyQualifiedName === item.parent);
    if (item.parent !== undefined && !parent) throw new Error(`the seed has no item ${item.parent} before ${item.name}`);
    if (!parent && item.name === 'Services' && item.type !== 'Category') continue; // every company has it
    const type = item.type ?? 'Service';
    const saved = saveItem(books, {
      Name: item.name,
      Type: type,
      ...(type === 'Category' ? {} : { IncomeAccountRef: { value: '79' } }),
      ...(parent ? { SubItem: true, ParentRef: { value: parent.Id } } : {}),
      ...(item.sku === undefined ? {} : { Sku: item.sku }),
      ...(item.taxable === undefined ? {} : { Taxable: item.taxable }),
      ...(item.unitPrice === undefined ? {} : { UnitPrice: num(dec(item.unitPrice)) }),
    });
    if (item.active === false) inactivate(books, 'Item', saved.Id);
  }
}

// A seed's tax codes take the place of the country's; its one rate, if any, is what Automated Sales Tax charges in every state.
function seedTax(books: Books, seed: QuickBooksSeed): void {
  const world = taxWorld(books);
  const codes = seed.taxCodes ?? [];
  if (world === 'automated' && seed.salesTaxRate !== undefined) {
    books.flatTaxCode = '90';
    putTaxCode(books, { id: '90', name: 'Automated Sales Tax', rates: [['90', 'Automated Sales Tax', seed.salesTaxRate]] });
    return;
  }
  if (codes.length === 0 || world === 'off') return;
  for (const id of books.tables.TaxCode.keys()) if (!PSEUDO_CODES.has(id)) books.tables.TaxCode.delete(id);
  books.tables.TaxRate.clear();
  for (const [index, { name, rate }] of codes.entries())
    putTaxCode(books, { id: String(index + 2), name, rates: [[String(index + 2), name, rate]] });
}
