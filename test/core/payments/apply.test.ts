// Payments carried out: what of QuickBooks' changes becomes a paid date in Autotask, and what a kill or a refusal leaves behind.
import { describe, expect, test } from 'vitest';
import { RejectedError, StoppedError, TemporaryError, UnknownOutcomeError } from '../../../src/core/errors.ts';
import { invoiceId, type Payment, type SavedDocument } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { markPaid } from '../../../src/core/payments/apply-mark-paid.ts';
import { notePayments } from '../../../src/core/payments/apply-notes.ts';
import { arePaymentsBegun, syncPayments } from '../../../src/core/payments/apply.ts';
import type { PaymentOutcome } from '../../../src/core/payments/plan.ts';
import { reason } from '../../../src/core/reasons.ts';
import { day, id, invoice, moment } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world, type World, type WorldParts } from '../support/world.ts';

const INVOICE = invoiceId(4711);
const payment = (amount: string, changed: Partial<Payment> = {}): Payment => ({
  id: id('900'),
  date: day('2026-11-03'),
  total: money(amount),
  applied: [{ id: id('130'), type: 'Invoice', amount: money(amount) }],
  updatedAt: moment('2026-11-03T10:00:00.000Z'),
  ...changed,
});
const paid = (changed: Partial<SavedDocument> = {}): SavedDocument =>
  savedDocument({ balance: ZERO, linked: [{ id: id('900'), type: 'Payment' }], updatedAt: moment('2026-11-03T10:00:00.000Z'), ...changed });

/** Invoice 4711, sent as 1037 over 100.00 and paid on November 3. */
const world4711 = (parts: WorldParts = {}): World =>
  world({
    invoices: [invoice({ number: '1037' })],
    documents: [paid()],
    payments: [payment('100')],
    transfers: [doneTransfer()],
    ...parts,
  });

async function run(it: World, days: number | null = null): Promise<string[]> {
  const outcomes: string[] = [];
  await syncPayments(it.part, {
    days,
    put: ({ invoiceId: of, outcome, paidDate, reasons }) =>
      void outcomes.push([`${of}`, outcome, `${paidDate}`, ...reasons.map(({ code }) => code)].join(' ')),
    putVoid: ({ invoiceId: of, outcome, reasons }) =>
      void outcomes.push([`void ${of}`, outcome, ...reasons.map(({ code }) => code)].join(' ')),
  });
  return outcomes;
}

describe('a paid invoice', () => {
  test('gets its date in Autotask, is known as ours, and is not looked at twice', async () => {
    const it = world4711();
    expect(await run(it)).toEqual(['4711 marked 2026-11-03']);
    expect(it.headers.get(INVOICE)?.paidDate).toBe('2026-11-03');
    expect(it.rows.transfers.get(INVOICE)?.paidDate).toBe('2026-11-03');
    expect(it.journal).toEqual(['autotask: paidDate of 4711', 'ledger: done (paid date 2026-11-03 written to Autotask)']);
    expect(await arePaymentsBegun(it.part.ledger)).toBe(false);
    expect(await run(it)).toEqual([]);
  });

  test('of a dry run changes neither Autotask, the ledger nor the cursor', async () => {
    const it = world4711({ isDryRun: true });
    expect(await run(it)).toEqual(['4711 marked 2026-11-03']);
    expect([it.journal, [...it.rows.marks]]).toEqual([[], []]);
  });

  test('whose date in Autotask somebody else set is said and left alone', async () => {
    const it = world4711({ invoices: [invoice({ number: '1037', paidDate: day('2026-10-01') })] });
    expect(await run(it)).toEqual(['4711 skipped 2026-10-01 paid-date-set']);
    expect(it.journal).toEqual([]);
  });

  test('is paid on the day of the later of two payments', async () => {
    const two = [payment('60'), payment('40', { id: id('901'), date: day('2026-11-04') })];
    const linked = two.map((one) => ({ id: one.id, type: 'Payment' }));
    expect(await run(world4711({ payments: two, documents: [paid({ linked })] }))).toEqual(['4711 marked 2026-11-04']);
  });

  test('without a row counts by its note and its number; a copy with the note and another number doesn’t', async () => {
    const ours = world4711({ transfers: [] });
    expect(await run(ours)).toEqual(['4711 marked 2026-11-03']);
    expect(ours.rows.transfers.get(INVOICE)).toMatchObject({
      state: 'done',
      wasAdopted: true,
      quickBooksId: '130',
      paidDate: '2026-11-03',
    });
    expect(await run(world4711({ transfers: [], documents: [paid({ docNumber: '1038' })] }))).toEqual([]);
  });

  test('that was found again after a kill is learnt, not written', async () => {
    const it = world4711({
      invoices: [invoice({ number: '1037', paidDate: day('2026-11-03') })],
      marks: { 'payments.begun': '{"4711":"2026-11-03"}' },
    });
    expect(await arePaymentsBegun(it.part.ledger)).toBe(true);
    expect(await run(it)).toEqual(['4711 marked 2026-11-03']);
    expect(it.journal).toEqual(['ledger: done (paid date found in Autotask after an unclear end)']);
    expect(await arePaymentsBegun(it.part.ledger)).toBe(false);
  });
});

