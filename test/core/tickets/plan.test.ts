// Which problems get a ticket, which are noted anew, which are closed; and what the webhook's forms look like.
import { describe, expect, test } from 'vitest';
import { formOf } from '../../../src/clients/notices/webhook.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { reason, type Reason } from '../../../src/core/reasons.ts';
import {
  planTickets,
  problemsOf,
  signatureOf,
  ticketKey,
  ticketText,
  ticketTitle,
  type TicketRow,
} from '../../../src/core/tickets/plan.ts';

const INACTIVE = reason('customer-inactive', { name: 'Acme', map: "'{}'" });
const outcome = (outcome_: string, reasons: readonly Reason[], id = 4711): Parameters<typeof problemsOf>[0][number] => ({
  invoiceId: invoiceId(id),
  invoiceNumber: null,
  company: 'Acme',
  autotaskTotal: '100.00',
  outcome: outcome_,
  reasons,
});
const [PROBLEM] = problemsOf([outcome('held', [INACTIVE])]);
if (!PROBLEM) throw new Error('a hold is a problem');

test.each<[string, Parameters<typeof problemsOf>[0][number], boolean]>([
  ['a hold', outcome('held', [INACTIVE]), true],
  ['a failure that lasts', outcome('failed', [reason('rejected', { code: '6000', detail: 'no', advice: 'look' })]), true],
  ['a failure that passes', outcome('failed', [reason('no-answer', { service: 'QuickBooks', detail: 'reset' })]), false],
  ['what a person put on hold', outcome('held', [reason('held-by-person', { why: 'dispute', id: 4711 })]), false],
  ['what was skipped', outcome('skipped', [reason('voided')]), false],
  ['what went through', outcome('created', []), false],
])('%s', (_, one, expected) => expect(problemsOf([one]).length > 0).toBe(expected));

describe('the steps', () => {
  const row = (changed: Partial<TicketRow> = {}): TicketRow => ({
    state: 'open',
    ticketId: 7001,
    signature: signatureOf(PROBLEM),
    at: '',
    ...changed,
  });
  const steps = (problems: (typeof PROBLEM)[], rows: Record<string, TicketRow>, settled: number[] = []): string[] =>
    planTickets(problems, rows, new Set(settled.map(invoiceId))).map((one) => one.action);
  test('a new problem is opened', () => expect(steps([PROBLEM], {})).toEqual(['open']));
  test('the same one again: nothing', () => expect(steps([PROBLEM], { '4711': row() })).toEqual([]));
  test('another reason: a note', () => expect(steps([PROBLEM], { '4711': row({ signature: 'other' }) })).toEqual(['note']));
  test('begun and killed: looked for again', () =>
    expect(steps([PROBLEM], { '4711': row({ state: 'intent', ticketId: null }) })).toEqual(['open']));
  test('settled: closed', () => expect(steps([], { '4711': row() }, [4711])).toEqual(['close']));
  test('not seen, and not known to be settled: left open', () => expect(steps([], { '4711': row() })).toEqual([]));
});

test('a ticket says what and why, fits, and has a key of its own', () => {
  expect(ticketTitle(PROBLEM)).toBe('QuickBooks: invoice 4711 is held (customer-inactive)');
  expect(ticketText(PROBLEM)).toContain('at2qbo explain 4711');
  expect(ticketText({ ...PROBLEM, reasons: Array.from({ length: 400 }, () => INACTIVE) }).length).toBeLessThanOrEqual(7900);
  expect(ticketKey('a-profile-with-a-very-long-name-indeed-of-sixty-letters', invoiceId(4711)).endsWith(' 4711')).toBe(true);
  expect(ticketKey('a-profile-with-a-very-long-name-indeed-of-sixty-letters', invoiceId(4711)).length).toBeLessThanOrEqual(50);
});

test('a webhook gets plain data, Slack and Teams a message', () => {
  const event = { text: 'one\ntwo', data: { event: 'run' } };
  expect(formOf('https://example.com/hook?x=1', event)).toEqual({ event: 'run' });
  expect(formOf('https://hooks.slack.com/services/T/B/x', event)).toEqual({ text: 'one\ntwo' });
  expect(formOf('https://contoso.webhook.office.com/webhookb2/1', event)).toMatchObject({
    type: 'message',
    attachments: [{ content: { type: 'AdaptiveCard', body: [{ text: 'one' }, { text: 'two' }] } }],
  });
  expect(formOf('https://prod-12.westus.logic.azure.com/workflows/1', event)).toMatchObject({ type: 'message' });
});
