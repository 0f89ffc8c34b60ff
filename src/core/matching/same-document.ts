// Whether what a document in QuickBooks says is what Autotask billed: kind, customer, amount.
import type { LocalDate } from '../dates.ts';
import type { Ties } from '../facts/ties.ts';
import type { ChangedDocument, DocumentType, InvoiceId, QuickBooksId, SourceCompany, SourceInvoice, Taxability } from '../model.ts';
import { cents, isNegative, isWithin, type Money, sum, text } from '../money.ts';
import type { Settings } from '../settings.ts';
import { nameKey, pathKey } from '../text.ts';
import { customerName } from './customer.ts';
import { numbersOf } from './numbers.ts';

/** As much of a document as matching reads; its net is the total less the tax. */
export type MatchedDocument = Pick<
  ChangedDocument,
  'type' | 'id' | 'docNumber' | 'customerId' | 'customerName' | 'total' | 'tax' | 'privateNote' | 'isVoided'
>;

/** What Autotask billed, as a document of it must be. Money is positive on a credit memo too. */
export interface Bill {
  readonly invoiceId: InvoiceId;
  readonly type: DocumentType;
  /** Numbers under which QuickBooks may have it. */
  readonly numbers: readonly string[];
  /** Before tax, to the cent. */
  readonly net: Money;
  readonly total: Money;
  /** QuickBooks computes the tax: a document whose net agrees is the same, whatever tax is on it. */
  readonly isTaxByQuickBooks: boolean;
  /** Why the document's customer isn't the one of the invoice's company; null: it is. */
  readonly otherCustomer: (document: MatchedDocument) => string | null;
}

/** The bill of a header; `otherCustomer` from `customerById` or `customerByName`. */
export function billOf(invoice: SourceInvoice, settings: Settings, facts: Pick<Bill, 'isTaxByQuickBooks' | 'otherCustomer'>): Bill {
  const total = cents(invoice.net.plus(invoice.tax));
  const isCredit = isNegative(total);
  return {
    invoiceId: invoice.id,
    type: isCredit ? 'CreditMemo' : 'Invoice',
    numbers: numbersOf(invoice, settings),
    net: cents(isCredit ? invoice.net.neg() : invoice.net),
    total: total.abs(),
    ...facts,
  };
}

/** Why the document isn't what was billed; null: kind, customer and amount agree, to a cent. */
export function differenceOf(bill: Bill, document: MatchedDocument): string | null {
  if (document.type !== bill.type) return document.type === 'Invoice' ? 'it is an invoice' : 'it is a credit memo';
  const other = bill.otherCustomer(document);
  if (other !== null) return other;
  if (isWithin(document.total, bill.total)) return null;
  if (!bill.isTaxByQuickBooks) return `its total is ${text(document.total)} and Autotask's is ${text(bill.total)}`;
  const net = document.total.minus(document.tax);
  return isWithin(net, bill.net) ? null : `its net amount is ${text(net)} and Autotask's is ${text(bill.net)}`;
}

const isFor = (document: MatchedDocument): string => `it is for customer ${document.customerName}`;

/** `otherCustomer` where the customer is known; null: there is none. */
export function customerById(id: QuickBooksId | null): Bill['otherCustomer'] {
  return (document) => (id !== null && document.customerId === id ? null : isFor(document));
}

/** What tells a company's customer where QuickBooks' customers aren't read. */
export interface CustomerFacts {
  readonly settings: Settings;
  readonly ties: Ties;
}

/** `otherCustomer` for parts that don't read QuickBooks' customers. */
export function customerByName(
  company: SourceCompany | null,
  invoice: Pick<SourceInvoice, 'companyId'>,
  facts: CustomerFacts,
): Bill['otherCustomer'] {
  return (document) => (isNamedCustomer(company, invoice, document, facts) ? null : isFor(document));
}

/** The customer of a document by map, by the ledger's tie, else by name as it is found when it is sent. */
export function isNamedCustomer(
  company: SourceCompany | null,
  { companyId }: Pick<SourceInvoice, 'companyId'>,
  document: MatchedDocument,
  { settings, ties }: CustomerFacts,
): boolean {
  const known = settings.customers.map[String(companyId)] ?? ties.customerOf(companyId)?.quickBooksId;
  if (known !== undefined) return document.customerId === known;
  if (company === null) return false;
  const full = document.customerName;
  const path = pathKey(company.name);
  if (path !== null && pathKey(full) === path) return true;
  const wanted = new Set([nameKey(company.name), nameKey(customerName(company))]);
  return [full, full.slice(full.lastIndexOf(':') + 1)].some((name) => wanted.has(nameKey(name)));
}

/** What the document must be once it was made; money turned positive on a credit memo. */
export interface Expectation {
  readonly invoiceId: InvoiceId;
  readonly type: DocumentType;
  /** null: the customer is about to be made. */
  readonly customerId: QuickBooksId | null;
  /** null: QuickBooks numbers it. */
  readonly docNumber: string | null;
  readonly date: LocalDate;
  /** null: none was sent. */
  readonly dueDate: LocalDate | null;
  /** What was sent in custom fields. */
  readonly customFields: readonly { readonly id: string; readonly value: string }[];
  /** Amounts of the lines as drafted. */
  readonly amounts: readonly Money[];
  /** Autotask's total before tax, to the cent; with `tax` it makes Autotask's total. */
  readonly net: Money;
  /** null: QuickBooks decides. */
  readonly tax: Money | null;
  readonly currency: string | null;
  /** Home units for one unit of the currency, as sent; null: none was. */
  readonly exchangeRate: Money | null;
  /** Who says which lines are taxable; null: each line has a code of its own. */
  readonly taxability: Taxability | null;
  /** What QuickBooks ought to compute; null: it isn't known here. */
  readonly likelyTax: Money | null;
  /** Autotask's tax, to be reported where QuickBooks decides. */
  readonly autotaskTax: Money;
}

/** The bill of an invoice that is drafted: customer and amounts are known to the cent. */
export function billExpected(expected: Expectation): Bill {
  return {
    invoiceId: expected.invoiceId,
    type: expected.type,
    numbers: expected.docNumber === null ? [] : [expected.docNumber],
    net: expected.net,
    total: expected.net.plus(expected.tax ?? expected.autotaskTax),
    isTaxByQuickBooks: expected.tax === null,
    otherCustomer: customerById(expected.customerId),
  };
}

/** Net of a saved document: its sales lines less its discount. */
export function netOf(saved: { readonly lines: readonly { readonly amount: Money }[]; readonly discount: Money }): Money {
  return sum(saved.lines.map((line) => line.amount)).minus(saved.discount);
}
