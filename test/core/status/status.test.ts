// Where things stand, and the life of one invoice, from what the ledger and the log know.
import { describe, expect, test } from 'vitest';
import { invoiceId } from '../../../src/core/model.ts';
import type { OutcomeRecord, RunRecord, TransferState } from '../../../src/core/model/ledger.ts';
import type { LogEntry } from '../../../src/core/model/log.ts';
import { reason } from '../../../src/core/reasons.ts';
import { runRecord } from '../../../src/core/run/run-record.ts';
import { historyOf } from '../../../src/core/status/invoice-history.ts';
import { summaryOf } from '../../../src/core/status/summary.ts';
import { moment } from '../support/facts.ts';
import { doneTransfer } from '../support/saved.ts';

const INVOICE = invoiceId(4711);
const at = (hour: string): ReturnType<typeof moment> => moment(`2026-11-01T${hour}:00:00.000Z`);
const outcome = (kind: OutcomeRecord['outcome'], ...reasons: OutcomeRecord['reasons']): OutcomeRecord => ({
  invoiceId: INVOICE,
  invoiceNumber: null,
  company: 'Acme',
  total: '100.00',
  outcome: kind,
  reasons,
  firstSeen: at('05'),
  lastSeen: at('06'),
  runId: 'run',
});
const run = (id: string, changed: Partial<RunRecord> = {}): RunRecord => ({
  ...runRecord(id, 'sync', Date.parse('2026-11-01T06:00:00Z'), 'host', 7),
  finishedAt: at('07'),
  exitCode: 0,
  totals: { outsideWindow: 2 },
  ...changed,
});
const NONE = { runs: [], outcomes: [], personHolds: [], transfers: [] };

describe('the summary', () => {
  test('of a ledger that is empty', () => {
    expect(summaryOf(NONE)).toEqual({
      lastRun: null,
      openRun: null,
      held: [],
      failed: [],
      waiting: [],
      personHolds: [],
      outsideWindow: null,
      transfers: { done: 0, adopted: 0, unfinished: 0, held: 0, voided: 0 },
    });
  });

  test('a run that never ended is open; the last one that ended is the last run', () => {
    const open = run('3', { finishedAt: null, exitCode: null, totals: null });
    const { lastRun, openRun } = summaryOf({ ...NONE, runs: [open, run('2'), run('1')] });
    expect([lastRun?.id, openRun?.id]).toEqual(['2', '3']);
  });

  test('a killed run of before isn’t open any more', () => {
    expect(summaryOf({ ...NONE, runs: [run('3'), run('2', { finishedAt: null })] }).openRun).toBeNull();
  });

  test('what is outside the window is as the last sync counted it, not another command', () => {
    const runs = [
      run('3', { command: 'sync-payments', totals: { outsideWindow: 9 } }),
      run('2'),
      run('1', { totals: { outsideWindow: 5 } }),
    ];
    expect(summaryOf({ ...NONE, runs }).outsideWindow).toBe(2);
  });

  test('only what a later run takes by itself is waiting', () => {
    const stopped = outcome('skipped', reason('run-stopped', { why: 'interrupted' }));
    const synced = outcome('skipped', reason('already-synced', { marker: 'x', id: INVOICE }));
    const { held, failed, waiting } = summaryOf({ ...NONE, outcomes: [outcome('held'), outcome('failed'), stopped, synced] });
    expect([held.length, failed.length, waiting]).toEqual([1, 1, [stopped]]);
  });

  test('transfers are counted by how far they came; adopted ones are done too', () => {
    const states: readonly TransferState[] = ['done', 'intent', 'created', 'accepted', 'written', 'held', 'voided', 'rejected'];
    const transfers = [...states.map((state) => doneTransfer({ state })), doneTransfer({ wasAdopted: true })];
    expect(summaryOf({ ...NONE, transfers }).transfers).toEqual({ done: 2, adopted: 1, unfinished: 4, held: 1, voided: 1 });
  });
});

describe('the life of an invoice', () => {
  const entry = (hour: string): LogEntry => ({ at: at(hour), runId: 'run', kind: 'call' }) as unknown as LogEntry;
  const event = (hour: string, state: TransferState): Parameters<typeof historyOf>[0]['events'][number] => ({
    invoiceId: INVOICE,
    at: at(hour),
    runId: 'run',
    state,
    what: state,
    detail: '',
  });

  test('is in the order in which it happened; at one moment the call comes before what it led to', () => {
    const { steps, transfer } = historyOf({
      invoiceId: INVOICE,
      transfer: undefined,
      events: [event('06', 'intent'), event('08', 'created')],
      entries: [entry('08'), entry('07')],
      outcome: outcome('held'),
      hold: { invoiceId: INVOICE, why: 'wait', at: at('05') },
    });
    expect(steps.map((step) => `${step.at.slice(11, 13)} ${step.kind}`)).toEqual([
      '05 hold',
      '06 ledger',
      '06 waiting',
      '07 log',
      '08 log',
      '08 ledger',
    ]);
    expect(transfer).toBeNull();
  });
});

test('a run begins without an end, a code or totals', () => {
  expect(runRecord('1', 'sync', Date.parse('2026-11-01T06:00:00Z'), 'host', 7)).toEqual({
    id: '1',
    command: 'sync',
    startedAt: '2026-11-01T06:00:00.000Z',
    finishedAt: null,
    exitCode: null,
    totals: null,
    host: 'host',
    pid: 7,
  });
});
