// The month's tie-out: every Autotask invoice of a span against what QuickBooks has, and what doesn't agree.
import { isVoid } from '../matching/void-document.ts';
import type { Source } from '../facts/source.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import type { SourceInvoice } from '../model.ts';
import { documentKey, documentName } from '../model/document.ts';
import { isZero, type Money, sum, text, ZERO } from '../money.ts';
import type { Reason } from '../reasons.ts';
import { currencyOf, signed } from './amounts.ts';
import { footed, footedSums } from './foot.ts';
import { compareDocument } from './compare.ts';
import { documentsOf, holdersOf } from './documents.ts';
import { missingInvoice } from './missing.ts';
import { type BookedDocument, type DocumentIndex, DocumentShelf } from './shelf.ts';
import type { BooksFacts, Exceptional, Explained, NotSent, Pair, ReconcileException, ReconcileFacts, Reconciliation } from './types.ts';
import { passesFilter } from '../rules/document/class.ts';
import { judgeHeader } from '../transfer/plan/eligible.ts';

/** All at once, each pair whole. */
export function reconcile(facts: ReconcileFacts): Reconciliation<Pair> {
  const documents = new DocumentShelf();
  for (const document of facts.documents) documents.put(document);
  const work = new Reconciler({ ...facts, documents }, (pair) => pair);
  work.add(facts.sources.toSorted((a, b) => a.invoice.id - b.invoice.id));
  return work.finish();
}

/** The same a few invoices at a time, in order of their ids, so that their lines needn't all be in memory at once. */
export class Reconciler<Kept> {
  readonly #books: BooksFacts;
  readonly #see: (pair: Pair, exceptions: readonly ReconcileException[]) => Kept;
  readonly #index: DocumentIndex;
  readonly #claimed = new Set<string>();
  readonly #exceptions: ReconcileException[] = [];
  readonly #explained: Explained[] = [];
  readonly #notSent: NotSent[] = [];
  readonly #pairs: Kept[] = [];
  #voided = 0;

  /** `see` is shown each pair whole, and gives back what is to be kept of it. */
  constructor(books: BooksFacts, see: (pair: Pair, exceptions: readonly ReconcileException[]) => Kept) {
    this.#books = books;
    this.#see = see;
    this.#index = books.documents.index(books.taken);
  }

  add(sources: readonly Source[]): void {
    for (const source of sources) this.#judge(source);
  }

