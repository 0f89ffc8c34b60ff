// A seeded month in each tax world through sync: every total Autotask's to the cent, or, where QuickBooks decides the tax, the net and a word about the rest.
import { afterEach, expect, it } from 'vitest';
import type { QuickBooksOptions } from '../../src/sandbox/quickbooks/sandbox.ts';
import { Bench, type BenchLine, type Changes } from './support.ts';

let bench: Bench | null = null;
afterEach(() => bench?.close());

interface World {
  readonly books: QuickBooksOptions;
  readonly settings?: Changes;
  /** Autotask's tax regions: name, and its percents one after the other. */
  readonly regions: readonly (readonly [name: string, ...percents: number[]])[];
  readonly quickBooksDecides?: boolean;
}
const WORLDS: Readonly<Record<string, World>> = {
  'US, Automated Sales Tax': {
    books: { tax: 'automated' },
    settings: { 'tax.shipTo': 'company' },
    regions: [
      ['California', 8],
      ['Elsewhere', 6.5],
    ],
    quickBooksDecides: true,
  },
  "US, Automated Sales Tax overridden by Autotask's": {
    books: { tax: 'automated' },
    settings: { 'tax.shipTo': 'company', 'tax.mode': 'autotask' },
    regions: [
      ['California', 8],
      ['Elsewhere', 6.5],
    ],
  },
  'US, manual sales tax': {
    books: { tax: 'manual' },
    regions: [
      ['California', 8],
      ['Texas', 8.25],
      ['new york', 8.875],
    ],
  },
  'Canada: HST, and GST with QST': {
    books: { country: 'CA' },
    settings: { 'tax.untaxedCode': '3', 'tax.codes': '{"Quebec":"6"}' },
    regions: [
      ['HST ON', 13],
      ['Quebec', 14.975],
      ['GST', 5],
    ],
  },
  'United Kingdom: VAT': {
    books: { country: 'GB' },
    regions: [
      ['20.0% S', 20],
      ['5.0% R', 5],
    ],
  },
};

const INVOICES = 18;

/** Amounts that don't divide evenly, quantities, free lines and credits: the same ones every time. */
function linesOf(n: number, percent: number): BenchLine[] {
  const sign = n % 9 === 4 ? -1 : 1;
  return Array.from({ length: 2 + (n % 4) }, (_, k) => {
    const amount = k === 3 ? 0 : (sign * ((7919 * (n + 3) * (k + 5)) % 99_991)) / 100;
    const isTaxed = k === 0 || (n + k) % 3 !== 0;
    const tax = isTaxed ? (Math.sign(amount) * Math.round(Math.abs(Math.round(amount * 100) * percent) / 100)) / 100 : 0;
    return { amount: amount.toFixed(2), tax: tax.toFixed(2), code: isTaxed ? 102 : 101, category: isTaxed ? 1 : 2 };
  });
}

it.each(Object.entries(WORLDS))('%s', async (_, world) => {
  bench = await Bench.open(world.books, world.settings);
  bench.autotask.seed({
    TaxRegions: world.regions.map(([name], n) => ({ id: n + 1, name, isActive: true })),
    TaxCategories: [1, 2].map((id) => ({ id, name: `Category ${id}`, isActive: true })),
    Taxes: world.regions.map(([name, percent = 0], n) => ({
      id: n + 1,
      taxName: name,
      taxRate: String(percent),
      taxRegionID: n + 1,
      taxCategoryID: 1,
    })),
  });
  const billed = Array.from({ length: INVOICES }, (__, n) => {
    const [region = '', percent = 0] = world.regions[n % world.regions.length] ?? [];
    const lines = linesOf(n, percent);
    const add = (of: (line: BenchLine) => string | undefined) => lines.reduce((all, line) => all + Math.round(Number(of(line)) * 100), 0);
    return { id: bench?.bill({ region, lines }) ?? 0, net: add((line) => line.amount), tax: add((line) => line.tax) };
  });

  const done = await bench.run(['sync', '--json', '--yes']);
  const said = JSON.parse(done.out) as {
    invoices: { autotaskId: number; outcome: string; reasons: { code: string; message: string }[] }[];
  };
  expect(said.invoices.filter((one) => one.outcome !== 'created')).toEqual([]);
  expect(done.code).toBe(0);
  expect(billed.some(({ net, tax }) => net + tax < 0)).toBe(true);
  for (const { id, net, tax } of billed) {
    const document = bench.document(id);
    const [saved, ownTax] = [document?.['TotalAmt'], (document?.['TxnTaxDetail'] as { TotalTax: number } | undefined)?.TotalTax ?? 0];
    const reasons = said.invoices.find((one) => one.autotaskId === id)?.reasons.map((one) => one.code) ?? [];
    // What must agree to the cent: the net where QuickBooks decides the tax, else total and tax.
    const seen = world.quickBooksDecides
      ? { net: Math.round((Number(saved) - ownTax) * 100) }
      : { total: Math.round(Number(saved) * 100), tax: Math.round(ownTax * 100) };
    const wanted = world.quickBooksDecides ? { net: Math.abs(net) } : { total: Math.abs(net + tax), tax: Math.abs(tax) };
    const isExplained = world.quickBooksDecides && Math.round(ownTax * 100) !== Math.abs(tax);
    expect({ id, ...seen, reasons }).toEqual({ id, ...wanted, reasons: isExplained ? ['tax-by-quickbooks'] : [] });
  }
});
