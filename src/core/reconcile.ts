// The month's tie-out: every Autotask invoice of a span against what QuickBooks has, and what doesn't agree. Pure.
import type { LocalDate } from './dates.ts';
import { documentName } from './eligible.ts';
import type { OutcomeRecord, Transfer } from './ledger.ts';
import type { InvoiceId, SavedDocument, SourceCompany, SourceInvoice, SourceLine } from './model.ts';
import { cents, isZero, text, ZERO, type Money } from './money.ts';
import { documentKey } from './plan.ts';
import { invoiceIdInNote } from './rules/message.ts';
import type { Settings } from './settings.ts';
import { nameKey } from './text.ts';
import { netOf } from './verify.ts';

export interface ReconcileFacts {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly settings: Settings;
  /** Dated in the span, voided ones included. */
  readonly invoices: readonly SourceInvoice[];
  readonly lines: ReadonlyMap<InvoiceId, readonly SourceLine[]>;
  readonly companies: ReadonlyMap<number, SourceCompany>;
  /** Dated in the span, and those that the ledger ties to an invoice of the span. */
  readonly documents: readonly SavedDocument[];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
  readonly outcomes: ReadonlyMap<InvoiceId, OutcomeRecord>;
  /** Does QuickBooks compute the tax itself, so that a difference is told and no exception? */
  readonly isTaxByQuickBooks: boolean;
}

export type ExceptionKind =
  | 'missing'
  | 'twice'
  | 'amount'
  | 'tax'
  | 'lines'
  | 'customer'
  | 'number'
  | 'voided-in-autotask'
  | 'voided-in-quickbooks'
  | 'edited'
  | 'paid-in-autotask'
  | 'paid-in-quickbooks'
  | 'unknown-invoice';

export interface ReconcileException {
  readonly kind: ExceptionKind;
  readonly invoiceId: InvoiceId | null;
  readonly invoiceNumber: string | null;
  readonly company: string;
  /** What was found, with both values. */
  readonly message: string;
  readonly fix: string;
  /** QuickBooks less Autotask, signed; zero where amounts agree. */
  readonly difference: Money;
}

/** An invoice with its document; amounts signed (a credit memo is negative). */
export interface Pair {
  readonly invoice: SourceInvoice;
  readonly company: string;
  readonly lines: readonly SourceLine[];
  readonly document: SavedDocument | null;
  /** Why there is none, when the last run knows: skipped or held with a reason. */
  readonly waiting: OutcomeRecord | null;
}

export interface Reconciliation {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Not voided in Autotask, in order of id. */
  readonly pairs: readonly Pair[];
  readonly exceptions: readonly ReconcileException[];
  /** Voided on both sides, or never sent and voided. */
  readonly voided: number;
  /** Documents of the span that no Autotask invoice claims. */
  readonly otherDocuments: number;
}

/** +1 for an invoice, -1 for a credit memo. */
export function signed(document: SavedDocument, amount: Money): Money {
  return document.type === 'CreditMemo' ? amount.neg() : amount;
}

