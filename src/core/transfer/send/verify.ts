// Is what QuickBooks stored what Autotask billed? Compared from the create's own answer.
// Customer, number, lines, net, tax, total.
import type { Source } from '../../facts/source.ts';
import { type Expectation, netOf } from '../../matching/same-document.ts';
import type { SavedDocument } from '../../model.ts';
import { documentName } from '../../model/document.ts';
import { cents, isWithin, isZero, type Money, plain, text } from '../../money.ts';
import { isSameRate } from '../../rules/exchange-rate.ts';
import { reason, type Reason } from '../../reasons.ts';
import { isCredit, netToReach } from '../../rules/rounding.ts';
import type { Settings } from '../../settings.ts';
import type { Drafted } from '../plan/draft.ts';

export function expectationOf(source: Source, drafted: Drafted): Expectation {
  const turn = (value: Money): Money => (isCredit(source) ? value.neg() : value);
  const { draft } = drafted;
  return {
    invoiceId: source.invoice.id,
    type: draft.type,
    customerId: 'existing' in draft.customer ? draft.customer.existing : null,
    docNumber: draft.docNumber,
    date: draft.date,
    dueDate: draft.dueDate,
    customFields: [...(draft.poField === null ? [] : [draft.poField]), ...(draft.mappedFields ?? [])].map(({ definitionId, value }) => ({
      id: definitionId,
      value,
    })),
    amounts: draft.lines.map((line) => line.amount),
    net: netToReach(source, drafted.expectedTax),
    tax: drafted.expectedTax,
    currency: draft.currency,
    exchangeRate: draft.exchangeRate,
    taxability: drafted.taxWhy.taxability,
    likelyTax: drafted.taxWhy.likely,
    autotaskTax: cents(turn(source.invoice.tax)),
  };
}

export interface Verification {
  /** Not empty: held, neither written back nor mailed. */
  readonly holds: readonly Reason[];
  readonly remarks: readonly Reason[];
}

export function verifySaved(expected: Expectation, saved: SavedDocument, settings: Settings): Verification {
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
  const { currency, exchangeRate: rate } = expected;
  if (rate !== null && saved.exchangeRate !== null && !isSameRate(saved.exchangeRate, rate)) {
    const rates = { currency: currency ?? '', date: expected.date, saved: plain(saved.exchangeRate), expected: plain(rate) };
    holds.push(reason('exchange-rate-differs', { document, ...rates, id }));
  }
  if (expected.dueDate !== null && saved.dueDate !== null && saved.dueDate !== expected.dueDate)
    remarks.push(reason('due-date-differs', { document, saved: saved.dueDate, expected: expected.dueDate }));
  for (const { id: field, value } of lostFields(expected, saved)) {
    const kept = saved.customFields.find((one) => one.id === field)?.value ?? '';
    remarks.push(reason('custom-field-lost', { field, value, document, saved: kept === '' ? 'nothing' : `"${kept}"` }));
  }
  return { holds, remarks };
}

/** Custom fields that the document doesn't hold as they were sent: QuickBooks drops one that isn't for such documents without a word. */
export function lostFields(expected: Expectation, saved: SavedDocument): Expectation['customFields'] {
  return expected.customFields.filter(({ id, value }) => saved.customFields.find((one) => one.id === id)?.value !== value);
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
    if (!saved.tax.eq(expected.autotaskTax)) remarks.push(taxRemark(expected, saved));
    if (isZero(saved.tax) && expected.likelyTax !== null && !isZero(expected.likelyTax))
      remarks.push(reason('no-tax-computed', { document, likely: text(expected.likelyTax) }));
    return;
  }
  if (!isWithin(saved.tax, expected.tax, tolerance)) compare('tax', saved.tax, expected.tax);
  compare('total', saved.total, expected.net.plus(expected.tax));
}

function taxRemark({ taxability, autotaskTax }: Expectation, saved: SavedDocument): Reason {
  if (taxability === 'quickbooks' && isZero(autotaskTax)) return reason('taxed-only-in-quickbooks', { saved: text(saved.tax) });
  return reason('tax-by-quickbooks', { saved: text(saved.tax), expected: text(autotaskTax) });
}
