// A dry run as a test sees it: documents of every kind, names of several scripts, amounts of every size.
import type { Preview } from '../../../src/core/approval/preview.ts';
import type { Instant } from '../../../src/core/dates.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { reason } from '../../../src/core/reasons.ts';
import { totalsOf, type RunResult } from '../../../src/core/report/run-result.ts';
import type { Outcome } from '../../../src/core/run/outcome.ts';

const BOOKS = { company: 'Northwind Managed Services', currency: 'USD' };

export function outcome(id: number, company: string, total: string, more: Partial<Outcome> = {}): Outcome {
  return {
    invoiceId: invoiceId(id),
    invoiceNumber: `20260731.${String(id - 5000).padStart(4, '0')}`,
    company,
    outcome: 'planned',
    quickbooks: {
      type: total.startsWith('-') ? 'CreditMemo' : 'Invoice',
      id: null,
      docNumber: null,
      total: total.replace('-', ''),
      tax: '0.00',
    },
    autotaskTotal: total,
    autotaskTax: '0.00',
    currency: null,
    emailed: false,
    reasons: [],
    ...more,
  };
}

const waits = { quickbooks: null, outcome: 'held' } as const;

export const OUTCOMES: readonly Outcome[] = [
  outcome(5001, 'Solberg Architects', '1861.08'),
  outcome(5002, 'Solberg Architects', '-412.75'),
  outcome(5003, '株式会社 日本', '1234567.89', {
    quickbooks: { type: 'Invoice', id: null, docNumber: '00123', total: '1234567.89', tax: '0.00' },
  }),
  outcome(5004, 'Cafe\u0301 Zürich & Söhne', '20.01', {
    quickbooks: { type: 'Invoice', id: '130', docNumber: '1037', total: '20.01', tax: '0.00' },
  }),
  outcome(5005, 'Brightwater Dental', '2146.25', {
    ...waits,
    reasons: [
      reason('customer-inactive', {
        name: 'Brightwater Dental',
        map: `'{"305":"<customer id>"}'`,
        company: 'Brightwater Dental',
        id: 305,
        invoice: 5005,
      }),
    ],
  }),
  outcome(5006, 'Twin Rivers Insurance', '20839.11', { ...waits, outcome: 'skipped', reasons: [reason('voided')] }),
];

/** Not tried, for the run was ended. */
export const untried = (id: number): Outcome =>
  outcome(id, 'Cedar Realty', '10.00', { quickbooks: null, outcome: 'skipped', reasons: [reason('run-stopped', { why: 'interrupted' })] });

export function dryRun(invoices: readonly Outcome[] = OUTCOMES, more: Partial<RunResult> = {}): RunResult {
  return {
    run: '01J9ZK3V7Q',
    profile: 'default',
    books: BOOKS,
    dryRun: true,
    startedAt: '2026-08-01T04:15:00.000Z' as Instant,
    finishedAt: '2026-08-01T04:15:09.000Z' as Instant,
    invoices,
    voids: [],
    payments: [],
    created: { customers: [], items: [] },
    remarks: [],
    totals: totalsOf(invoices, 1),
    trouble: null,
    ...more,
  };
}

const LONG = 'Managed services, July: monitoring, patching and help desk for 34 workstations and 6 servers\nincluding after-hours support';

/** The documents of those that would be made. */
export function previews(outcomes: readonly Outcome[] = OUTCOMES): ReadonlyMap<number, Preview> {
  const made = outcomes.filter(({ quickbooks }) => quickbooks !== null && quickbooks.id === null);
  return new Map(made.map((one) => [one.invoiceId, previewOf(one)]));
}

function previewOf(one: Outcome): Preview {
  const line = (description: string, amount: string): Preview['document']['lines'][number] => ({
    item: { id: '11', name: 'Services:Managed', create: null },
    description,
    serviceDate: null,
    quantity: '1',
    price: amount,
    amount,
    taxCode: 'NON',
    class: null,
  });
  return {
    autotaskId: one.invoiceId,
    autotaskNumber: one.invoiceNumber,
    company: one.company,
    autotaskTotal: one.autotaskTotal,
    document: {
      type: one.quickbooks?.type ?? 'Invoice',
      docNumber: one.quickbooks?.docNumber ?? null,
      date: '2026-07-31',
      dueDate: '2026-08-30',
      customer: { id: '58', name: one.company, create: null },
      term: { id: '3', name: 'Net 30' },
      class: null,
      currency: null,
      exchangeRate: null,
      lines: [line(LONG, one.autotaskTotal), line('Remote support', '0.00')],
      net: one.autotaskTotal,
      tax: null,
      total: null,
      taxSent: null,
      poNumber: null,
      message: 'Thank you for your business.',
      memo: `Autotask invoice ${one.invoiceId}`,
      email: '',
      isMailed: false,
      allowsCard: null,
      allowsAch: null,
      shipTo: '1 Main St, Austin, TX 78701',
    },
    mapping: {
      customer: 'customer by name',
      number: 'by QuickBooks',
      term: 'term by name',
      class: 'no class',
      tax: 'by QuickBooks',
      items: ['item by name', 'item by name'],
    },
    proof: {
      lines: 2,
      sum: one.autotaskTotal,
      autotaskNet: one.autotaskTotal,
      difference: '0.00',
      autotaskTax: '0.00',
      expectedTax: null,
      expectedTotal: null,
    },
  };
}
