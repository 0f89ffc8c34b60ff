// Voids carried out: what is written, in which order, and what an unclear answer leaves behind.
import { describe, expect, test } from 'vitest';
import { RejectedError, StaleError, StoppedError, TemporaryError, UnknownOutcomeError } from '../../../src/core/errors.ts';
import { invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { reportVoids, syncVoids, voidDocument } from '../../../src/core/voids/apply.ts';
import type { VoidOutcome } from '../../../src/core/voids/plan.ts';
import { goneTransfers, reportGone } from '../../../src/core/voids/read-voided-in-quickbooks.ts';
import { day, id, invoice, moment } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world, type World, type WorldParts } from '../support/world.ts';

const voided = (number = 4711): ReturnType<typeof invoice> =>
  invoice({ id: invoiceId(number), isVoided: true, voidedAt: moment('2026-11-04T12:00:00.000Z') });

/** Invoice 4711, sent as 1037 and voided in Autotask yesterday. */
const sentAndVoided = (parts: WorldParts = {}): World =>
  world({ invoices: [voided()], documents: [savedDocument()], transfers: [doneTransfer()], ...parts });

async function run(it: World, more: { readonly isLookOnly?: boolean; readonly listsSettled?: boolean } = {}): Promise<string[]> {
  const outcomes: VoidOutcome[] = [];
  await syncVoids(it.part, { days: 30, put: (outcome) => void outcomes.push(outcome), ...more });
  return outcomes.map(({ invoiceId: of, outcome, reasons }) => [`${of}`, outcome, ...reasons.map(({ code }) => code)].join(' '));
}

describe('a void', () => {
  test('is in the ledger before it is asked for, and owes no mail afterwards', async () => {
    const it = sentAndVoided({ transfers: [doneTransfer({ email: 'wanted', pdf: 'wanted' })] });
    expect(await run(it)).toEqual(['4711 voided']);
    expect(it.journal).toEqual([
      'ledger: done (about to be voided in QuickBooks: invoice 1037 (Id 130))',
      'quickbooks: void Invoice 130',
      'ledger: voided (voided in QuickBooks)',
    ]);
    expect(it.rows.transfers.get(invoiceId(4711))).toMatchObject({
      state: 'voided',
      voiding: 'done',
      email: null,
      pdf: null,
      syncToken: '1',
    });
    expect(it.documents[0]).toMatchObject({ isVoided: true });
  });

  test('of a credit memo is its deletion', async () => {
    const memo = { documentType: 'CreditMemo' as const };
    const it = sentAndVoided({ documents: [savedDocument({ type: 'CreditMemo' })], transfers: [doneTransfer(memo)] });
    expect(await run(it)).toEqual(['4711 voided']);
    expect(it.journal[1]).toBe('quickbooks: delete CreditMemo 130');
    expect(it.documents).toEqual([]);
  });

  test.each<readonly [string, Partial<SavedDocument>, string]>([
    ['a payment', { balance: money('40'), linked: [{ id: id('9'), type: 'Payment' }] }, '4711 held has-payments'],
    ['a deposit', { deposit: money('25'), balance: money('75') }, '4711 held has-deposit'],
  ])('is held by %s, and nothing is written', async (_, changed, said) => {
    const it = sentAndVoided({ documents: [savedDocument(changed)] });
    expect(await run(it)).toEqual([said]);
    expect(it.journal).toEqual([]);
  });

  test('is held where its date is in closed books', async () => {
    const it = sentAndVoided({ books: { preferences: { bookCloseDate: day('2026-10-31') } } });
    expect(await run(it)).toEqual(['4711 held void-in-closed-books']);
  });

  test('of a dry run is said and not made', async () => {
    const it = sentAndVoided({ isDryRun: true });
    expect(await run(it)).toEqual(['4711 voided']);
    expect(it.journal).toEqual([]);
  });

  test('of a document that only its note ties to the invoice gives the ledger a row', async () => {
    const it = sentAndVoided({ transfers: [] });
    expect(await run(it)).toEqual(['4711 voided']);
    expect(it.rows.transfers.get(invoiceId(4711))).toMatchObject({
      state: 'voided',
      quickBooksId: '130',
      wasAdopted: true,
      company: 'Acme',
    });
  });

  test('that a person made in QuickBooks is only learnt', async () => {
    const it = sentAndVoided({ documents: [savedDocument({ isVoided: true, total: ZERO, balance: ZERO })] });
    expect(await run(it)).toEqual(['4711 skipped already-void']);
    expect(it.journal).toEqual(['ledger: voided (found void in QuickBooks)']);
  });

  test('of an earlier run is listed where that is wanted, and asks QuickBooks nothing', async () => {
    const settled = doneTransfer({ state: 'voided', voiding: 'done' });
    const documents = { documents: () => Promise.reject(new Error('asked')) };
    const it = sentAndVoided({ transfers: [settled], quickbooks: documents });
    expect(await run(it, { listsSettled: true })).toEqual(['4711 skipped already-void']);
    expect(await run(it)).toEqual([]);
  });

  test('waits for the next run after a signal', async () => {
    const it = sentAndVoided();
    it.part.brake.stop(new StoppedError('SIGTERM'));
    expect(await run(it)).toEqual(['4711 skipped run-stopped']);
    expect(it.journal).toEqual([]);
  });
});

