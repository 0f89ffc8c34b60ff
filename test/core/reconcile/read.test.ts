// What a tie-out reads, and each of its judgements for itself: amounts, documents of an invoice, what differs, why one is missing.
import { describe, expect, test } from 'vitest';
import { bookedOf, currencyOf, dueOf, homeOf, isForeign, lineAmounts, signed } from '../../../src/core/reconcile/amounts.ts';
import { compareDocument } from '../../../src/core/reconcile/compare.ts';
import { documentsOf, holdersOf } from '../../../src/core/reconcile/documents.ts';
import { missingInvoice } from '../../../src/core/reconcile/missing.ts';
import { tieOut } from '../../../src/core/reconcile/read.ts';
import { DocumentShelf } from '../../../src/core/reconcile/shelf.ts';
import type { BooksFacts, Exceptional } from '../../../src/core/reconcile/types.ts';
import { Calendar } from '../../../src/core/calendar.ts';
import { takenBy } from '../../../src/core/matching/belonging.ts';
import type { Transfer } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, text, ZERO, type Money } from '../../../src/core/money.ts';
import { reason } from '../../../src/core/reasons.ts';
import { amountLine, catalog, day, id, invoice, line, moment, settings, source } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world, type WorldParts } from '../support/world.ts';

const SPAN = { from: day('2026-10-01'), to: day('2026-10-31') };
const sent = invoice({ number: '1037' });
const savedLine = (amount: string): SavedDocument['lines'][number] => ({
  itemId: id('5'),
  amount: money(amount),
  quantity: null,
  price: null,
  description: '',
  taxCode: 'NON',
  classId: null,
});
const document = (changed: Partial<SavedDocument> = {}): SavedDocument => savedDocument({ lines: [savedLine('100')], ...changed });

describe('what is read', () => {
  const tie = async (parts: WorldParts): Promise<{ kinds: string[]; total: string; asked: string[] }> => {
    const asked: string[] = [];
    const it = world({ invoices: [sent], lines: [line()], documents: [document()], transfers: [doneTransfer()], ...parts });
    const { quickbooks } = it.part;
    const eachDocument: typeof quickbooks.eachDocument = (query, visit) => {
      asked.push(
        'ids' in query ? `${query.kind} ${query.ids.join()}` : 'numbers' in query ? `numbered ${query.numbers.join()}` : query.kind,
      );
      return quickbooks.eachDocument(query, visit);
    };
    const { reconciliation, totals } = await tieOut({ ...it.part, quickbooks: { ...quickbooks, eachDocument } }, SPAN, it.part.settings);
    const [usd] = totals.currencies;
    expect(it.journal).toEqual([]);
    return {
      kinds: reconciliation.exceptions.map((one) => `${one.kind} ${text(one.difference)}`),
      total: usd === undefined ? '' : `${text(usd.total.autotask)} ${text(usd.total.quickbooks)}`,
      asked,
    };
  };

  test('an invoice and its document: one question of documents', async () => {
    expect(await tie({})).toEqual({ kinds: [], total: '100.00 100.00', asked: ['dated'] });
  });
  test('one that was dated to another month is asked for by the ledger’s id', async () => {
    expect(await tie({ documents: [document({ date: day('2026-11-01') })] })).toMatchObject({
      kinds: ['edited 0.00'],
      asked: ['dated', 'ids 130'],
    });
  });
  test('without a ledger it is asked for by number', async () => {
    const { asked, kinds } = await tie({ transfers: [], documents: [document({ date: day('2026-11-01'), privateNote: '' })] });
    expect([asked, kinds]).toEqual([['dated', 'numbered 1037'], []]);
  });
  test('what is missing costs its whole total', async () => {
    expect(await tie({ documents: [] })).toMatchObject({ kinds: ['missing -100.00'], total: '100.00 0.00' });
  });
  test('invoices of another month, and those of other profiles, are no matter', async () => {
    expect((await tie({ invoices: [{ ...sent, date: day('2026-09-30') }], documents: [], transfers: [] })).kinds).toEqual([]);
  });
  test('a voided invoice has no lines to ask for', async () => {
    const lines = (ids: readonly number[]): Promise<never[]> =>
      ids.length === 0 ? Promise.resolve([]) : Promise.reject(new Error('asked'));
    const { kinds } = await tie({ invoices: [{ ...sent, isVoided: true }], autotask: { lines } });
    expect(kinds).toEqual(['voided-in-autotask 100.00']);
  });
});

