// The small questions of matching, each for itself: the id in a note, numbers, void documents, spans of dates.
import { describe, expect, test } from 'vitest';
import { invoiceIdInNote, privateNote } from '../../../src/core/matching/note.ts';
import { judgeHolders } from '../../../src/core/matching/number-holder.ts';
import { numbersOf, numberToSend } from '../../../src/core/matching/numbers.ts';
import { dateSpans, findByNote, findByNumber, readTaken } from '../../../src/core/matching/read.ts';
import { billOf, customerById } from '../../../src/core/matching/same-document.ts';
import { isEmpty, isVoid } from '../../../src/core/matching/void-document.ts';
import { takenBy } from '../../../src/core/matching/belonging.ts';
import { documentKey, documentName } from '../../../src/core/model/document.ts';
import { takesQuantity } from '../../../src/core/model/item-type.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { counted } from '../../../src/core/words.ts';
import { day, id, invoice, moment, settings } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world } from '../support/world.ts';

describe('the id in a note', () => {
  test('is found again, whatever people or a void wrote around it', () => {
    expect(invoiceIdInNote(privateNote(invoiceId(4711)))).toBe(4711);
    expect(invoiceIdInNote('Voided; autotask INVOICE id 4711 / see mail')).toBe(4711);
  });
  test.each(['', 'invoice id 4711', 'Autotask invoice id', 'Autotask invoice 4711'])('is not in %j', (note) => {
    expect(invoiceIdInNote(note)).toBeNull();
  });
});

test('the numbers of an invoice: the one that is sent, and Autotask’s own, each once', () => {
  const prefixed = settings({ 'invoices.numbering': 'autotask-number', 'invoices.numberPrefix': 'AT-' } as never);
  expect(numbersOf(invoice({ number: '1037' }), prefixed)).toEqual(['AT-1037', '1037']);
  expect(numbersOf(invoice({ number: 'ERROR' }), settings())).toEqual([]);
  expect(numbersOf(invoice({ number: ' 1037 ' }), settings())).toEqual(['1037']);
  expect(numberToSend(invoice({ number: 'a\tb' }), prefixed)).toEqual({ trouble: 'unusable', number: 'a\tb' });
});

describe('a void document', () => {
  const empty = savedDocument({ total: ZERO, balance: ZERO });
  test('shows it by its mark; ours by nothing being left of what had a total', () => {
    expect(isVoid({ ...empty, isVoided: true }, null)).toBe(true);
    expect([isVoid(empty, { total: '100.00' }), isVoid(empty, { total: '0.00' }), isVoid(empty, null)]).toEqual([true, false, false]);
    expect(isEmpty({ ...empty, lines: [{ amount: money('1') }] })).toBe(false);
  });
});

describe('who has a number', () => {
  const bill = billOf(invoice({ number: '1037' }), settings({ 'invoices.numbering': 'autotask-number' }), {
    isTaxByQuickBooks: false,
    otherCustomer: customerById(id('24')),
  });
  const alike = savedDocument({ privateNote: '' });
  const judged = (holders: readonly ReturnType<typeof savedDocument>[], rows: readonly ReturnType<typeof doneTransfer>[] = []): string => {
    const holder = judgeHolders('1037', holders, bill, takenBy(rows));
    return holder === null ? 'free' : 'alike' in holder ? 'alike' : holder.hold.code;
  };
  test('nobody, the invoice itself, a stranger, or another invoice of ours', () => {
    expect(judged([])).toBe('free');
    expect(judged([alike])).toBe('alike');
    expect(judged([alike, { ...alike, id: id('131') }])).toBe('number-taken');
    expect(judged([{ ...alike, total: money('1') }])).toBe('number-taken');
    expect(judged([alike], [doneTransfer({ invoiceId: invoiceId(4712) })])).toBe('number-of-another');
    expect(judged([{ ...alike, isVoided: true }], [doneTransfer({ invoiceId: invoiceId(4712) })])).toBe('number-on-voided');
  });
});

describe('what is read of QuickBooks', () => {
  test('dates near each other are one question, one of last year is its own', () => {
    expect(dateSpans(['2026-10-31', '2026-10-22', '2025-01-05', '2026-11-10'].map(day))).toEqual([
      { from: '2025-01-05', to: '2025-01-05' },
      { from: '2026-10-22', to: '2026-11-10' },
    ]);
  });
  test('by note: what is dated elsewhere only where it is asked since when it was made', async () => {
    const moved = savedDocument({ date: day('2026-01-01') });
    const { part } = world({ documents: [moved, savedDocument({ id: id('131'), privateNote: '' })] });
    const wanted = new Map([[invoiceId(4711), [day('2026-10-31')]]]);
    expect([...(await findByNote(part.quickbooks, wanted)).keys()]).toEqual([]);
    expect([...(await findByNote(part.quickbooks, wanted, moment('2026-11-01T00:00:00.000Z'))).keys()]).toEqual([4711]);
  });
  test('by number, and nothing is asked for no number', async () => {
    const { part } = world({ documents: [savedDocument(), savedDocument({ id: id('131') })], transfers: [doneTransfer()] });
    expect((await findByNumber(part.quickbooks, ['1037'])).get('1037')?.map((one) => one.id)).toEqual(['130', '131']);
    expect((await findByNumber(part.quickbooks, [])).size).toBe(0);
    expect([...(await readTaken([savedDocument(), savedDocument({ id: id('131') })], part.ledger)).values()]).toHaveLength(1);
  });
});

test('words of the kernel', () => {
  expect([counted(1, 'invoice'), counted(0, 'invoice'), counted(2, 'company', 'companies')]).toEqual([
    '1 invoice',
    '0 invoices',
    '2 companies',
  ]);
  expect(documentName(savedDocument())).toBe('invoice 1037 (Id 130)');
  expect(documentName(doneTransfer({ documentType: 'CreditMemo', docNumber: null, quickBooksId: null }))).toBe(
    'credit memo without number (Id unknown)',
  );
  expect(documentKey('CreditMemo', id('9'))).toBe('CreditMemo/9');
  expect([takesQuantity('Service'), takesQuantity('Category')]).toEqual([true, false]);
});
