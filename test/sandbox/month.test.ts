// The sandbox's month is believable, and adds up to what it says.
import Big from 'big.js';
import { describe, expect, test } from 'vitest';
import { believableMonth, bigMonth } from '../../src/sandbox/month.ts';
import type { Month, TaxWorld } from '../../src/sandbox/month.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const WORLDS: TaxWorld[] = ['automated', 'manual', 'global'];

const rows = (month: Month, name: 'Invoices' | 'BillingItems' | 'Companies' | 'BillingCodes') => [...(month.autotask[name] ?? [])];
const total = (values: unknown[]) => values.reduce<Big>((sum, value) => sum.plus(new Big(String(value))), new Big('0'));

describe('a believable month', () => {
  test('is the same for the same seed and another for another', () => {
    const first = JSON.stringify(believableMonth({ now: NOW, seed: 7 }));
    expect(JSON.stringify(believableMonth({ now: NOW, seed: 7 }))).toBe(first);
    expect(JSON.stringify(believableMonth({ now: NOW, seed: 8 }))).not.toBe(first);
  });

  test.each(WORLDS)('has headers that are the exact sum of their lines and taxes (%s)', (taxWorld) => {
    const month = believableMonth({ now: NOW, taxWorld });
    const items = rows(month, 'BillingItems');
    for (const invoice of rows(month, 'Invoices').filter((row) => row['isVoided'] !== true)) {
      const own = items.filter((item) => item['invoiceID'] === invoice['id']);
      expect(total(own.map((item) => item['totalAmount'])).toFixed()).toBe(invoice['invoiceTotal']);
      expect(total(own.map((item) => item['taxDollars'])).toFixed()).toBe(invoice['totalTaxValue']);
    }
  });

  test.each(WORLDS)('agrees to the cent whether lines or header are rounded, but for the one invoice about rounding (%s)', (taxWorld) => {
    const month = believableMonth({ now: NOW, taxWorld });
    const items = rows(month, 'BillingItems');
    const differing = month.expectations.invoices.filter(({ id, net, kind }) => {
      const own = items.filter((item) => item['invoiceID'] === id);
      return (
        kind !== 'voided' &&
        !total(own.map((item) => new Big(String(item['totalAmount'])).round(2, 1).toFixed())).eq(new Big(net).round(2, 1).toFixed())
      );
    });
    expect(differing.map(({ kind, net }) => [kind, net])).toEqual([['rounding', '20.01']]);
  });

  test.each(WORLDS)('has the tax that its rate makes of each line, rounded half-up (%s)', (taxWorld) => {
    const month = believableMonth({ now: NOW, taxWorld });
    const rate = month.quickbooks.salesTaxRate;
    const taxed = rows(month, 'BillingItems').filter((item) => item['taxDollars'] !== '0' && item['taxDollars'] !== null);
    expect(taxed.length).toBeGreaterThan(10);
    for (const item of taxed) {
      const amount = new Big(String(item['totalAmount']));
      expect(amount.times(rate).times('0.01').round(2, 1).toFixed()).toBe(item['taxDollars']);
    }
  });

  test('is created between one and ten days ago, but for an unsettled and an old invoice', () => {
    const { invoices } = believableMonth({ now: NOW }).expectations;
    const age = (createdAt: string) => NOW - Date.parse(createdAt);
    const elsewhere = invoices.filter(({ createdAt }) => age(createdAt) < DAY || age(createdAt) > 10 * DAY);
    expect(elsewhere.map(({ kind, createdAt }) => [kind, age(createdAt)])).toEqual([
      ['old', 20 * DAY],
      ['unsettled', 60_000],
    ]);
  });

  test('holds what real months hold: credit, zero, prepaid hours, deductions, discounts, four decimals, a child billed to its parent', () => {
    const month = believableMonth({ now: NOW });
    const kinds = new Map(month.expectations.invoices.map((invoice) => [invoice.kind, invoice]));
    const of = (kind: Parameters<typeof kinds.get>[0]) =>
      rows(month, 'BillingItems').filter((item) => item['invoiceID'] === kinds.get(kind)?.id);
    expect(kinds.get('negative')?.net).toBe('-412.75');
    expect(kinds.get('zero')?.total).toBe('0.00');
    expect(of('zero').every((item) => item['rate'] === '125' && item['totalAmount'] === '0' && item['contractBlockID'] === 75)).toBe(true);
    const pair = of('deductions').slice(1, 3);
    expect(total(pair.map((item) => item['totalAmount'])).toFixed()).toBe('0');
    expect(of('discount').some((item) => String(item['totalAmount']).startsWith('-'))).toBe(true);
    expect(of('four-decimals').some((item) => /\.\d{3,4}$/.test(String(item['totalAmount'])))).toBe(true);
    expect(of('parent-billed').every((item) => item['companyID'] !== kinds.get('parent-billed')?.companyID)).toBe(true);
    expect(of('voided')).toEqual([]);
  });

  test('leaves six customers, one name with a colon and two items to be created in QuickBooks', () => {
    const { quickbooks, expectations, autotask } = believableMonth({ now: NOW });
    const customers = new Set(quickbooks.customers.map(({ displayName }) => displayName));
    expect(expectations.newCustomers).toHaveLength(6);
    expect(expectations.newCustomers).toContain('Nova: Legal Partners');
    expect(expectations.newCustomers.filter((name) => customers.has(name))).toEqual([]);
    const paths = new Set(quickbooks.items.map(({ name, parent }) => (parent ? `${parent}:${name}` : name)));
    const codes = [...(autotask.BillingCodes ?? [])].map((code) => String(code['name']));
    expect(codes.filter((name) => !paths.has(name))).toEqual(expectations.newItems);
    expect(paths.has('Hardware:Cables')).toBe(true);
    expect(quickbooks.customers.find(({ displayName }) => displayName === expectations.inactiveCustomer)?.active).toBe(false);
    expect(quickbooks.vendors.map(({ displayName }) => displayName)).toContain(expectations.vendorNamed);
    expect(customers.has(expectations.vendorNamed)).toBe(false);
  });

  test('has blank numbers of both sorts, or a number for each', () => {
    const blank = rows(believableMonth({ now: NOW }), 'Invoices').map((row) => row['invoiceNumber']);
    expect(new Set(blank)).toEqual(new Set([null, '']));
    const numbered = rows(believableMonth({ now: NOW, numbering: 'numbered' }), 'Invoices').map((row) => row['invoiceNumber']);
    expect(new Set(numbered).size).toBe(120);
  });

  test('has as many invoices, companies and lines as asked for', () => {
    const month = believableMonth({ now: NOW, invoices: 30, companies: 25, linesPerInvoice: 4 });
    expect(month.expectations.invoices).toHaveLength(30);
    expect(rows(month, 'Companies')).toHaveLength(26);
    expect(month.expectations.invoices.filter(({ kind, lines }) => kind === 'plain' && lines !== 4)).toEqual([]);
    const names = rows(month, 'Companies').map((row) => row['companyName']);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('a big month adds up to what it says', () => {
  const month = bigMonth({ now: NOW, invoices: 300, lines: 8 });
  const invoices = [...(month.autotask.Invoices ?? [])];
  const items = [...(month.autotask.BillingItems ?? [])];
  expect([invoices.length, items.length]).toEqual([300, 2400]);
  expect(total(invoices.map((row) => row['invoiceTotal'])).toFixed(2)).toBe(month.expectations.total);
  expect(total(items.map((row) => row['totalAmount'])).toFixed(2)).toBe(month.expectations.total);
});
