// Whether a document in QuickBooks is the one that Autotask's invoice became: customer, type, amounts.
import type { LocalDate } from '../dates.ts';
import type { Source } from '../facts/source.ts';
import type { DocumentType, InvoiceId, QuickBooksId, SavedDocument } from '../model.ts';
import { isWithin, type Money, sum, text } from '../money.ts';
import { customerName } from '../rules/customer.ts';
import type { Settings } from '../settings.ts';
import { nameKey } from '../text.ts';

/** Is the document for the company that Autotask bills? By map, else by name, as the customer is found when it is sent. */
export function sameCustomer({ company, invoice }: Source, document: SavedDocument, settings: Settings): boolean {
  const mapped = settings.customers.map[String(invoice.companyId)];
  if (mapped !== undefined) return document.customerId === mapped;
  if (company === null) return false;
  const wanted = new Set([nameKey(company.name), nameKey(customerName(company))]);
  const full = document.customerName;
  return [full, full.slice(full.lastIndexOf(':') + 1)].some((name) => wanted.has(nameKey(name)));
}

/** What the document must be; money turned positive on a credit memo. */
export interface Expectation {
  readonly invoiceId: InvoiceId;
  readonly type: DocumentType;
  /** null: the customer is about to be made. */
  readonly customerId: QuickBooksId | null;
  /** null: QuickBooks numbers it. */
  readonly docNumber: string | null;
  readonly date: LocalDate;
  /** What was sent in custom fields. */
  readonly customFields: readonly { readonly id: string; readonly value: string }[];
  /** Amounts of the lines as drafted. */
  readonly amounts: readonly Money[];
  /** Autotask's total before tax, to the cent; with `tax` it makes Autotask's total. */
  readonly net: Money;
  /** null: QuickBooks decides. */
  readonly tax: Money | null;
  /** Autotask's tax, to be reported where QuickBooks decides. */
  readonly autotaskTax: Money;
}

/** Net of a saved document: its sales lines less its discount. */
export function netOf(saved: SavedDocument): Money {
  return sum(saved.lines.map((line) => line.amount)).minus(saved.discount);
}

/** Why a document found in QuickBooks can't be taken for this invoice; null when number, customer and total agree. */
export function differenceToAdopt(expected: Expectation, saved: SavedDocument): string | null {
  if (saved.type !== expected.type) return `it is a ${saved.type === 'Invoice' ? 'n invoice' : 'credit memo'}`.replace('a n ', 'an ');
  if (expected.customerId === null || saved.customerId !== expected.customerId) return `it is for customer ${saved.customerName}`;
  const [is, should, field] =
    expected.tax === null ? [netOf(saved), expected.net, 'net amount'] : [saved.total, expected.net.plus(expected.tax), 'total'];
  return isWithin(is, should) ? null : `its ${field} is ${text(is)} and Autotask's is ${text(should)}`;
}
