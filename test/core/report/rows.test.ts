// The rows of a report and its attachment: names, links, signs and what stands beside them.
import { describe, expect, test } from 'vitest';
import { invoiceId } from '../../../src/core/model.ts';
import { reason } from '../../../src/core/reasons.ts';
import { MoneyWords } from '../../../src/core/report/by-currency.ts';
import { arrivedRow, autotaskName, documentName, linkTo, paymentRow, voidRow, waitingRow } from '../../../src/core/report/rows.ts';
import { totalsOf, type RunResult } from '../../../src/core/report/run-result.ts';
import { runSheet } from '../../../src/core/report/sheet.ts';
import type { Outcome, QuickBooksReference } from '../../../src/core/run/outcome.ts';
import { day, moment } from '../support/facts.ts';

const INVOICE: QuickBooksReference = { type: 'Invoice', id: '130', docNumber: '1037', total: '108.00', tax: '8.00' };
const MEMO: QuickBooksReference = { type: 'CreditMemo', id: '131', docNumber: '12', total: '50.00', tax: '0.00' };
const outcome = (changed: Partial<Outcome> = {}): Outcome => ({
  invoiceId: invoiceId(4711),
  invoiceNumber: null,
  company: 'Acme',
  outcome: 'created',
  quickbooks: INVOICE,
  autotaskTotal: '108.00',
  autotaskTax: '8.00',
  currency: null,
  emailed: false,
  reasons: [],
  ...changed,
});
const words = new MoneyWords([outcome()]);

test.each([
  ['Invoice', '130', 'production', 'https://app.qbo.intuit.com/app/invoice?txnId=130'],
  ['CreditMemo', '131', 'sandbox', 'https://app.sandbox.qbo.intuit.com/app/creditmemo?txnId=131'],
  ['Invoice', null, 'production', null],
] as const)('the address of a %s %s in %s', (type, id, environment, address) => {
  expect(linkTo(type, id, environment)).toBe(address);
});

test('names as people say them', () => {
  expect(autotaskName({ invoiceId: 4711, invoiceNumber: null })).toBe('Autotask id 4711');
  expect(autotaskName({ invoiceId: 4711, invoiceNumber: '4711' })).toBe('Autotask id 4711');
  expect(autotaskName({ invoiceId: 4711, invoiceNumber: 'N-1' })).toBe('Autotask N-1, id 4711');
  expect([documentName(INVOICE), documentName(MEMO), documentName({ ...INVOICE, docNumber: '' })]).toEqual([
    'Invoice 1037',
    'Credit memo 12',
    'Invoice without a number',
  ]);
});

describe('a row of what arrived', () => {
  test('has the tax, and no second total where both agree', () => {
    expect(arrivedRow(outcome(), 'production', words)).toEqual({
      title: 'Invoice 1037',
      link: 'https://app.qbo.intuit.com/app/invoice?txnId=130',
      amount: '108.00',
      details: ['Acme · Autotask id 4711 · tax 8.00'],
      reasons: [],
    });
  });
  test('a credit memo is below zero, as in Autotask', () => {
    const row = arrivedRow(outcome({ quickbooks: MEMO, autotaskTotal: '-50.00', emailed: true }), 'production', words);
    expect([row.amount, row.details]).toEqual(['-50.00', ['Acme · Autotask id 4711 · mailed to the customer']]);
  });
  test('two totals stand side by side where they differ', () => {
    expect(arrivedRow(outcome({ autotaskTotal: '108.01' }), 'production', words).details).toEqual([
      'Acme · Autotask id 4711 · tax 8.00 · Autotask says 108.01',
    ]);
  });
});

