// The header's rules: what each reads, which comes first, and that explain says nothing else than what sync decides.
import { Calendar } from '../../../src/core/calendar.ts';
import { expect, test } from 'vitest';
import { money } from '../../../src/core/money.ts';
import { askHeader, judgeHeader, windowStart, type EligibilityFacts } from '../../../src/core/transfer/plan/eligible.ts';
import { day, invoice, moment, settings } from '../support/facts.ts';

const NOW = Date.parse('2026-08-05T12:00:00Z');
const facts = (more: Partial<EligibilityFacts> = {}): EligibilityFacts => ({
  invoice: invoice({ createdAt: moment('2026-08-01T09:00:00Z') }),
  transfer: undefined,
  personHold: undefined,
  settings: settings({}),
  now: NOW,
  calendar: new Calendar(null),
  statuses: [],
  ...more,
});
const stopsOf = (one: EligibilityFacts): string[] =>
  askHeader(one).flatMap(({ rule, stop }) => (stop ? [`${rule}: ${stop.reason.code}`] : []));

test('nothing stops an ordinary invoice, and each rule says what it read', () => {
  expect(judgeHeader(facts())).toEqual({ verdict: 'send' });
  expect(askHeader(facts()).map(({ rule, found }) => `${rule}: ${found}`)).toMatchInlineSnapshot(`
    [
      "hold: no person holds it",
      "customer hold: company 301 is not on hold",
      "status: Autotask has released it",
      "companies: every company is served",
      "go-live: no go-live date is set",
      "settle: created 2026-08-01 09:00, more than 10 minutes ago",
      "total: 100.00 (net 100.00, tax 0.00)",
    ]
  `);
});

test.each([
  [
    'a total of less than half a cent is zero',
    { net: money('0.004'), tax: money('0') },
    { 'invoices.skipZeroTotal': true },
    ['total: zero-total'],
  ],
  ['a total of a cent is not', { net: money('0.01'), tax: money('0') }, { 'invoices.skipZeroTotal': true }, []],
  ['before go-live', {}, { 'invoices.goLiveDate': '2026-08-02' }, ['go-live: before-go-live']],
  ['on the go-live date', {}, { 'invoices.goLiveDate': '2026-08-01' }, []],
  ['too young', { createdAt: moment('2026-08-05T11:55:00Z') }, {}, ['settle: not-settled']],
  ['exactly as old as the settle window', { createdAt: moment('2026-08-05T11:50:00Z') }, {}, []],
])('%s', (_, header, changed, stops) => {
  const one = facts({ invoice: invoice({ createdAt: moment('2026-08-01T09:00:00Z'), ...header }), settings: settings(changed as never) });
  expect(stopsOf(one)).toEqual(stops);
  const judged = judgeHeader(one);
  expect(judged.verdict).toBe(stops.length === 0 ? 'send' : 'skip');
});

test('a person who names the invoice passes by the rules of age and amount, not by a hold', () => {
  const young = facts({ invoice: invoice({ createdAt: moment('2026-08-05T11:59:00Z') }), isForced: true });
  expect(judgeHeader(young)).toEqual({ verdict: 'send' });
  const held = facts({
    personHold: { invoiceId: young.invoice.id, why: 'wait for Ann', at: moment('2026-08-01T00:00:00Z') },
    isForced: true,
  });
  expect(judgeHeader(held)).toMatchObject({ verdict: 'hold', reasons: [{ code: 'held-by-person' }] });
});

test('days are those of the time zone: created before midnight in UTC is the first of December in Sydney', () => {
  const late = {
    invoice: invoice({ createdAt: moment('2026-11-30T22:30:00.000Z') }),
    settings: settings({ 'invoices.goLiveDate': day('2026-12-01') }),
  };
  const at = { ...late, now: Date.parse('2026-12-01T12:00:00Z') };
  expect(stopsOf(facts({ ...at, calendar: new Calendar('Australia/Sydney') }))).toEqual([]);
  expect(stopsOf(facts(at))).toEqual(['go-live: before-go-live']);
});

test('a look-back window begins with a day of the time zone', () => {
  const now = Date.parse('2026-11-30T22:30:00Z');
  expect(windowStart(now, 14, new Calendar('Australia/Sydney'))).toBe('2026-11-16T13:00:00.000Z');
  expect(windowStart(now, 14, new Calendar(null))).toBe('2026-11-16T00:00:00.000Z');
});

const status = (id: number, label: string) => ({ id, label });
test.each([
  ['no status', null, [status(1, 'Posted')], null],
  ['the finished one', 1, [status(1, 'Posted'), status(7, 'Waiting for QuickBooks')], null],
  ['one that waits', 7, [status(1, 'Posted'), status(7, 'Waiting for QuickBooks')], 'Waiting for QuickBooks'],
  ['one that waits, and comes first', 1, [status(1, 'Pending tax calculation'), status(2, 'Finalized')], 'Pending tax calculation'],
  ['the finished one after it', 2, [status(1, 'Pending tax calculation'), status(2, 'Finalized')], null],
  ['not released, in so many words', 2, [status(1, 'Released'), status(2, 'Not released')], 'Not released'],
  ['a label that says neither, beside one that does', 3, [status(1, 'Ready'), status(3, 'Zurückgestellt')], 'Zurückgestellt'],
  ['the first of labels that say nothing', 1, [status(1, 'Gebucht'), status(2, 'Wartet')], null],
  ['another of them', 2, [status(1, 'Gebucht'), status(2, 'Wartet')], 'Wartet'],
  ['a status without a label', 9, [status(1, 'Ready')], '9'],
])('released: %s', (_, statusId, statuses, waiting) => {
  const one = facts({ invoice: invoice({ createdAt: moment('2026-08-01T09:00:00Z'), statusId }), statuses });
  expect(stopsOf(one)).toEqual(waiting === null ? [] : ['status: not-released']);
  const judged = judgeHeader(one);
  expect(judged.verdict).toBe(waiting === null ? 'send' : 'hold');
  expect('reasons' in judged ? judged.reasons[0]?.message : null).toEqual(
    waiting === null ? null : expect.stringContaining(`"${waiting}"`),
  );
  expect(judgeHeader({ ...one, isForced: true })).toEqual({ verdict: 'send' });
});
