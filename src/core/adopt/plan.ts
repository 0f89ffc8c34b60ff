// Coming from another integration or from hand work: which document in QuickBooks is which invoice.
// By note, by number, customer and total.
import type { AdoptFindings, Adoption, Candidate } from './types.ts';
import type { Calendar } from '../calendar.ts';
import { addDays, type LocalDate } from '../dates.ts';
import { isErrorMarker } from '../facts/marker.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import { billOf, customerById, differenceOf } from '../matching/same-document.ts';
import type { InvoiceId, QuickBooksId, SavedDocument, SourceInvoice } from '../model.ts';
import { documentName } from '../model/document.ts';
import type { Settings } from '../settings.ts';

/** What matching needs of it. */
export function candidate(document: SavedDocument): Candidate {
  const { lines: _lines, discount: _discount, ...head } = document;
  return head;
}

export interface AdoptFacts {
  readonly invoices: readonly SourceInvoice[];
  readonly documents: readonly Candidate[];
  readonly companyOf: (invoice: SourceInvoice) => string;
  /** The customer of the invoice's company, by map or name; null: none. */
  readonly customerOf: (invoice: SourceInvoice) => QuickBooksId | null;
  readonly settings: Settings;
  readonly isTaxByQuickBooks: boolean;
}

/** Each invoice with its document, or what is in the way. A document that two invoices claim belongs to neither until a person says. */
export function matchDocuments(facts: AdoptFacts): Adoption[] {
  const live = facts.documents.filter((document) => !document.isVoided);
  const byNote = group(live, (document) => invoiceIdInNote(document.privateNote));
  const byNumber = group(live, (document) => document.docNumber);
  const byCustomer = group(live, (document) => document.customerId);
  const first = facts.invoices.map((invoice) => matchOne(invoice, facts, byNote, byNumber, byCustomer));

  const claims = group(
    first.filter((one) => one.kind === 'matched'),
    (one) => keyOf(one.document),
  );
  return first.map((one) => {
    const rivals = one.kind === 'matched' ? (claims.get(keyOf(one.document)) ?? []) : [];
    if (one.kind !== 'matched' || rivals.length < 2) return one;
    const others = rivals.filter((rival) => rival !== one).map((rival) => rival.invoice.id);
    const why = `${documentName(one.document)} fits invoice ${others.join(', ')} too`;
    return { kind: 'ambiguous', invoice: one.invoice, company: one.company, documents: [one.document], why };
  });
}

const keyOf = (document: Candidate): string => `${document.type}/${document.id}`;

type Index<K> = ReadonlyMap<K, readonly Candidate[]>;

function matchOne(
  invoice: SourceInvoice,
  facts: AdoptFacts,
  byNote: Index<InvoiceId>,
  byNumber: Index<string>,
  byCustomer: Index<QuickBooksId>,
): Adoption {
  const base = { invoice, company: facts.companyOf(invoice) };
  const customer = facts.customerOf(invoice);
  const bill = billOf(invoice, facts.settings, {
    isTaxByQuickBooks: facts.isTaxByQuickBooks,
    otherCustomer: customer === null ? () => 'the company has no customer in QuickBooks (customers.map)' : customerById(customer),
  });
  const judge = (documents: readonly Candidate[], by: string): Adoption | null => {
    const agreeing = documents.filter((document) => differenceOf(bill, document) === null);
    const [only] = agreeing;
    if (only && agreeing.length === 1) return { ...base, kind: 'matched', document: only, by };
    const names = (list: readonly Candidate[]): string => list.map((one) => documentName(one)).join(', ');
    if (agreeing.length > 1) return { ...base, kind: 'ambiguous', documents: agreeing, why: `${names(agreeing)} fit alike (${by})` };
    const [other] = documents;
    if (!other) return null;
    const why = documents.map((one) => `${documentName(one)}: ${differenceOf(bill, one) ?? ''}`).join('; ');
    return { ...base, kind: 'different', documents, why: `${why} (${by})` };
  };

  const noted = judge(byNote.get(invoice.id) ?? [], 'by the note');
  if (noted) return noted;
  // A document whose note names another invoice is that one's.
  const free = (list: readonly Candidate[] | undefined): Candidate[] =>
    (list ?? []).filter((one) => invoiceIdInNote(one.privateNote) === null);
  const { numberPrefix } = facts.settings.invoices;
  const own = isErrorMarker(invoice.number) ? '' : (invoice.number ?? '').trim();
  const sure = own === '' ? [] : [...new Set([own, `${numberPrefix}${own}`])];
  const numbered = judge(
    sure.flatMap((number) => free(byNumber.get(number))),
    'by number, customer and total',
  );
  if (numbered) return numbered;
  // The id as number: only where everything else agrees, for QuickBooks' own numbers run through the same range.
  const ids = [...new Set([String(invoice.id), `${numberPrefix}${invoice.id}`])].flatMap((number) => free(byNumber.get(number)));
  const byId = judge(
    ids.filter((document) => differenceOf(bill, document) === null),
    'by the id as number, customer and total',
  );
  if (byId) return byId;
  const alike =
    customer === null ? [] : free(byCustomer.get(customer)).filter((one) => one.date === invoice.date && differenceOf(bill, one) === null);
  if (alike.length === 0) return { ...base, kind: 'missing' };
  const why = `${alike.map((one) => documentName(one)).join(', ')} has the same customer, total and date, but another number`;
  return { ...base, kind: 'ambiguous', documents: alike, why };
}

function group<T, K>(list: Iterable<T>, keyFor: (one: T) => K | null): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const key = keyFor(one);
    if (key === null) continue;
    const known = groups.get(key);
    if (known) known.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** The day after the newest linked invoice was created, those linked before included; null where there is none. */
export function suggestGoLive({ adoptions, known }: AdoptFindings, calendar: Calendar): LocalDate | null {
  const linked = [...known, ...adoptions.flatMap((one) => (one.kind === 'matched' ? [one.invoice] : []))];
  const newest = linked
    .map((invoice) => calendar.dayOf(invoice.createdAt))
    .sort()
    .at(-1);
  return newest === undefined ? null : addDays(newest, 1);
}

/** Not in QuickBooks, and never sent if the go-live date is this. */
export function leftBehind(adoptions: readonly Adoption[], goLive: LocalDate, calendar: Calendar): Adoption[] {
  return adoptions.filter((one) => one.kind !== 'matched' && calendar.dayOf(one.invoice.createdAt) < goLive);
}
