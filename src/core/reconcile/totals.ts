// Totals of a tie-out: overall, by day, customer, item, class and tax; Autotask beside QuickBooks. Amounts are signed.
import type { Catalog } from '../facts/catalog.ts';
import type { SavedLine } from '../model.ts';
import { cents, isZero, ZERO, type Money } from '../money.ts';
import type { Pair, ReconcileFacts, Reconciliation } from './types.ts';
import { bookedOf, dueOf, lineAmounts, signed, type Amounts } from './amounts.ts';
import { chooseClasses } from '../rules/document/class.ts';
import { invoiceCurrency } from '../rules/customer.ts';
import { chooseItem } from '../rules/item.ts';
import type { Source } from '../facts/source.ts';

export interface Both {
  readonly autotask: Money;
  readonly quickbooks: Money;
  readonly difference: Money;
}

export interface TotalsRow extends Both {
  readonly label: string;
  readonly count: number;
}

export interface ReconcileTotals {
  /** Autotask's, not voided. */
  readonly invoices: number;
  readonly documents: number;
  readonly net: Both;
  readonly tax: Both;
  readonly total: Both;
  /** By Autotask's invoice date. */
  readonly byDay: readonly TotalsRow[];
  readonly byCurrency: readonly TotalsRow[];
  readonly byCustomer: readonly TotalsRow[];
  /** Before tax. Autotask's side by the item that the billing code maps to, QuickBooks' by the item of the line. */
  readonly byItem: readonly TotalsRow[];
  /** Before tax, likewise; empty where classes aren't tracked. */
  readonly byClass: readonly TotalsRow[];
  /** Tax, by Autotask's tax region. */
  readonly byTax: readonly TotalsRow[];
}

const both = (autotask: Money, quickbooks: Money): Both => ({ autotask, quickbooks, difference: quickbooks.minus(autotask) });

export function totalsOfReconciliation(
  { pairs, exceptions }: Reconciliation,
  facts: Pick<ReconcileFacts, 'catalog' | 'settings'>,
): ReconcileTotals {
  const totals = new TotalsWork(facts);
  const strangers = new Set(exceptions.filter(({ kind }) => kind === 'customer').map(({ invoiceId }) => invoiceId));
  for (const pair of pairs) totals.add(pair, pair.source !== null && strangers.has(pair.source.invoice.id));
  return totals.all();
}

