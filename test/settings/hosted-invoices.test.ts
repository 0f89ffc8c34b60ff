// Each setting of the hosted app, first half: which invoices are sent, how they are numbered, what their lines are. With it and without it, through the sandbox.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, salesLines, valueOf, type Shown } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  // What these settings do is seen best where Autotask alone says what is taxed, and goods go nowhere.
  bench = await Bench.open({}, { 'tax.shipTo': 'company', 'tax.taxability': 'autotask' });
});
afterAll(() => bench.close());
const itemOf = (shown: Shown, line = 0) => {
  const id = valueOf(salesLines(shown)[line]?.['ItemRef']);
  return id === undefined ? undefined : bench.quickbooks.tables.Item.get(id)?.Name;
};

it('QuickBooks Online version: the wrong one stops the run before the first write', async () => {
  expect(await bench.show({ 'quickbooks.edition': 'us' })).toMatchObject({ exit: 0, outcome: 'created' });
  const id = bench.bill();
  const wrong = await bench.run(['sync', '--json', '--only', String(id)], { 'quickbooks.edition': 'non-us' });
  expect(wrong.code).toBe(2);
  expect(wrong.out).toContain('quickbooks.edition');
  expect(bench.document(id)).toBeNull();
  expect((await bench.sync(id)).outcome).toBe('created');
});

it('Sync invoices: on sends, off does not', async () => {
  const off = await bench.show({ 'invoices.sync': 'off' });
  expect(off.document).toBeNull();
  expect((await bench.sync(off.id, { 'invoices.sync': 'on' })).outcome).toBe('created');
});

it('Calendar days in the past: 14, or as many as are asked for', async () => {
  const id = bench.bill({ age: 20 });
  const sync = (days: string) => bench.run(['sync', '--json'], { 'invoices.lookBackDays': days });
  const narrow = JSON.parse((await sync('14')).out) as { totals: { outsideWindow: number } };
  expect(narrow.totals.outsideWindow).toBe(1);
  expect(bench.document(id)).toBeNull();
  await sync('20');
  expect(bench.document(id)).not.toBeNull();
});

it('Ignores invoices with a $0 total: sent, or skipped', async () => {
  const zero = { lines: [{ amount: '50' }, { amount: '-50' }] };
  expect((await bench.show({}, zero)).document).toMatchObject({ type: 'Invoice', TotalAmt: 0 });
  expect(await bench.show({ 'invoices.skipZeroTotal': 'true' }, zero)).toMatchObject({
    outcome: 'skipped',
    reasons: ['zero-total'],
    document: null,
  });
});

it('Negative totals: a credit memo with positive amounts, or held', async () => {
  const negative = { lines: [{ amount: '-80' }, { amount: '30' }] };
  const memo = await bench.show({}, negative);
  expect(memo.document).toMatchObject({ type: 'CreditMemo', TotalAmt: 50 });
  expect(salesLines(memo).map((line) => line['Amount'])).toEqual([80, -30]);
  expect(await bench.show({ 'invoices.negative': 'hold' }, negative)).toMatchObject({ outcome: 'held', reasons: ['negative-total'] });
});

it('Use a blended rate calculation: the true quantity with a rate that fits, or quantity 1', async () => {
  const odd = { lines: [{ amount: '100', quantity: '3', rate: '33.33' }] };
  expect(salesLines(await bench.show({}, odd))[0]).toMatchObject({
    Amount: 100,
    Qty: 1,
    UnitPrice: 100,
    Description: 'Work 1 (3 x 33.33)',
  });
  const blended = salesLines(await bench.show({ 'invoices.blendedRate': 'true' }, odd))[0];
  expect(blended).toMatchObject({ Amount: 100, Qty: 3, UnitPrice: 33.333, Description: 'Work 1' });
});

it('Suppress warnings about small rounding differences: a cent is warned of, or not', async () => {
  const cent = { lines: [{ amount: '10.0040' }, { amount: '10.0040' }, { amount: '10.0040' }] };
  expect(await bench.show({}, cent)).toMatchObject({ outcome: 'created', reasons: ['rounding-difference'] });
  expect(await bench.show({ 'invoices.suppressRoundingWarnings': 'true' }, cent)).toMatchObject({ outcome: 'created', reasons: [] });
});