describe('less or more than paid', () => {
  test('a part is said with what is open', async () => {
    const it = world4711({ documents: [paid({ balance: money('40') })], payments: [payment('60')] });
    expect(await run(it)).toEqual(['4711 skipped null partly-paid']);
  });
  test('more than the total is said too: it stays a credit', async () => {
    expect(await run(world4711({ payments: [payment('100', { total: money('120') })] }))).toEqual(['4711 marked 2026-11-03 overpaid']);
  });
  test('our date is taken back when the payment was deleted', async () => {
    const it = world4711({
      invoices: [invoice({ number: '1037', paidDate: day('2026-11-03') })],
      transfers: [doneTransfer({ paidDate: day('2026-11-03') })],
      documents: [savedDocument({ updatedAt: moment('2026-01-01T00:00:00.000Z') })],
      payments: [],
      deleted: [{ type: 'Payment', id: id('900') }],
    });
    expect(await run(it)).toEqual(['4711 marked null paid-date-cleared']);
    expect(it.headers.get(INVOICE)?.paidDate).toBeNull();
  });
  test('a document that was voided in QuickBooks is held, not marked', async () => {
    const it = world4711({ documents: [paid({ isVoided: true, total: ZERO })] });
    expect(await run(it)).toEqual(['void 4711 held voided-in-quickbooks']);
  });
});

describe('a write that fails', () => {
  test.each<readonly [string, Error, string]>([
    ['refused', new RejectedError('No.'), '4711 failed null paid-date-refused'],
    ['down', new TemporaryError('503'), '4711 failed null not-reachable'],
  ])('%s: the cursor stays, so that the next run asks again', async (_, error, said) => {
    const it = world4711({ autotask: { writeBack: () => Promise.reject(error) } });
    expect(await run(it)).toEqual([said]);
    expect(it.rows.marks.has('payments.cursor')).toBe(false);
    expect(await arePaymentsBegun(it.part.ledger)).toBe(true);
  });
  test('a date that Autotask ignored is said with both values', async () => {
    const it = world4711({ autotask: { writeBack: () => Promise.resolve() } });
    expect(await run(it)).toEqual(['4711 failed null marker-not-written']);
  });
  test('after a signal it waits', async () => {
    const it = world4711();
    it.part.brake.stop(new StoppedError('SIGINT'));
    expect(await run(it)).toEqual(['4711 skipped null run-stopped']);
    expect(it.journal).toEqual([]);
  });
});

describe('mark-paid', () => {
  const mark = async (it: World, number = '1037'): Promise<string> => {
    const { outcome, paidDate, reasons } = await markPaid(it.part, number, day('2026-11-03'));
    return [outcome, `${paidDate}`, ...reasons.map(({ code }) => code)].join(' ');
  };
  const one = invoice({ number: '1037' });
  const other = invoice({ id: invoiceId(4712), number: '1037' });

  test.each<readonly [string, WorldParts, string]>([
    ['writes the date', { invoices: [one] }, 'marked 2026-11-03'],
    ['says what it replaced', { invoices: [{ ...one, paidDate: day('2026-10-01') }] }, 'marked 2026-11-03 paid-date-replaced'],
    ['writes nothing twice', { invoices: [{ ...one, paidDate: day('2026-11-03') }] }, 'marked 2026-11-03 paid-date-same'],
    ['needs an invoice of that number', {}, 'failed null number-unknown'],
    ['refuses two of one number', { invoices: [one, other] }, 'failed null number-ambiguous'],
    ['takes the live one of two', { invoices: [one, { ...other, isVoided: true }] }, 'marked 2026-11-03'],
    ['refuses a voided one', { invoices: [{ ...one, isVoided: true }] }, 'failed null voided-not-marked'],
    ['says what Autotask ignored', { invoices: [one], autotask: { writeBack: () => Promise.resolve() } }, 'failed null marker-not-written'],
  ])('%s', async (_, parts, said) => expect(await mark(world(parts))).toBe(said));
});

describe('a note in Autotask', () => {
  const partly: PaymentOutcome = {
    invoiceId: INVOICE,
    invoiceNumber: '1037',
    paidDate: null,
    outcome: 'skipped',
    reasons: [reason('partly-paid', { balance: '40.00', total: '100.00' })],
  };
  const noting = (notes: string[], more: WorldParts = {}): World =>
    world({
      invoices: [invoice({ number: '1037' })],
      autotask: {
        noteCompany: (company, title, text) => {
          notes.push(`company ${company}: ${title}: ${text}`);
          return Promise.resolve(true);
        },
        noteTicket: (ticket, title, text) => {
          notes.push(`ticket ${ticket}: ${title}: ${text}`);
          return Promise.resolve();
        },
      },
      ...more,
    });

  test('is written once on the company, and again when something else is to be said', async () => {
    const notes: string[] = [];
    const it = noting(notes);
    await notePayments(it.part, [partly]);
    await notePayments(it.part, [partly]);
    expect(notes).toEqual(['company 301: QuickBooks: payment of invoice 1037: Partly paid: 40.00 of 100.00 is still open.']);
    await notePayments(it.part, [{ ...partly, reasons: [reason('partly-paid', { balance: '10.00', total: '100.00' })] }]);
    expect(notes).toHaveLength(2);
  });

  test('that was refused is taken back, so that the next run writes it; one without an answer isn’t', async () => {
    for (const [error, kept] of [
      [new RejectedError('No.'), false],
      [new UnknownOutcomeError('?'), true],
    ] as const) {
      const it = noting([], { autotask: { noteCompany: () => Promise.reject(error) } });
      await notePayments(it.part, [partly]);
      expect(it.rows.marks.get('payments.noted')?.includes('4711')).toBe(kept);
      expect(it.logged).toEqual([`warn: the payment of invoice 4711 was not noted in Autotask: ${error.message}`]);
    }
  });
});
