// Each setting of the hosted app, last part: what goes back and forth after the transfer. With it and without it, through the sandbox.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bench } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  // What these settings do is seen best where Autotask alone says what is taxed, and goods go nowhere.
  bench = await Bench.open({}, { 'tax.shipTo': 'company', 'tax.taxability': 'autotask' });
});
afterAll(() => bench.close());
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

it('Invoices voided in Autotask, and how many days back: left alone, or voided', async () => {
  const { id } = await bench.show();
  Object.assign(bench.autotask.tables.Invoices.get(id) ?? {}, { isVoided: true, voidedDate: daysAgo(20) });
  const sync = (on: string, days: string) => bench.run(['sync', '--json'], { 'voids.sync': on, 'voids.lookBackDays': days });
  await sync('false', '30');
  await sync('true', '14');
  expect(bench.document(id)).toMatchObject({ TotalAmt: 100 });
  await sync('true', '30');
  expect(
    [...bench.quickbooks.tables.Invoice.values()].some((one) => String(one['PrivateNote']).startsWith('Voided') && one['TotalAmt'] === 0),
  ).toBe(true);
});

it('Set whether payments should be synced: the paid date is written to Autotask, or not', async () => {
  const shown = await bench.show();
  bench.quickbooks.ui.pay(String(shown.document?.['Id']), undefined, '2026-11-20');
  const paidDate = () => bench.autotask.tables.Invoices.get(shown.id)?.['paidDate'] ?? null;
  await bench.run(['sync', '--json'], { 'payments.sync': 'false' });
  expect(paidDate()).toBeNull();
  await bench.run(['sync', '--json'], { 'payments.sync': 'true' });
  expect(String(paidDate()).slice(0, 10)).toBe('2026-11-20');
});