describe('amounts', () => {
  const pair = (of: ReturnType<typeof source> | null, documents: readonly SavedDocument[], currency = 'USD') => ({
    source: of,
    company: 'Acme',
    date: day('2026-10-31'),
    currency,
    documents,
  });
  const three = (amounts: { net: Money; tax: Money; total: Money }): string[] =>
    [amounts.net, amounts.tax, amounts.total].map((one) => text(one));
  const taxed = source({ lines: [amountLine('100', '8.25')] });

  test('Autotask’s: to the cent, and nothing of what is voided', () => {
    expect(three(dueOf(pair(taxed, [])))).toEqual(['100.00', '8.25', '108.25']);
    expect(three(dueOf(pair({ ...taxed, invoice: { ...taxed.invoice, isVoided: true } }, [])))).toEqual(['0.00', '0.00', '0.00']);
    expect(three(dueOf(pair(null, [])))).toEqual(['0.00', '0.00', '0.00']);
    const third = source({ invoice: { net: money('33.335'), tax: money('2.745') } });
    expect(three(dueOf(pair(third, [])))).toEqual(['33.33', '2.75', '36.08']); // the parts make the whole
  });
  test('QuickBooks’: all documents of the invoice, a credit memo below zero', () => {
    const documents = [
      document({ total: money('108.25'), tax: money('8.25') }),
      document({ type: 'CreditMemo', total: money('20'), lines: [savedLine('20')] }),
    ];
    expect(three(bookedOf(pair(taxed, documents)))).toEqual(['80.00', '8.25', '88.25']);
    expect(signed(document({ type: 'CreditMemo' }), money('20')).toFixed()).toBe('-20');
  });
  test('lines: null where they don’t make the header', () => {
    expect(lineAmounts(source({ lines: [amountLine('60'), amountLine('40')] }))?.map((one) => text(one))).toEqual(['60.00', '40.00']);
    expect(lineAmounts(source({ invoice: { net: money('100') }, lines: [amountLine('60')] }))).toBeNull();
  });
  test('foreign money at the rate of the date, QuickBooks’ as it is booked', () => {
    const several = catalog({ preferences: { usesMultiCurrency: true } });
    const books = { ...several, rates: new Map([['EUR 2026-10-31', money('1.08')]]) };
    const euro = pair(source(), [document({ currency: 'EUR', homeTotal: money('109.00') })], 'EUR');
    const home = homeOf(euro, books);
    expect(home && [text(home.autotask), text(home.quickbooks)]).toEqual(['108.00', '109.00']);
    expect(homeOf(pair(source(), []), books)).toBeNull();
    expect(homeOf(euro, several)).toBeNull(); // no rate is known
    expect([isForeign('EUR', books), isForeign('EUR', catalog()), isForeign('USD', books)]).toEqual([true, false, false]);
    expect([currencyOf(null, [document({ currency: '' })], books), currencyOf(null, [document({ currency: 'EUR' })], books)]).toEqual([
      'USD',
      'EUR',
    ]);
  });
});

