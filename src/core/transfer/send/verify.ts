// Is what QuickBooks stored what Autotask billed? Compared from the create's own answer: customer, number, lines, net, tax, total. Pure.
import type { Drafted } from '../draft.ts';
import { isCredit, netToReach } from '../../rules/rounding.ts';
import { documentName } from '../eligible.ts';
import type { DocumentType, InvoiceId, QuickBooksId, SavedDocument } from '../../model.ts';
import { cents, isWithin, isZero, sum, text, type Money } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import type { LocalDate } from '../../dates.ts';

/** What the document must be; money turned positive on a credit memo. */
export interface Expectation {
  readonly invoiceId: InvoiceId;
  readonly type: DocumentType;
  /** null: the customer is about to be made. */
  readonly customerId: QuickBooksId | null;
  /** null: QuickBooks numbers it. */
  readonly docNumber: string | null;
  readonly date: LocalDate;
  /** Amounts of the lines as drafted. */
  readonly amounts: readonly Money[];
  /** Autotask's total before tax, to the cent; with `tax` it makes Autotask's total. */
  readonly net: Money;
  /** null: QuickBooks decides. */
  readonly tax: Money | null;
  /** Autotask's tax, to be reported where QuickBooks decides. */
  readonly autotaskTax: Money;
}

export function expectationOf(source: Source, drafted: Drafted): Expectation {
  const turn = (value: Money): Money => (isCredit(source) ? value.neg() : value);
  const { draft } = drafted;
  return {
    invoiceId: source.invoice.id,
    type: draft.type,
    customerId: 'existing' in draft.customer ? draft.customer.existing : null,
    docNumber: draft.docNumber,
    date: draft.date,
    amounts: draft.lines.map((line) => line.amount),
    net: netToReach(source, drafted.expectedTax),
    tax: drafted.expectedTax,
    autotaskTax: cents(turn(source.invoice.tax)),
  };
}

/** Net of a saved document: its sales lines less its discount. */
export function netOf(saved: SavedDocument): Money {
  return sum(saved.lines.map((line) => line.amount)).minus(saved.discount);
}

export interface Verdict {
  /** Not empty: held, neither written back nor mailed. */
  readonly holds: readonly Reason[];
  readonly remarks: readonly Reason[];
}

export function verifySaved(expected: Expectation, saved: SavedDocument, settings: Settings): Verdict {
  const holds: Reason[] = [];
  const remarks: Reason[] = [];
  const document = documentName(saved);
  const id = expected.invoiceId;
  if (expected.customerId !== null && saved.customerId !== expected.customerId) {
    holds.push(
      reason('customer-differs', {
        document,
        saved: `${saved.customerName} (Id ${saved.customerId})`,
        expected: `Id ${expected.customerId}`,
        id,
      }),
    );
  }
  if (saved.docNumber === null) holds.push(reason('number-not-given', { document, id }));
  else if (expected.docNumber !== null && saved.docNumber !== expected.docNumber) {
    holds.push(reason('number-changed', { document, saved: saved.docNumber, expected: expected.docNumber, id }));
  }
  if (saved.lines.length !== expected.amounts.length) {
    holds.push(reason('lines-differ', { document, detail: `${saved.lines.length} lines instead of ${expected.amounts.length}`, id }));
  } else {
    const wrong = saved.lines.flatMap((line, n) => {
      const amount = expected.amounts[n];
      return amount === undefined || line.amount.eq(amount) ? [] : [`line ${n + 1} is ${text(line.amount)}, not ${text(amount)}`];
    });
    if (wrong.length > 0) holds.push(reason('lines-differ', { document, detail: wrong.slice(0, 5).join('; '), id }));
  }
  compareAmounts(expected, saved, settings, holds, remarks);
  return { holds, remarks };
}

function compareAmounts(expected: Expectation, saved: SavedDocument, settings: Settings, holds: Reason[], remarks: Reason[]): void {
  const document = documentName(saved);
  const tolerance = settings.tax.tolerance;
  const compare = (field: string, is: Money, should: Money): void => {
    const difference = is.minus(should);
    if (difference.abs().gt(tolerance))
      holds.push(reason('total-differs', { document, field, saved: text(is), expected: text(should), id: expected.invoiceId }));
    else if (!isZero(difference) && !(settings.invoices.suppressRoundingWarnings && isWithin(is, should))) {
      const warning = reason('rounding-difference', {
        saved: `${text(is)} (${field})`,
        expected: text(should),
        difference: text(difference.abs()),
      });
      remarks.push(warning);
    }
  };
  const net = netOf(saved);
  if (expected.tax === null) {
    compare('net', net, expected.net);
    if (!saved.tax.eq(expected.autotaskTax))
      remarks.push(reason('tax-by-quickbooks', { saved: text(saved.tax), expected: text(expected.autotaskTax) }));
    return;
  }
  if (!isWithin(saved.tax, expected.tax, tolerance)) compare('tax', saved.tax, expected.tax);
  compare('total', saved.total, expected.net.plus(expected.tax));
}

/** Why a document found in QuickBooks can't be taken for this invoice; null when number, customer and total agree. */
export function differenceToAdopt(expected: Expectation, saved: SavedDocument): string | null {
  if (saved.type !== expected.type) return `it is a ${saved.type === 'Invoice' ? 'n invoice' : 'credit memo'}`.replace('a n ', 'an ');
  if (expected.customerId === null || saved.customerId !== expected.customerId) return `it is for customer ${saved.customerName}`;
  const [is, should, field] =
    expected.tax === null ? [netOf(saved), expected.net, 'net amount'] : [saved.total, expected.net.plus(expected.tax), 'total'];
  return isWithin(is, should) ? null : `its ${field} is ${text(is)} and Autotask's is ${text(should)}`;
}
