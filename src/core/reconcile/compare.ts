// One invoice against its document: every way in which they may differ, with both values.
import type { Source } from '../facts/source.ts';
import { isErrorMarker } from '../facts/marker.ts';
import { isNamedCustomer, netOf } from '../matching/same-document.ts';
import { documentName } from '../model/document.ts';
import type { Transfer } from '../model/ledger.ts';
import { rateKey } from '../facts/catalog.ts';
import { cents, isZero, plain, text, type Money } from '../money.ts';
import { customerMap } from '../rules/customer.ts';
import { isSameRate } from '../rules/exchange-rate.ts';
import { isForeign, lineAmounts, signed } from './amounts.ts';
import { isTaxedAlone } from './foot.ts';
import type { BookedDocument } from './shelf.ts';
import type { BooksFacts, Exceptional, ReconcileException } from './types.ts';
import { documentNumber } from '../rules/document/number.ts';

/** At most this many lines are named; the rest is counted. */
const MOST_LINES = 3;

/** Everything that doesn't agree; empty: all does. */
export function compareDocument(source: Source, document: BookedDocument, facts: BooksFacts, about: Exceptional): ReconcileException[] {
  const transfer = facts.transfers.get(source.invoice.id);
  const sent = transfer?.quickBooksId === document.id ? transfer : undefined;
  return [
    ...edited(source, document, sent, facts, about),
    ...amounts(source, document, facts, about),
    ...exchangeRate(document, facts, about),
    ...lines(source, document, facts, about),
    ...customer(source, document, sent, facts, about),
    ...number(source, document, facts, about),
    ...paid(source, document, about),
  ];
}

/** Against what QuickBooks answered when it was sent. Payments, mails and notes change a document too: those are no edits. */
function edited(
  source: Source,
  document: BookedDocument,
  sent: Transfer | undefined,
  { calendar }: BooksFacts,
  about: Exceptional,
): ReconcileException[] {
  if (sent === undefined || sent.total === null) return [];
  const is = { number: document.docNumber ?? 'none', total: text(document.total), customer: document.customerId, date: document.date };
  const was = { number: sent.docNumber ?? 'none', total: sent.total, customer: sent.customerId, date: sent.date };
  const changes = [
    ...(is.number === was.number ? [] : [`number ${was.number}, now ${is.number}`]),
    ...(is.total === was.total ? [] : [`total ${was.total}, now ${is.total}`]),
    ...(was.customer === null || is.customer === was.customer
      ? []
      : [`customer Id ${was.customer}, now ${document.customerName} (Id ${is.customer})`]),
    ...(is.date === was.date ? [] : [`date ${was.date}, now ${is.date}`]),
  ];
  if (changes.length === 0) return [];
  const { net, tax } = source.invoice;
  const message = `${documentName(document)} was changed in QuickBooks after the sync: ${changes.join('; ')} (last change ${calendar.dayOf(document.updatedAt)})`;
  const fix = "Undo it in QuickBooks (the invoice's audit history says who), or correct Autotask to match.";
  return [about('edited', message, fix, signed(document, document.total).minus(cents(net.plus(tax))))];
}

function amounts(source: Source, document: BookedDocument, facts: BooksFacts, about: Exceptional): ReconcileException[] {
  const { invoice } = source;
  const name = documentName(document);
  const { tolerance } = facts.settings.tax;
  const [net, tax] = [signed(document, netOf(document)), signed(document, document.tax)];
  const [netDifference, taxDifference] = [net.minus(cents(invoice.net)), tax.minus(cents(invoice.tax))];
  const found: ReconcileException[] = [];
  if (netDifference.abs().gt(tolerance)) {
    const message = `${name} is ${text(net)} before tax, Autotask says ${text(invoice.net)}`;
    found.push(about('amount', message, 'Correct the one that is wrong.', netDifference));
  }
  if (taxDifference.abs().gt(tolerance) && !isTaxedAlone({ source, documents: [document] }, facts)) {
    const message = `${name} has ${text(tax)} tax, Autotask says ${text(invoice.tax)}`;
    found.push(
      facts.isTaxByQuickBooks
        ? about(
            'tax',
            `${message} (QuickBooks computed it)`,
            "QuickBooks' tax counts. Bring Autotask's tax region in line with it, or QuickBooks' address and exemption of the customer.",
            taxDifference,
          )
        : about('tax', message, 'Correct the tax of one side.', taxDifference),
    );
  }
  return found;
}