  #judge(source: Source): void {
    const { invoice } = source;
    const mine = documentsOf(source, this.#books, this.#index);
    for (const document of mine) this.#claimed.add(documentKey(document.type, document.id));
    const sent = this.#books.transfers.get(invoice.id);
    const live = mine.filter((document) => !isVoid(document, sent?.quickBooksId === document.id ? sent : null));
    const company = companyOf(source);
    const currency = currencyOf(source, live, this.#books.catalog);
    const about = aboutInvoice(invoice, company, currency);
    const pair: Pair = { source, company, date: invoice.date, currency, documents: live };
    const [document, second] = live;
    if (invoice.isVoided) {
      this.#voided += 1;
      if (document !== undefined)
        this.#put(
          pair,
          live.map((one) => stillLive(one, about)),
        );
      return;
    }
    const why = document === undefined ? rightlyNotSent(source, this.#books) : null;
    if (why !== null) {
      this.#notSent.push({ invoice, company, currency, reason: why });
      return;
    }
    const found: ReconcileException[] = [];
    if (second) {
      const names = live.map((one) => documentName(one)).join(', ');
      const surplus = sum(live.slice(1).map((one) => signed(one, one.total)));
      found.push(about('twice', `in QuickBooks ${live.length} times: ${names}`, 'Void all but one in QuickBooks.', surplus));
    }
    if (document) found.push(...compareDocument(source, document, this.#books, about));
    else found.push(missingInvoice(source, mine, holdersOf(source, this.#books, this.#index), this.#books, about));
    this.#put(pair, found);
  }

  #put(pair: Pair, found: readonly ReconcileException[]): void {
    const { exceptions, explained } = footed(pair, found, this.#books);
    this.#pairs.push(this.#see(pair, exceptions));
    this.#exceptions.push(...exceptions);
    this.#explained.push(...explained);
  }

  /** Once all invoices of the span were added: what is left over in QuickBooks, and the whole. */
  finish(): Reconciliation<Kept> {
    const { from, to, documents } = this.#books;
    const strays: BookedDocument[] = [];
    const others: BookedDocument[] = [];
    for (const key of documents.keys()) {
      const document = this.#claimed.has(key) ? undefined : documents.get(key);
      if (document === undefined || document.isVoided || document.date < from || document.date > to) continue;
      (invoiceIdInNote(document.privateNote) === null ? others : strays).push(document);
    }
    const { catalog } = this.#books;
    for (const document of strays) {
      const currency = currencyOf(null, [document], catalog);
      this.#put({ source: null, company: document.customerName, date: document.date, currency, documents: [document] }, [
        stray(document, currency),
      ]);
    }
    const othersByCurrency = new Map<string, Money>();
    for (const one of others) {
      const currency = currencyOf(null, [one], catalog);
      othersByCurrency.set(currency, (othersByCurrency.get(currency) ?? ZERO).plus(signed(one, one.total)));
    }
    return {
      from,
      to,
      pairs: this.#pairs,
      exceptions: this.#exceptions,
      explained: this.#explained,
      notSent: this.#notSent,
      voided: this.#voided,
      others: { count: others.length, byCurrency: othersByCurrency },
    };
  }
}

/** The company's name as Autotask has it. */
function companyOf({ company, invoice }: Source): string {
  return company?.name ?? `company ${invoice.companyId}`;
}

function stillLive(document: BookedDocument, about: Exceptional): ReconcileException {
  const message = `voided in Autotask, but ${documentName(document)} is live in QuickBooks`;
  return about('voided-in-autotask', message, 'at2qbo sync-voids', signed(document, document.total));
}

function stray(document: BookedDocument, currency: string): ReconcileException {
  const id = invoiceIdInNote(document.privateNote);
  return {
    kind: 'unknown-invoice',
    invoiceId: id,
    invoiceNumber: document.docNumber,
    company: document.customerName,
    message: `${documentName(document)} names Autotask invoice ${id ?? ''}, which is dated outside the span or not to be seen in Autotask`,
    fix: `at2qbo explain ${id ?? ''}`,
    codes: [],
    currency,
    difference: signed(document, document.total),
  };
}

function aboutInvoice(invoice: SourceInvoice, company: string, currency: string): Exceptional {
  return (kind, message, fix, difference = ZERO, codes = []) => ({
    kind,
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    company,
    message,
    fix,
    codes,
    currency,
    difference,
  });
}

/** Skips that no later run changes. What is only too young, or wasn't reached, is missing. */
const RIGHTLY = new Set(['before-go-live', 'zero-total', 'line-of-business-not-selected']);

function rightlyNotSent(source: Source, facts: BooksFacts): Reason | null {
  const { invoice } = source;
  const transfer = facts.transfers.get(invoice.id);
  const verdict = judgeHeader({ ...facts, invoice, transfer, personHold: undefined });
  if (verdict.verdict === 'known' || verdict.verdict === 'hold') return null;
  const skips = verdict.verdict === 'skip' ? verdict.reasons : [];
  const found = skips.find((one) => RIGHTLY.has(one.code));
  if (found) return found;
  const filter = passesFilter(source, facts.settings);
  return filter.verdict === 'skip' ? filter.reason : null;
}

export interface ReconcileVerdict {
  readonly isEqual: boolean;
  readonly isToTheCent: boolean;
  readonly text: string;
}

/** Do both books agree? */
export function verdictOf({
  pairs,
  exceptions,
  explained,
}: Pick<Reconciliation<unknown>, 'pairs' | 'exceptions' | 'explained'>): ReconcileVerdict {
  if (pairs.length === 0) {
    const words = 'Nothing to compare: neither book has an invoice of these days that belongs in the other.';
    return { isEqual: true, isToTheCent: true, text: words };
  }
  if (exceptions.length > 0) return { isEqual: false, isToTheCent: false, text: 'The books differ.' };
  if (explained.length === 0) return { isEqual: true, isToTheCent: true, text: 'Both books agree to the cent.' };
  const sums = footedSums({ exceptions, explained });
  const said = (amount: (one: (typeof sums)[number]) => Money): string =>
    sums
      .filter((one) => !isZero(amount(one)))
      .map((one) => (sums.length === 1 ? text(amount(one)) : `${text(amount(one))} ${one.currency}`))
      .join(', ');
  const [rounding, tax] = [said((one) => one.rounding), said((one) => one.taxByQuickBooks)];
  const parts = [
    ...(tax === '' ? [] : [`${tax} of tax that QuickBooks computes and Autotask does not`]),
    ...(rounding === '' ? [] : [`${rounding} of rounding, each invoice within tax.tolerance`]),
  ];
  // Differences that cancel each other out are differences all the same.
  const words = parts.length === 0 ? 'differences of rounding that cancel each other out' : parts.join(', and ');
  return { isEqual: true, isToTheCent: false, text: `Both books agree but for ${words}.` };
}
