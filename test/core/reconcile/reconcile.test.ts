// The tie-out: one table of what people may do to one invoice, and the totals that come of it.
import { Calendar } from '../../../src/core/calendar.ts';
import { describe, expect, test } from 'vitest';
import { spanOf } from '../../../src/commands/reconcile/reconcile.ts';
import { takenBy } from '../../../src/core/matching/belonging.ts';
import type { OutcomeRecord, Transfer } from '../../../src/core/model/ledger.ts';
import { invoiceId, type Customer, type SavedDocument, type SavedLine, type SourceInvoice } from '../../../src/core/model.ts';
import { money, text, ZERO } from '../../../src/core/money.ts';
import { reconcile, verdictOf } from '../../../src/core/reconcile/reconcile.ts';
import { type ReconcileFacts } from '../../../src/core/reconcile/types.ts';
import { totalsOfReconciliation } from '../../../src/core/reconcile/totals.ts';
import { reason } from '../../../src/core/reasons.ts';
import type { Source } from '../../../src/core/facts/source.ts';
import { doneTransfer as sent, savedDocument } from '../support/saved.ts';
import { aClass, amountLine, catalog, day, id, item, moment, settings, source } from '../support/facts.ts';

const NOTHING = { autotask: ZERO, quickbooks: ZERO, difference: ZERO };
const NUMBER = '1037';
const INVOICE = invoiceId(4711);

const mine = (changed: Partial<SourceInvoice> = {}, lines = [amountLine('60'), amountLine('40')]): Source =>
  source({ invoice: { number: NUMBER, ...changed }, lines });

const savedLine = (amount: string, changed: Partial<SavedLine> = {}): SavedLine => ({
  itemId: id('5'),
  amount: money(amount),
  quantity: null,
  price: null,
  description: '',
  taxCode: 'NON',
  classId: null,
  ...changed,
});

const document = (changed: Partial<SavedDocument> = {}): SavedDocument =>
  savedDocument({ lines: [savedLine('60'), savedLine('40')], ...changed });

const outcome = (changed: Partial<OutcomeRecord> = {}): OutcomeRecord => ({
  invoiceId: INVOICE,
  invoiceNumber: null,
  company: 'Acme',
  total: '100.00',
  outcome: 'held',
  reasons: [reason('customer-inactive', { name: 'Acme', map: "'{}'" })],
  firstSeen: moment('2026-11-01T06:00:00.000Z'),
  lastSeen: moment('2026-11-01T06:00:00.000Z'),
  runId: 'run',
  ...changed,
});

interface World {
  readonly sources?: readonly Source[];
  readonly documents?: readonly SavedDocument[];
  readonly transfer?: Transfer | null;
  readonly outcome?: OutcomeRecord;
  readonly settings?: ReconcileFacts['settings'];
  readonly catalog?: ReconcileFacts['catalog'];
  readonly isTaxByQuickBooks?: boolean;
  readonly isTaxlessInAutotask?: boolean;
}

const facts = (world: World = {}): ReconcileFacts => ({
  from: day('2026-10-01'),
  to: day('2026-10-31'),
  settings: world.settings ?? settings(),
  now: Date.parse('2026-11-05T00:00:00Z'),
  calendar: new Calendar(null),
  statuses: [],
  catalog: world.catalog ?? catalog(),
  sources: world.sources ?? [mine()],
  documents: world.documents ?? [document()],
  transfers: new Map(world.transfer === null ? [] : [[INVOICE, world.transfer ?? sent()]]),
  outcomes: new Map(world.outcome ? [[INVOICE, world.outcome]] : []),
  taken: takenBy(world.transfer === null ? [] : [world.transfer ?? sent()]),
  isTaxByQuickBooks: world.isTaxByQuickBooks ?? false,
  isTaxlessInAutotask: world.isTaxlessInAutotask ?? false,
});
const kinds = (world: World): string[] => reconcile(facts(world)).exceptions.map((one) => one.kind);

