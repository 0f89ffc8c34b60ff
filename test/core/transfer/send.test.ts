// One document on its way: which writes happen, in which order, and what an answer that is missing, wrong or refused leads to.
import { describe, expect, test } from 'vitest';
import { RejectedError, TemporaryError, UnknownOutcomeError } from '../../../src/core/errors.ts';
import type { SavedDocument } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import type { Outcome } from '../../../src/core/run/outcome.ts';
import { buildPlan, type Planned, type PlanFacts } from '../../../src/core/transfer/plan/plan.ts';
import { applyPlan } from '../../../src/core/transfer/send/apply.ts';
import { catalog, customer, invoice, item, settings, source } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { storedAs } from '../support/quickbooks.ts';
import { sendWorld, type SendWorld } from '../support/send-world.ts';

const ordinary = source();
const lists = catalog({ customers: [customer('24', ordinary.company?.name ?? '')], items: [item('7', 'Remote Support')] });

function planned(facts: Partial<PlanFacts> = {}): Planned[] {
  return buildPlan({
    sources: [ordinary],
    transfers: new Map(),
    found: { byNote: new Map(), byNumber: new Map() },
    taken: new Map(),
    documents: new Map(),
    catalog: lists,
    settings: settings(),
    ...facts,
  });
}

async function apply(world: SendWorld, plan = planned()): Promise<Outcome[]> {
  return applyPlan(plan, world.context).outcomes;
}

const codes = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((one) => [one.outcome, ...one.reasons.map((why) => why.code)].join(' '));

describe('an ordinary invoice', () => {
  test('the intent is kept before the create, Autotask is told after the comparison, and `done` comes last', async () => {
    const world = sendWorld({ headers: [ordinary.invoice] });
    expect(codes(await apply(world))).toEqual(['created']);
    expect(world.journal.map((line) => line.replace(/at2qbo-\w+/, 'ID'))).toMatchInlineSnapshot(`
      [
        "ledger: intent (about to be sent to QuickBooks)",
        "quickbooks: create ID",
        "ledger: created (made in QuickBooks: invoice 10130 (Id 130))",
        "autotask: invoiceNumber and webServiceDate of 4711",
        "ledger: written (written back to Autotask: number 10130)",
        "ledger: done (Autotask shows it: done)",
      ]
    `);
    expect(world.transfers.get(ordinary.invoice.id)).toMatchObject({ state: 'done', quickBooksId: '130', docNumber: '10130' });
    expect(world.headers.get(ordinary.invoice.id)).toMatchObject({ number: '10130', webServiceDate: '2026-11-01T06:00:00.000Z' });
  });

  test('the same plan again is the same request to QuickBooks', async () => {
    const requests = await Promise.all(
      [1, 2].map(async () => {
        const world = sendWorld({ headers: [ordinary.invoice] });
        await apply(world);
        return world.journal.find((line) => line.startsWith('quickbooks: create'));
      }),
    );
    expect(requests[0]).toBe(requests[1]);
  });

  test('it is mailed once it was compared, with an intent of its own', async () => {
    const wanted = settings({ 'invoices.email': true });
    const books = catalog({
      customers: [customer('24', ordinary.company?.name ?? '', { email: 'ap@acme.example' })],
      items: [item('7', 'Remote Support')],
    });
    const world = sendWorld({ headers: [ordinary.invoice], settings: wanted });
    await apply(world, planned({ catalog: books, settings: wanted }));
    const done = world.journal.findIndex((line) => line.startsWith('ledger: done (Autotask'));
    const mailed = world.journal.findIndex((line) => line.startsWith('quickbooks: mail'));
    expect(done).toBeGreaterThan(0);
    expect(mailed).toBeGreaterThan(done);
    expect(world.journal[mailed - 1]).toContain('about to be asked to mail');
  });
});

