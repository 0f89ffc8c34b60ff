// Voids and payments as decisions: a table of documents and what is to be done with each.
import { describe, expect, test } from 'vitest';
import type { LocalDate } from '../../../src/core/dates.ts';
import { invoiceId, quickBooksId, type Payment, type SavedDocument, type SourceInvoice } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { planPayment, paymentStateOf } from '../../../src/core/payments/plan.ts';
import { planVoid, type VoidCase } from '../../../src/core/voids/plan.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

const day = (text: string): LocalDate => text as LocalDate;

function document(change: Partial<SavedDocument> = {}): SavedDocument {
  return savedDocument({ date: day('2026-07-31'), ...change });
}

const savedLine = (amount: string): SavedDocument['lines'][number] => ({
  itemId: quickBooksId('5'),
  amount: money(amount),
  quantity: null,
  price: null,
  description: '',
  taxCode: null,
  classId: null,
});
const payment = (id: string, date: string, amount: string): Payment => ({
  id: quickBooksId(id),
  date: day(date),
  total: money(amount),
  applied: [{ id: quickBooksId('130'), type: 'Invoice', amount: money(amount) }],
  updatedAt: '2026-08-01T10:00:00.000Z' as Payment['updatedAt'],
});
const linkTo = (...ids: string[]): SavedDocument['linked'] => ids.map((id) => ({ id: quickBooksId(id), type: 'Payment' }));
const known = (...payments: Payment[]): Map<Payment['id'], Payment> => new Map(payments.map((one) => [one.id, one]));
const invoice = (change: Partial<SourceInvoice> = {}): SourceInvoice =>
  ({ id: invoiceId(4711), number: '1037', isVoided: false, paidDate: null, ...change }) as SourceInvoice;

describe('a void of Autotask', () => {
  const plan = (documents: readonly SavedDocument[], closed: string | null = null, tie: VoidCase['tie'] = 'ledger'): string => {
    const made = planVoid({ documents, transfer: null, tie }, closed === null ? null : day(closed));
    if (made.action === 'hold') return `hold ${made.reasons.map((one) => one.code).join(' ')}`;
    return made.action === 'settle' ? `settle ${made.reason.code}` : made.action;
  };
  const cases: readonly (readonly [string, readonly SavedDocument[], string | null, string])[] = [
    ['voids an open invoice', [document()], null, 'void'],
    ['deletes a credit memo, which can not be voided', [document({ type: 'CreditMemo' })], null, 'delete'],
    ['holds an invoice with a payment', [document({ balance: money('40'), linked: linkTo('9') })], null, 'hold has-payments'],
    ['holds an invoice whose balance fell without a link', [document({ balance: money('99.99') })], null, 'hold has-payments'],
    ['voids an invoice that came from an estimate', [document({ linked: [{ id: quickBooksId('3'), type: 'Estimate' }] })], null, 'void'],
    ['holds an invoice with a deposit', [document({ deposit: money('10'), balance: money('90') })], null, 'hold has-deposit'],
    [
      'holds an applied credit memo',
      [document({ type: 'CreditMemo', balance: money('0'), linked: linkTo('9') })],
      null,
      'hold has-payments',
    ],
    ['holds on the last day of closed books', [document()], '2026-07-31', 'hold void-in-closed-books'],
    ['voids on the day after closed books', [document()], '2026-07-30', 'void'],
    ['holds when two documents could be meant', [document(), document({ id: quickBooksId('131') })], null, 'hold not-unique'],
    ['settles what is void already', [document({ isVoided: true, total: money('0'), balance: money('0') })], null, 'settle already-void'],
    ['settles what was deleted', [], null, 'settle already-deleted'],
    ['voids the live one beside a void one', [document({ isVoided: true }), document({ id: quickBooksId('131') })], null, 'void'],
  ];
  test.each(cases)('%s', (_name, documents, closed, expected) => expect(plan(documents, closed)).toBe(expected));
  test('settles our own that has nothing left, whatever its memo says; one that never had a total is void by its mark alone', () => {
    const empty = document({ total: money('0'), balance: money('0') });
    const of = (total: string) => planVoid({ documents: [empty], transfer: doneTransfer({ total }), tie: 'ledger' }, null).action;
    expect([of('100.00'), of('0.00')]).toEqual(['settle', 'void']);
    const left = document({ total: money('0'), balance: money('0'), lines: [savedLine('100'), savedLine('-100')] });
    expect(planVoid({ documents: [left], transfer: doneTransfer(), tie: 'ledger' }, null).action).toBe('void');
  });
  test('never voids what only looks like it', () => {
    expect(plan([document()], null, 'none')).toBe('hold void-not-ours');
    expect(plan([document({ type: 'CreditMemo' })], null, 'none')).toBe('hold void-not-ours');
  });
});

