// Documents as the real services take them: what is lost without a word is found, what isn't ready waits. Through the sandbox.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bench, type Shown } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
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