it('A rounding line takes up what the hosted app calls an error', async () => {
  const many = { lines: Array.from({ length: 12 }, () => ({ amount: '1.0040' })) };
  expect(await bench.show({}, many)).toMatchObject({ outcome: 'held', reasons: ['rounding-too-large'] });
  const rounding = { 'items.roundingItem': bench.named('Item', 'Rounding'), 'invoices.roundingLimit': '0.05' };
  const shown = await bench.show(rounding, many);
  expect(shown.document).toMatchObject({ TotalAmt: 12.05 });
  expect(salesLines(shown).at(-1)).toMatchObject({ Amount: 0.05, TaxCodeRef: { value: 'NON' } });
});

describe('Invoice numbering option', () => {
  it("quickbooks: QuickBooks' own number, written back to Autotask", async () => {
    const shown = await bench.show({ 'invoices.numbering': 'quickbooks' });
    expect(shown.document?.['DocNumber']).toMatch(/^\d+$/);
    expect(bench.autotask.tables.Invoices.get(shown.id)?.['invoiceNumber']).toBe(shown.document?.['DocNumber']);
  });

  it("autotask-id and autotask-number: Autotask's, with a prefix; a blank one held or replaced by the id", async () => {
    bench.quickbooks.preferences.SalesFormsPrefs.CustomTxnNumbers = true;
    try {
      const byId = await bench.show({ 'invoices.numbering': 'autotask-id', 'invoices.numberPrefix': 'AT-' });
      expect(byId.document?.['DocNumber']).toBe(`AT-${byId.id}`);
      expect(bench.autotask.tables.Invoices.get(byId.id)?.['invoiceNumber']).toBeNull();
      expect(bench.autotask.tables.Invoices.get(byId.id)?.['webServiceDate']).toEqual(expect.any(String));
      const own = { 'invoices.numbering': 'autotask-number' };
      const numbered = await bench.show(own, { header: { invoiceNumber: '20261031.0001' } });
      expect(numbered.document?.['DocNumber']).toBe('20261031.0001');
      expect(await bench.show(own)).toMatchObject({ outcome: 'held', reasons: ['number-blank'], document: null });
      const useId = await bench.show({ ...own, 'invoices.blankNumber': 'use-id' });
      expect(useId.document?.['DocNumber']).toBe(String(useId.id));
      expect(await bench.show(own, { header: { invoiceNumber: '1234567890123456789012' } })).toMatchObject({
        reasons: ['number-too-long'],
      });
    } finally {
      bench.quickbooks.preferences.SalesFormsPrefs.CustomTxnNumbers = false;
    }
  });

  it('against the preference of the company is refused before the first write', async () => {
    const id = bench.bill();
    expect((await bench.run(['sync', '--only', String(id)], { 'invoices.numbering': 'autotask-id' })).code).toBe(2);
    expect(bench.document(id)).toBeNull();
    await bench.sync(id);
  });
});

describe('Items', () => {
  const missing = { lines: [{ amount: '10', code: 103 }] };

  it('Billing code field used to match: name, external number, or either', async () => {
    expect(itemOf(await bench.show({ 'items.matchBy': 'name' }))).toBe('Remote Support');
    expect(itemOf(await bench.show({ 'items.matchBy': 'external-number' }))).toBe('EXT-1');
    const hardware = { lines: [{ amount: '10', code: 102 }] };
    expect(await bench.show({ 'items.matchBy': 'external-number' }, hardware)).toMatchObject({ reasons: ['external-number-blank'] });
    expect(itemOf(await bench.show({ 'items.matchBy': 'external-number-or-name' }, hardware))).toBe('Hardware');
  });

  it('If an item is missing: held, replaced, or created on the income account of the settings', async () => {
    expect(await bench.show({ 'items.missing': 'hold' }, missing)).toMatchObject({ outcome: 'held', reasons: ['item-missing'] });
    const fallback = { 'items.missing': 'default-item', 'items.defaultItem': bench.named('Item', 'Hardware') };
    expect(itemOf(await bench.show(fallback, missing))).toBe('Hardware');
    expect(await bench.show({ 'items.incomeAccount': '' }, missing)).toMatchObject({ exit: 2, document: null });
    expect(itemOf(await bench.show({ 'items.incomeAccount': '1' }, missing))).toBe('Unheard of');
    const made = bench.quickbooks.tables.Item.get(bench.named('Item', 'Unheard of'));
    expect(valueOf(made?.['IncomeAccountRef'])).toBe('1');
  });

  it('Grouped lines without a billing code: held, or the default item', async () => {
    const grouped = { lines: [{ amount: '10', code: null }] };
    expect(await bench.show({}, grouped)).toMatchObject({ reasons: ['line-without-billing-code'] });
    expect(itemOf(await bench.show({ 'items.defaultItem': bench.named('Item', 'Hardware') }, grouped))).toBe('Hardware');
  });
});
