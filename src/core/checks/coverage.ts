// Would the invoices of the last weeks go through today? Sync's own rules, tried on each of them.
// What is missing, by name.
import { DAY_MS } from '../dates.ts';
import type { Catalog } from '../facts/catalog.ts';
import { ok, problem, warning } from './line.ts';
import { completeLines } from '../rules/complete-lines.ts';
import { checkLinesSeen, idList } from './health.ts';
import { remark, type DoctorLine } from './health-line.ts';
import { checkTaxed } from './taxed.ts';
import { TaxTally } from '../transfer/plan/tax-tally.ts';
import { draftInvoice } from '../transfer/plan/draft.ts';
import { isUnsynced } from '../facts/marker.ts';
import type { InvoiceId } from '../model.ts';
import type { Reason } from '../reasons.ts';
import { passesFilter } from '../rules/document/class.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../facts/source.ts';

/** Incomplete lines count where they are young: old invoices aren't sent any more. */
const LINE_DAYS = 14;
/** At most this many findings of one kind are named. */
const MOST = 6;

const AREAS: readonly (readonly [area: string, codes: RegExp])[] = [
  ['customers', /^(?:customer-(?:missing|inactive|name|shared|ambiguous|near)|mapped-customer|tied-customer|company-unknown)/],
  ['currencies', /^currency-/],
  ['items', /^(?:item-|external-number|line-without-billing-code|billing-code|income-account)/],
  ['terms', /^(?:term|mapped-term)-/],
  ['tax codes', /^(?:tax-(?:code|region|off|rate)|untaxed-code|customer-exempt)/],
  ['ship-to', /^ship-to-/],
  ['classes', /^(?:class-|line-of-business-mixed|mixed-classes)/],
  ['numbers', /^number-/],
];

interface Finding {
  readonly reason: Reason;
  readonly invoices: Set<InvoiceId>;
  isHold: boolean;
  /** One of them still waits to be sent. */
  isOpen: boolean;
}

/** Takes batches of invoices, keeps what it learned of them. */
export class Coverage {
  readonly #settings: Settings;
  readonly #now: number;
  readonly #isTransferred: (id: InvoiceId) => boolean;
  readonly #findings = new Map<string, Map<string, Finding>>();
  readonly #newCustomers = new Set<string>();
  readonly #newItems = new Set<string>();
  readonly #incomplete: InvoiceId[] = [];
  readonly #taxes = new TaxTally();
  #catalog: Catalog | null = null;
  #looked = 0;
  #young = 0;

  constructor(settings: Settings, now: number, isTransferred: (id: InvoiceId) => boolean) {
    this.#settings = settings;
    this.#now = now;
    this.#isTransferred = isTransferred;
  }

  add(sources: readonly Source[], catalog: Catalog): void {
    this.#catalog = catalog;
    for (const source of sources) this.#look(source, catalog);
  }

  #look(source: Source, catalog: Catalog): void {
    const { invoice } = source;
    const age = this.#now - Date.parse(invoice.createdAt);
    if (invoice.isVoided || age < this.#settings.invoices.settleMinutes * 60_000) return;
    const filter = passesFilter(source, this.#settings);
    if (filter.verdict === 'skip') return;
    this.#looked += 1;
    if (filter.verdict === 'hold') this.#note(source, filter.reason, true);
    if (age <= LINE_DAYS * DAY_MS) {
      this.#young += 1;
      if ('hold' in completeLines(invoice, source.lines)) this.#incomplete.push(invoice.id);
    }
    const result = draftInvoice(source, catalog, this.#settings);
    if ('holds' in result) {
      for (const one of result.holds) this.#note(source, one, true);
      return;
    }
    const { customer, items, remarks } = result.drafted;
    this.#taxes.add(source, result.drafted, catalog, this.#settings);
    if ('create' in customer) this.#newCustomers.add(customer.create.displayName);
    for (const item of items) if ('create' in item) this.#newItems.add(item.create.name);
    for (const one of remarks) this.#note(source, one, false);
  }

  #note({ invoice }: Source, reason: Reason, isHold: boolean): void {
    const area = AREAS.find(([, codes]) => codes.test(reason.code))?.[0];
    if (area === undefined) return;
    // What was sent has its number: its rules are past.
    if (area === 'numbers' && this.#isTransferred(invoice.id)) return;
    const findings = this.#findings.get(area) ?? new Map<string, Finding>();
    this.#findings.set(area, findings);
    const found = findings.get(reason.message) ?? { reason, invoices: new Set(), isHold: false, isOpen: false };
    findings.set(reason.message, found);
    found.invoices.add(invoice.id);
    found.isHold ||= isHold;
    found.isOpen ||= !this.#isTransferred(invoice.id) && isUnsynced(invoice, this.#settings);
  }

  /** One line an area where all is well, else one a finding. */
  lines(days: number): DoctorLine[] {
    const lines: DoctorLine[] = [checkLinesSeen(this.#incomplete, this.#young, LINE_DAYS)];
    if (this.#catalog !== null) lines.push(...checkTaxed(this.#taxes, days, this.#catalog, this.#settings));
    for (const [area] of AREAS) {
      const findings = [...(this.#findings.get(area)?.values() ?? [])].toSorted((a, b) => b.invoices.size - a.invoices.size);
      if (findings.length === 0) lines.push(ok(area, `${this.#looked} invoices of ${days} days: ${this.#allWell(area)}`));
      lines.push(...findings.slice(0, MOST).map((one) => lineOf(area, one)));
      if (findings.length > MOST) lines.push(warning(area, `and ${findings.length - MOST} more of this kind`, 'at2qbo check-invoices'));
    }
    return lines;
  }

  #allWell(area: string): string {
    const made = area === 'customers' ? this.#newCustomers : area === 'items' ? this.#newItems : new Set<string>();
    if (made.size === 0) return 'nothing missing';
    const names = [...made].slice(0, 3).join(', ');
    return `nothing missing but what is created on the way (${made.size}: ${names}${made.size > 3 ? ' …' : ''})`;
  }
}

function lineOf(area: string, { reason, invoices, isHold, isOpen }: Finding): DoctorLine {
  const message = `${reason.message} (${invoices.size === 1 ? 'invoice' : `${invoices.size} invoices:`} ${idList([...invoices])})`;
  if (!isHold) return remark(area, message, reason.fix);
  return isOpen ? problem(area, message, reason.fix) : warning(area, message, reason.fix);
}