function shelfOf(documents: readonly SavedDocument[]): DocumentShelf {
  const shelf = new DocumentShelf();
  for (const one of documents) shelf.put(one);
  return shelf;
}
const facts = (changed: Partial<BooksFacts> = {}, rows: readonly Transfer[] = [doneTransfer()]): BooksFacts => ({
  ...SPAN,
  settings: settings(),
  now: Date.parse('2026-11-05T00:00:00Z'),
  calendar: new Calendar(null),
  statuses: [],
  catalog: catalog(),
  documents: shelfOf([document()]),
  transfers: new Map(rows.map((one) => [one.invoiceId, one])),
  outcomes: new Map(),
  taken: takenBy(rows),
  isTaxByQuickBooks: false,
  isTaxlessInAutotask: false,
  ...changed,
});
const about: Exceptional = (kind, message, fix, difference = ZERO, codes = []) => ({
  kind,
  invoiceId: invoiceId(4711),
  invoiceNumber: '1037',
  company: 'Acme',
  message,
  fix,
  codes,
  currency: 'USD',
  difference,
});
const mine = source({ invoice: { number: '1037' }, lines: [amountLine('100')] });

describe('the documents of an invoice', () => {
  const ids = (documents: readonly SavedDocument[], rows: readonly Transfer[], of = mine): string[] => {
    const books = facts({ documents: shelfOf(documents) }, rows);
    return documentsOf(of, books, books.documents.index(books.taken)).map((one) => one.id);
  };
  test('the ledger’s and the note’s, each once', () => {
    expect(ids([document(), document({ id: id('131') })], [doneTransfer()])).toEqual(['130', '131']);
  });
  test('by number only where it is nobody’s and nothing of ours is there', () => {
    const alike = document({ id: id('140'), privateNote: '' });
    expect(ids([alike], [])).toEqual(['140']);
    expect(ids([alike, document()], [doneTransfer()])).toEqual(['130']);
    expect(ids([{ ...alike, total: money('1') }], [])).toEqual([]);
    expect(ids([alike], [], { ...mine, invoice: { ...mine.invoice, isVoided: true } })).toEqual([]);
  });
  test('who has its number is a holder, ours or not', () => {
    const stranger = document({ id: id('140'), privateNote: '', total: money('1') });
    const books = facts({ documents: shelfOf([stranger]) }, []);
    expect(holdersOf(mine, books, books.documents.index(books.taken)).map((one) => one.id)).toEqual(['140']);
  });
});

describe('what differs is said with both values', () => {
  const said = (changed: Partial<SavedDocument>, more: Partial<BooksFacts> = {}, rows: readonly Transfer[] = []): string[] =>
    compareDocument(mine, document(changed), facts(more, rows), about).map((one) => `${one.kind} ${text(one.difference)}: ${one.message}`);
  test.each<readonly [string, Partial<SavedDocument>, readonly string[]]>([
    ['nothing', {}, []],
    [
      'the amount and its line',
      { total: money('101'), lines: [savedLine('101')] },
      [
        'amount 1.00: invoice 1037 (Id 130) is 101.00 before tax, Autotask says 100.00',
        'lines 0.00: invoice 1037 (Id 130): line 1 is 101.00, Autotask says 100.00',
      ],
    ],
    ['the tax', { tax: money('8'), total: money('108') }, ['tax 8.00: invoice 1037 (Id 130) has 8.00 tax, Autotask says 0.00']],
    [
      'the customer',
      { customerId: id('25'), customerName: 'Beta' },
      ['customer 0.00: invoice 1037 (Id 130) is for Beta, Autotask bills Acme'],
    ],
    ['paid', { balance: ZERO }, ['paid-in-quickbooks 0.00: invoice 1037 (Id 130) is paid in QuickBooks, Autotask has no paid date']],
  ])('%s', (_, changed, expected) => expect(said(changed)).toEqual(expected));

  test('an edit is told from another sum by what QuickBooks answered when it was sent', () => {
    expect(said({ date: day('2026-10-30') }, {}, [doneTransfer()])).toEqual([
      'edited 0.00: invoice 1037 (Id 130) was changed in QuickBooks after the sync: date 2026-10-31, now 2026-10-30 (last change 2026-11-02)',
    ]);
  });
  test('the exchange rate that it is booked at', () => {
    const several = catalog({ preferences: { usesMultiCurrency: true } });
    const books = { ...several, rates: new Map([['EUR 2026-10-31', money('1.08')]]) };
    const changed = { currency: 'EUR', exchangeRate: money('1.05'), homeTotal: money('105') };
    expect(said(changed, { catalog: books })).toEqual([
      'exchange-rate 0.00: invoice 1037 (Id 130) is booked at 1.05 USD for 1 EUR (105.00 USD), the rate of 2026-10-31 is 1.08 (108.00 USD)',
    ]);
  });
  test('at most three lines are named', () => {
    const of = source({ invoice: { number: '1037' }, lines: ['10', '20', '30', '40'].map((one) => amountLine(one)) });
    const swapped = document({ lines: ['20', '10', '40', '30'].map(savedLine) });
    expect(compareDocument(of, swapped, facts({}, []), about).map((one) => one.message)).toEqual([
      'invoice 1037 (Id 130): line 1 is 20.00, Autotask says 10.00; line 2 is 10.00, Autotask says 20.00; line 3 is 40.00, Autotask says 30.00, and 1 more',
    ]);
  });
});

