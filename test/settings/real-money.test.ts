// Money in the real books: foreign rates, currencies apart, stock, and one sign for credits. Through the sandbox, one small input each.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { money, sum, text } from '../../src/core/money.ts';
import { Bench, salesLines } from './support.ts';

let bench: Bench | null = null;
const directory = mkdtempSync(join(tmpdir(), 'at2qbo-money-'));
afterEach(async () => {
  await bench?.close();
  bench = null;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const NOTHING = { customers: [], vendors: [], items: [], terms: [], classes: [] };
/** Books in dollars with a customer in each of three currencies. */
async function threeCurrencies(): Promise<Bench> {
  const one = await Bench.open({ tax: 'off' });
  const currency = (id: number, name: string) => ({ id, name, isActive: true, isInternalCurrency: false, exchangeRate: '1' });
  one.autotask.seed({
    Currencies: [currency(2, 'EUR'), currency(3, 'GBP')],
    Companies: [331, 332].map((id, n) => ({ id, companyName: n === 0 ? 'Euro GmbH' : 'Pound Ltd', isActive: true, currencyID: n + 2 })),
  });
  one.quickbooks.seed({
    ...NOTHING,
    customers: [
      { displayName: 'Euro GmbH', currency: 'EUR' },
      { displayName: 'Pound Ltd', currency: 'GBP' },
    ],
    exchangeRates: [
      { currency: 'EUR', rate: '1.1' },
      { currency: 'GBP', rate: '1.3' },
    ],
  });
  return (bench = one);
}

it('a foreign document has the rate of its date, asked for once a currency and day; the tie-out finds one that is booked one to one', async () => {
  const one = await threeCurrencies();
  const ids = [1, 2, 3].map(() => one.bill({ company: 331, lines: [{ amount: '1000' }] }));
  const before = one.quickbooks.requests.length;
  expect((await one.run(['sync', '--json'])).code).toBe(0);
  const asked = one.quickbooks.requests.slice(before).filter(({ path }) => path.endsWith('/exchangerate'));
  expect(asked).toHaveLength(1);
  for (const id of ids) expect(one.document(id)).toMatchObject({ ExchangeRate: 1.1, HomeTotalAmt: 1100 });
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const tie = () => one.run(['reconcile', '--from', day(3), '--to', day(0), '--json']);
  expect(JSON.parse((await tie()).out)).toMatchObject({ exitCode: 0, totals: { home: { autotask: '3300.00', quickbooks: '3300.00' } } });
  const [id = 0] = ids;
  const wrong = one.quickbooks.tables.Invoice.get(String(one.document(id)?.['Id']));
  Object.assign(wrong ?? {}, { ExchangeRate: 1, HomeTotalAmt: 1000 });
  const found = JSON.parse((await tie()).out) as { exceptions: { kind: string; message: string }[] };
  expect(found).toMatchObject({
    exitCode: 3,
    totals: { home: { difference: '-100.00' }, byCurrency: { EUR: { total: { difference: '0.00' } } } },
  });
  expect(found.exceptions.map(({ kind }) => kind)).toEqual(['exchange-rate']);
});

it('two currencies are never added: screen, check, CSV, page and JSON', async () => {
  const one = await threeCurrencies();
  one.bill({ company: 301, lines: [{ amount: '1000' }] });
  one.bill({ company: 331, lines: [{ amount: '1000' }] });
  one.bill({ company: 332, lines: [{ amount: '500' }] });
  const [csv, page] = [join(directory, 'plan.csv'), join(directory, 'plan.html')];
  const dry = await one.run(['sync', '--dry-run', '--csv', csv, '--html', page]);
  const outputs = [dry.out, readFileSync(csv, 'utf8'), readFileSync(page, 'utf8'), (await one.run(['check-invoices'])).out];
  const run = await one.run(['sync', '--json']);
  for (const output of [...outputs, run.out]) {
    expect(output).not.toMatch(/2,?500\.00/);
    for (const currency of ['USD', 'EUR', 'GBP']) expect(output).toContain(currency);
  }
  expect(dry.out).toContain('3 would be sent (1000.00 EUR, 500.00 GBP, 1000.00 USD)');
  expect(JSON.parse(run.out)).toMatchObject({
    totals: {
      created: 3,
      byCurrency: {
        EUR: { created: '1000.00', autotask: '1000.00', quickbooks: '1000.00', difference: '0.00' },
        GBP: { created: '500.00', quickbooks: '500.00' },
        USD: { created: '1000.00', quickbooks: '1000.00' },
      },
    },
  });
  // A run that sends nothing, and so reads no lists, knows them too.
  one.bill({ company: 331, age: 0, lines: [{ amount: '70' }] });
  one.bill({ company: 332, age: 0, lines: [{ amount: '30' }] });
  expect((await one.run(['sync'])).out).toContain('2 skipped (70.00 EUR, 30.00 GBP)');
});

it('an item that counts stock keeps its quantity, whatever is billed for it', async () => {
  bench = await Bench.open({ tax: 'off' });
  bench.autotask.seed({ BillingCodes: [{ id: 210, name: 'Router', isActive: true }] });
  bench.quickbooks.seed({ ...NOTHING, items: [{ name: 'Router', type: 'Inventory', quantityOnHand: '100' }] });
  const sold = await bench.show({}, { lines: [{ code: 210, quantity: '5', rate: '120', amount: '540' }] });
  const covered = await bench.show({}, { lines: [{ code: 210, quantity: '3', rate: '120', amount: '0' }] });
  expect([...salesLines(sold), ...salesLines(covered)]).toMatchObject([
    { Qty: 5, UnitPrice: 108, Amount: 540 },
    { Qty: 3, Amount: 0 },
  ]);
  const unknown = await bench.show({}, { lines: [{ code: 210, quantity: '0', rate: '120', amount: '40' }] });
  expect(unknown).toMatchObject({ outcome: 'held', reasons: ['stock-quantity-unknown'], document: null });
  expect(bench.quickbooks.tables.Item.get(bench.named('Item', 'Router'))?.['QtyOnHand']).toBe(92);
});

it('no digit that a binary fraction left is sent', async () => {
  bench = await Bench.open({ tax: 'off' });
  const shown = await bench.show({}, { lines: [{ quantity: '0.30000000000000004', rate: '33.330000000000005', amount: '10' }] });
  expect(salesLines(shown)).toMatchObject([{ Qty: 0.3, UnitPrice: 33.33, Amount: 10 }]);
});

it('a dry run counts a credit memo against, on the screen, the page, in the CSV and in JSON alike, and its sums foot', async () => {
  bench = await Bench.open({ tax: 'automated' }, { 'tax.shipTo': 'company', 'tax.mode': 'autotask' });
  bench.bill({ lines: [{ amount: '-400', tax: '-12.75', code: 102 }] });
  bench.bill({ lines: [{ amount: '1000', tax: '80', code: 102 }] });
  const [csv, page] = [join(directory, 'signs.csv'), join(directory, 'signs.html')];
  const dry = await bench.run(['sync', '--dry-run', '--json', '--csv', csv, '--html', page]);
  const { invoices } = JSON.parse(dry.out) as {
    invoices: { autotaskTotal: string; document: Record<string, string>; proof: Record<string, string> }[];
  };
  const [credit] = invoices;
  expect(credit?.document).toMatchObject({
    type: 'CreditMemo',
    net: '-400.00',
    tax: '-12.75',
    total: '-412.75',
    lines: [{ amount: '-400.00' }],
  });
  expect([credit?.autotaskTotal, credit?.proof['autotaskNet'], credit?.proof['autotaskTax']]).toEqual(['-412.75', '-400.00', '-12.75']);
  const [head = '', ...rows] = readFileSync(csv, 'utf8').trim().split(/\r?\n/);
  const column = (name: string) => text(sum(rows.map((row) => money(row.split(',')[head.split(',').indexOf(name)] || '0'))));
  expect(['Net', 'Tax', 'Total', 'Autotask net', 'Autotask tax', 'Autotask total'].map(column)).toEqual([
    '600.00', '67.25', '667.25', '600.00', '67.25', '667.25',
  ]); // prettier-ignore
  const html = readFileSync(page, 'utf8');
  for (const amount of ['-400.00', '-12.75', '-412.75', '600.00', '67.25', '667.25']) expect(html).toContain(amount);
  expect(html).not.toMatch(/[^-\d]412\.75/);
  const screen = await bench.run(['sync', '--dry-run', '--verbose']);
  expect(screen.out).toContain("1 line makes -400.00 = Autotask's net -400.00; tax -12.75 (Autotask: -12.75); total -412.75");
});
