// A whole run over the invoices, without a socket: which ones it is about, what becomes of each, and where it stops.
import { describe, expect, test } from 'vitest';
import { AuthError, RejectedError, TemporaryError } from '../../../src/core/errors.ts';
import { invoiceId, type SourceInvoice } from '../../../src/core/model.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { gather, readBilled } from '../../../src/core/transfer/select.ts';
import { syncInvoices, type InvoiceRun } from '../../../src/core/transfer/sync.ts';
import type { SyncOptions } from '../../../src/core/transfer/options.ts';
import { company, customer, day, id, invoice, line, moment, settings } from '../support/facts.ts';
import { syncOptions, world, type World, type WorldParts } from '../support/world.ts';

const at = (number: number, changed: Partial<SourceInvoice> = {}): SourceInvoice => invoice({ id: invoiceId(number), ...changed });
const lineOf = (number: number): ReturnType<typeof line> => line({ id: number, invoiceId: invoiceId(number) });
const said = ({ outcomes }: InvoiceRun): string[] =>
  outcomes.map(({ invoiceId: of, outcome, reasons }) => [`${of}`, outcome, ...reasons.map(({ code }) => code)].join(' '));

async function run(parts: WorldParts, options: Partial<SyncOptions> = {}): Promise<{ it: World; outcomes: string[]; run: InvoiceRun }> {
  const it = world({ invoices: [at(4711)], lines: [lineOf(4711)], ...parts });
  const made = await syncInvoices(it.part, syncOptions(it, options));
  return { it, outcomes: said(made), run: made };
}

describe('one invoice', () => {
  test('is made, written back and closed, in this order', async () => {
    const { it, run: made } = await run({});
    expect(made).toMatchObject({ eligible: 1, outsideWindow: 0, made: { customers: [], items: [] } });
    expect(made.outcomes).toMatchObject([
      {
        invoiceId: 4711,
        invoiceNumber: null,
        company: 'Acme',
        outcome: 'created',
        quickbooks: { type: 'Invoice', id: '130', docNumber: '10130', total: '100.00', tax: '0.00' },
        autotaskTotal: '100.00',
        currency: null,
      },
    ]);
    expect(it.journal.map((entry) => entry.replace(/at2qbo-[\w-]+|[0-9a-f]{20,}/, 'ID'))).toEqual([
      'ledger: intent (about to be sent to QuickBooks)',
      expect.stringMatching(/^quickbooks: create /) as unknown as string,
      expect.stringMatching(/^ledger: created /) as unknown as string,
      'autotask: invoiceNumber and webServiceDate of 4711',
      expect.stringMatching(/^ledger: written /) as unknown as string,
      expect.stringMatching(/^ledger: done /) as unknown as string,
    ]);
    expect(it.headers.get(invoiceId(4711))).toMatchObject({ number: '10130' });
    expect(it.rows.ties.map(({ kind, autotaskId, quickBooksId }) => `${kind} ${autotaskId} ${quickBooksId}`)).toEqual([
      'customer 301 24',
      'item 101 5',
    ]);
    expect(said(await syncInvoices(it.part, syncOptions(it)))).toEqual([]);
  });

  test('of a dry run is planned and nothing is written anywhere', async () => {
    const { it, outcomes } = await run({}, { isDryRun: true });
    expect(outcomes).toEqual(['4711 planned']);
    expect([it.journal, [...it.rows.marks], it.rows.ties]).toEqual([[], [], []]);
  });

  test('that QuickBooks has by its note is taken over', async () => {
    const { it, outcomes } = await run({ documents: [savedDocument()] });
    expect(outcomes).toEqual(['4711 adopted']);
    expect(it.documents).toHaveLength(1);
    expect(it.headers.get(invoiceId(4711))?.number).toBe('1037');
  });

  test('whose last attempt got no answer is looked for, found and finished', async () => {
    const intent = doneTransfer({ state: 'intent', quickBooksId: null, docNumber: null, total: null, tax: null, customerId: null });
    const lines = [
      {
        itemId: id('5'),
        amount: line().amount,
        quantity: line().quantity,
        price: line().rate,
        description: '',
        taxCode: 'NON',
        classId: null,
      },
    ];
    const { it } = await run({ transfers: [intent], documents: [savedDocument({ lines })] });
    expect(it.documents).toHaveLength(1);
    expect(it.rows.transfers.get(invoiceId(4711))?.quickBooksId).toBe('130');
  });
});