describe('why one is missing', () => {
  const why = (of = mine, more: Partial<BooksFacts> = {}, rows: readonly Transfer[] = [], holders: readonly SavedDocument[] = []): string =>
    missingInvoice(of, [], holders, facts(more, rows), about).message;
  const unsent = { ...mine, invoice: { ...mine.invoice, number: null } };

  test.each<readonly [string, () => string, string]>([
    ['deleted in QuickBooks', () => why(mine, {}, [doneTransfer()]), 'it was sent as invoice 1037 (Id 130), which was deleted there'],
    [
      'a run was killed',
      () => why(mine, {}, [doneTransfer({ state: 'intent', quickBooksId: null })]),
      'a run was interrupted while it was being sent',
    ],
    ['somebody else marked it', () => why(), 'Autotask marks it as sent (invoice number 1037)'],
    ['no run yet', () => why(unsent), 'no run has sent it yet'],
    [
      'too old',
      () => why({ ...unsent, invoice: { ...unsent.invoice, createdAt: moment('2025-01-01T00:00:00.000Z') } }),
      `created 2025-01-01, before the look-back window of ${settings().invoices.lookBackDays} days`,
    ],
    [
      'a stranger has its number',
      () => why(unsent, {}, [], [document({ privateNote: '', customerName: 'Beta' })]),
      "no run has sent it yet; its number is on invoice 1037 (Id 130) for Beta, total 100.00, which isn't tied to it",
    ],
  ])('%s', (_, ask, expected) => expect(ask()).toBe(`not in QuickBooks (100.00): ${expected}`));

  test('what the last run said comes before what can be guessed, with its codes', () => {
    const held = reason('customer-inactive', { name: 'Acme', map: "'{}'" });
    const seen = moment('2026-11-01T00:00:00.000Z');
    const last = { invoiceId: invoiceId(4711), invoiceNumber: null, company: 'Acme', total: '100.00', outcome: 'held' } as const;
    const outcomes = new Map([[invoiceId(4711), { ...last, reasons: [held], firstSeen: seen, lastSeen: seen, runId: 'run' }]]);
    const found = missingInvoice(unsent, [], [], facts({ outcomes }, []), about);
    expect(found).toMatchObject({ kind: 'missing', fix: held.fix, codes: ['customer-inactive'] });
    expect(text(found.difference)).toBe('-100.00');
  });
  test('voided there is another kind, with its own way out', () => {
    const found = missingInvoice(mine, [document({ isVoided: true })], [], facts(), about);
    expect([found.kind, found.fix]).toEqual([
      'voided-in-quickbooks',
      'Void it in Autotask too, or make a new copy: at2qbo copy-invoice 4711 --overwrite',
    ]);
  });
});
