// What waits to be invoiced, grouped by the company that will be billed, and judged by the rules that its invoice will meet.
import { describe, expect, test } from 'vitest';
import { billingCodeId, companyId, type SourceCompany, type SourceLine } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { billedCompany, draftedInvoices, judgeUpcoming } from '../../../src/core/upcoming/plan.ts';
import { amountLine, catalog, company, customer, day, item, settings, source } from '../support/facts.ts';

const companies = new Map<number, SourceCompany>([
  [301, company()],
  [302, company({ id: companyId(302), name: 'Acme Site', parentId: companyId(301), billsParent: true })],
  [303, company({ id: companyId(303), name: 'Beta', parentId: companyId(301), billsParent: false })],
]);
const companyOf = (id: number): SourceCompany | null => companies.get(id) ?? null;
const waiting = (amount: string, of: number | null, more: Partial<SourceLine> = {}): SourceLine =>
  amountLine(amount, '0', { companyId: of === null ? null : companyId(of), ...more });

describe('who is billed', () => {
  test.each<[string, SourceLine, number | null]>([
    ['the company itself', waiting('1', 301), 301],
    ['the parent, where the company says so', waiting('1', 302), 301],
    ['what a contract covers, the company itself', waiting('1', 302, { contractId: 9 }), 302],
    ['a parent that isn’t billed', waiting('1', 303), 303],
    ['a company that the API user may not see', waiting('1', 399), 399],
    ['none', waiting('1', null), null],
  ])('%s', (_, line, expected) => expect(billedCompany(line, companyOf)).toBe(expected));

  test('one invoice a company, its total that of its lines to four decimals', () => {
    const drafts = draftedInvoices(
      [waiting('10.0001', 302), waiting('5', 301), waiting('7', 303)],
      day('2026-11-27'),
      companyOf,
      new Map(),
    );
    expect(drafts.map(({ invoice, lines }) => [invoice.companyId, invoice.net.toFixed(), lines.length])).toEqual([
      [301, '15.0001', 2],
      [303, '7', 1],
    ]);
  });
});

describe('the verdict', () => {
  const judged = (
    parts: Parameters<typeof source>[0],
    changed: Parameters<typeof settings>[0] = {},
    lists = {},
  ): ReturnType<typeof judgeUpcoming> =>
    judgeUpcoming(
      source(parts),
      catalog({ customers: [customer('24', 'Acme')], items: [item('7', 'Remote support')], ...lists }),
      settings(changed),
    );

  test('nothing in the way', () => expect(judged({})).toMatchObject({ verdict: 'ready', amount: '100.00', creates: { customer: null } }));
  test('Autotask’s number is not known yet, and no reason to hold', () =>
    expect(judged({}, { 'invoices.numbering': 'autotask-number' }).verdict).toBe('ready'));
  test('a customer that is missing and must not be made', () =>
    expect(judged({}, { 'customers.missing': 'hold' }, { customers: [] })).toMatchObject({
      verdict: 'held',
      reasons: [{ code: 'customer-missing' }],
    }));
  test('an inactive customer', () =>
    expect(judged({}, {}, { customers: [customer('24', 'Acme', { isActive: false })] })).toMatchObject({
      verdict: 'held',
      reasons: [{ code: 'customer-inactive' }],
    }));
  test('a new customer is said', () =>
    expect(judged({}, {}, { customers: [] })).toMatchObject({ verdict: 'ready', creates: { customer: 'Acme' } }));
  test('an item that is missing and must not be made', () =>
    expect(judged({ lines: [amountLine('5', '0', { billingCodeId: billingCodeId(999) })], invoice: { net: money('5') } }).verdict).toBe(
      'held',
    ));
  test('a company on hold', () =>
    expect(judged({}, { 'customers.overrides': { '301': { hold: true } } })).toMatchObject({
      verdict: 'held',
      reasons: [{ code: 'customer-on-hold' }],
    }));
  test('a fix never names an invoice that doesn’t exist yet', () => {
    const { reasons } = judged({ company: null });
    expect(reasons).toMatchObject([{ code: 'company-unknown' }]);
    expect(reasons[0]?.fix).not.toMatch(/--only|\d{2}/);
  });
});