describe('an answer that is missing or refused', () => {
  test('no answer, and it is there: found by its note, never made again', async () => {
    let calls = 0;
    const world = sendWorld({ headers: [ordinary.invoice] });
    const lost = sendWorld({
      headers: [ordinary.invoice],
      books: world.books,
      quickbooks: {
        createDocument: (draft) => {
          calls += 1;
          lost.books.push(storedAs(draft, '130'));
          return Promise.reject(new UnknownOutcomeError('no answer came', { service: 'QuickBooks' }));
        },
      },
    });
    expect(codes(await apply(lost))).toEqual(['created']);
    expect(calls).toBe(1);
    expect(lost.books).toHaveLength(1);
    expect(lost.transfers.get(ordinary.invoice.id)?.state).toBe('done');
  });

  test('no answer, and nothing to be seen: failed as passing, and the intent stays', async () => {
    const world = sendWorld({
      headers: [ordinary.invoice],
      quickbooks: { createDocument: () => Promise.reject(new UnknownOutcomeError('no answer came', { service: 'QuickBooks' })) },
    });
    expect(codes(await apply(world))).toEqual(['failed no-answer']);
    expect(world.transfers.get(ordinary.invoice.id)?.state).toBe('intent');
    expect(world.headers.get(ordinary.invoice.id)?.number).toBeNull();
  });

  test('refused: the row says so, and the invoice gets ERROR where the settings ask for it', async () => {
    const refusal = new RejectedError('Business Validation Error', { service: 'QuickBooks', code: '6000' });
    const world = sendWorld({ headers: [ordinary.invoice], quickbooks: { createDocument: () => Promise.reject(refusal) } });
    const [outcome] = await apply(world);
    expect(outcome).toMatchObject({ outcome: 'failed', reasons: [{ code: 'rejected', serviceCode: '6000' }] });
    expect(world.transfers.get(ordinary.invoice.id)?.state).toBe('rejected');
    expect(world.headers.get(ordinary.invoice.id)?.number).toBe('ERROR');
  });

  test('out of reach: nothing is written to Autotask, ERROR least of all', async () => {
    const world = sendWorld({
      headers: [ordinary.invoice],
      quickbooks: { createDocument: () => Promise.reject(new TemporaryError('503', { service: 'QuickBooks' })) },
    });
    const [outcome] = await apply(world);
    expect(outcome?.outcome).toBe('failed');
    expect(world.journal.filter((line) => line.startsWith('autotask'))).toEqual([]);
  });
});

describe('a document that isn’t what was asked for', () => {
  test.each([
    ['another total', { total: money('99.00'), lines: [] as SavedDocument['lines'] }],
    ['another customer', { customerId: '25' as SavedDocument['customerId'] }],
    ['no number', { docNumber: null }],
  ])('%s: held, not written back, not mailed', async (_, wrong) => {
    const world = sendWorld({
      headers: [ordinary.invoice],
      quickbooks: { createDocument: (draft) => Promise.resolve({ ...storedAs(draft, '130'), ...wrong }) },
    });
    const [outcome] = await apply(world);
    expect(outcome?.outcome).toBe('held');
    expect(world.transfers.get(ordinary.invoice.id)).toMatchObject({ state: 'held', quickBooksId: '130' });
    expect(world.journal.filter((line) => !line.startsWith('ledger') && !line.startsWith('quickbooks: create'))).toEqual([]);
  });
});

describe('Autotask changed meanwhile', () => {
  test.each([
    ['voided', { isVoided: true }, 'held voided-in-autotask'],
    ['another amount', { net: money('120') }, 'held found-different'],
    ['numbered by somebody else', { number: '9', webServiceDate: null }, 'held marker-changed'],
  ])('%s: nothing of theirs is overwritten', async (_, change, expected) => {
    const world = sendWorld({ headers: [invoice({ ...ordinary.invoice, ...change })] });
    expect(codes(await apply(world))).toEqual([expected]);
    expect(world.journal.filter((line) => line.startsWith('autotask'))).toEqual([]);
  });

  test('a mark that Autotask ignored is said, and the row stays unfinished', async () => {
    const world = sendWorld({ headers: [ordinary.invoice], autotask: { writeBack: () => Promise.resolve() } });
    expect(codes(await apply(world))).toEqual(['held marker-not-written']);
    expect(world.transfers.get(ordinary.invoice.id)?.state).toBe('written');
  });
});

describe('what QuickBooks has already', () => {
  test('a row past its create is finished, and nothing is sent', async () => {
    const transfer = doneTransfer({ state: 'created', invoiceId: ordinary.invoice.id });
    const saved = savedDocument({ docNumber: '1037' });
    const world = sendWorld({ headers: [ordinary.invoice], transfers: [transfer], books: [saved] });
    const plan = planned({ transfers: new Map([[ordinary.invoice.id, transfer]]), documents: new Map([['Invoice/130', saved]]) });
    expect(plan.map((one) => one.action)).toEqual(['finish']);
    await apply(world, plan);
    expect(world.journal.filter((line) => line.startsWith('quickbooks: create'))).toEqual([]);
  });

  test('a brake lets the document in hand end, and says of the others that they were not tried', async () => {
    const world = sendWorld({ headers: [ordinary.invoice] });
    world.context.brake.signal('SIGTERM');
    expect(codes(await apply(world))).toEqual(['skipped run-stopped']);
    expect(world.journal).toEqual([]);
  });
});