describe('QuickBooks’ answer to a void', () => {
  const refusing = (answer: Error): World => sentAndVoided({ quickbooks: { voidInvoice: () => Promise.reject(answer) } });

  test.each<readonly [string, Error, string, string | null]>([
    ['a refusal fails it and takes the intent back', new RejectedError('No.', { code: '6000' }), '4711 failed void-failed', null],
    ['closed books hold it', new RejectedError('Closed.', { code: '6200' }), '4711 held void-in-closed-books', null],
    ['a service that is down fails it', new TemporaryError('503'), '4711 failed not-reachable', null],
    ['no answer leaves the intent: the next run looks first', new UnknownOutcomeError('?'), '4711 failed no-answer', 'intent'],
  ])('%s', async (_, error, said, voiding) => {
    const it = refusing(error);
    expect(await run(it)).toEqual([said]);
    expect(it.rows.transfers.get(invoiceId(4711))).toMatchObject({ state: 'done', voiding });
  });

  test('no answer, and it is void all the same: done', async () => {
    const it: World = sentAndVoided({
      quickbooks: {
        voidInvoice: ({ id: of }) => {
          it.documents[0] = savedDocument({ id: of, isVoided: true, total: ZERO, balance: ZERO, syncToken: '1' });
          return Promise.reject(new UnknownOutcomeError('the line was cut'));
        },
      },
    });
    expect(await run(it)).toEqual(['4711 voided']);
    expect(it.rows.transfers.get(invoiceId(4711))).toMatchObject({ state: 'voided', syncToken: '1' });
  });

  test('an intent of a killed run whose void arrived is found', async () => {
    const it = sentAndVoided({
      transfers: [doneTransfer({ voiding: 'intent' })],
      documents: [savedDocument({ isVoided: true, total: ZERO, balance: ZERO })],
    });
    expect(await run(it)).toEqual(['4711 voided']);
    expect(it.journal).toEqual(['ledger: voided (found voided in QuickBooks after an unclear end)']);
  });

  test('clear-status only looks: an intent whose void didn’t arrive is taken back', async () => {
    const it = sentAndVoided({ transfers: [doneTransfer({ voiding: 'intent' })] });
    expect(await run(it, { isLookOnly: true })).toEqual(['4711 skipped not-voided-yet']);
    expect(it.journal).toEqual(['ledger: done (looked: not voided in QuickBooks)']);
  });

  test('changed by somebody meanwhile: read again once, judged again, and voided as it is now', async () => {
    const it = world({ documents: [savedDocument({ syncToken: '7' })] });
    expect(await voidDocument(savedDocument(), null, it.part)).toMatchObject({ kind: 'done', document: { syncToken: '8' } });
    expect(it.journal).toEqual(['quickbooks: void Invoice 130', 'quickbooks: void Invoice 130']);
  });

  test('changed to what must not be voided: held', async () => {
    const it = world({ documents: [savedDocument({ syncToken: '7', balance: ZERO })] });
    const result = await voidDocument(savedDocument(), null, it.part);
    expect(result.kind === 'hold' && result.reasons.map(({ code }) => code)).toEqual(['has-payments']);
  });

  test('changed again and again: held', async () => {
    const it = world({ documents: [savedDocument()], quickbooks: { voidInvoice: () => Promise.reject(new StaleError('5010')) } });
    const result = await voidDocument(savedDocument(), null, it.part);
    expect(result.kind === 'hold' && result.reasons.map(({ code }) => code)).toEqual(['void-changed-meanwhile']);
  });
});

describe('with voids.sync off', () => {
  const report = async (it: World): Promise<string[]> => {
    const outcomes: VoidOutcome[] = [];
    await reportVoids(
      it.part,
      30,
      () => false,
      (outcome) => void outcomes.push(outcome),
    );
    return outcomes.map(({ outcome, reasons }) => [outcome, ...reasons.map(({ code }) => code)].join(' '));
  };

  test('a document that lives on is said once', async () => {
    const it = sentAndVoided();
    expect(await report(it)).toEqual(['held voided-in-autotask']);
    expect(await report(it)).toEqual([]);
    expect(it.journal).toEqual(['ledger: done (reported: voided in Autotask, lives on in QuickBooks)']);
  });

  test('what is void on both sides is settled silently', async () => {
    const it = sentAndVoided({ documents: [savedDocument({ isVoided: true, total: ZERO, balance: ZERO })] });
    expect(await report(it)).toEqual([]);
    expect(it.journal).toEqual(['ledger: voided (void on both sides)']);
  });
});

describe('voided or deleted in QuickBooks', () => {
  const live = invoice({ isVoided: false });
  const empty = savedDocument({ isVoided: true, total: ZERO, balance: ZERO });
  const said = async (it: World): Promise<string[]> => {
    const outcomes: VoidOutcome[] = [];
    await reportGone(it.part, 400, (outcome) => void outcomes.push(outcome));
    return outcomes.flatMap(({ reasons }) => reasons.map(({ code }) => code));
  };

  test('is held while Autotask has the invoice', async () => {
    const it = world({ invoices: [live], documents: [empty], transfers: [doneTransfer()] });
    expect(await said(it)).toEqual(['voided-in-quickbooks']);
  });
  test('is no matter when it is void in Autotask too, or is a document of other hands', async () => {
    expect(await said(world({ invoices: [voided()], documents: [empty], transfers: [doneTransfer()] }))).toEqual([]);
    expect(await said(world({ invoices: [live], documents: [empty] }))).toEqual([]);
  });
  test('a deletion is told from a void', async () => {
    const it = world({ transfers: [doneTransfer()] });
    const gone = await goneTransfers({ documents: [], deleted: [{ type: 'Invoice', id: id('130') }] }, it.part);
    expect(gone.map(({ outcome }) => outcome.reasons[0]?.code)).toEqual(['deleted-in-quickbooks']);
  });
});
