// A month of a few invoices, named by a test: what stands in Autotask and QuickBooks is only what the test says.
import { businessInQuickBooks, businessRows } from '../../src/sandbox/month/business.ts';
import type { Month } from '../../src/sandbox/month.ts';
import type { AutotaskSeed, Row } from '../../src/sandbox/autotask/rows.ts';
import type { QuickBooksSeed } from '../../src/sandbox/month/seed.ts';
import type { World } from './support.ts';

export interface SmallInvoice {
  readonly id: number;
  readonly companyId: number;
  /** '' or left out: Autotask hasn't numbered it. */
  readonly number?: string;
  /** One line of it; 100.00 unless given. */
  readonly amount?: string;
  readonly billingCodeId?: number;
}

export interface SmallMonth {
  /** Name by Autotask id. */
  readonly companies: Readonly<Record<number, string>>;
  readonly invoices?: readonly SmallInvoice[];
  /** Names of QuickBooks' customers, Ids in this order. */
  readonly customers?: readonly string[];
  /** Further billing codes by id; QuickBooks has items of the believable month's codes alone. */
  readonly codes?: Readonly<Record<number, string>>;
  readonly items?: QuickBooksSeed['items'];
}

/** A code of the believable month that QuickBooks has an item for. */
const ANY_CODE = 'Remote Support';
const DAY = 86_400_000;

/** The month for `connectedWorld({ month })`: untaxed, made three days ago. */
export function smallMonth({ companies, invoices = [], customers = [], codes = {}, items = [] }: SmallMonth): Month {
  const business = businessRows('automated');
  const inQuickBooks = businessInQuickBooks('automated');
  const ownCodes = Object.entries(codes).map(([id, name]): Row => ({
    ...anyCode(business),
    id: Number(id),
    name,
    description: name,
    externalNumber: '',
  }));
  return {
    autotask: {
      ...business,
      BillingCodes: [...(business.BillingCodes ?? []), ...ownCodes],
      Companies: Object.entries(companies).map(([id, name]) => companyRow(Number(id), name)),
      ...invoiceRows(invoices, Number(anyCode(business)['id'])),
    },
    quickbooks: {
      ...inQuickBooks,
      items: [...inQuickBooks.items, ...items],
      customers: customers.map((displayName) => ({ displayName })),
      vendors: [],
    },
    expectations: { invoices: [], newCustomers: [], newItems: [], inactiveCustomer: '', vendorNamed: '', sendableTotal: '0.00' },
  };
}

function anyCode(business: AutotaskSeed): Row {
  const [code] = [...(business.BillingCodes ?? [])].filter((row) => row['name'] === ANY_CODE);
  if (!code) throw new Error(`the business has no billing code ${ANY_CODE}`);
  return code;
}

function companyRow(id: number, companyName: string): Row {
  return {
    id,
    companyName,
    companyNumber: '',
    companyType: 1,
    isActive: true,
    phone: '512-555-0100',
    ownerResourceID: 4,
    currencyID: 1,
    address1: '500 Congress Ave',
    address2: '',
    city: 'Austin',
    state: 'TX',
    postalCode: '78701',
    countryID: 237,
  };
}

/** Headers with a line each. */
function invoiceRows(invoices: readonly SmallInvoice[], code: number): AutotaskSeed {
  const createDateTime = new Date(Date.now() - 3 * DAY).toISOString();
  const date = createDateTime.slice(0, 10);
  return {
    Invoices: invoices.map(({ id, companyId, number = '', amount = '100' }) => ({
      id,
      batchID: 1,
      companyID: companyId,
      createDateTime,
      creatorResourceID: 4,
      invoiceDateTime: date,
      dueDate: date,
      fromDate: date,
      toDate: date,
      invoiceNumber: number,
      invoiceTotal: amount,
      totalTaxValue: '0',
      paymentTerm: 1,
      taxRegionName: '',
    })),
    BillingItems: invoices.map(({ id, companyId, amount = '100', billingCodeId = code }) => ({
      id: 100_000 + id,
      invoiceID: id,
      companyID: companyId,
      billingCodeID: billingCodeId,
      billingItemType: 2,
      itemName: 'Support',
      description: 'Support',
      itemDate: date,
      postedDate: date,
      quantity: '1',
      rate: amount,
      totalAmount: amount,
      taxDollars: '0',
      sortOrderID: 1,
    })),
  };
}

/** More of them, later in the test. */
export function addInvoices(world: World, invoices: readonly SmallInvoice[]): void {
  const [code] = [...world.sandbox.autotask.tables.BillingCodes.values()].filter((row) => row['name'] === ANY_CODE);
  world.sandbox.autotask.seed(invoiceRows(invoices, Number(code?.['id'])));
}

/** A document that a person enters in QuickBooks by hand, untaxed; its Id. */
export function enterByHand(world: World, customerName: string, number: string, amount: string): string {
  const { tables, ui } = world.sandbox.quickbooks;
  const [customer] = [...tables.Customer.values()].filter((one) => one['DisplayName'] === customerName);
  const [item] = [...tables.Item.values()].filter((one) => one['Name'] === ANY_CODE);
  if (!customer || !item) throw new Error(`QuickBooks has no customer ${customerName}`);
  return ui.enter('Invoice', {
    DocNumber: number,
    TxnDate: new Date(Date.now() - 3 * DAY).toISOString().slice(0, 10),
    CustomerRef: { value: customer.Id },
    Line: [
      {
        DetailType: 'SalesItemLineDetail',
        Amount: Number(amount),
        SalesItemLineDetail: { ItemRef: { value: item.Id }, TaxCodeRef: { value: 'NON' } },
      },
    ],
  });
}
