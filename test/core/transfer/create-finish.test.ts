// The two steps of a document for themselves: making it, and finishing it; what each leaves in the ledger when something is in its way.
import { describe, expect, test } from 'vitest';
import { RejectedError } from '../../../src/core/errors.ts';
import type { SavedDocument, SourceInvoice } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { reason } from '../../../src/core/reasons.ts';
import { adviceFor } from '../../../src/core/reasons/advice.ts';
import { CAUSES } from '../../../src/core/reasons/causes.ts';
import { LEFT_FOR_NOW, NOT_TRIED, PASSING_FAILURES } from '../../../src/core/reasons/passing.ts';
import type { PlannedCreate } from '../../../src/core/transfer/plan/plan.ts';
import { createOne, markErrors, type Created, type Refused } from '../../../src/core/transfer/send/create.ts';
import { failedOutcome, RefusedDocument } from '../../../src/core/transfer/send/failed-outcome.ts';
import { closeWritten, finishOne } from '../../../src/core/transfer/send/finish.ts';
import { expectationOf } from '../../../src/core/transfer/send/verify.ts';
import { drafted, id, moment, settings, source } from '../support/facts.ts';
import { storedAs } from '../support/quickbooks.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { sendWorld, type SendWorld } from '../support/send-world.ts';

type Script = NonNullable<Parameters<typeof sendWorld>[0]>;
const of = source();
const { invoice } = of;
const planned = (changed: Partial<PlannedCreate> = {}): PlannedCreate => {
  const made = drafted(of);
  return {
    action: 'create',
    invoice,
    company: 'Acme',
    source: of,
    drafted: made,
    expectation: expectationOf(of, made),
    generation: 0,
    before: null,
    reasons: [],
    ...changed,
  };
};
const world = (script: Script = {}): SendWorld => sendWorld({ headers: [invoice], ...script });
const state = (it: SendWorld): string | undefined => it.transfers.get(invoice.id)?.state;

async function create(it: SendWorld, plan = planned()): Promise<string> {
  const made = await createOne(plan, it.context, []);
  return 'outcome' in made ? [made.outcome.outcome, ...made.outcome.reasons.map(({ code }) => code)].join(' ') : `made ${made.saved.id}`;
}

describe('making it', () => {
  test('the intent is there first', async () => {
    const it = world();
    expect(await create(it)).toBe('made 130');
    expect(it.journal[0]).toBe('ledger: intent (about to be sent to QuickBooks)');
    expect(it.transfers.get(invoice.id)).toMatchObject({ state: 'intent', customerId: '24', email: null, pdf: null });
  });

  test.each<readonly [string, Partial<SourceInvoice>, string]>([
    ['numbered', { number: '7' }, 'skipped already-synced'],
    ['voided', { isVoided: true }, 'skipped voided'],
    ['changed', { net: money('101') }, 'skipped run-stopped'],
  ])('a long run looks again: %s meanwhile, and nothing is sent', async (_, changed, said) => {
    const it = world({ headers: [{ ...invoice, ...changed }], headersReadAt: '2026-11-01T05:00:00Z' });
    expect(await create(it)).toBe(said);
    expect(it.journal).toEqual([]);
  });

  test('another content under an attempt that may still be under way is not sent', async () => {
    const before = doneTransfer({
      state: 'intent',
      generation: 0,
      draftHash: 'of another content',
      updatedAt: moment('2026-11-01T05:59:59.000Z'),
    });
    expect(await create(world(), planned({ before }))).toBe('failed no-answer');
  });

  test('an answer of long ago is asked for as it is now; one that somebody deleted is held, and never made again', async () => {
    const old = (draft: Parameters<typeof storedAs>[0]): SavedDocument => storedAs(draft, '130', '2026-10-01T06:00:00.000Z');
    const gone = world({ quickbooks: { createDocument: (draft) => Promise.resolve(old(draft)) } });
    expect(await create(gone)).toBe('held deleted-in-quickbooks');
    expect(gone.transfers.get(invoice.id)).toMatchObject({ state: 'created', quickBooksId: '130' });
    const there: SendWorld = world({
      quickbooks: {
        createDocument: (draft) => {
          there.books.push(old(draft));
          return Promise.resolve(old(draft));
        },
      },
    });
    expect(await create(there)).toBe('made 130');
  });

  test('a number that is taken names its holder, and is no refusal of the document', async () => {
    const numbered = settings({ 'invoices.numbering': 'autotask-number' });
    const sent = source({ invoice: { number: '1037' } });
    const made = drafted(sent, undefined, numbered);
    const plan = planned({ source: sent, invoice: sent.invoice, drafted: made, expectation: expectationOf(sent, made) });
    const it = world({
      settings: numbered,
      books: [savedDocument({ privateNote: '', customerId: id('25'), customerName: 'Beta' })],
      quickbooks: { createDocument: () => Promise.reject(new RejectedError('Duplicate', { service: 'QuickBooks', code: '6140' })) },
    });
    const refused: Refused[] = [];
    const answer = await createOne(plan, it.context, refused);
    expect('outcome' in answer && answer.outcome.reasons.map(({ code }) => code)).toEqual(['number-taken']);
    expect([state(it), refused]).toEqual(['rejected', []]);
  });

  test('ERROR goes to Autotask where it is asked for, and not for the refusal that stopped the run', async () => {
    const asked = world({ settings: settings({ 'invoices.writeErrorMarker': true }) });
    const refused = [{ planned: planned(), transfer: doneTransfer(), code: '6000' }];
    await markErrors(refused, asked.context);
    expect(asked.headers.get(invoice.id)?.number).toBe('ERROR');
    const streak = world({ settings: settings({ 'invoices.writeErrorMarker': true }) });
    for (let n = 0; n < 10; n++) streak.context.brake.fault('6000', 'rejected', 'no');
    await markErrors(refused, streak.context);
    expect(streak.journal).toEqual([]);
    const silent = world({ settings: settings({ 'invoices.writeErrorMarker': false }) });
    await markErrors(refused, silent.context);
    expect(silent.journal).toEqual([]);
  });
});

