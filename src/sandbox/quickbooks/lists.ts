// Lists that only QuickBooks' own pages can fill: accounts, terms, classes, tax codes, vendors; and what a seed adds.
import { inactivate, saveCustomer, saveItem } from './names.ts';
import type { QuickBooksSeed, TableName, TaxPeriodToSeed } from './options.ts';
import { fresh, homeCurrency, taxWorld, type Books } from './store.ts';
import { dec, num, type Json, type Named } from './values.ts';

export interface TaxCodeSeed {
  readonly id: string;
  readonly name: string;
  /** Rate id, name, percent, and how it applies when not on the amount alone. */
  readonly rates: readonly (readonly [id: string, name: string, percent: string | readonly TaxPeriodToSeed[], applies?: string])[];
}

const FIRST_FIELD = 1_000_000_001;
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
      ...(typeof percent === 'string' ? { RateValue: num(dec(percent)) } : { EffectiveTaxRate: percent.map(periodJson) }),
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

function periodJson({ percent, from, to }: TaxPeriodToSeed): Json {
  const at = (day: string): string => `${day}T00:00:00-08:00`;
  return { RateValue: num(dec(percent)), EffectiveDate: at(from ?? '2000-01-01'), EndDate: at(to ?? '9999-12-31') };
}

/** Adds what a seed lists. A currency that isn't the home one switches multicurrency on. */
export function seedBooks(books: Books, seed: QuickBooksSeed): void {
  if (seed.homeCurrency !== undefined) books.preferences.CurrencyPrefs.HomeCurrency.value = seed.homeCurrency;
  seedTax(books, seed);
  seedExtras(books, seed);
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
      // QuickBooks' own page asks for a reason.
      ...(customer.taxable === undefined ? {} : { Taxable: customer.taxable }),
      ...(customer.taxable === false && books.country === 'US' ? { TaxExemptionReasonId: '15' } : {}),
      ...(customer.billTo === undefined ? {} : { BillAddr: customer.billTo }),
      ...(customer.shipTo === undefined ? {} : { ShipAddr: customer.shipTo }),
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
    if (!MADE_BY_CALL.has(type)) {
      putNamed(books, 'Item', null, { Name: item.name, Type: type, Taxable: item.taxable ?? false });
      continue;
    }
    const saved = saveItem(books, {
      Name: item.name,
      Type: type,
      ...(type === 'Category' ? {} : { IncomeAccountRef: { value: '79' } }),
      ...(type === 'Inventory' ? inventory(item.quantityOnHand ?? '100') : {}),
      ...(parent ? { SubItem: true, ParentRef: { value: parent.Id } } : {}),
      ...(item.sku === undefined ? {} : { Sku: item.sku }),
      ...(item.taxable === undefined ? {} : { Taxable: item.taxable }),
      ...(item.unitPrice === undefined ? {} : { UnitPrice: num(dec(item.unitPrice)) }),
    });
    if (item.active === false) inactivate(books, 'Item', saved.Id);
  }
}

/** The other types of item come to be on QuickBooks' own pages. */
const MADE_BY_CALL = new Set(['Service', 'NonInventory', 'Inventory', 'Category']);

function inventory(onHand: string): Json {
  return {
    TrackQtyOnHand: true,
    QtyOnHand: num(dec(onHand)),
    InvStartDate: '2020-01-01',
    AssetAccountRef: { value: '81' },
    ExpenseAccountRef: { value: '80' },
  };
}

function seedExtras(books: Books, seed: QuickBooksSeed): void {
  for (const { currency, rate, from } of seed.exchangeRates ?? []) books.exchangeRates.push({ currency, rate, from: from ?? '0000-01-01' });
  for (const { name, onInvoices } of seed.customFields ?? [])
    books.presentFields.push({ id: String(FIRST_FIELD + books.presentFields.length), name, onInvoices: onInvoices ?? true });
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
  let rateId = 1;
  for (const [index, { name, rate, rates }] of codes.entries()) {
    const parts = rates ?? (rate === undefined ? [] : [{ name, percent: rate }]);
    putTaxCode(books, {
      id: String(index + 2),
      name,
      rates: parts.map((part) => [String((rateId += 1)), part.name, part.periods ?? part.percent ?? '0'] as const),
    });
  }
}
