// What a run's report says, and when there is one at all.
import { Calendar } from '../../../src/core/calendar.ts';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../../src/core/dates.ts';
import { digestRun, type DigestFacts } from '../../../src/core/report/run-report.ts';
import { AuthError, StoppedError, TemporaryError } from '../../../src/core/errors.ts';
import { invoiceId } from '../../../src/core/model.ts';
import type { Outcome } from '../../../src/core/run/outcome.ts';
import { reason } from '../../../src/core/reasons.ts';
import { totalsOf, type RunResult } from '../../../src/core/report/run-result.ts';

const HELD = reason('customer-missing', { name: 'Acme', map: "'{}'" });
const LINES = reason('no-lines', { id: 1 });
const PASSING = reason('no-answer', { service: 'QuickBooks', detail: '502' });
const REFUSED = (code: string) => reason('rejected', { code, detail: 'no', advice: 'look' });

const outcome = (id: number, kind: Outcome['outcome'], more: Partial<Outcome> = {}): Outcome => ({
  invoiceId: invoiceId(id),
  invoiceNumber: null,
  company: 'Acme',
  outcome: kind,
  quickbooks:
    kind === 'created' || kind === 'adopted' ? { type: 'Invoice', id: '130', docNumber: '1037', total: '10.00', tax: '0.00' } : null,
  autotaskTotal: '10.00',
  autotaskTax: '0.00',
  currency: null,
  emailed: false,
  reasons: [],
  ...more,
});

const run = (invoices: readonly Outcome[], more: Partial<RunResult> = {}): RunResult => ({
  run: 'R',
  profile: 'default',
  books: null,
  dryRun: false,
  startedAt: '2026-08-01T06:00:00.000Z' as Instant,
  finishedAt: '2026-08-01T06:01:00.000Z' as Instant,
  invoices,
  voids: [],
  payments: [],
  created: { customers: [], items: [] },
  remarks: [],
  totals: totalsOf(invoices, 0),
  trouble: null,
  ...more,
});

const digest = (result: RunResult, more: Partial<DigestFacts> = {}) =>
  digestRun({
    result,
    command: 'sync',
    told: {},
    sawAll: true,
    transfers: new Map(),
    fates: new Map(),
    when: { onSuccess: true, onError: true, onHold: true },
    environment: 'production',
    calendar: new Calendar(null),
    isAsked: false,
    now: Date.parse('2026-08-01T06:01:00Z'),
    ...more,
  });
const headings = (one: ReturnType<typeof digest>): string[] => (one.report?.sections ?? []).map((section) => section.heading);
const held = (...reasons: Outcome['reasons']): RunResult => run([outcome(1, 'held', { reasons })]);

test('an id that Autotask never had isn’t said to be solved, and is forgotten', () => {
  const told = { 'invoice 99999': { why: 'failed not-found', title: 'invoice 99999', seen: '2026-07-31T00:00:00.000Z' as never } };
  const { report, told: known } = digest(run([]), { told });
  expect([report, known]).toEqual([null, {}]);
});

describe('whether there is a mail', () => {
  const created = run([outcome(1, 'created')]);
  const failed = run([outcome(1, 'failed', { reasons: [REFUSED('6240')] })]);
  test.each([
    ['nothing happened', run([]), {}, false],
    ['only skipped', run([outcome(1, 'skipped', { reasons: [reason('voided')] })]), {}, false],
    ['something was sent', created, {}, true],
    ['something was sent, onSuccess off', created, { onSuccess: false }, false],
    ['something is held', held(HELD), {}, true],
    ['something is held, onHold off', held(HELD), { onHold: false }, false],
    ['something failed', failed, {}, true],
    ['something failed, onError off', failed, { onError: false }, false],
    ['the run ended early', run([], { trouble: new AuthError('connect again') }), {}, true],
    ['the run ended early, onError off', run([], { trouble: new AuthError('connect again') }), { onError: false }, false],
    ['a signal stopped it', run([], { trouble: new StoppedError('SIGTERM') }), {}, false],
  ])('%s: %#', (_, result, when, isMailed) => {
    const one = digest(result, { when: { onSuccess: true, onError: true, onHold: true, ...when } });
    expect(one.report !== null).toBe(isMailed);
  });

  test('somebody who asked for it gets it whatever it says', () => {
    expect(digest(run([]), { isAsked: true }).report?.headline).toBe('Nothing to do (sync)');
  });
});

describe('a lasting problem', () => {
  test('is mailed once, again when its reasons change, and not because of an outage in between', () => {
    const first = digest(held(HELD));
    expect(digest(held(HELD), { told: first.told }).report).toBeNull();
    const outage = digest(run([outcome(1, 'failed', { reasons: [PASSING] })]), { told: first.told });
    expect(outage.report).toBeNull();
    expect(digest(held(HELD), { told: outage.told }).report).toBeNull();
    expect(headings(digest(held(LINES), { told: outage.told }))).toEqual(['Held for you']);
  });

  test('another rejection by QuickBooks is another problem; the same with other amounts is not', () => {
    const first = digest(run([outcome(1, 'failed', { reasons: [REFUSED('6240')] })]));
    expect(digest(run([outcome(1, 'failed', { reasons: [REFUSED('6240')] })]), { told: first.told }).report).toBeNull();
    expect(digest(run([outcome(1, 'failed', { reasons: [REFUSED('6000')] })]), { told: first.told }).report).not.toBeNull();
  });

  test('what was told before is listed as still waiting when there is news', () => {
    const { told } = digest(held(HELD));
    const next = digest(run([outcome(1, 'held', { reasons: [HELD] }), outcome(2, 'created')]), { told });
    expect(headings(next)).toEqual(['Sent to QuickBooks', 'Still waiting']);
  });

  test('one that no setting lets out is not told, so that it comes once the setting is on', () => {
    const { told } = digest(held(HELD), { when: { onSuccess: true, onError: true, onHold: false } });
    expect(digest(held(HELD), { told }).report).not.toBeNull();
  });
});