describe('whether an invoice is paid', () => {
  test('paid on the day of the last of two payments', () => {
    const state = paymentStateOf(
      document({ balance: money('0'), linked: linkTo('1', '2') }),
      known(payment('1', '2026-08-09', '60'), payment('2', '2026-08-04', '40')),
    );
    expect(state).toEqual({ kind: 'paid', date: '2026-08-09' });
  });
  test('a deposit on the invoice counts with the day of the invoice', () => {
    expect(paymentStateOf(document({ balance: money('0'), deposit: money('100') }), known())).toEqual({ kind: 'paid', date: '2026-07-31' });
  });
  test('a void invoice and one of zero are not paid', () => {
    expect(paymentStateOf(document({ isVoided: true, total: money('0'), balance: money('0') }), known()).kind).toBe('nothing');
    expect(paymentStateOf(document({ total: money('0'), balance: money('0') }), known()).kind).toBe('nothing');
  });
  test('a balance of zero that the payments named do not explain is unclear', () => {
    const state = paymentStateOf(document({ balance: money('0'), linked: linkTo('1') }), known(payment('1', '2026-08-09', '60')));
    expect(state.kind).toBe('unclear');
  });
  test('partly paid is said with what is open', () => {
    const state = paymentStateOf(document({ balance: money('0.01') }), known());
    expect(state.kind === 'partly' && state.reason.message).toBe('Partly paid: 0.01 of 100.00 is still open.');
  });
});

describe('a paid date', () => {
  const paid = { kind: 'paid', date: day('2026-08-04') } as const;
  const open = { kind: 'nothing' } as const;
  const ours = day('2026-08-01');
  test('is written where Autotask has none', () =>
    expect(planPayment(paid, invoice(), null, undefined)).toMatchObject({ action: 'write', paidDate: '2026-08-04' }));
  test('of somebody else is never touched', () =>
    expect(planPayment(paid, invoice({ paidDate: day('2026-07-01') }), ours, undefined)).toMatchObject({ action: 'say' }));
  test('that we wrote follows the payment to another day', () =>
    expect(planPayment(paid, invoice({ paidDate: ours }), ours, undefined)).toMatchObject({ action: 'write', paidDate: '2026-08-04' }));
  test('that we wrote is taken back when the payment is gone', () =>
    expect(planPayment(open, invoice({ paidDate: ours }), ours, undefined)).toMatchObject({ action: 'write', paidDate: null }));
  test('of somebody else stays when the payment is gone', () =>
    expect(planPayment(open, invoice({ paidDate: day('2026-07-01') }), ours, undefined)).toEqual({ action: 'forget' }));
  test('found after a kill is known for ours', () =>
    expect(planPayment(paid, invoice({ paidDate: paid.date }), null, paid.date)).toEqual({ action: 'learn', paidDate: paid.date }));
  test('of a voided invoice is left alone', () =>
    expect(planPayment(paid, invoice({ isVoided: true }), null, undefined)).toEqual({ action: 'quiet' }));
});
