// Documents as the real services take them: what is lost without a word is found, what isn't ready waits. Through the sandbox.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bench, type Shown } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({}, { 'tax.shipTo': 'company' });
});
afterAll(() => bench.close());

const PO = { header: { orderNumber: 'PO-7' } };
const fieldOf = (shown: Shown, id: string): unknown =>
  (shown.document?.['CustomField'] as { DefinitionId: string; StringValue?: string }[] | undefined)?.find((one) => one.DefinitionId === id)
    ?.StringValue;

it('a present custom field, with its long id, takes the PO number; one that isn’t for invoices loses it, and that is said', async () => {
  const nothing = { customers: [], vendors: [], items: [], terms: [], classes: [] };
  bench.quickbooks.seed({ ...nothing, customFields: [{ name: 'Purchase order' }, { name: 'Region', onInvoices: false }] });
  const [good, lost] = ['1000000001', '1000000002'];
  const kept = await bench.show({ 'invoices.poNumberField': good ?? '' }, PO);
  expect([fieldOf(kept, good ?? ''), kept.reasons, kept.exit]).toEqual(['PO-7', [], 0]);
  const credit = await bench.show({ 'invoices.poNumberField': good ?? '' }, { ...PO, lines: [{ amount: '-20' }] });
  expect([credit.document?.type, fieldOf(credit, good ?? ''), credit.reasons]).toEqual(['CreditMemo', 'PO-7', []]);

  const dropped = await bench.show({ 'invoices.poNumberField': lost ?? '' }, PO);
  expect([dropped.outcome, fieldOf(dropped, lost ?? ''), dropped.reasons]).toEqual(['created', undefined, ['custom-field-lost']]);
  const without = await bench.show({ 'invoices.poNumberField': lost ?? '' });
  expect([without.outcome, without.reasons]).toEqual(['created', []]);
  const doctor = await bench.run(['doctor'], { 'invoices.poNumberField': lost ?? '' });
  expect([doctor.code, doctor.out]).toEqual([3, expect.stringContaining(`drops what is sent in custom field ${lost}`)]);
  expect((await bench.run(['doctor'], { 'invoices.poNumberField': good ?? '' })).out).not.toContain('drops what is sent');
});

it('an invoice that Autotask hasn’t released is held with its status, and follows by itself', async () => {
  const id = bench.bill({ header: { invoiceStatus: 2 } });
  const waiting = await bench.sync(id);
  expect([waiting.outcome, waiting.reasons, waiting.document, waiting.exit]).toEqual(['held', ['not-released'], null, 1]);
  expect((await bench.run(['check-invoices'])).out).toContain('Pending tax calculation');
  expect((await bench.run(['doctor'])).out).toContain('"Pending tax calculation": 1 invoice');
  const row = bench.autotask.tables.Invoices.get(id);
  expect([row?.['invoiceNumber'], row?.['webServiceDate'] ?? null]).toEqual([null, null]);
  Object.assign(row ?? {}, { invoiceStatus: 1 });
  expect(await bench.sync(id)).toMatchObject({ outcome: 'created', reasons: [] });
  expect((await bench.run(['doctor'])).out).not.toContain('Pending tax calculation');
});

it('how old an invoice is goes by Autotask’s clock, not by this computer’s', async () => {
  const id = bench.bill({ age: 28 / 1440 });
  bench.autotask.aheadMs = -25 * 60_000; // this computer is 25 minutes ahead
  expect(await bench.sync(id)).toMatchObject({ outcome: 'skipped', reasons: ['not-settled'], document: null });
  expect((await bench.run(['explain', String(id)])).out).toContain('Created less than 10 minutes ago');
  bench.autotask.aheadMs = 0;
  expect(await bench.sync(id)).toMatchObject({ outcome: 'created' });
});