test('a row of what waits says what QuickBooks has of it', () => {
  const held = reason('found-different', { document: 'invoice 1037 (Id 130)', difference: 'x', id: 4711 });
  expect(waitingRow(outcome({ outcome: 'held', reasons: [held] }), 'production', words)).toMatchObject({
    title: 'Acme',
    details: ['Autotask id 4711 · in QuickBooks: Invoice 1037, 108.00'],
    reasons: [held],
  });
  expect(waitingRow(outcome({ outcome: 'held', company: '', quickbooks: null }), 'production', words).title).toBe('Invoice 4711');
});

test('voids and payments', () => {
  const one = { invoiceId: invoiceId(4711), quickBooksId: '130', docNumber: '1037', reasons: [] };
  expect(voidRow({ ...one, outcome: 'voided' }, 'production')).toMatchObject({ title: 'Invoice 1037', details: ['Autotask id 4711'] });
  expect(voidRow({ ...one, docNumber: null, quickBooksId: null, outcome: 'held' }, 'production')).toMatchObject({
    title: 'Invoice 4711',
    link: null,
  });
  const paid = { invoiceId: invoiceId(4711), invoiceNumber: '1037', paidDate: day('2026-11-03'), reasons: [] };
  expect(paymentRow({ ...paid, outcome: 'marked' }).details).toEqual(['Autotask id 4711 · paid 2026-11-03']);
});

describe('the attachment', () => {
  const result = (changed: Partial<RunResult> = {}): RunResult => ({
    run: 'R',
    profile: 'default',
    dryRun: false,
    startedAt: moment('2026-11-01T06:00:00.000Z'),
    finishedAt: moment('2026-11-01T06:01:00.000Z'),
    invoices: [],
    voids: [],
    payments: [],
    created: { customers: [], items: [] },
    remarks: [],
    books: null,
    totals: totalsOf([], 0),
    trouble: null,
    ...changed,
  });

  test('is none where the run saw nothing', () => expect(runSheet(result(), 'sync', 'production')).toBeNull());

  test('every row has a cell for each column, signed amounts, and the code beside the sentence', () => {
    const why = reason('partly-paid', { balance: '40.00', total: '100.00' });
    const sheet = runSheet(
      result({
        invoices: [outcome({ quickbooks: MEMO, autotaskTotal: '-50.00', autotaskTax: '0.00', emailed: true })],
        voids: [{ invoiceId: invoiceId(4712), quickBooksId: '9', docNumber: '99', outcome: 'voided', reasons: [] }],
        payments: [{ invoiceId: invoiceId(4713), invoiceNumber: '7', paidDate: day('2026-11-03'), outcome: 'skipped', reasons: [why] }],
      }),
      'sync',
      'production',
    );
    expect(sheet?.name).toBe('at2qbo-sync-202611010600');
    const titles = sheet?.titles ?? [];
    const rows = (sheet?.rows ?? []).map((row) => {
      expect(row).toHaveLength(titles.length);
      return Object.fromEntries(titles.map((title, n) => [title, row[n] ?? '']).filter(([, cell]) => cell !== ''));
    });
    expect(rows).toEqual([
      {
        Kind: 'invoice',
        'Autotask id': { number: '4711' },
        Company: 'Acme',
        Outcome: 'created',
        'QuickBooks type': 'CreditMemo',
        'QuickBooks id': '131',
        'QuickBooks number': '12',
        'Autotask tax': { number: '0.00' },
        'Autotask total': { number: '-50.00' },
        'QuickBooks total': { number: '-50.00' },
        'QuickBooks tax': { number: '0.00' },
        Mailed: 'yes',
        Link: 'https://app.qbo.intuit.com/app/creditmemo?txnId=131',
      },
      { Kind: 'void', 'Autotask id': { number: '4712' }, Outcome: 'voided', 'QuickBooks id': '9', 'QuickBooks number': '99' },
      {
        Kind: 'payment',
        'Autotask id': { number: '4713' },
        'Autotask number': '7',
        Outcome: 'skipped',
        Paid: { date: '2026-11-03' },
        Code: 'partly-paid',
        Why: why.message,
        'What to do': why.fix,
      },
    ]);
  });
});
