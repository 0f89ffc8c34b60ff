// Why an invoice is, or isn't, in QuickBooks: what each rule answers, the sentence that comes of it, and what the next run would do.
import { describe, expect, test } from 'vitest';
import { explainDocument } from '../../../src/core/explain/document.ts';
import { stopped } from '../../../src/core/explain/finding.ts';
import { note, ok, type Explanation } from '../../../src/core/explain/invoice.ts';
import { explainInvoices, findInvoices } from '../../../src/core/explain/read.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { reason } from '../../../src/core/reasons.ts';
import { draftInvoice } from '../../../src/core/transfer/plan/draft.ts';
import { amountLine, catalog, customer, id, invoice, line, moment, settings, source } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world, type WorldParts } from '../support/world.ts';

async function explain(parts: WorldParts = {}): Promise<Explanation> {
  const it = world({ invoices: [invoice()], lines: [line()], ...parts });
  const [explained] = await explainInvoices([...it.headers.values()], it.part, it.part.settings);
  expect(it.journal).toEqual([]);
  if (explained === undefined) throw new Error('nothing was explained');
  return explained;
}
const verdicts = ({ rules }: Explanation, verdict: 'stop' | 'note'): string[] =>
  rules.filter((one) => one.verdict === verdict).map((one) => one.rule);

test('an invoice that nothing keeps back', async () => {
  const explained = await explain();
  expect(explained).toMatchObject({
    autotaskId: 4711,
    company: 'Acme',
    total: '100.00',
    answer: 'It is not in QuickBooks yet; nothing keeps it back.',
    next: 'It is sent as a new invoice (number by QuickBooks). To see it first: at2qbo sync --dry-run --only 4711',
    ledger: null,
    lastOutcome: null,
  });
  expect(explained.rules.map((one) => one.rule)).toEqual([
    'sync',
    'voided',
    'marker',
    'window',
    'hold',
    'customer hold',
    'status',
    'companies',
    'go-live',
    'settle',
    'total',
    'line of business',
    'lines',
    'number',
    'customer',
    'items',
    'terms',
    'class',
    'tax',
    'in QuickBooks',
    'ledger',
  ]);
  expect(explained.rules.every((one) => one.verdict === 'ok')).toBe(true);
});

describe('what stops it', () => {
  test.each<readonly [string, WorldParts, readonly string[], string]>([
    ['sync is off', { settings: settings({ 'invoices.sync': 'off' } as never) }, ['sync'], 'It is not in QuickBooks: '],
    ['it is voided', { invoices: [invoice({ isVoided: true })] }, ['voided'], 'It is not in QuickBooks: '],
    [
      'somebody else sent it',
      { invoices: [invoice({ number: '99' })] },
      ['marker'],
      "This ledger didn't send it, and Autotask marks it as transferred (invoice number 99): somebody else did.",
    ],
    [
      'it is too old',
      { invoices: [invoice({ createdAt: moment('2025-01-01T00:00:00.000Z') })] },
      ['window'],
      'It is not in QuickBooks: Created on 2025-01-01',
    ],
    [
      'a person holds it',
      { personHolds: [{ invoiceId: invoiceId(4711), why: 'wait for the signature', at: moment('2026-11-01T00:00:00.000Z') }] },
      ['hold'],
      'It is not in QuickBooks: ',
    ],
    ['it is of zero', { lines: [], invoices: [invoice({ net: money('0') })] }, ['lines'], 'It is not in QuickBooks: '],
    ['its lines don’t make the header', { lines: [amountLine('60')] }, ['lines'], 'It is not in QuickBooks: '],
    [
      'its customer is inactive',
      { books: { customers: [customer('24', 'Acme', { isActive: false })] } },
      ['customer'],
      'It is not in QuickBooks: The QuickBooks customer "Acme" is inactive',
    ],
    [
      'its number is a stranger’s',
      {
        settings: settings({ 'invoices.numbering': 'autotask-number' }),
        books: { preferences: { customTxnNumbers: true } },
        invoices: [invoice({ number: '1037' })],
        documents: [savedDocument({ privateNote: '', customerId: id('25'), customerName: 'Beta' })],
      },
      ['in QuickBooks'],
      'It is not in QuickBooks: The number 1037 is taken in QuickBooks by invoice 1037 (Id 130) for Beta.',
    ],
  ])('%s', async (_, parts, stops, answer) => {
    const explained = await explain(parts);
    expect(explained.answer.slice(0, answer.length)).toBe(answer);
    for (const stop of stops) expect(verdicts(explained, 'stop')).toContain(stop);
  });

  test('a setting that stops every run is part of the answer', async () => {
    const explained = await explain({ books: { country: 'CA' } });
    expect(verdicts(explained, 'stop')).toEqual(['settings']);
    expect(explained.next.startsWith('No run begins: ')).toBe(true);
  });
});

