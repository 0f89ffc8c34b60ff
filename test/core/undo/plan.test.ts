// Which documents of a run may go: a table of what can have happened to one since, and whose marks Autotask shows.
import { describe, expect, test } from 'vitest';
import type { Transfer, TransferEvent } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument, type SourceInvoice } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { reason } from '../../../src/core/reasons.ts';
import { isOfRun, marksToClear, planLists, planUndo, undoneNumber, writtenMarks } from '../../../src/core/undo/plan.ts';
import type { UndoCase } from '../../../src/core/undo/types.ts';
import { customer, day, id, invoice, item, moment, settings } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

const UNDONE = reason('undone', { run: '01A', document: 'invoice 1037 (Id 130)', id: 4711 });
const caseOf = (
  transfer: Partial<Transfer> = {},
  document: Partial<SavedDocument> | null = {},
  more: Partial<UndoCase> = {},
): UndoCase => ({
  transfer: doneTransfer({ syncToken: '0', ...transfer }),
  isReplaced: false,
  document: document === null ? null : savedDocument(document),
  header: invoice(),
  marks: { invoiceNumber: null, webServiceDate: null },
  ...more,
});
const VOID = { isVoided: true, total: money('0'), balance: money('0') };
const BEGUN = { voiding: 'intent', reasons: [UNDONE] } as const;

describe('what becomes of each document', () => {
  test.each<[string, UndoCase, string, string | null]>([
    ['as we left it: void', caseOf(), 'void', null],
    ['a credit memo: delete', caseOf({ documentType: 'CreditMemo' }, { type: 'CreditMemo' }), 'delete', null],
    ['held, because it differed, and untouched since', caseOf({ state: 'held' }), 'void', null],
    ['a payment', caseOf({}, { balance: money('40'), linked: [{ id: '9', type: 'Payment' }] as never }), 'leave', 'has-payments'],
    ['a credit applied, without a link', caseOf({}, { balance: money('40') }), 'leave', 'has-payments'],
    ['a deposit', caseOf({}, { deposit: money('10'), balance: money('90') }), 'leave', 'has-deposit'],
    ['closed books', caseOf({}, { date: day('2026-01-31') }), 'leave', 'void-in-closed-books'],
    ['an edit', caseOf({}, { syncToken: '1' }), 'leave', 'undo-edited'],
    ['mailed by QuickBooks', caseOf({}, { isEmailed: true }), 'leave', 'undo-mailed'],
    ['mailed, as the ledger knows', caseOf({ email: 'done' }), 'leave', 'undo-mailed'],
    ['a mail without a clear answer', caseOf({ email: 'intent' }), 'leave', 'undo-mailed'],
    ['adopted', caseOf({ wasAdopted: true }), 'leave', 'undo-adopted'],
    ['no answer yet', caseOf({ state: 'intent', quickBooksId: null }, null), 'leave', 'undo-unsettled'],
    ['a newer copy stands in its place', caseOf({}, {}, { isReplaced: true }), 'leave', 'undo-replaced'],
    ['void by a person', caseOf({}, VOID), 'skip', 'already-void'],
    ['deleted by a person', caseOf({}, null), 'skip', 'already-deleted'],
    ['voided by sync-voids', caseOf({ state: 'voided' }, VOID), 'skip', 'already-void'],
    ['undone before', caseOf({ state: 'voided', voiding: 'done', reasons: [UNDONE] }, VOID), 'skip', 'undone-already'],
    ['begun, killed before the void', caseOf(BEGUN), 'void', null],
    ['begun, killed after the void', caseOf(BEGUN, VOID), 'finish', null],
    ['begun, killed after the delete', caseOf({ ...BEGUN, documentType: 'CreditMemo' }, null), 'finish', null],
    ['begun, killed before Autotask’s marks went', caseOf({ ...BEGUN, state: 'voided' }, VOID), 'finish', null],
    ['begun, and edited by a person since', caseOf(BEGUN, { syncToken: '3' }), 'leave', 'undo-edited'],
  ])('%s', (_, one, action, code) => {
    const step = planUndo(one, day('2026-01-31'));
    expect([step.action, 'reasons' in step ? (step.reasons[0]?.code ?? null) : null]).toEqual([action, code]);
  });
});