export function reconcile(facts: ReconcileFacts): Reconciliation {
  const index = indexDocuments(facts);
  const claimed = new Set<string>();
  const exceptions: ReconcileException[] = [];
  const pairs: Pair[] = [];
  let voided = 0;
  for (const invoice of [...facts.invoices].sort((a, b) => a.id - b.id)) {
    const mine = documentsOf(invoice, facts, index);
    for (const document of mine) claimed.add(documentKey(document.type, document.id));
    const live = mine.filter((document) => !document.isVoided);
    const company = facts.companies.get(invoice.companyId)?.name ?? `company ${invoice.companyId}`;
    const about = aboutInvoice(invoice, company);
    if (invoice.isVoided) {
      voided += 1;
      for (const document of live)
        exceptions.push(
          about(
            'voided-in-autotask',
            `voided in Autotask, but ${documentName(document)} is live in QuickBooks`,
            'at2qbo sync-voids',
            signed(document, document.total),
          ),
        );
      continue;
    }
    const [document, second] = live;
    const waiting = document === undefined ? (facts.outcomes.get(invoice.id) ?? null) : null;
    pairs.push({ invoice, company, lines: facts.lines.get(invoice.id) ?? [], document: document ?? null, waiting });
    if (second)
      exceptions.push(
        about(
          'twice',
          `in QuickBooks ${live.length} times: ${live.map((one) => documentName(one)).join(', ')}`,
          'Void all but one in QuickBooks.',
          signed(second, second.total),
        ),
      );
    if (document) exceptions.push(...compare(invoice, company, document, facts));
    else exceptions.push(...missing(invoice, company, mine, waiting));
  }
  const others = facts.documents.filter(
    (one) => !claimed.has(documentKey(one.type, one.id)) && one.date >= facts.from && one.date <= facts.to,
  );
  for (const document of others) {
    const id = invoiceIdInNote(document.privateNote);
    if (id === null || document.isVoided) continue;
    exceptions.push({
      kind: 'unknown-invoice',
      invoiceId: id,
      invoiceNumber: document.docNumber,
      company: document.customerName,
      message: `${documentName(document)} names Autotask invoice ${id}, which is dated outside the span or not to be seen in Autotask`,
      fix: `at2qbo explain ${id}`,
      difference: signed(document, document.total),
    });
  }
  return {
    from: facts.from,
    to: facts.to,
    pairs,
    exceptions,
    voided,
    otherDocuments: others.filter((one) => !one.isVoided && invoiceIdInNote(one.privateNote) === null).length,
  };
}

interface DocumentIndex {
  readonly byKey: ReadonlyMap<string, SavedDocument>;
  readonly byNote: ReadonlyMap<InvoiceId, readonly SavedDocument[]>;
  readonly byNumber: ReadonlyMap<string, readonly SavedDocument[]>;
}

function indexDocuments(facts: ReconcileFacts): DocumentIndex {
  const byNote = new Map<InvoiceId, SavedDocument[]>();
  const byNumber = new Map<string, SavedDocument[]>();
  for (const document of facts.documents) {
    const id = invoiceIdInNote(document.privateNote);
    if (id !== null) byNote.set(id, [...(byNote.get(id) ?? []), document]);
    else if (document.docNumber !== null) byNumber.set(document.docNumber, [...(byNumber.get(document.docNumber) ?? []), document]);
  }
  return { byKey: new Map(facts.documents.map((one) => [documentKey(one.type, one.id), one])), byNote, byNumber };
}

/** By ledger, by the note in the document, or (hand work, another integration) by number and customer. */
function documentsOf(invoice: SourceInvoice, facts: ReconcileFacts, index: DocumentIndex): SavedDocument[] {
  const found = new Map<string, SavedDocument>();
  const add = (document: SavedDocument | undefined): void => {
    if (document) found.set(documentKey(document.type, document.id), document);
  };
  const transfer = facts.transfers.get(invoice.id);
  if (transfer?.quickBooksId) add(index.byKey.get(documentKey(transfer.documentType, transfer.quickBooksId)));
  index.byNote.get(invoice.id)?.forEach(add);
  if (found.size === 0 && invoice.number !== null && invoice.number !== '') {
    const name = nameKey(facts.companies.get(invoice.companyId)?.name ?? '');
    index.byNumber
      .get(invoice.number)
      ?.filter((document) => nameKey(document.customerName) === name)
      .forEach(add);
  }
  return [...found.values()];
}

type Exceptional = (kind: ExceptionKind, message: string, fix: string, difference?: Money) => ReconcileException;

function aboutInvoice(invoice: SourceInvoice, company: string): Exceptional {
  return (kind, message, fix, difference = ZERO) => ({
    kind,
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    company,
    message,
    fix,
    difference,
  });
}