describe('which invoices a run is about', () => {
  test.each<readonly [string, WorldParts, Partial<SyncOptions>, readonly string[]]>([
    ['sync is off', { settings: settings({ 'invoices.sync': 'off' } as never) }, {}, []],
    [
      'sync is off, and a person asks',
      { settings: settings({ 'invoices.sync': 'off' } as never) },
      { isNow: true, isDryRun: true },
      ['4711 planned'],
    ],
    ['numbered already: not seen', { invoices: [at(4711, { number: '7' })] }, {}, []],
    [
      'numbered already, and named',
      { invoices: [at(4711, { number: '7' })] },
      { only: [invoiceId(4711)] },
      ['4711 skipped already-synced'],
    ],
    ['named, and Autotask doesn’t have it', {}, { only: [invoiceId(9)] }, ['9 failed not-found']],
    ['voided before it was sent', { invoices: [at(4711, { isVoided: true })] }, {}, ['4711 skipped voided']],
    ['too young', { invoices: [at(4711, { createdAt: moment('2026-11-04T23:55:00.000Z') })] }, {}, ['4711 skipped not-settled']],
    ['before go-live', { settings: settings({ 'invoices.goLiveDate': day('2026-11-01') }) }, {}, ['4711 skipped before-go-live']],
    [
      'held by a person',
      { personHolds: [{ invoiceId: invoiceId(4711), why: 'wait', at: moment('2026-11-01T00:00:00.000Z') }] },
      {},
      ['4711 held held-by-person'],
    ],
    [
      'begun, and gone from Autotask',
      { invoices: [], transfers: [doneTransfer({ state: 'created' })] },
      {},
      ['4711 held gone-from-autotask'],
    ],
  ])('%s', async (_, parts, options, expected) => expect((await run(parts, options)).outcomes).toEqual(expected));

  test('in order of their ids, and as many as --max says', async () => {
    const three = { invoices: [at(3), at(1), at(2)], lines: [1, 2, 3].map(lineOf) };
    const { outcomes } = await run(three, { max: 2 });
    expect(outcomes).toEqual(['1 created', '2 created', '3 skipped run-stopped']);
  });

  test('what is outside the window is counted, not read', async () => {
    const { run: made } = await run({ invoices: [at(1, { createdAt: moment('2025-01-01T00:00:00.000Z') })], lines: [] });
    expect([made.outcomes, made.outsideWindow]).toEqual([[], 1]);
  });

  test('what was done and owes a mail is taken up', async () => {
    const owed = doneTransfer({ email: 'wanted' });
    const it = world({ invoices: [], transfers: [owed] });
    expect((await gather(it.part, syncOptions(it))).sideSteps).toEqual([owed]);
  });

  test('companies are those of all that wait, this run’s or not; a marked one bills nobody', async () => {
    const beta = company({ id: 302 as never, name: 'Beta' });
    const it = world({
      invoices: [at(1), at(2, { companyId: beta.id }), at(3, { companyId: 303 as never, number: '7' })],
      companies: [company(), beta],
    });
    expect(await readBilled(it.part.autotask, it.part.settings)).toEqual([301, 302]);
    expect([...(await gather(it.part, syncOptions(it, { only: [invoiceId(1)] }))).billed]).toEqual([301, 302]);
  });
});