describe('whose marks', () => {
  const event = (state: TransferEvent['state'], runId: string, at: string, detail = ''): TransferEvent => ({
    invoiceId: invoiceId(4711),
    at: moment(at),
    runId,
    state,
    what: '',
    detail,
  });
  const WRITTEN = '{"invoiceNumber":"1037","webServiceDate":"2026-11-01T06:00:02.000Z"}';
  const history = [
    event('intent', '01A', '2026-11-01T06:00:00.000Z'),
    event('created', '01A', '2026-11-01T06:00:01.000Z'),
    event('written', '01A', '2026-11-01T06:00:03.000Z', WRITTEN),
    event('done', '01A', '2026-11-01T06:00:04.000Z'),
  ];
  const clear = (header: Partial<SourceInvoice>, events = history, transfer = doneTransfer(), changed = {}): object =>
    marksToClear(invoice(header), writtenMarks(events, transfer, settings(changed)), transfer);
  const ours = { number: '1037', webServiceDate: moment('2026-11-01T06:00:02.000Z') };

  test.each<[string, Partial<SourceInvoice>, object]>([
    ['both ours', ours, { invoiceNumber: null, webServiceDate: null }],
    [
      'the moment rounded to a second',
      { ...ours, webServiceDate: moment('2026-11-01T06:00:03.000Z') },
      { invoiceNumber: null, webServiceDate: null },
    ],
    ['another number', { ...ours, number: '20' }, { webServiceDate: null }],
    ['another moment', { ...ours, webServiceDate: moment('2026-11-05T06:00:02.000Z') }, { invoiceNumber: null }],
    ['cleared by a person', { number: null, webServiceDate: null }, {}],
    ['voided in Autotask', { ...ours, isVoided: true }, {}],
  ])('%s', (_, header, expected) => expect(clear(header)).toEqual(expected));

  test('Autotask’s own number is never taken back, whatever the numbering is now', () => {
    const told = [
      ...history.slice(0, 2),
      event('written', '01A', '2026-11-01T06:00:03.000Z', '{"webServiceDate":"2026-11-01T06:00:02.000Z"}'),
    ];
    expect(clear(ours, told)).toEqual({ webServiceDate: null });
  });
  test('a ledger of an older version doesn’t say what was written: numbering and the moments around it do', () => {
    const old = history.map((one) => ({ ...one, detail: '' }));
    expect(clear(ours, old)).toEqual({ invoiceNumber: null, webServiceDate: null });
    expect(clear({ ...ours, webServiceDate: moment('2026-11-01T07:00:00.000Z') }, old)).toEqual({ invoiceNumber: null });
    expect(clear(ours, old, doneTransfer(), { 'invoices.numbering': 'autotask-number' })).toEqual({ webServiceDate: null });
  });
  test('a paid date that we wrote goes too', () => {
    const transfer = doneTransfer({ paidDate: day('2026-11-20') });
    expect(clear({ ...ours, paidDate: day('2026-11-20') }, history, transfer)).toMatchObject({ paidDate: null });
    expect(clear({ ...ours, paidDate: day('2026-11-21') }, history, transfer)).not.toHaveProperty('paidDate');
  });
  test('the run that sent the present document is the one of the last attempt', () => {
    expect(isOfRun(history, '01A')).toBe(true);
    expect(isOfRun([...history, event('intent', '01B', '2026-11-02T06:00:00.000Z')], '01A')).toBe(false);
  });
});

test('the number of a void invoice stays within 21 characters and differs from copy to copy', () => {
  expect(undoneNumber('20260731.0001', 0)).toBe('20260731.0001-undone');
  expect(undoneNumber('A-VERY-LONG-NUMBER-21', 0)).toBe('A-VERY-LONG-NU-undone');
  expect(undoneNumber('20260731.0001', 1)).toBe('20260731.0001-undone2');
});

describe('what the run created in the lists', () => {
  const made = [
    { runId: '01A', kind: 'customer', id: id('24'), name: 'Acme' },
    { runId: '01A', kind: 'item', id: id('7'), name: 'Remote support' },
  ] as const;
  const facts = { made, customers: [customer('24', 'Acme')], items: [item('7', 'Remote support')], documents: [], settings: settings() };
  const line = { itemId: id('7'), amount: money('1'), description: '', taxCode: null, classId: null };
  test.each<[string, Partial<Parameters<typeof planLists>[0]>, [string, string]]>([
    ['nothing uses them', {}, ['listed', 'listed']],
    [
      'another document bills the customer with the item',
      { documents: [{ customerId: id('24'), lines: [line] }] as never },
      ['in-use', 'in-use'],
    ],
    ['a balance', { customers: [customer('24', 'Acme', { balance: money('0.01') })] }, ['in-use', 'listed']],
    ['a sub-customer', { customers: [customer('24', 'Acme'), customer('25', 'Site', { fullName: 'Acme:Site' })] }, ['in-use', 'listed']],
    ['settings', { settings: settings({ 'customers.map': { '301': '24' }, 'items.defaultItem': '7' }) }, ['in-use', 'in-use']],
    ['a sub-item', { items: [item('7', 'Remote support'), item('8', 'Night', { parentId: id('7') })] }, ['listed', 'in-use']],
    ['inactive or deleted by a person', { customers: [customer('24', 'Acme', { isActive: false })], items: [] }, ['gone', 'gone']],
  ])('%s', (_, changed, expected) => {
    expect(planLists({ ...facts, ...changed }).map((one) => one.outcome)).toEqual(expected);
  });
});
