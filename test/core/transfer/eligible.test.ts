// The header's rules: what each reads, which comes first, and that explain says nothing else than what sync decides.
import { expect, test } from 'vitest';
import { money } from '../../../src/core/money.ts';
import { askHeader, judgeHeader, type EligibilityFacts } from '../../../src/core/transfer/plan/eligible.ts';
import { invoice, moment, settings } from '../support/facts.ts';

const NOW = Date.parse('2026-08-05T12:00:00Z');
const facts = (more: Partial<EligibilityFacts> = {}): EligibilityFacts => ({
  invoice: invoice({ createdAt: moment('2026-08-01T09:00:00Z') }),
  transfer: undefined,
  personHold: undefined,
  settings: settings({}),
  now: NOW,
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
      "go-live: no go-live date is set",
      "settle: created 2026-08-01T09:00:00Z, more than 10 minutes ago",
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