describe('one invoice, one document', () => {
  test('in order there is nothing to say', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ transfer: null })).toEqual([]); // found by its note
    expect(kinds({ transfer: null, documents: [document({ privateNote: '' })] })).toEqual([]); // by number and customer
  });

  test.each<[string, World, string[]]>([
    ['nothing in QuickBooks', { documents: [], transfer: null }, ['missing']],
    ['deleted in QuickBooks', { documents: [] }, ['missing']],
    ['two documents that name it', { documents: [document(), document({ id: id('131') })] }, ['twice']],
    ['a voided document', { documents: [document({ isVoided: true, total: ZERO, lines: [] })] }, ['voided-in-quickbooks']],
    ['voided in Autotask', { sources: [mine({ isVoided: true }, [])] }, ['voided-in-autotask']],
    ['voided on both sides', { sources: [mine({ isVoided: true }, [])], documents: [document({ isVoided: true })] }, []],
    [
      'another amount',
      { documents: [document({ lines: [savedLine('60'), savedLine('41')], total: money('101') })] },
      ['edited', 'amount', 'lines'],
    ],
    ['money moved between lines', { documents: [document({ lines: [savedLine('61'), savedLine('39')] })] }, ['lines']],
    ['a line fewer', { documents: [document({ lines: [savedLine('100')] })] }, ['lines']],
    ['a discount', { documents: [document({ discount: money('10'), total: money('90') })] }, ['edited', 'amount']],
    ['tax added', { documents: [document({ tax: money('8'), total: money('108') })] }, ['edited', 'tax']],
    ['another customer', { documents: [document({ customerId: id('25'), customerName: 'Other' })] }, ['edited', 'customer']],
    [
      'another customer, ledger lost',
      { transfer: null, documents: [document({ customerId: id('25'), customerName: 'Other' })] },
      ['customer'],
    ],
    ['another number in QuickBooks', { documents: [document({ docNumber: '9' })] }, ['edited', 'number']],
    ['another number in Autotask', { sources: [mine({ number: '9' })] }, ['number']],
    ['no number in Autotask', { sources: [mine({ number: null })] }, ['number']],
    ['ERROR in Autotask', { sources: [mine({ number: 'ERROR' })] }, ['number']],
    ['another date', { documents: [document({ date: day('2026-10-02') })] }, ['edited']],
    ['paid in QuickBooks', { documents: [document({ balance: ZERO })] }, ['paid-in-quickbooks']],
    ['paid in Autotask', { sources: [mine({ paidDate: day('2026-11-01') })] }, ['paid-in-autotask']],
    ['paid on both sides', { sources: [mine({ paidDate: day('2026-11-01') })], documents: [document({ balance: ZERO })] }, []],
    ['partly paid', { documents: [document({ balance: money('20') })] }, []],
    ['a document that names an invoice of no such date', { sources: [], transfer: null }, ['unknown-invoice']],
    ['hand work of another number', { sources: [], transfer: null, documents: [document({ privateNote: '' })] }, []],
    ['fewer lines in Autotask than its header says', { sources: [mine({ net: money('100') }, [amountLine('60')])] }, ['lines']],
  ])('%s', (_, world, expected) => {
    expect(kinds(world)).toEqual(expected);
  });

  test('a cent is rounding, two are not', () => {
    const off = (cent: string): World => ({
      transfer: null,
      documents: [document({ tax: money(cent), total: money('100').plus(money(cent)) })],
    });
    expect(kinds(off('0.01'))).toEqual([]);
    expect(kinds(off('0.02'))).toEqual(['tax']);
  });

  test('a line of ours that takes up rounding is none of Autotask’s', () => {
    const rounded = document({ lines: [savedLine('60'), savedLine('39.99'), savedLine('0.01', { itemId: id('9') })] });
    const world = { sources: [mine({ net: money('100') }, [amountLine('60'), amountLine('39.99')])], documents: [rounded] };
    expect(kinds(world)).toContain('lines');
    expect(kinds({ ...world, settings: settings({ 'items.roundingItem': '9' }) })).toEqual([]);
  });

  test('tax that QuickBooks computed has another remedy', () => {
    const world = { transfer: null, documents: [document({ tax: money('8'), total: money('108') })] };
    const [by] = reconcile(facts({ ...world, isTaxByQuickBooks: true })).exceptions;
    expect(by?.message).toContain('QuickBooks computed it');
  });

  test('a credit memo is negative, and agrees', () => {
    const credit = document({ type: 'CreditMemo', lines: [savedLine('100')] });
    const world = { sources: [mine({}, [amountLine('-100')])], documents: [credit], transfer: sent({ documentType: 'CreditMemo' }) };
    expect(kinds(world)).toEqual([]);
    const found = facts(world);
    const [only] = totalsOfReconciliation(reconcile(found), found).currencies;
    const total = only?.total ?? NOTHING;
    expect([text(total.autotask), text(total.quickbooks)]).toEqual(['-100.00', '-100.00']);
  });

  test('a customer by map, by path and by cleaned name is the same one', () => {
    const other = (changed: Partial<SavedDocument>, map: Record<string, string> = {}): string[] =>
      kinds({ transfer: null, settings: settings({ 'customers.map': map }), documents: [document(changed)] });
    expect(other({ customerId: id('77'), customerName: 'Acme Inc' } satisfies Partial<SavedDocument & Customer>, { '301': '77' })).toEqual(
      [],
    );
    expect(other({ customerName: 'Group:Acme' })).toEqual([]);
    expect(other({ customerName: 'Acme Inc' })).toEqual(['customer']);
  });
});

describe('why it is missing', () => {
  const why = (world: World): string => reconcile(facts({ documents: [], transfer: null, ...world })).exceptions[0]?.message ?? '';
  test.each<[string, World, RegExp]>([
    ['the last run held it', { outcome: outcome() }, /"Acme" is inactive/],
    ['it was deleted', { transfer: sent() }, /deleted/],
    ['Autotask marks it all the same', {}, /marks it as sent \(invoice number 1037\)/],
    ['no run came to it yet', { sources: [mine({ number: '' })] }, /no run/],
    [
      'it is too old',
      { sources: [mine({ number: null, createdAt: moment('2026-10-01T00:00:00.000Z') })] },
      /before the look-back window of 14 days/,
    ],
    ['it is too young', { sources: [mine({ number: null, createdAt: moment('2026-11-04T23:59:00.000Z') })] }, /less than 10 minutes/],
  ])('%s', (_, world, expected) => {
    expect(why(world)).toMatch(expected);
  });
});

