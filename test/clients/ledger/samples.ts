// A transfer, an outcome, a run and a log entry to vary in the ledger's tests.
import { instantAt, type Instant, type LocalDate } from '../../../src/core/dates.ts';
import type { OutcomeRecord, RunRecord, Tie, Transfer } from '../../../src/core/model/ledger.ts';
import type { LogEntry } from '../../../src/core/model/log.ts';
import { invoiceId, quickBooksId } from '../../../src/core/model.ts';

export const START = Date.parse('2026-03-03T10:00:00Z');
export const at = (minutes: number): Instant => instantAt(START + minutes * 60_000);
export const clock = { now: () => START };

export function transfer(id: number, change: Partial<Transfer> = {}): Transfer {
  return {
    invoiceId: invoiceId(id),
    state: 'intent',
    generation: 0,
    requestId: `at2qbo-${id}`,
    draftHash: 'a'.repeat(64),
    documentType: 'Invoice',
    quickBooksId: null,
    docNumber: null,
    customerId: quickBooksId('58'),
    company: "O'Brien & Söhne 株式会社",
    date: '2026-02-28' as LocalDate,
    total: null,
    tax: null,
    autotaskTotal: '1861.08',
    syncToken: null,
    wasAdopted: false,
    reasons: [],
    email: null,
    pdf: null,
    voiding: null,
    paidDate: null,
    runId: 'run-1',
    createdAt: at(0),
    updatedAt: at(0),
    ...change,
  };
}

export const created = (id: number, document: string, change: Partial<Transfer> = {}): Transfer =>
  transfer(id, {
    state: 'created',
    quickBooksId: quickBooksId(document),
    docNumber: '1037',
    total: '1861.08',
    tax: '0.00',
    syncToken: '0',
    ...change,
  });

export function tie(kind: Tie['kind'], autotaskId: number, quickBooks: string, change: Partial<Tie> = {}): Tie {
  return {
    kind,
    autotaskId,
    quickBooksId: quickBooksId(quickBooks),
    autotaskName: 'Alpha',
    quickBooksName: 'Alpha',
    by: 'name',
    at: at(0),
    ...change,
  };
}

export function outcome(id: number, change: Partial<OutcomeRecord> = {}): OutcomeRecord {
  return {
    invoiceId: invoiceId(id),
    invoiceNumber: '20260303.0001',
    company: 'Acme',
    total: '-12.30',
    outcome: 'held',
    reasons: [{ code: 'voided', message: 'The invoice is voided in Autotask.', fix: 'Nothing to do.' }],
    firstSeen: at(0),
    lastSeen: at(0),
    runId: 'run-1',
    ...change,
  };
}

export function run(id: string, minutes: number, change: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    command: 'sync',
    startedAt: at(minutes),
    finishedAt: null,
    exitCode: null,
    totals: null,
    host: 'desk',
    pid: 4711,
    ...change,
  };
}

export function entry(message: string, change: Partial<LogEntry> = {}): LogEntry {
  return { at: at(0), runId: 'run-1', level: 'info', message, invoiceId: null, facts: {}, ...change };
}
