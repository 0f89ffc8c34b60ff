// Autotask in memory: the questions and writes of its port over a few rows. Strict: a question for nothing, or one it has no rows for, fails.
import type {
  BillingCode,
  CompanyId,
  InvoiceId,
  InvoiceStatus,
  PaymentTerm,
  SourceCompany,
  SourceInvoice,
  SourceLine,
  SourceTax,
} from '../../../src/core/model.ts';
import type { AutotaskPort, InvoiceQuery } from '../../../src/core/ports.ts';
import { once, scripted } from './scripted.ts';

export interface AutotaskRows {
  readonly headers: Map<InvoiceId, SourceInvoice>;
  readonly lines: readonly SourceLine[];
  readonly companies: readonly SourceCompany[];
  readonly codes: readonly BillingCode[];
  readonly terms: readonly PaymentTerm[];
  readonly currencies: ReadonlyMap<number, string>;
  readonly emails: ReadonlyMap<CompanyId, string>;
  readonly statuses: readonly InvoiceStatus[];
  readonly taxes: readonly SourceTax[];
}

export interface AutotaskFake {
  readonly rows: AutotaskRows;
  readonly now: number;
  /** Gets each write in a few words. */
  readonly journal: string[];
  readonly script: Partial<AutotaskPort>;
}

export function autotaskOver({ rows, now, journal, script }: AutotaskFake): AutotaskPort {
  const { headers } = rows;
  return scripted<AutotaskPort>('autotask', {
    now: () => now,
    budget: () => Promise.resolve({ used: 100, limit: 10_000 }),
    hourLeft: () => 9_900,
    invoices: (query) => Promise.resolve([...headers.values()].filter((one) => isAsked(one, query)).sort((a, b) => a.id - b.id)),
    lines: (ids) => Promise.resolve(rows.lines.filter((one) => ids.includes(one.invoiceId))),
    companies: (ids) => Promise.resolve(rows.companies.filter((one) => once('autotask.companies', ids).includes(one.id))),
    billingCodes: () => Promise.resolve([...rows.codes]),
    paymentTerms: () => Promise.resolve([...rows.terms]),
    currencies: () => Promise.resolve(new Map(rows.currencies)),
    taxes: () => Promise.resolve([...rows.taxes]),
    invoiceStatuses: () => Promise.resolve([...rows.statuses]),
    primaryEmails: (ids) =>
      Promise.resolve(
        new Map(
          once('autotask.primaryEmails', ids).flatMap((id) => {
            const email = rows.emails.get(id);
            return email === undefined ? [] : [[id, email] as const];
          }),
        ),
      ),
    writeBack: (id, change) => {
      const { invoiceNumber, webServiceDate, paidDate } = change;
      journal.push(`autotask: ${once('autotask.writeBack', Object.keys(change).sort()).join(' and ')} of ${id}`);
      const header = headers.get(id);
      if (header === undefined) return Promise.reject(new Error(`autotask.writeBack: no invoice ${id}`));
      headers.set(id, {
        ...header,
        ...(invoiceNumber === undefined ? {} : { number: invoiceNumber }),
        ...(webServiceDate === undefined ? {} : { webServiceDate }),
        ...(paidDate === undefined ? {} : { paidDate }),
      });
      return Promise.resolve();
    },
    ...script,
  });
}

function isAsked(one: SourceInvoice, query: InvoiceQuery): boolean {
  const isBlank = (marker: 'number' | 'web-service-date'): boolean =>
    marker === 'number' ? (one.number ?? '') === '' : one.webServiceDate === null;
  switch (query.kind) {
    case 'created':
      return (
        one.createdAt >= query.from &&
        (query.before === undefined || one.createdAt < query.before) &&
        (query.without === undefined || isBlank(query.without))
      );
    case 'unsynced':
      return (
        !one.isVoided && isBlank(query.marker) && one.createdAt < query.before && (query.from === undefined || one.createdAt >= query.from)
      );
    case 'ids':
      return once('autotask.invoices', query.ids).includes(one.id);
    case 'number':
      return one.number === query.number;
    case 'voided':
      return one.voidedAt !== null && one.voidedAt >= query.from;
    case 'dated':
      return one.date >= query.from && one.date <= query.to;
  }
}