test.each<[string, Partial<Parameters<typeof settings>[0]>, Source]>([
  ['before-go-live', { 'invoices.goLiveDate': '2026-11-01' as never }, mine({ number: null })],
  ['zero-total', { 'invoices.skipZeroTotal': true }, mine({ number: null }, [amountLine('0')])],
  ['line-of-business-not-selected', { 'linesOfBusiness.filter': 'selected' }, mine({ number: null })],
])('%s: rightly not sent, no exception, and in no total', (code, changed, invoice) => {
  const found = facts({ settings: settings(changed), sources: [invoice], documents: [], transfer: null });
  const result = reconcile(found);
  expect(result.exceptions).toEqual([]);
  expect(result.notSent.map((one) => one.reason.code)).toEqual([code]);
  expect(totalsOfReconciliation(result, found).currencies).toEqual([]);
});

describe('totals', () => {
  const totals = (world: World) => {
    const found = facts(world);
    const result = reconcile(found);
    const all = totalsOfReconciliation(result, found);
    return { result, ...all, total: all.currencies[0]?.total ?? NOTHING };
  };
  const shown = (rows: readonly { readonly label: string; readonly autotask: typeof ZERO; readonly quickbooks: typeof ZERO }[]) =>
    rows.map((row) => [row.label, text(row.autotask), text(row.quickbooks)]);

  test('a second copy and an invoice voided in Autotask count in QuickBooks’ total', () => {
    expect(text(totals({ documents: [document(), document({ id: id('131') })] }).total.difference)).toBe('100.00');
    expect(text(totals({ sources: [mine({ isVoided: true }, [])] }).total.difference)).toBe('100.00');
  });

  test('a line on another item shows on both sides', () => {
    const items = [item('5', 'Remote Support'), item('6', 'Hardware')];
    const world = {
      catalog: catalog({ items }),
      documents: [document({ lines: [savedLine('60'), savedLine('40', { itemId: id('6') })] })],
    };
    expect(shown(totals(world).byItem)).toEqual([
      ['Hardware', '0.00', '40.00'],
      ['Remote Support', '100.00', '60.00'],
    ]);
  });

  test('a class that the settings want and QuickBooks doesn’t have shows', () => {
    const world = {
      catalog: catalog({ classes: [aClass('1', 'Services')], preferences: { classTracking: 'transaction' } }),
      settings: settings({ 'invoices.defaultClass': '1' }),
    };
    expect(shown(totals(world).byClass)).toEqual([
      ['Services', '100.00', '0.00'],
      ['no class', '0.00', '100.00'],
    ]);
  });

  test('a document on another customer stands under that customer', () => {
    expect(shown(totals({ documents: [document({ customerId: id('25'), customerName: 'Other' })] }).byCustomer)).toEqual([
      ['Acme', '100.00', '0.00'],
      ['Other', '0.00', '100.00'],
    ]);
  });

  test('tax stands by region, an invoice without any in none', () => {
    const taxed = { sources: [mine({ tax: money('8') }, [amountLine('100', '8')])], transfer: null };
    const rows = totals({ ...taxed, documents: [document({ lines: [savedLine('100')], tax: money('8'), total: money('108') })] }).byTax;
    expect(shown(rows)).toEqual([['Travis County', '8.00', '8.00']]);
    expect(totals({}).byTax).toEqual([]);
  });

  test('the verdict: to the cent, but for rounding, or not at all', () => {
    expect(verdictOf(totals({}).result)).toMatchObject({ isEqual: true, isToTheCent: true });
    const cent = totals({
      transfer: null,
      documents: [document({ lines: [savedLine('60'), savedLine('40')], tax: money('0.01'), total: money('100.01') })],
    });
    expect(verdictOf(cent.result)).toMatchObject({ isEqual: true, isToTheCent: false, text: expect.stringContaining('0.01 of rounding') });
    expect(verdictOf(totals({ documents: [] }).result).isEqual).toBe(false);
    expect(verdictOf(totals({ sources: [], documents: [], transfer: null }).result)).toMatchObject({
      isEqual: true,
      text: expect.stringMatching(/^Nothing to compare/),
    });
  });
});

test.each([
  ['nothing said: the last whole month', {}, '2026-02-01', '2026-02-28'],
  ['a first day alone: until today', { from: day('2026-03-05') }, '2026-03-05', '2026-03-17'],
  ['a last day alone: from the first of its month', { to: day('2026-01-20') }, '2026-01-01', '2026-01-20'],
])('%s', (_, asked, from, to) => {
  expect(spanOf(asked, day('2026-03-17'))).toEqual({ from, to });
});