describe('what stops a run', () => {
  const two = { invoices: [at(1), at(2)], lines: [1, 2].map(lineOf) };

  test('a first run of many waits for a yes, and nothing is sent', async () => {
    const few = settings({ 'limits.firstRun': 1 });
    const { it, outcomes } = await run({ ...two, settings: few }, { confirmFirstRun: () => Promise.resolve(false) });
    expect(outcomes).toEqual(['1 skipped run-stopped', '2 skipped run-stopped']);
    expect(it.part.brake.cause?.kind).toBe('usage');
    expect(it.journal).toEqual([]);
    expect((await run({ ...two, settings: few }, { confirmFirstRun: () => Promise.resolve(true) })).outcomes).toEqual([
      '1 created',
      '2 created',
    ]);
  });

  test('an hour of Autotask that others used up', async () => {
    const { it, outcomes } = await run({ ...two, autotask: { budget: () => Promise.resolve({ used: 9_990, limit: 10_000 }) } });
    expect(outcomes).toEqual(['1 skipped run-stopped', '2 skipped run-stopped']);
    expect(it.part.brake.cause).toBeInstanceOf(TemporaryError);
  });

  test('a connection that is refused: what went through is reported, the rest waits', async () => {
    let calls = 0;
    const it: World = world({
      ...two,
      quickbooks: {
        createDocument: () => {
          calls += 1;
          return Promise.reject(new AuthError('connect again', { service: 'QuickBooks' }));
        },
      },
    });
    const outcomes = said(await syncInvoices(it.part, syncOptions(it)));
    expect(outcomes.map((one) => one.split(' ').slice(1).join(' '))).toEqual(expect.arrayContaining(['failed run-broke-off']));
    expect(it.part.brake.cause?.kind).toBe('auth');
    expect(calls).toBeGreaterThan(0);
    expect(it.documents).toEqual([]);
  });

  test('a refusal is one document’s matter', async () => {
    const it: World = world({
      ...two,
      companies: [company(), company({ id: 302 as never, name: 'Beta' })],
      invoices: [at(1), at(2, { companyId: 302 as never })],
      books: { customers: [customer('24', 'Acme'), customer('25', 'Beta')] },
    });
    const createDocument: World['part']['quickbooks']['createDocument'] = (...args) => it.part.quickbooks.createDocument(...args);
    const quickbooks: World['part']['quickbooks'] = {
      ...it.part.quickbooks,
      createDocument: (draft, requestId) =>
        draft.customerId === id('25')
          ? Promise.reject(new RejectedError('Business Validation Error', { service: 'QuickBooks', code: '6000' }))
          : createDocument(draft, requestId),
    };
    const part = { ...it.part, quickbooks };
    expect(said(await syncInvoices(part, { ...syncOptions(it), ...part }))).toEqual(['1 created', '2 failed rejected']);
    expect(it.rows.transfers.get(invoiceId(2))).toMatchObject({ state: 'rejected', quickBooksId: null });
  });

  test('clear-status finishes what was begun and sends nothing new', async () => {
    const { it, outcomes } = await run({}, { isSettling: true });
    expect(outcomes).toEqual(['4711 skipped not-sent-yet']);
    expect(it.documents).toEqual([]);
  });
});

describe('currencies and names of outcomes', () => {
  test('books of several currencies name one each', async () => {
    const several = {
      currencies: new Map([
        [1, 'USD'],
        [2, 'EUR'],
      ]),
      companies: [company(), company({ id: 302 as never, name: 'Beta', currencyId: 2 })],
      books: { preferences: { usesMultiCurrency: true }, customers: [customer('24', 'Acme'), customer('25', 'Beta', { currency: 'EUR' })] },
      invoices: [at(1), at(2, { companyId: 302 as never, isVoided: true })],
      lines: [lineOf(1)],
    };
    const { run: made, it } = await run(several);
    expect(made.outcomes.map(({ company: name, currency, outcome }) => `${name} ${currency} ${outcome}`)).toEqual([
      'Acme USD created',
      'Beta EUR skipped',
    ]);
    expect(it.rows.marks.get('books.currency')).toBe('USD and others');
  });

  test('a name that the last run had is not asked for again', async () => {
    const seen = moment('2026-11-01T00:00:00.000Z');
    const last = { invoiceId: invoiceId(4711), invoiceNumber: null, company: 'Acme Inc', total: '100.00', outcome: 'skipped' } as const;
    const { run: made } = await run({
      invoices: [at(4711, { isVoided: true })],
      outcomes: [{ ...last, reasons: [], firstSeen: seen, lastSeen: seen, runId: 'run' }],
      autotask: { companies: () => Promise.reject(new Error('asked')) },
    });
    expect(made.outcomes[0]?.company).toBe('Acme Inc');
  });

  test('a service that went down meanwhile costs the names alone', async () => {
    const { run: made, it } = await run({
      invoices: [at(4711, { isVoided: true })],
      autotask: { companies: () => Promise.reject(new TemporaryError('503')) },
    });
    expect(made.outcomes.map(({ outcome, company: name }) => `${outcome} "${name}"`)).toEqual(['skipped ""']);
    expect(it.part.brake.cause?.kind).toBe('temporary');
  });
});
