// A big month for measuring: plain invoices, made one after another while the sandbox takes them in.
import { choiceOf } from '../autotask/query/metadata.ts';
import type { AutotaskSeed, Row } from '../autotask/rows.ts';
import { businessInQuickBooks, businessRows, CODES } from './business.ts';
import { companiesInQuickBooks, companyRows, makeCompanies } from './companies.ts';
import type { QuickBooksSeed } from './seed.ts';

export interface BigMonth {
  readonly autotask: AutotaskSeed;
  readonly quickbooks: QuickBooksSeed;
  readonly expectations: { readonly invoices: number; readonly lines: number; readonly total: string };
}

const DAY = 86_400_000;
const COMPANIES = 200;

/** Untaxed invoices of this many lines each, created between one and ten days ago, for customers that QuickBooks has. */
export function bigMonth(options: { readonly now: number; readonly invoices: number; readonly lines: number }): BigMonth {
  const { now, invoices, lines } = options;
  const companies = makeCompanies(COMPANIES, 'automated').filter((company) => company.role === 'plain');
  const companyOf = (index: number): number => companies[index % companies.length]?.id ?? 0;
  const createdAt = (index: number): string => new Date(now - Math.round(9.9 * DAY - (8.8 * DAY * index) / invoices)).toISOString();
  // Whole cents up to 2^53: exact without decimals.
  const lineCents = (index: number, line: number): number => 1000 + ((index * 37 + line * 113) % 90_000);
  const invoiceCents = (index: number): number => {
    let total = 0;
    for (let line = 0; line < lines; line += 1) total += lineCents(index, line);
    return total;
  };
  const invoiceRows = function* (): Generator<Row> {
    for (let index = 0; index < invoices; index += 1) {
      const created = createdAt(index);
      const day = created.slice(0, 10);
      yield {
        id: index + 1,
        companyID: companyOf(index),
        createDateTime: created,
        invoiceDateTime: day,
        dueDate: day,
        invoiceTotal: decimal(invoiceCents(index)),
        paymentTerm: 1,
      };
    }
  };
  const type = choiceOf('BillingItems.billingItemType', 'Recurring Services');
  const subType = choiceOf('BillingItems.subType', 'Recurring Services');
  const itemRows = function* (): Generator<Row> {
    for (let index = 0; index < invoices; index += 1) {
      const day = createdAt(index).slice(0, 10);
      for (let line = 0; line < lines; line += 1) {
        const amount = decimal(lineCents(index, line));
        yield {
          id: index * lines + line + 1,
          invoiceID: index + 1,
          companyID: companyOf(index),
          billingItemType: type,
          subType,
          billingCodeID: CODES.managed.id,
          serviceID: 1,
          itemName: 'Managed workstation',
          description: 'Managed workstation',
          itemDate: day,
          quantity: '1',
          rate: amount,
          extendedPrice: amount,
          totalAmount: amount,
          sortOrderID: line + 1,
        };
      }
    }
  };
  let total = 0;
  for (let index = 0; index < invoices; index += 1) total += invoiceCents(index);
  const untaxed = companies.map((company) => ({ ...company, region: null }));
  return {
    autotask: {
      ...businessRows('automated'),
      ...companyRows(untaxed, 'automated'),
      Invoices: { [Symbol.iterator]: invoiceRows },
      BillingItems: { [Symbol.iterator]: itemRows },
    },
    quickbooks: { ...businessInQuickBooks('automated'), ...companiesInQuickBooks(untaxed) },
    expectations: { invoices, lines: invoices * lines, total: decimal(total) },
  };
}

function decimal(cents: number): string {
  const digits = String(cents);
  return cents < 100 ? `0.${digits.padStart(2, '0')}` : `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
