// The built program over HTTP, in each numbering mode: a month arrives once, every invoice is accounted for, and a second run creates nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectedWorld, type Finished, type SyncDocument, type World } from './support.ts';

const INVOICES = 24;
const MONEY = /^-?\d+\.\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe.each([
  ['quickbooks', 'blank'],
  ['autotask-number', 'numbered'],
  ['autotask-id', 'numbered'],
] as const)('with invoices.numbering %s', (numbering, world) => {
  let one: World;
  let first: Finished;
  let document: SyncDocument;

  beforeAll(async () => {
    one = await connectedWorld({ invoices: INVOICES, numbering: world, settings: { 'invoices.numbering': numbering } });
    first = await one.sync();
    document = first.json();
  });
  afterAll(() => one.close());

  test('every invoice has one outcome or is counted as too old', () => {
    expect(first.code).toBe(1);
    expect(document.exitCode).toBe(1);
    expect(document.error).toBeUndefined();
    const ids = document.invoices.map((invoice) => invoice.autotaskId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length + (document.totals['outsideWindow'] ?? 0)).toBe(INVOICES);
    const counted = ['created', 'adopted', 'planned', 'skipped', 'held', 'failed'].map((key) => document.totals[key] ?? Number.NaN);
    expect(counted.reduce((sum, n) => sum + n, 0)).toBe(ids.length);
  });

  test('those that nothing stands in the way of are created, the others say why not', () => {
    const sendable = one.sandbox.month.expectations.invoices.filter((invoice) => invoice.isSendable).map((invoice) => invoice.id);
    const created = new Set(document.invoices.filter((invoice) => invoice.outcome === 'created').map((invoice) => invoice.autotaskId));
    expect(sendable.filter((id) => !created.has(id))).toEqual([]);
    for (const invoice of document.invoices.filter((each) => each.outcome !== 'created')) {
      expect(invoice.reasons.length, `invoice ${invoice.autotaskId}`).toBeGreaterThan(0);
      for (const reason of invoice.reasons) expect(reason.fix).not.toBe('');
    }
  });

  test('each document is in QuickBooks once, numbered as the mode says, with Autotask’s id in its note', () => {
    const { Invoice, CreditMemo } = one.sandbox.quickbooks.tables;
    const forms = [...Invoice.values(), ...CreditMemo.values()];
    const created = document.invoices.filter((invoice) => invoice.outcome === 'created');
    expect(forms).toHaveLength(created.length);
    for (const invoice of created) {
      const found = forms.filter((form) => new RegExp(`\\b${invoice.autotaskId}\\b`).test(form.PrivateNote ?? ''));
      expect(found, `invoice ${invoice.autotaskId}`).toHaveLength(1);
      expect(found[0]?.DocNumber).toBe(invoice.quickbooks?.docNumber);
      expect(invoice.quickbooks?.docNumber).toBe(numberBy(numbering, invoice, found[0]?.DocNumber));
    }
  });

  test('Autotask is marked: the number only where QuickBooks gave it, the date in every mode', () => {
    for (const invoice of document.invoices.filter((each) => each.outcome === 'created')) {
      const row = one.sandbox.autotask.tables.Invoices.get(invoice.autotaskId);
      expect(row?.['webServiceDate']).toBeTruthy();
      expect(row?.['invoiceNumber']).toBe(numbering === 'quickbooks' ? invoice.quickbooks?.docNumber : invoice.autotaskNumber);
    }
  });

  test('the JSON document has the public names and shapes', () => {
    expect(Object.keys(document)).toEqual([
      'run',
      'profile',
      'dryRun',
      'startedAt',
      'finishedAt',
      'exitCode',
      'invoices',
      'voids',
      'payments',
      'created',
      'totals',
      'calls',
    ]);
    expect(document).toMatchObject({ profile: 'default', dryRun: false, voids: [], payments: [] });
    expect(document.run).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(document.startedAt).toMatch(MOMENT);
    expect(document.finishedAt).toMatch(MOMENT);
    expect(Object.keys(document.totals).sort()).toEqual(['adopted', 'created', 'failed', 'held', 'outsideWindow', 'planned', 'skipped']);
    expect(Object.keys(document.calls).sort()).toEqual(['autotask', 'quickbooksReads', 'quickbooksWrites']);
    expect(Object.keys(document.created).sort()).toEqual(['customers', 'items']);
    for (const invoice of document.invoices) {
      const { quickbooks, ...others } = invoice;
      expect(Object.keys(others).sort()).toEqual([
        'autotaskId',
        'autotaskNumber',
        'autotaskTotal',
        'company',
        'emailed',
        'outcome',
        'reasons',
      ]);
      expect(invoice.autotaskTotal).toMatch(MONEY);
      for (const reason of invoice.reasons) expect(Object.keys(reason).sort()).toEqual(['code', 'fix', 'message']);
      if (invoice.outcome !== 'created') continue;
      expect(Object.keys(quickbooks ?? {})).toEqual(['type', 'id', 'docNumber', 'total', 'tax']);
      expect(quickbooks?.total).toMatch(MONEY);
      expect(quickbooks?.tax).toMatch(MONEY);
    }
  });

  test('a second run creates nothing and reads little', async () => {
    const before = one.sandbox.quickbooks.tables.Invoice.size;
    const again = (await one.sync()).json();
    expect(again.totals).toMatchObject({ created: 0, failed: 0 });
    expect(again.calls.quickbooksWrites).toBe(0);
    expect(one.sandbox.quickbooks.tables.Invoice.size).toBe(before);
  });
});

/** The number that the mode wants; QuickBooks' own can be any. */
function numberBy(numbering: string, invoice: SyncDocument['invoices'][number], own: string | undefined): string | null | undefined {
  if (numbering === 'autotask-id') return String(invoice.autotaskId);
  return numbering === 'autotask-number' ? invoice.autotaskNumber : own;
}