describe('what is in QuickBooks', () => {
  test('by the ledger', async () => {
    const explained = await explain({
      invoices: [invoice({ number: '1037' })],
      transfers: [doneTransfer()],
      documents: [savedDocument()],
    });
    expect(explained.answer).toBe('It is in QuickBooks: invoice 1037 (Id 130), total 100.00.');
    expect(explained.next).toBe('Nothing: Autotask marks it as transferred.');
    expect(verdicts(explained, 'note')).toEqual(['marker', 'in QuickBooks', 'ledger']);
  });
  test('not finished', async () => {
    const explained = await explain({ transfers: [doneTransfer({ state: 'created' })], documents: [savedDocument()] });
    expect(explained.answer).toBe('It is in QuickBooks: invoice 1037 (Id 130), total 100.00, not finished (created).');
    expect(explained.next).toBe(
      'QuickBooks has invoice 1037 (Id 130): it is compared, and written back to Autotask; nothing is sent again.',
    );
  });
  test('held: the ledger says why, with the code', async () => {
    const why = reason('found-different', { document: 'invoice 1037 (Id 130)', difference: 'total 99.00', id: 4711 });
    const explained = await explain({ transfers: [doneTransfer({ state: 'held', reasons: [why] })], documents: [savedDocument()] });
    expect(explained.rules.at(-1)).toMatchObject({ rule: 'ledger', verdict: 'stop', fix: why.fix, codes: ['found-different'] });
  });
  test('voided there', async () => {
    const explained = await explain({
      invoices: [invoice({ number: '1037' })],
      transfers: [doneTransfer({ state: 'voided', voiding: 'done' })],
      documents: [],
    });
    expect(explained.answer).toBe('It was voided in QuickBooks: invoice 1037 (Id 130).');
  });
  test('by its note, where the ledger was lost', async () => {
    const explained = await explain({ documents: [savedDocument()] });
    expect(explained.answer).toBe("It is in QuickBooks: invoice 1037 (Id 130), total 100.00; this ledger didn't send it.");
  });
});

describe('which invoices are meant', () => {
  const two = [invoice({ number: '1037' }), invoice({ id: invoiceId(1037), number: '9' })];
  test('by id, by number, and by the number of a document that the ledger knows', async () => {
    const { part } = world({ invoices: two, transfers: [doneTransfer({ invoiceId: invoiceId(1037), docNumber: 'QB-5' })] });
    const found = async (asked: string): Promise<number[]> => (await findInvoices(asked, part)).map((one) => one.id);
    expect(await found('1037')).toEqual([1037, 4711]);
    expect(await found('4711')).toEqual([4711]);
    expect(await found('QB-5')).toEqual([1037]);
    expect(await found('x')).toEqual([]);
  });
});

describe('the rules of the document', () => {
  const explained = (of = source(), books = catalog(), used = settings()): string[] =>
    explainDocument(of, draftInvoice(of, books, used), books, used).map((one) => `${one.rule}: ${one.found}`);

  test('say what they read', () => {
    expect(explained()).toEqual([
      'line of business: the filter is off',
      'lines: 1 line makes 100.00; the header says 100.00 before tax and 0.00 tax',
      'number: QuickBooks gives the next one',
      'customer: Acme (Id 24): customer by name',
      'items: Remote Support',
      'terms: none: Autotask names none',
      'class: none: class tracking is off in QuickBooks',
      expect.stringMatching(/^tax: .*Autotask charges 0\.00: /) as unknown as string,
    ]);
  });
  test('what would be created is said', () => {
    const found = explained(source(), catalog({ customers: [], items: [] }));
    expect(found).toContain('items: Remote Support (would be created)');
    expect(found.find((one) => one.startsWith('customer: '))?.startsWith('customer: Acme, which would be created')).toBe(true);
  });
  test('each hold is said once, by the rule that found it or under its code', () => {
    const closed = catalog({
      preferences: { bookCloseDate: '2026-12-31' as never },
      customers: [customer('24', 'Acme', { isActive: false })],
    });
    const stops = explainDocument(source(), draftInvoice(source(), closed, settings()), closed, settings()).filter(
      (one) => one.verdict === 'stop',
    );
    expect(stops.map((one) => [one.rule, one.codes])).toEqual([
      ['customer', ['customer-inactive']],
      ['books-closed', ['books-closed']],
    ]);
  });
  test('a finding is one of three', () => {
    expect(ok('a', 'b')).toEqual({ rule: 'a', verdict: 'ok', found: 'b', fix: '', codes: [] });
    expect(note('a', 'b', 'c')).toEqual({ rule: 'a', verdict: 'note', found: 'b', fix: 'c', codes: [] });
    expect(stopped('a', reason('sync-off'))).toMatchObject({ rule: 'a', verdict: 'stop', codes: ['sync-off'] });
  });
});
