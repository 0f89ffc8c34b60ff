// What doctor makes of what it sees: where ok ends and a warning or a problem begins, and what of it asks for a person.
import { Calendar } from '../../../src/core/calendar.ts';
import { describe, expect, test } from 'vitest';
import {
  checkBudget,
  checkClock,
  checkDisk,
  checkOtherIntegration,
  checkPreferences,
  checkReads,
  checkRuns,
  checkToken,
} from '../../../src/core/checks/health.ts';
import { Coverage } from '../../../src/core/checks/coverage.ts';
import { needsAction, remark, type DoctorLine } from '../../../src/core/checks/health-line.ts';
import type { RunRecord, Transfer } from '../../../src/core/model/ledger.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { ok, problem, warning } from '../../../src/core/checks/line.ts';
import { amountLine, billingCode, catalog, customer, day, invoice, item, moment, settings, source } from '../support/facts.ts';

const NOW = Date.parse('2026-11-05T12:00:00Z');
const DAY = 86_400_000;
const MB = 1024 * 1024;
const levels = (lines: readonly DoctorLine[]): string[] => lines.map((line) => line.level);

test('remarks ask for nothing, warnings and problems do', () => {
  expect(needsAction([ok('a', ''), remark('b', '', '')])).toBe(false);
  expect(needsAction([warning('a', '', '')])).toBe(true);
  expect(needsAction([problem('a', '', '')])).toBe(true);
});

test.each([
  ['fresh', 100, null, '1', ['ok', 'ok']],
  ['13 days left', 13, null, '1', ['warning', 'ok']],
  ['ended', -1, null, '1', ['problem', 'ok']],
  ['hard limit in 59 days', 100, 59, '1', ['ok', 'warning']],
  ['hard limit in 13 days', 13, 13, '1', ['warning', 'problem']],
  ['hard limit in years', 100, 900, '1', ['ok', 'ok']],
  ['of another company', 100, null, '2', ['ok', 'ok', 'problem']],
])('sign-in: %s', (_, left, hard, realmId, expected) => {
  const token = {
    issuedAt: NOW - DAY,
    refreshExpiresAt: NOW + left * DAY,
    hardExpiresAt: hard === null ? null : NOW + hard * DAY,
    realmId,
  };
  expect(levels(checkToken(token, '1', NOW, new Calendar(null)))).toEqual(expected);
});

test.each([
  [0, 'ok'],
  [5999, 'ok'],
  [6000, 'warning'],
  [9000, 'problem'],
])('%i of 10,000 requests: %s', (used, level) => {
  expect(checkBudget({ used, limit: 10_000 }).level).toBe(level);
});

test.each([
  [399_999, 'ok'],
  [400_000, 'warning'],
  [475_000, 'problem'],
])('%i of 500,000 metered reads: %s', (used, level) => {
  expect(checkReads({ used, limit: 500_000, month: '2026-11' }, Date.parse('2026-11-28T00:00:00Z')).level).toBe(level);
});

test('metered reads that won’t last the month are told early, with the day on which they end', () => {
  const line = checkReads({ used: 250_000, limit: 500_000, month: '2026-11' }, Date.parse('2026-11-08T12:00:00Z'));
  expect([line.level, line.message]).toEqual(['warning', expect.stringContaining('250000 left, at this pace they end on 2026-11-16')]);
});

test.each([
  [0, 'ok'],
  [-60_000, 'ok'],
  [61_000, 'warning'],
  [-301_000, 'problem'],
])('a clock off by %i ms: %s', (offset, level) => {
  expect(levels(checkClock(new Map([['QuickBooks', offset]])))).toEqual([level]);
});

test.each([
  [5000 * MB, 'ok'],
  [499 * MB, 'warning'],
  [49 * MB, 'problem'],
])('%i bytes free: %s', (free, level) => {
  expect(checkDisk(free, '/srv').level).toBe(level);
});

const sent = (id: number, changed: Partial<Transfer> = {}): Transfer =>
  ({ invoiceId: invoiceId(id), state: 'done', quickBooksId: '1', createdAt: moment('2026-11-01T00:00:00.000Z'), ...changed }) as Transfer;
const ended = (startedAt: string): RunRecord => ({
  id: 'r',
  command: 'sync',
  startedAt: moment(startedAt),
  finishedAt: moment(startedAt),
  exitCode: 0,
  totals: {},
  host: 'books1',
  pid: 7,
});

test.each<[string, Partial<Parameters<typeof checkRuns>[0]>, string[]]>([
  ['a plain day', {}, ['lock ok', 'ledger ok', 'runs ok']],
  ['no run yet', { runs: [] }, ['lock ok', 'ledger ok', 'runs warning']],
  ['no run for four days', { runs: [ended('2026-11-01T00:00:00.000Z')] }, ['lock ok', 'ledger ok', 'runs warning']],
  [
    'a killed run',
    { holder: 'process 7', isAlive: false, transfers: [sent(1, { state: 'intent' })] },
    ['lock warning', 'ledger warning', 'runs ok'],
  ],
  ['a run at work', { holder: 'process 7', isAlive: true, transfers: [sent(1, { state: 'intent' })] }, ['lock ok', 'runs ok']],
  ['a document that waits', { transfers: [sent(1, { state: 'held' })] }, ['lock ok', 'ledger warning', 'runs ok']],
])('runs: %s', (_, changed, expected) => {
  const facts = { runs: [ended('2026-11-05T06:00:00.000Z')], transfers: [sent(1)], holder: null, isAlive: null, now: NOW, ...changed };
  expect(checkRuns(facts).map((line) => `${line.key} ${line.level}`)).toEqual(expected);
});