describe('a solved problem', () => {
  const { told } = digest(held(HELD));
  test.each([
    ['sent now', run([outcome(1, 'created')]), 'sent now as 1037'],
    ['voided in Autotask', run([outcome(1, 'skipped', { reasons: [reason('voided')] })]), 'voided in Autotask'],
    ['marked as sent', run([]), 'Autotask marks it as sent'],
  ])('%s is said to be solved, once', (_, result, words) => {
    const fates = new Map([[1, { settled: 'Autotask marks it as sent.' }]]);
    const one = digest(result, { told, fates, when: { onSuccess: false, onError: true, onHold: true } });
    const solved = one.report?.sections.find((section) => section.heading === 'Solved');
    expect(solved?.rows[0]?.details.join()).toContain(words);
    expect(digest(run([]), { told: one.told }).report).toBeNull();
  });

  test.each([
    ['not looked at', run([]), false],
    ['stopped before it', run([outcome(1, 'skipped', { reasons: [reason('run-stopped', { why: 'x' })] })]), true],
    ['ended early', run([], { trouble: new TemporaryError('down') }), true],
    ['not met, and Autotask did not say why', run([]), true],
  ])('%s: nothing is solved', (_, result, sawAll) => {
    const one = digest(result, { told, sawAll, when: { onSuccess: true, onError: false, onHold: true } });
    expect(one.report).toBeNull();
    expect(one.told['invoice 1']).toBeDefined();
  });

  test('one that is too old by now still waits: it is told once more, with what sends it', () => {
    const fates = new Map([[1, { waits: reason('outside-window', { created: '2026-07-01', days: 14, needed: 31 }) }]]);
    const one = digest(run([]), { told, fates });
    expect(headings(one)).toEqual(['Held for you']);
    expect(one.report?.sections[0]?.rows[0]?.reasons[0]?.fix).toContain('at2qbo settings set invoices.lookBackDays 31');
    expect(digest(run([]), { told: one.told, fates }).report).toBeNull();
  });

  test.each([
    ['a void whose turn did not come', 'run-stopped', false],
    ['a void that has nothing to do any more', 'voided', true],
  ] as const)('%s', (_, code, isSolved) => {
    const waits = { invoiceId: invoiceId(1), quickBooksId: null, docNumber: '1037', outcome: 'held', reasons: [HELD] } as const;
    const before = digest(run([], { voids: [waits] })).told;
    const after = digest(run([], { voids: [{ ...waits, outcome: 'skipped', reasons: [reason(code, { why: 'x' })] }] }), { told: before });
    expect('void 1' in after.told).toBe(!isSolved);
    expect(after.report === null).toBe(!isSolved);
  });

  test('a run that works again is said once', () => {
    const down = digest(run([], { trouble: new AuthError('x') }));
    expect(digest(run([], { trouble: new AuthError('x') }), { told: down.told }).report).toBeNull();
    const up = digest(run([]), { told: down.told });
    expect(up.report?.headline).toBe('1 solved');
    expect(up.told).toEqual({});
  });
});

describe('what it says', () => {
  test('numbers, amounts and links into the right QuickBooks', () => {
    const memo = outcome(2, 'created', {
      autotaskTotal: '-4.00',
      quickbooks: { type: 'CreditMemo', id: '9', docNumber: '12', total: '4.00', tax: '0.00' },
    });
    const { report } = digest(run([outcome(1, 'created'), memo]));
    expect(report?.sections[0]?.rows.map(({ title, link, amount }) => [title, link, amount])).toEqual([
      ['Invoice 1037', 'https://app.qbo.intuit.com/app/invoice?txnId=130', '10.00'],
      ['Credit memo 12', 'https://app.qbo.intuit.com/app/creditmemo?txnId=9', '-4.00'],
    ]);
    expect(report?.facts.map(({ value }) => value)).toEqual(['6.00', '6.00', '0.00, the same to the cent']);
    const sandbox = digest(run([outcome(1, 'created')]), { environment: 'sandbox' });
    expect(sandbox.report?.sections[0]?.rows[0]?.link).toBe('https://app.sandbox.qbo.intuit.com/app/invoice?txnId=130');
  });

  test('voids, payments, what was made, and what the window leaves out', () => {
    const result = run([outcome(1, 'created')], {
      voids: [{ invoiceId: invoiceId(3), quickBooksId: '5', docNumber: '1001', outcome: 'voided', reasons: [] }],
      payments: [{ invoiceId: invoiceId(4), invoiceNumber: '1002', paidDate: null, outcome: 'marked', reasons: [] }],
      created: { customers: [{ id: '1', name: 'Acme' }], items: [] },
      totals: totalsOf([outcome(1, 'created')], 2),
    });
    expect(headings(digest(result))).toEqual([
      'Sent to QuickBooks',
      'Voided in QuickBooks',
      'Marked as paid in Autotask',
      'New in QuickBooks',
      'Outside the window',
    ]);
    expect(digest(result).report?.headline).toBe('1 invoice sent, 1 voided, 1 marked as paid');
    expect(digest(result).report?.sheet).toMatchObject({
      rows: [['invoice'], ['void'], ['payment']].map((row) => expect.arrayContaining(row)),
    });
  });
});
