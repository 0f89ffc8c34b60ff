// What waits to be invoiced, company by company, put through the rules that its invoice will meet.
// What would be held can be mended before.
import type { Catalog } from '../facts/catalog.ts';
import type { LocalDate } from '../dates.ts';
import type { Source } from '../facts/source.ts';
import { companyId, invoiceId, type CompanyId, type SourceCompany, type SourceInvoice, type SourceLine } from '../model.ts';
import { cents, sum, text } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';
import { invoiceCurrency } from '../rules/customer.ts';
import { passesFilter } from '../rules/document/class.ts';
import type { Settings } from '../settings.ts';
import { draftInvoice } from '../transfer/plan/draft.ts';

/** What waits for one company, and what its invoice would meet. */
export interface Upcoming {
  readonly companyId: CompanyId;
  readonly company: string;
  readonly items: number;
  /** Net plus tax as posted, decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly oldest: LocalDate | null;
  readonly newest: LocalDate | null;
  readonly verdict: 'ready' | 'held' | 'skipped';
  readonly reasons: readonly Reason[];
  /** What would be made in QuickBooks with it. */
  readonly creates: { readonly customer: string | null; readonly items: readonly string[] };
}

/** Which company is billed for a line: the parent where the company says so, for what no contract covers. `companyOf`: null where it isn't shown. */
export function billedCompany(line: SourceLine, companyOf: (id: CompanyId) => SourceCompany | null): CompanyId | null {
  if (line.companyId === null) return null;
  const company = companyOf(line.companyId);
  return company?.billsParent === true && company.parentId !== null && line.contractId === null ? company.parentId : line.companyId;
}

/** One invoice a company as Autotask would make it today. Their ids are made up: `nth` from 1. */
export function draftedInvoices(
  lines: readonly SourceLine[],
  today: LocalDate,
  companyOf: (id: CompanyId) => SourceCompany | null,
  regions: ReadonlyMap<number, string>,
): { readonly invoice: SourceInvoice; readonly lines: readonly SourceLine[] }[] {
  const groups = new Map<CompanyId | null, SourceLine[]>();
  for (const line of lines) {
    const billed = billedCompany(line, companyOf);
    groups.set(billed, [...(groups.get(billed) ?? []), line]);
  }
  return [...groups].map(([billed, own], index) => {
    const id = invoiceId(index + 1);
    const region = billed === null ? null : (companyOf(billed)?.taxRegionId ?? null);
    const invoice: SourceInvoice = {
      id,
      number: null,
      companyId: billed ?? companyId(-1),
      batchId: null,
      createdAt: `${today}T00:00:00.000Z` as SourceInvoice['createdAt'],
      date: today,
      dueDate: null,
      from: null,
      to: null,
      net: sum(own.map((one) => one.amount)),
      tax: sum(own.map((one) => one.tax)),
      comments: '',
      poNumber: '',
      paymentTermId: null,
      taxRegionName: region === null ? null : (regions.get(region) ?? null),
      statusId: null,
      taxMethodCode: '',
      isVoided: false,
      voidedAt: null,
      webServiceDate: null,
      paidDate: null,
    };
    return { invoice, lines: own.map((one) => ({ ...one, invoiceId: id })) };
  });
}

/** What becomes of it as things are. Numbers and terms are the invoice's own and not known yet. */
export function judgeUpcoming(source: Source, catalog: Catalog, settings: Settings): Upcoming {
  const { invoice, lines, company } = source;
  const days = lines.flatMap((one) => (one.date === null ? [] : [one.date])).sort();
  const base = {
    companyId: invoice.companyId,
    company: company?.name ?? (invoice.companyId < 0 ? 'no company' : `company ${invoice.companyId}`),
    items: lines.length,
    amount: text(cents(invoice.net.plus(invoice.tax))),
    currency: invoiceCurrency(source, catalog),
    oldest: days[0] ?? null,
    newest: days.at(-1) ?? null,
    creates: { customer: null, items: [] },
  };
  if (settings.customers.overrides[String(invoice.companyId)]?.hold === true) {
    return { ...base, verdict: 'held', reasons: [reason('customer-on-hold', { company: base.company, companyId: invoice.companyId })] };
  }
  const filter = passesFilter(source, settings);
  if (filter.verdict !== 'send')
    return { ...base, verdict: filter.verdict === 'skip' ? 'skipped' : 'held', reasons: [filter.reason].map(early) };
  // By QuickBooks' numbers: Autotask's are given with the invoice.
  const numbered: Settings = { ...settings, invoices: { ...settings.invoices, numbering: 'quickbooks' } };
  const result = draftInvoice(source, catalog, numbered);
  if ('holds' in result) return { ...base, verdict: 'held', reasons: result.holds.map(early) };
  const { customer, items, remarks } = result.drafted;
  return {
    ...base,
    verdict: 'ready',
    reasons: remarks.map(early),
    creates: {
      customer: 'create' in customer ? customer.create.displayName : null,
      items: [...new Set(items.flatMap((one) => ('create' in one ? [one.create.name] : [])))],
    },
  };
}

/** Reasons whose fix names the invoice: there is none yet. */
const FIXES: Readonly<Partial<Record<Reason['code'], string>>> = {
  'company-unknown': 'Give the API user access to that company in Autotask.',
  'line-of-business-mixed': 'Select them all in linesOfBusiness.classes, or have Autotask bill them apart.',
  'line-of-business-not-selected': 'Nothing to do.',
};

function early(one: Reason): Reason {
  return { ...one, fix: FIXES[one.code] ?? one.fix };
}
