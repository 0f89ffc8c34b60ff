// An undo carried out: the order of writes, what it leaves alone, and what a kill in the middle leaves to the next run.
import { describe, expect, test } from 'vitest';
import { TemporaryError, UnknownOutcomeError } from '../../../src/core/errors.ts';
import type { MadeRecord, PersonHold, TransferEvent } from '../../../src/core/model/ledger.ts';
import { invoiceId, type SavedDocument } from '../../../src/core/model.ts';
import { money, ZERO } from '../../../src/core/money.ts';
import { applyLists, applyUndo, finishUndos, plannedOutcomes } from '../../../src/core/undo/apply.ts';
import { readLists, readUndo, runStart } from '../../../src/core/undo/read.ts';
import { awaitsRelease, releaseUndone } from '../../../src/core/undo/release.ts';
import { runRecord } from '../../../src/core/run/run-record.ts';
import type { UndoOutcome } from '../../../src/core/undo/types.ts';
import { customer, id, invoice, moment } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';
import { world, type World, type WorldParts } from '../support/world.ts';

const INVOICE = invoiceId(4711);
const DATE = moment('2026-11-01T06:00:00.000Z');
const event = (state: TransferEvent['state'], what: string): TransferEvent => ({
  invoiceId: INVOICE,
  at: DATE,
  runId: 'run',
  state,
  what,
  detail: '',
});
const HISTORY = [
  event('intent', 'about to be sent to QuickBooks'),
  event('created', 'created in QuickBooks'),
  event('written', 'written back to Autotask'),
  event('done', 'done'),
];

/** What `run` made: invoice 1037, untouched since. `holds`: what a person finds on hold afterwards. */
function made(parts: WorldParts & { readonly lists?: readonly MadeRecord[] } = {}): World & { readonly holds: Map<number, PersonHold> } {
  const holds = new Map<number, PersonHold>();
  const { lists = [], ...rest } = parts;
  const it = world({
    invoices: [invoice({ number: '1037', webServiceDate: DATE })],
    documents: [savedDocument({ updatedAt: moment('2026-11-01T06:00:00.000Z') })],
    transfers: [doneTransfer()],
    history: HISTORY,
    ...rest,
    ledger: {
      eventsOfRun: (run) => Promise.resolve(it.rows.history.filter((one) => one.runId === run)),
      madeInRun: () => Promise.resolve([...lists]),
      personHolds: () => Promise.resolve(new Map([...holds].map(([of, hold]) => [invoiceId(of), hold]))),
      setPersonHold: (hold) => {
        it.journal.push(`ledger: hold ${hold.invoiceId}`);
        holds.set(hold.invoiceId, hold);
        return Promise.resolve();
      },
      clearPersonHold: (of) => Promise.resolve(holds.delete(of)),
      runs: () => Promise.resolve([runRecord('run', 'sync', Date.parse('2026-11-01T06:00:00Z'), 'host', 1)]),
      ...rest.ledger,
    },
  });
  return { ...it, holds };
}

async function undo(it: World): Promise<string[]> {
  const outcomes: UndoOutcome[] = [];
  await applyUndo(await readUndo(it.part, 'run', null), 'run', it.part, (one) => void outcomes.push(one));
  return outcomes.map(({ invoiceId: of, outcome, reasons, takesBack }) =>
    [`${of}`, outcome, ...reasons.map(({ code }) => code), ...(takesBack.length > 0 ? [`takes back ${takesBack.join(' ')}`] : [])].join(
      ' ',
    ),
  );
}