/** Adds up pair by pair, so that no pair's lines have to be kept. */
export class TotalsWork {
  readonly #facts: Pick<ReconcileFacts, 'catalog' | 'settings'>;
  readonly #sums: Record<keyof Amounts, { autotask: Money; quickbooks: Money }> = {
    net: { autotask: ZERO, quickbooks: ZERO },
    tax: { autotask: ZERO, quickbooks: ZERO },
    total: { autotask: ZERO, quickbooks: ZERO },
  };
  readonly #groups = {
    day: new Groups(),
    currency: new Groups(),
    customer: new Groups(),
    item: new Groups(),
    class: new Groups(),
    tax: new Groups(),
  };
  #invoices = 0;
  #documents = 0;

  constructor(facts: Pick<ReconcileFacts, 'catalog' | 'settings'>) {
    this.#facts = facts;
  }

  /** `isStranger`: it is booked on another customer, under whose name QuickBooks' side stands. */
  add(pair: Pair, isStranger: boolean): void {
    const { source, company, documents, date } = pair;
    const [due, booked] = [dueOf(pair), bookedOf(pair)];
    const [document] = documents;
    if (source !== null && !source.invoice.isVoided) this.#invoices += 1;
    this.#documents += documents.length;
    for (const field of ['net', 'tax', 'total'] as const) {
      const sums = this.#sums[field];
      sums.autotask = sums.autotask.plus(due[field]);
      sums.quickbooks = sums.quickbooks.plus(booked[field]);
    }
    const groups = this.#groups;
    const total = { autotask: due.total, quickbooks: booked.total, count: 1 };
    groups.day.add({ label: date, ...total });
    groups.currency.add({ label: document?.currency ?? (source ? invoiceCurrency(source, this.#facts.catalog) : ''), ...total });
    if (isStranger && document !== undefined) {
      groups.customer.add({ ...total, label: company, quickbooks: ZERO });
      groups.customer.add({ ...total, label: document.customerName, autotask: ZERO, count: 0 });
    } else groups.customer.add({ label: company, ...total });
    if (!isZero(due.tax) || !isZero(booked.tax))
      groups.tax.add({ label: regionOf(pair), autotask: due.tax, quickbooks: booked.tax, count: 1 });
    const lines = lineRows(pair, this.#facts);
    for (const row of lines.items) groups.item.add(row);
    for (const row of lines.classes) groups.class.add(row);
  }

  all(): ReconcileTotals {
    const { net, tax, total } = this.#sums;
    const groups = this.#groups;
    return {
      invoices: this.#invoices,
      documents: this.#documents,
      net: both(net.autotask, net.quickbooks),
      tax: both(tax.autotask, tax.quickbooks),
      total: both(total.autotask, total.quickbooks),
      byDay: groups.day.rows(),
      byCurrency: groups.currency.rows(),
      byCustomer: groups.customer.rows(),
      byItem: groups.item.rows(),
      byClass: this.#facts.catalog.preferences.classTracking === 'off' ? [] : groups.class.rows(),
      byTax: groups.tax.rows(),
    };
  }
}

interface Row {
  readonly label: string;
  readonly autotask: Money;
  readonly quickbooks: Money;
  readonly count: number;
}

function regionOf({ source }: Pair): string {
  const name = source?.invoice.taxRegionName ?? '';
  return name === '' ? 'no tax region' : name;
}

interface LineRows {
  readonly items: readonly Row[];
  readonly classes: readonly Row[];
}

/** Each side under its own label, so that a line that was booked elsewhere shows on both. */
function lineRows(pair: Pair, facts: Pick<ReconcileFacts, 'catalog' | 'settings'>): LineRows {
  const items: Row[] = [];
  const classes: Row[] = [];
  const { catalog } = facts;
  const [document] = pair.documents;
  for (const one of pair.documents) {
    for (const line of one.lines) {
      const amount = { autotask: ZERO, quickbooks: signed(one, line.amount), count: pair.source === null ? 1 : 0 };
      items.push({ label: itemName(line, catalog), ...amount });
      classes.push({ label: className(line.classId ?? one.classId, catalog), ...amount });
    }
  }
  const { source } = pair;
  if (source === null || source.invoice.isVoided) return { items, classes };
  const amounts = lineAmounts(source) ?? source.lines.map((line) => cents(line.amount));
  const expected = expectedClasses(source, amounts, facts);
  source.lines.forEach((line, n) => {
    const amount = { autotask: amounts[n] ?? ZERO, quickbooks: ZERO, count: 1 };
    const booked = document?.lines[n];
    const choice = chooseItem(line, source, catalog, facts.settings);
    const item = 'value' in choice && 'existing' in choice.value ? choice.value.existing.fullName : null;
    // Where the rules can't tell any more (the item was renamed), what was booked isn't called wrong.
    const fallback = booked ? itemName(booked, catalog) : `${line.itemName === '' ? 'no item' : line.itemName} (not in QuickBooks)`;
    items.push({ label: item ?? fallback, ...amount });
    const id = expected === null ? (booked?.classId ?? document?.classId ?? null) : (expected[n] ?? null);
    classes.push({ label: className(id, catalog), ...amount });
  });
  return { items, classes };
}

function expectedClasses(
  source: Source,
  amounts: readonly Money[],
  { catalog, settings }: Pick<ReconcileFacts, 'catalog' | 'settings'>,
): readonly (string | null)[] | null {
  const choice = chooseClasses(source, amounts, catalog, settings);
  if (!('value' in choice)) return null;
  const { header, lines } = choice.value;
  return source.lines.map((_, n) => lines[n] ?? header);
}

function itemName({ itemId }: SavedLine, catalog: Catalog): string {
  if (itemId === null) return 'no item';
  return catalog.items.byId(itemId)?.fullName ?? `item ${itemId}`;
}

function className(id: string | null, catalog: Catalog): string {
  return id === null ? 'no class' : (catalog.classes.get(id)?.fullName ?? `class ${id}`);
}

/** Sums by label. */
class Groups {
  readonly #sums = new Map<string, { autotask: Money; quickbooks: Money; count: number }>();

  add({ label, autotask, quickbooks, count }: Row): void {
    const known = this.#sums.get(label) ?? { autotask: ZERO, quickbooks: ZERO, count: 0 };
    this.#sums.set(label, {
      autotask: known.autotask.plus(autotask),
      quickbooks: known.quickbooks.plus(quickbooks),
      count: known.count + count,
    });
  }

  rows(): TotalsRow[] {
    return [...this.#sums.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, sum]) => ({ label, count: sum.count, ...both(sum.autotask, sum.quickbooks) }));
  }
}
