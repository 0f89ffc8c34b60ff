// A believable month of a service provider: what the demo, the sandbox and the tests work on.
// The same seed makes the same month.
import type { AutotaskSeed, Row } from './autotask/rows.ts';
import { businessInQuickBooks, businessRows, CODES, CODES_WITHOUT_ITEM, TERMS } from './month/business.ts';
import { companiesInQuickBooks, companyRows, makeCompanies } from './month/companies.ts';
import type { Company, CompanyRole } from './month/companies.ts';
import { bill, kindAt, NOT_SENT, PECULIAR_KINDS, sum } from './month/invoices.ts';
import type { Billed } from './month/invoices.ts';
import { lineRow, toCents } from './month/lines.ts';
import { chance } from './month/random.ts';
import type { ExpectedInvoice, InvoiceKind, Month, TaxWorld } from './month/seed.ts';
import { Decimal } from './autotask/rows.ts';

export { bigMonth } from './month/big.ts';
export type { Month, TaxWorld } from './month/seed.ts';

export interface MonthOptions {
  /** Milliseconds: the moment at which the month is looked at. */
  readonly now: number;
  readonly seed?: number;
  readonly invoices?: number;
  readonly companies?: number;
  readonly taxWorld?: TaxWorld;
  /** `blank`: QuickBooks numbers them; `numbered`: Autotask has. */
  readonly numbering?: 'blank' | 'numbered';
  readonly linesPerInvoice?: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const FIRST_INVOICE = 5001;
const FIRST_ITEM = 90_001;

/** Makes the month: Autotask's rows, what QuickBooks has of it, and what is to be expected. At least all peculiar invoices are in it. */
export function believableMonth(options: MonthOptions): Month {
  const world = options.taxWorld ?? 'automated';
  const count = Math.max(options.invoices ?? 120, PECULIAR_KINDS.length + 1);
  const by = chance(options.seed ?? 1);
  const companies = makeCompanies(options.companies ?? 40, world);
  const invoices: Row[] = [];
  const items: Row[] = [];
  const expected: ExpectedInvoice[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = kindAt(index, count);
    const company = companyFor(kind, companies, index);
    const billed = bill(kind, company, world, by, options.linesPerInvoice);
    const createdAt = new Date(options.now - ageOf(kind, index, count, by.between(0, DAY / 48))).toISOString();
    const invoice = invoiceRow({ index, kind, company, billed, createdAt, isNumbered: options.numbering === 'numbered' });
    if (kind === 'voided')
      Object.assign(invoice, { isVoided: true, voidedDate: new Date(options.now - DAY).toISOString(), voidedByResourceID: 4 });
    invoices.push(invoice);
    items.push(...itemRows(billed, invoice, kind, companies, FIRST_ITEM + items.length));
    expected.push(expectation(invoice, kind, company, billed, createdAt));
  }
  return {
    autotask: { ...businessRows(world), ...companyRows(companies, world), Invoices: invoices, BillingItems: items } satisfies AutotaskSeed,
    quickbooks: { ...businessInQuickBooks(world), ...companiesInQuickBooks(companies) },
    expectations: {
      invoices: expected,
      newCustomers: newCustomers(companies, expected),
      newItems: CODES_WITHOUT_ITEM.map((key) => CODES[key].name),
      inactiveCustomer: ofRole(companies, 'inactive').name,
      vendorNamed: ofRole(companies, 'vendor').name,
      sendableTotal: sum(expected.filter((each) => each.isSendable).map((each) => new Decimal(each.total))).toFixed(2),
    },
  };
}

const ROLES: { readonly [K in InvoiceKind]?: CompanyRole } = {
  'parent-billed': 'parent',
  'inactive-customer': 'inactive',
  'vendor-name': 'vendor',
  apostrophe: 'apostrophe',
  colon: 'colon',
  accent: 'accent',
};

function companyFor(kind: InvoiceKind, companies: readonly Company[], index: number): Company {
  const role = ROLES[kind];
  if (role) return ofRole(companies, role);
  const ordinary = companies.filter((company) => company.role === 'plain' || company.role === 'missing');
  // Tax would hide the cent that this one is about.
  const from = kind === 'rounding' ? ordinary.filter((company) => company.region === null || company.region.rate === '0') : ordinary;
  const company = from[index % from.length] ?? ordinary[0];
  if (!company) throw new RangeError('a month needs a company');
  return company;
}

function ofRole(companies: readonly Company[], role: CompanyRole): Company {
  const company = companies.find((each) => each.role === role);
  if (!company) throw new RangeError(`no company is ${role}`);
  return company;
}

// Later invoices are younger, all between one and ten days old but for the two that are about their age.
function ageOf(kind: InvoiceKind, index: number, count: number, jitter: number): number {
  if (kind === 'unsettled') return MINUTE;
  if (kind === 'old') return 20 * DAY;
  return Math.round(9.9 * DAY - (8.8 * DAY * index) / count) - jitter;
}

interface Header {
  readonly index: number;
  readonly kind: InvoiceKind;
  readonly company: Company;
  readonly billed: Billed;
  readonly createdAt: string;
  readonly isNumbered: boolean;
}

function invoiceRow({ index, kind, company, billed, createdAt, isNumbered }: Header): Row {
  const day = addDays(createdAt, kind === 'unsettled' ? 0 : -(index % 3));
  const blank = index % 2 === 0 ? null : '';
  return {
    id: FIRST_INVOICE + index,
    batchID: 700 + Math.floor(index / 10),
    comments: index % 7 === 3 ? 'Thank you for your business – “24/7” support' : null,
    companyID: company.id,
    createDateTime: createdAt,
    creatorResourceID: 4,
    invoiceDateTime: day,
    dueDate: addDays(day, TERMS.find((term) => term.id === company.term)?.days ?? 0),
    fromDate: addDays(day, -30),
    toDate: day,
    invoiceEditorTemplateID: 101,
    invoiceNumber: isNumbered ? `${day.replaceAll('-', '')}.${String(index + 1).padStart(4, '0')}` : blank,
    invoiceTotal: billed.net.toFixed(),
    totalTaxValue: billed.tax.toFixed(),
    orderNumber: index % 5 === 1 ? `PO-${1000 + index}` : '',
    paymentTerm: company.term,
    taxRegionName: company.region?.name ?? '',
  };
}

function itemRows(billed: Billed, invoice: Row, kind: InvoiceKind, companies: readonly Company[], firstId: number): Row[] {
  const day = String(invoice['invoiceDateTime']);
  const workedFor = kind === 'parent-billed' ? ofRole(companies, 'child').id : (invoice['companyID'] ?? null);
  return billed.lines.map((line, index) => {
    const tax = billed.taxes[index];
    if (!tax) throw new RangeError('a line without its tax');
    return {
      ...lineRow(line, tax),
      id: firstId + index,
      // The items of a voided invoice are free again: 0, not null.
      invoiceID: kind === 'voided' ? 0 : (invoice['id'] ?? null),
      companyID: workedFor,
      itemDate: addDays(day, -1 - index),
      postedDate: day,
      postedOnTime: `${day}T08:52:54.${String(23 + index).padStart(3, '0')}Z`,
      purchaseOrderNumber: index === 0 ? (invoice['orderNumber'] ?? '') : '',
      sortOrderID: index + 1,
    };
  });
}

function expectation(invoice: Row, kind: InvoiceKind, company: Company, billed: Billed, createdAt: string): ExpectedInvoice {
  return {
    id: Number(invoice['id']),
    kind,
    companyID: company.id,
    companyName: company.name,
    lines: billed.lines.length,
    net: billed.net.toFixed(),
    tax: billed.tax.toFixed(2),
    total: toCents(billed.net.plus(billed.tax)).toFixed(2),
    createdAt,
    isSendable: !NOT_SENT.has(kind),
  };
}

function newCustomers(companies: readonly Company[], expected: readonly ExpectedInvoice[]): string[] {
  const billed = new Set(expected.filter((invoice) => invoice.isSendable).map((invoice) => invoice.companyID));
  return companies.filter(({ id, role }) => (role === 'missing' || role === 'colon') && billed.has(id)).map(({ name }) => name);
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