it('a PDF that the API user may not read is a warning on the document', async () => {
  bench.autotask.mayReadPdf = false;
  expect(await bench.show({ 'invoices.attachPdf': 'true' })).toMatchObject({ outcome: 'created', reasons: ['pdf-forbidden'], exit: 0 });
  bench.autotask.mayReadPdf = true;
  expect(await bench.show({ 'invoices.attachPdf': 'true' })).toMatchObject({ outcome: 'created', reasons: [] });
});

it('days are those of invoices.timeZone, which status, doctor and settings name', async () => {
  const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const id = bench.bill({ header: { createDateTime: `${dayAgo(3)}T22:30:00.000Z` } });
  const goLive = { 'invoices.goLiveDate': dayAgo(2) };
  expect(await bench.sync(id, { ...goLive, 'invoices.timeZone': 'America/New_York' })).toMatchObject({ reasons: ['before-go-live'] });
  expect(await bench.sync(id, { ...goLive, 'invoices.timeZone': 'Australia/Sydney' })).toMatchObject({ outcome: 'created' });
  for (const command of ['status', 'doctor'])
    expect((await bench.run([command], { 'invoices.timeZone': 'Australia/Sydney' })).out).toContain('Australia/Sydney');
  expect((await bench.run(['settings'])).out).toMatch(/invoices\.timeZone = unset +\(this computer’s: [A-Za-z]/);
});

it.each(['before', 'after', 'other-language', 'nothing'] as const)('a void is done when it is done, its mark being %s', async (mark) => {
  bench.quickbooks.facts['void-mark'] = mark;
  const { id, document } = await bench.show();
  Object.assign(bench.autotask.tables.Invoices.get(id) ?? {}, { isVoided: true, voidedDate: new Date().toISOString() });
  const voids = async () => {
    const done = await bench.run(['sync', '--json'], { 'voids.sync': 'true' });
    return (JSON.parse(done.out) as { voids: { autotaskId: number; outcome: string }[] }).voids.filter((one) => one.autotaskId === id);
  };
  expect(await voids()).toMatchObject([{ outcome: 'voided', reasons: [] }]);
  expect(await voids()).toEqual([]);
  const asked = bench.quickbooks.requests.length;
  expect((await bench.run(['sync-voids', '--json'])).code).toBe(0);
  expect(bench.quickbooks.requests.slice(asked).filter(({ kind }) => kind === 'invoice.void')).toEqual([]);
  expect(bench.quickbooks.tables.Invoice.get(String(document?.['Id']))).toMatchObject({ TotalAmt: 0 });
  bench.quickbooks.facts['void-mark'] = 'before';
});

it('next-batch turns itself off after a batch that went through, not after one that a fault kept back', async () => {
  await bench.must(['settings', 'set', 'invoices.sync', 'next-batch']);
  const state = async () => (await bench.run(['settings', 'get', 'invoices.sync'])).out.trim();
  const id = bench.bill();
  bench.quickbooks.faults.add({ match: ({ kind }) => kind === 'invoice.create', times: 1000, action: 503 });
  expect((await bench.run(['sync', '--json'])).code).toBe(5);
  expect(await state()).toBe('next-batch');
  bench.quickbooks.faults.clear();
  expect((await bench.run(['sync', '--json'])).code).toBe(0);
  expect(bench.document(id)).not.toBeNull();
  expect(await state()).toBe('off');
  await bench.must(['settings', 'unset', 'invoices.sync']);
});

it.each([
  ['sync', '--only', '99999'],
  ['sync', '--dry-run', '--only', '99999'],
  ['hold', '99999', '--why', 'x'],
  ['release', '99999'],
  ['release', '99999', '--accept'],
  ['explain', '99999'],
])('an id that Autotask doesn’t have is a usage error and leaves nothing behind: %s %s %s %s', async (...args) => {
  const done = await bench.run(args.filter((one) => one !== undefined));
  expect([done.code, done.out + done.err]).toEqual([2, expect.stringContaining('99999')]);
  expect((await bench.run(['status', '--json'])).out).not.toContain('99999');
});