/** Foreign money is worth what the rate of the document's date says. */
function exchangeRate(document: BookedDocument, { catalog }: BooksFacts, about: Exceptional): ReconcileException[] {
  const { currency, date, exchangeRate: stored, total } = document;
  const rate = isForeign(currency, catalog) ? (catalog.rates.get(rateKey(currency, date)) ?? null) : null;
  if (rate === null || stored === null || isSameRate(stored, rate)) return [];
  const home = catalog.preferences.homeCurrency;
  const inHome = (at: Money): string => `${text(signed(document, cents(total.times(at))))} ${home}`;
  const booked = document.homeTotal === null ? inHome(stored) : `${text(signed(document, document.homeTotal))} ${home}`;
  const message = `${documentName(document)} is booked at ${plain(stored)} ${home} for 1 ${currency} (${booked}), the rate of ${date} is ${plain(rate)} (${inHome(rate)})`;
  return [about('exchange-rate', message, 'Correct the exchange rate of the document in QuickBooks.')];
}

/** Line by line in printed order. A rounding line of ours at the end isn't Autotask's. */
function lines(source: Source, document: BookedDocument, { settings }: BooksFacts, about: Exceptional): ReconcileException[] {
  const id = source.invoice.id;
  const name = documentName(document);
  const due = lineAmounts(source);
  if (due === null) {
    const message = `Autotask shows ${source.lines.length} lines that don't add up to ${text(source.invoice.net)}`;
    return [about('lines', message, "Give Autotask's API user all lines of business, then: at2qbo reconcile")];
  }
  const last = document.lines.at(-1);
  const hasRounding =
    settings.items.roundingItem !== null && last?.itemId === settings.items.roundingItem && document.lines.length === due.length + 1;
  const booked = (hasRounding ? document.lines.slice(0, -1) : document.lines).map((line) => signed(document, line.amount));
  if (booked.length !== due.length)
    return [about('lines', `${name} has ${booked.length} lines, Autotask ${due.length}`, `at2qbo explain ${id}`)];
  const wrong = booked.flatMap((amount, n) => {
    const should = due[n];
    return should === undefined || amount.eq(should) ? [] : [`line ${n + 1} is ${text(amount)}, Autotask says ${text(should)}`];
  });
  if (wrong.length === 0) return [];
  const more = wrong.length > MOST_LINES ? `, and ${wrong.length - MOST_LINES} more` : '';
  return [about('lines', `${name}: ${wrong.slice(0, MOST_LINES).join('; ')}${more}`, 'Correct the lines in QuickBooks.')];
}

function customer(
  source: Source,
  document: BookedDocument,
  sent: Transfer | undefined,
  { settings, catalog }: BooksFacts,
  about: Exceptional,
): ReconcileException[] {
  const isOther = sent?.customerId
    ? document.customerId !== sent.customerId
    : !isNamedCustomer(source.company, source.invoice, document, { settings, ties: catalog.ties });
  if (!isOther) return [];
  const bills = source.company?.name ?? `company ${source.invoice.companyId}`;
  const fix = `Correct the customer in QuickBooks, or: at2qbo settings set customers.map ${customerMap([source.invoice.companyId], document.customerId, settings)}`;
  return [about('customer', `${documentName(document)} is for ${document.customerName}, Autotask bills ${bills}`, fix)];
}

function number({ invoice }: Source, document: BookedDocument, { settings }: BooksFacts, about: Exceptional): ReconcileException[] {
  const name = documentName(document);
  if (settings.invoices.numbering === 'quickbooks') {
    const has = invoice.number ?? '';
    if (has === document.docNumber) return [];
    if (has === '' || isErrorMarker(has))
      return [
        about(
          'number',
          `${name} is in QuickBooks, but Autotask ${has === '' ? 'has no number' : `says ${has}`}`,
          `at2qbo explain ${invoice.id}, then: at2qbo sync`,
        ),
      ];
    return [about('number', `Autotask has the number ${has}, QuickBooks' is ${name}`, 'Correct the number that is wrong.')];
  }
  const decision = documentNumber(invoice, settings);
  const expected = 'value' in decision ? decision.value : null;
  if (expected === null || expected === document.docNumber || invoice.number === document.docNumber) return [];
  return [about('number', `${name} ought to have the number ${expected}`, 'Correct the number that is wrong.')];
}

function paid({ invoice }: Source, document: BookedDocument, about: Exceptional): ReconcileException[] {
  if (document.type !== 'Invoice' || isZero(document.total)) return [];
  const name = documentName(document);
  const isPaid = isZero(document.balance);
  if (isPaid && invoice.paidDate === null)
    return [about('paid-in-quickbooks', `${name} is paid in QuickBooks, Autotask has no paid date`, 'at2qbo sync-payments')];
  if (isPaid || invoice.paidDate === null) return [];
  const message = `Autotask has the paid date ${invoice.paidDate}, ${name} is open with ${text(document.balance)}`;
  return [about('paid-in-autotask', message, 'Enter the payment in QuickBooks, or clear the paid date in Autotask.')];
}