describe('an undo', () => {
  test('is in the ledger and on hold before QuickBooks voids, and Autotask’s marks go last', async () => {
    const it = made();
    expect(await undo(it)).toEqual(['4711 voided takes back invoiceNumber webServiceDate']);
    expect(it.journal).toEqual([
      'ledger: done (about to be taken back (void): invoice 1037 (Id 130))',
      'ledger: hold 4711',
      'quickbooks: void Invoice 130',
      'ledger: voided (voided in QuickBooks: taken back)',
      'autotask: invoiceNumber and webServiceDate of 4711',
      "ledger: voided (taken back; Autotask's marks cleared: invoiceNumber, webServiceDate)",
    ]);
    expect(it.headers.get(INVOICE)).toMatchObject({ number: null, webServiceDate: null });
    expect(it.rows.transfers.get(INVOICE)).toMatchObject({ state: 'voided', voiding: 'done', reasons: [{ code: 'undone' }] });
  });

  test('is planned the same way, and writes nothing', async () => {
    const it = made();
    expect(plannedOutcomes(await readUndo(it.part, 'run', null))).toMatchObject([
      { invoiceId: 4711, outcome: 'voided', takesBack: ['invoiceNumber', 'webServiceDate'], total: '100.00' },
    ]);
    expect(it.journal).toEqual([]);
  });

  test('of another run, or of other invoices, has nothing to do', async () => {
    const { part } = made();
    expect((await readUndo(part, 'another', null)).steps).toEqual([]);
    expect((await readUndo(part, 'run', [invoiceId(9)])).steps).toEqual([]);
  });

  test.each<readonly [string, Partial<SavedDocument>, string]>([
    ['was edited since', { syncToken: '4', customerName: 'Beta', customerId: id('25') }, '4711 held undo-edited'],
    ['was paid since', { balance: ZERO, linked: [{ id: id('9'), type: 'Payment' }], syncToken: '1' }, '4711 held has-payments'],
  ])('leaves alone what %s', async (_, changed, said) => {
    const it = made({ documents: [savedDocument(changed)] });
    expect((await undo(it)).map((one) => one.split(' ').slice(0, 3).join(' '))).toEqual([said]);
    expect(it.journal).toEqual([]);
  });

  test('without an answer keeps its intent; the next run finds it void and goes on', async () => {
    const it: ReturnType<typeof made> = made({
      quickbooks: {
        voidInvoice: () => Promise.reject(new UnknownOutcomeError('cut')),
      },
    });
    expect(await undo(it)).toEqual(['4711 failed no-answer']);
    expect(it.rows.transfers.get(INVOICE)).toMatchObject({ state: 'done', voiding: 'intent' });
    expect(it.holds.has(4711)).toBe(true);
    it.documents[0] = savedDocument({ isVoided: true, total: ZERO, balance: ZERO, syncToken: '1' });
    const outcomes: string[] = [];
    await finishUndos(it.part, (one) => void outcomes.push(one.outcome));
    expect(outcomes).toEqual(['voided']);
    expect(it.rows.transfers.get(INVOICE)).toMatchObject({ state: 'voided', voiding: 'done' });
    expect(it.headers.get(INVOICE)?.number).toBeNull();
  });

  test('that QuickBooks refuses is withdrawn, with its hold', async () => {
    const it = made({ quickbooks: { voidInvoice: () => Promise.reject(new TemporaryError('503')) } });
    expect(await undo(it)).toEqual(['4711 failed not-reachable']);
    expect(it.rows.transfers.get(INVOICE)).toMatchObject({ state: 'done', voiding: null, reasons: [] });
    expect(it.holds.size).toBe(0);
  });

  test('whose mark Autotask doesn’t let go of is held', async () => {
    const it = made({ autotask: { writeBack: () => Promise.resolve() } });
    expect(await undo(it)).toEqual(['4711 held undo-mark-stays takes back invoiceNumber webServiceDate']);
  });
});

test('what was taken back is sent anew after release alone, as a new attempt without a document', async () => {
  const it = made();
  await undo(it);
  const row = it.rows.transfers.get(INVOICE);
  expect([awaitsRelease(row), awaitsRelease(doneTransfer()), awaitsRelease(undefined)]).toEqual([true, false, false]);
  if (!awaitsRelease(row)) throw new Error('it has to wait');
  expect(releaseUndone(row).transfer).toMatchObject({
    state: 'rejected',
    quickBooksId: null,
    docNumber: null,
    total: null,
    voiding: null,
    reasons: [],
  });
});

describe('customers that the run made', () => {
  const record: MadeRecord = { runId: 'run', kind: 'customer', id: id('24'), name: 'Acme' };
  const after = async (it: World, goes: readonly string[] = []): Promise<string[]> =>
    (await readLists(await readUndo(it.part, 'run', null), DATE, new Set(goes), it.part)).map((one) => `${one.name} ${one.outcome}`);

  test('are listed when nothing uses them any more, and stay where another document does', async () => {
    expect(await after(made({ lists: [record] }))).toEqual(['Acme in-use']);
    const owing = { customers: [customer('24', 'Acme', { balance: money('100') })] }; // the open balance of invoice 1037
    expect(await after(made({ lists: [record], books: owing }), ['Invoice/130'])).toEqual(['Acme listed']);
    expect(await after(made({ lists: [record], books: { customers: [] } }), ['Invoice/130'])).toEqual(['Acme gone']);
  });
  test('are made inactive where that is wanted; a refusal is said', async () => {
    const inactive: string[] = [];
    const it = made({
      quickbooks: {
        deactivateCustomer: (one) => {
          inactive.push(one.id);
          return one.id === '24' ? Promise.resolve(one) : Promise.reject(new TemporaryError('503'));
        },
      },
    });
    const step = (number: string): Parameters<typeof applyLists>[0][number] => ({
      kind: 'customer',
      id: number,
      name: number,
      outcome: 'listed',
      why: '',
      customer: customer(number, number),
    });
    const outcomes = await applyLists([step('24'), step('25'), { ...step('26'), outcome: 'in-use' }], it.part);
    expect(outcomes.map((one) => `${one.id} ${one.outcome} ${one.why}`.trim())).toEqual(['24 inactive', '25 failed 503', '26 in-use']);
    expect(inactive).toEqual(['24', '25']);
  });
});

test('a run that the ledger doesn’t know has no beginning; a known one begins an hour earlier, for clocks', async () => {
  const { part } = made();
  expect([await runStart(part.ledger, 'run'), await runStart(part.ledger, 'x')]).toEqual(['2026-11-01T05:00:00.000Z', null]);
});
