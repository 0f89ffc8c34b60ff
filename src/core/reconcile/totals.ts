// Totals of a tie-out: overall, by day, customer, item, class and tax; Autotask beside QuickBooks. Amounts are signed.
import type { Catalog } from '../facts/catalog.ts';
import { cents, isZero, sum, ZERO, type Money } from '../money.ts';
import type { BookedLine } from './shelf.ts';
import type { Pair, ReconcileFacts, Reconciliation } from './types.ts';
import { bookedOf, dueOf, homeOf, isForeign, lineAmounts, signed, type Amounts } from './amounts.ts';
import { chooseClasses } from '../rules/document/class.ts';
import { chooseItem } from '../rules/item.ts';
import type { Source } from '../facts/source.ts';

export interface Both {
  readonly autotask: Money;
  readonly quickbooks: Money;
  readonly difference: Money;
}

export interface TotalsRow extends Both {
  readonly label: string;
  readonly currency: string;
  readonly count: number;
}

export interface CurrencyTotals {
  readonly currency: string;
  readonly count: number;
  readonly net: Both;
  readonly tax: Both;
  readonly total: Both;
  /** In the home currency, at the rates of the dates; null: it is the home currency, or a rate isn't known. */
  readonly home: Both | null;
}

export interface ReconcileTotals {
  /** Autotask's, not voided. */
  readonly invoices: number;
  readonly documents: number;
  /** One entry a currency: two of them are never added. */
  readonly currencies: readonly CurrencyTotals[];
  /** All in the home currency; null: nothing is foreign. */
  readonly home: Both | null;
  /** By Autotask's invoice date. */
  readonly byDay: readonly TotalsRow[];
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
  { pairs, exceptions }: Reconciliation<Pair>,
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
  readonly #sums = new Map<string, CurrencySums>();
  readonly #groups = {
    day: new Groups(),
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
    const { source, company, documents, date, currency } = pair;
    const [due, booked] = [dueOf(pair), bookedOf(pair)];
    const [document] = documents;
    if (source !== null && !source.invoice.isVoided) this.#invoices += 1;
    this.#documents += documents.length;
    this.#sum(pair, due, booked);
    const groups = this.#groups;
    const total = { autotask: due.total, quickbooks: booked.total, currency, count: 1 };
    groups.day.add({ label: date, ...total });
    if (isStranger && document !== undefined) {
      groups.customer.add({ ...total, label: company, quickbooks: ZERO });
      groups.customer.add({ ...total, label: document.customerName, autotask: ZERO, count: 0 });
    } else groups.customer.add({ label: company, ...total });
    if (!isZero(due.tax) || !isZero(booked.tax))
      groups.tax.add({ label: regionOf(pair), autotask: due.tax, quickbooks: booked.tax, currency, count: 1 });
    const lines = lineRows(pair, this.#facts);
    for (const row of lines.items) groups.item.add(row);
    for (const row of lines.classes) groups.class.add(row);
  }

  #sum(pair: Pair, due: Amounts, booked: Amounts): void {
    const { catalog } = this.#facts;
    const known = this.#sums.get(pair.currency) ?? { count: 0, net: NONE, tax: NONE, total: NONE, home: NONE, isHomeKnown: true };
    const add = (to: Sides, autotask: Money, quickbooks: Money): Sides => ({
      autotask: to.autotask.plus(autotask),
      quickbooks: to.quickbooks.plus(quickbooks),
    });
    const isForeignPair = isForeign(pair.currency, catalog);
    const home = isForeignPair ? homeOf(pair, catalog) : { autotask: due.total, quickbooks: booked.total };
    this.#sums.set(pair.currency, {
      count: known.count + 1,
      net: add(known.net, due.net, booked.net),
      tax: add(known.tax, due.tax, booked.tax),
      total: add(known.total, due.total, booked.total),
      home: home === null ? known.home : add(known.home, home.autotask, home.quickbooks),
      isHomeKnown: known.isHomeKnown && home !== null,
    });
  }

  all(): ReconcileTotals {
    const groups = this.#groups;
    const sums = [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1));
    const hasForeign = sums.some(([currency]) => isForeign(currency, this.#facts.catalog));
    const isHomeKnown = hasForeign && sums.every(([, one]) => one.isHomeKnown);
    return {
      invoices: this.#invoices,
      documents: this.#documents,
      currencies: sums.map(([currency, one]) => ({
        currency,
        count: one.count,
        net: bothOf(one.net),
        tax: bothOf(one.tax),
        total: bothOf(one.total),
        home: isForeign(currency, this.#facts.catalog) && one.isHomeKnown ? bothOf(one.home) : null,
      })),
      home: isHomeKnown ? both(sum(sums.map(([, one]) => one.home.autotask)), sum(sums.map(([, one]) => one.home.quickbooks))) : null,
      byDay: groups.day.rows(),
      byCustomer: groups.customer.rows(),
      byItem: groups.item.rows(),
      byClass: this.#facts.catalog.preferences.classTracking === 'off' ? [] : groups.class.rows(),
      byTax: groups.tax.rows(),
    };
  }
}

interface Sides {
  readonly autotask: Money;
  readonly quickbooks: Money;
}

interface CurrencySums extends Readonly<Record<keyof Amounts | 'home', Sides>> {
  readonly count: number;
  /** Every rate that it needs is known. */
  readonly isHomeKnown: boolean;
}

const NONE: Sides = { autotask: ZERO, quickbooks: ZERO };
const bothOf = ({ autotask, quickbooks }: Sides): Both => both(autotask, quickbooks);

interface Row {
  readonly label: string;
  readonly currency: string;
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
      const amount = { currency: pair.currency, autotask: ZERO, quickbooks: signed(one, line.amount), count: pair.source === null ? 1 : 0 };
      items.push({ label: itemName(line, catalog), ...amount });
      classes.push({ label: className(line.classId ?? one.classId, catalog), ...amount });
    }
  }
  const { source } = pair;
  if (source === null || source.invoice.isVoided) return { items, classes };
  const amounts = lineAmounts(source) ?? source.lines.map((line) => cents(line.amount));
  const expected = expectedClasses(source, amounts, facts);
  source.lines.forEach((line, n) => {
    const amount = { currency: pair.currency, autotask: amounts[n] ?? ZERO, quickbooks: ZERO, count: 1 };
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

function itemName({ itemId }: BookedLine, catalog: Catalog): string {
  if (itemId === null) return 'no item';
  return catalog.items.byId(itemId)?.fullName ?? `item ${itemId}`;
}

function className(id: string | null, catalog: Catalog): string {
  return id === null ? 'no class' : (catalog.classes.get(id)?.fullName ?? `class ${id}`);
}

/** Sums by label, each currency apart. */
class Groups {
  readonly #sums = new Map<string, Row>();

  add(row: Row): void {
    const key = `${row.label}\n${row.currency}`;
    const known = this.#sums.get(key) ?? { ...row, autotask: ZERO, quickbooks: ZERO, count: 0 };
    this.#sums.set(key, {
      ...known,
      autotask: known.autotask.plus(row.autotask),
      quickbooks: known.quickbooks.plus(row.quickbooks),
      count: known.count + row.count,
    });
  }

  rows(): TotalsRow[] {
    return [...this.#sums.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { label, currency, count, autotask, quickbooks }]) => ({ label, currency, count, ...both(autotask, quickbooks) }));
  }
}