describe('another integration', () => {
  const stamped = (id: number, at: string | null) => invoice({ id: invoiceId(id), webServiceDate: at === null ? null : moment(at) });
  const look = (
    invoices: ReturnType<typeof stamped>[],
    transfers: readonly Transfer[] = [sent(1)],
    goLiveDate: ReturnType<typeof day> | null = null,
  ) => checkOtherIntegration({ invoices, transfers, goLiveDate, calendar: new Calendar(null) });

  test('stamps since our first transfer that aren’t ours are a problem, by id', () => {
    expect(look([stamped(1, '2026-11-02T00:00:00.000Z'), stamped(2, '2026-11-03T00:00:00.000Z')])).toMatchObject({
      level: 'problem',
      message: expect.stringMatching(/^stamped by something else since .*: 1 invoice \(2\)$/),
    });
  });
  test('what was stamped before we began, and what isn’t stamped, is none', () => {
    expect(look([stamped(2, '2026-10-30T00:00:00.000Z'), stamped(3, null)]).level).toBe('ok');
  });
  test('a go-live date is when we began, transfers or not', () => {
    expect(look([stamped(2, '2026-11-03T00:00:00.000Z')], [], day('2026-11-03')).level).toBe('problem');
    expect(look([stamped(2, '2026-11-03T00:00:00.000Z')], []).level).toBe('ok');
  });
});

test('credits that QuickBooks applies by itself are a remark', () => {
  const { company, preferences } = catalog({ preferences: { autoAppliesCredits: true } });
  expect(needsAction(checkPreferences(company, preferences))).toBe(false);
  expect(levels(checkPreferences(company, preferences))).toContain('warning');
});

describe('coverage of the last weeks', () => {
  const cover = (sources: ReturnType<typeof source>[], books = catalog(), isTransferred = false, changed = {}): DoctorLine[] => {
    const coverage = new Coverage(settings(changed), NOW, () => isTransferred);
    coverage.add(sources, books);
    return coverage.lines(90);
  };
  const bad = (lines: readonly DoctorLine[]): string[] =>
    lines.filter((line) => line.level !== 'ok').map((line) => `${line.key} ${line.level}`);

  const taxed = (parts: Parameters<typeof source>[0] = {}) => source({ lines: [amountLine('100', '8.25')], ...parts });
  test('where all is there, every area is ok', () => {
    expect(bad(cover([taxed()]))).toEqual([]);
  });
  test.each<[string, ReturnType<typeof source>, ReturnType<typeof catalog>, string[]]>([
    ['an inactive customer', source(), catalog({ customers: [customer('24', 'Acme', { isActive: false })] }), ['customers problem']],
    ['an inactive item', source(), catalog({ items: [item('5', 'Remote Support', { isActive: false })] }), ['items problem']],
    [
      'a term that isn’t there',
      source({ lines: [amountLine('100', '8.25')], invoice: { paymentTermId: 1 }, terms: [[1, 'Net 45']] }),
      catalog(),
      ['terms warning'],
    ],
    [
      'tax without a code of its region',
      source({ lines: [amountLine('100', '8.25')] }),
      catalog({ preferences: { taxWorld: 'manual' } }),
      ['tax codes problem'],
    ],
    [
      'a currency that is off',
      source({
        company: { currencyId: 2 },
        currencies: [
          [1, 'USD'],
          [2, 'CAD'],
        ],
      }),
      catalog(),
      ['currencies problem'],
    ],
    [
      'lines that Autotask hides',
      source({ invoice: { net: source().invoice.net.plus(source().invoice.net) } }),
      catalog(),
      ['lines of business problem'],
    ],
  ])('%s', (_, of, books, expected) => {
    expect(bad(cover([of], books))).toEqual(expected);
  });
  test('what went through before is a warning; a voided or too young invoice is none', () => {
    const books = catalog({ customers: [customer('24', 'Acme', { isActive: false })] });
    expect(bad(cover([source()], books, true))).toEqual(['customers warning']);
    expect(bad(cover([source({ invoice: { isVoided: true } })], books))).toEqual([]);
    expect(bad(cover([source({ invoice: { createdAt: moment('2026-11-05T11:59:00.000Z') } })], books))).toEqual([]);
  });
  test('what is made on the way is named, and no finding', () => {
    const lines = cover([taxed({ codes: [billingCode(101, 'New thing', { taxCategoryId: 1 })] })], catalog({ customers: [] }));
    expect(bad(lines)).toEqual(['ship-to warning']); // the billing address that the customer is made with
    expect(needsAction(lines)).toBe(false);
    expect(lines.find((line) => line.key === 'customers')?.message).toContain('created on the way (1: Acme)');
    expect(lines.find((line) => line.key === 'items')?.message).toContain('New thing');
  });
});