function missing(
  invoice: SourceInvoice,
  company: string,
  mine: readonly SavedDocument[],
  waiting: OutcomeRecord | null,
): ReconcileException[] {
  const about = aboutInvoice(invoice, company);
  const total = cents(invoice.net.plus(invoice.tax));
  const [voided] = mine;
  if (voided)
    return [
      about(
        'voided-in-quickbooks',
        `${documentName(voided)} was voided in QuickBooks; Autotask has ${text(total)}`,
        `Void it in Autotask too, or: at2qbo copy-invoice ${invoice.id} --overwrite`,
        total.neg(),
      ),
    ];
  if (waiting?.outcome === 'skipped') return [];
  const why = waiting === null ? 'not in QuickBooks' : `not in QuickBooks: ${waiting.reasons.map((one) => one.message).join(' ')}`;
  const fix = waiting?.reasons[0]?.fix ?? `at2qbo explain ${invoice.id}`;
  return [about('missing', `${why} (${text(total)})`, fix, total.neg())];
}

function compare(invoice: SourceInvoice, company: string, document: SavedDocument, facts: ReconcileFacts): ReconcileException[] {
  const about = aboutInvoice(invoice, company);
  const found: ReconcileException[] = [];
  const tolerance = facts.settings.tax.tolerance;
  const name = documentName(document);
  const net = signed(document, netOf(document)).minus(cents(invoice.net));
  const tax = signed(document, document.tax).minus(cents(invoice.tax));
  const transfer = facts.transfers.get(invoice.id);
  const wasEdited =
    transfer !== undefined &&
    transfer.total !== null &&
    transfer.quickBooksId === document.id &&
    (transfer.total !== text(document.total) || transfer.docNumber !== document.docNumber || transfer.customerId !== document.customerId);
  if (wasEdited)
    found.push(
      about(
        'edited',
        `${name} was changed in QuickBooks after the sync: it was ${transfer.docNumber ?? 'without number'}, ${transfer.total ?? ''}; it is ${document.docNumber ?? 'without number'}, ${text(document.total)}`,
        'Nothing to do if it was meant.',
        signed(document, document.total).minus(cents(invoice.net.plus(invoice.tax))),
      ),
    );
  if (net.abs().gt(tolerance))
    found.push(
      about(
        'amount',
        `${name} is ${text(signed(document, netOf(document)))} before tax, Autotask says ${text(invoice.net)}`,
        'Correct the one that is wrong.',
        net,
      ),
    );
  if (!facts.isTaxByQuickBooks && tax.abs().gt(tolerance))
    found.push(
      about(
        'tax',
        `${name} has ${text(signed(document, document.tax))} tax, Autotask says ${text(invoice.tax)}`,
        'Correct the tax of one side.',
        tax,
      ),
    );
  const lines = facts.lines.get(invoice.id) ?? [];
  if (lines.length > 0 && document.lines.length < lines.length)
    found.push(about('lines', `${name} has ${document.lines.length} lines, Autotask ${lines.length}`, `at2qbo explain ${invoice.id}`));
  const expected = facts.settings.customers.map[String(invoice.companyId)];
  const isOther =
    expected === undefined
      ? transfer === undefined && nameKey(document.customerName) !== nameKey(company)
      : document.customerId !== expected;
  if (isOther)
    found.push(
      about(
        'customer',
        `${name} is for ${document.customerName}, Autotask bills ${company}`,
        'Correct the customer, or map it with customers.map.',
      ),
    );
  if (
    facts.settings.invoices.numbering === 'quickbooks' &&
    invoice.number !== null &&
    invoice.number !== '' &&
    invoice.number !== document.docNumber
  ) {
    found.push(about('number', `Autotask has the number ${invoice.number}, ${name} another`, 'Correct the number that is wrong.'));
  }
  const isPaid = isZero(document.balance) && !isZero(document.total) && document.type === 'Invoice';
  if (isPaid && invoice.paidDate === null)
    found.push(about('paid-in-quickbooks', `${name} is paid in QuickBooks, Autotask has no paid date`, 'at2qbo sync-payments'));
  if (!isPaid && invoice.paidDate !== null && document.type === 'Invoice' && !isZero(document.total))
    found.push(
      about(
        'paid-in-autotask',
        `Autotask has the paid date ${invoice.paidDate}, ${name} is open with ${text(document.balance)}`,
        'Enter the payment in QuickBooks, or clear the paid date in Autotask.',
      ),
    );
  return found;
}