describe('finishing it', () => {
  async function finish(it: SendWorld, changed: Partial<SavedDocument> = {}): Promise<string> {
    const made = (await createOne(planned(), it.context, [])) as Created;
    const written = await finishOne(made.planned, { ...made.saved, ...changed }, made.transfer, it.context);
    const outcome = 'outcome' in written ? written.outcome : (await closeWritten([written], it.context)).get(invoice.id);
    return [outcome?.outcome, ...(outcome?.reasons.map(({ code }) => code) ?? [])].join(' ');
  }

  test('what was sent is compared, written back, and closed when Autotask shows it', async () => {
    const it = world();
    expect(await finish(it)).toBe('created');
    expect([state(it), it.headers.get(invoice.id)?.number]).toEqual(['done', '10130']);
  });
  test.each<readonly [string, Partial<SavedDocument>]>([
    ['total, by a discount of QuickBooks’ own,', { discount: money('1'), total: money('99'), balance: money('99') }],
    ['customer', { customerId: id('25') }],
  ])('another %s is held, and Autotask isn’t written to', async (_, changed) => {
    const it = world();
    expect((await finish(it, changed)).startsWith('held ')).toBe(true);
    expect([state(it), it.headers.get(invoice.id)?.number]).toEqual(['held', null]);
  });
  test('a credit that QuickBooks applied by itself is said', async () => {
    expect(await finish(world(), { balance: ZERO })).toBe('created credit-applied');
  });

  test.each<readonly [string, Partial<SourceInvoice>, string]>([
    ['voided', { isVoided: true }, 'held voided-in-autotask'],
    ['changed', { net: money('101') }, 'held found-different'],
    ['numbered by somebody else', { number: '7' }, 'held marker-changed'],
  ])('%s in Autotask meanwhile: nothing of theirs is overwritten', async (_, changed, said) => {
    const it = world();
    const createDocument: SendWorld['context']['quickbooks']['createDocument'] = (...args) => it.context.quickbooks.createDocument(...args);
    const context = {
      ...it.context,
      quickbooks: {
        ...it.context.quickbooks,
        createDocument: (...args: Parameters<typeof createDocument>) => {
          it.headers.set(invoice.id, { ...invoice, ...changed });
          return createDocument(...args);
        },
      },
    };
    expect(await finish({ ...it, context })).toBe(said);
    expect(it.journal.filter((entry) => entry.startsWith('autotask'))).toEqual([]);
  });

  test('that Autotask refuses stays to be finished', async () => {
    const it = world({
      autotask: { writeBack: () => Promise.reject(new RejectedError('no right', { service: 'Autotask', code: '500' })) },
    });
    expect(await finish(it)).toBe('failed write-back-refused');
    expect(state(it)).toBe('created');
  });
  test('nothing written, nothing asked', async () => {
    expect((await closeWritten([], world({ autotask: { invoices: () => Promise.reject(new Error('asked')) } }).context)).size).toBe(0);
  });
});

test('a reason out of the middle of a step is the document’s outcome; a bug is thrown on', () => {
  const { context } = world();
  const why = reason('rejected', { code: '6240', detail: 'no', advice: adviceFor('6240') });
  expect(failedOutcome(planned(), new RefusedDocument(why), context).reasons).toEqual([why]);
  expect(failedOutcome(planned(), new RefusedDocument(why), context, savedDocument()).quickbooks).toMatchObject({
    id: '130',
    total: '100.00',
  });
  expect(() => failedOutcome(planned(), new TypeError('a bug'), context)).toThrow('a bug');
});

test('every refusal has a way out, and what passes by itself is no person’s matter', () => {
  expect(adviceFor('6200')).toMatch(/^The books are closed .*at2qbo sync$/);
  expect(adviceFor('no such code')).toMatch(/^Correct what QuickBooks names\./);
  expect([...PASSING_FAILURES].every((code) => LEFT_FOR_NOW.has(code))).toBe(true);
  expect([...NOT_TRIED].filter((code) => PASSING_FAILURES.has(code))).toEqual([]);
  expect(CAUSES.voided).toBe('Somebody voided the invoice in Autotask before it was sent.');
});
