// Totals of a tie-out: overall, by day, customer, item, class and tax; Autotask beside QuickBooks. Amounts are signed. Pure.
import type { Catalog } from './catalog.ts';
import type { InvoiceId, SavedLine } from './model.ts';
import { cents, isZero, ZERO, type Money } from './money.ts';
import type { Pair, ReconcileFacts, Reconciliation } from './reconcile.ts';
import { bookedOf, dueOf, lineAmounts, signed, type Amounts } from './reconcile-amounts.ts';
import { chooseClasses } from './rules/class.ts';
import { invoiceCurrency } from './rules/customer.ts';
import { chooseItem } from './rules/item.ts';
import type { Source } from './source.ts';

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
  const all = pairs.map((pair) => ({ pair, due: dueOf(pair), booked: bookedOf(pair) }));
  const add = (field: keyof Amounts): Both =>
    both(
      all.reduce((sum, one) => sum.plus(one.due[field]), ZERO),
      all.reduce((sum, one) => sum.plus(one.booked[field]), ZERO),
    );
  const rowsBy = (labelOf: (pair: Pair) => string, field: keyof Amounts): Row[] =>
    all.map(({ pair, due, booked }) => ({ label: labelOf(pair), autotask: due[field], quickbooks: booked[field], count: 1 }));
  const lines = pairs.map((pair) => lineRows(pair, facts));
  const strangers = new Set(exceptions.filter(({ kind }) => kind === 'customer').map(({ invoiceId }) => invoiceId));
  return {
    invoices: pairs.filter(({ source }) => source !== null && !source.invoice.isVoided).length,
    documents: pairs.reduce((count, pair) => count + pair.documents.length, 0),
    net: add('net'),
    tax: add('tax'),
    total: add('total'),
    byDay: group(rowsBy((pair) => pair.date, 'total')),
    byCurrency: group(
      rowsBy(({ documents, source }) => documents[0]?.currency ?? (source ? invoiceCurrency(source, facts.catalog) : ''), 'total'),
    ),
    byCustomer: group(all.flatMap((one) => customerRows(one.pair, one.due.total, one.booked.total, strangers))),
    byItem: group(lines.flatMap((one) => one.items)),
    byClass: facts.catalog.preferences.classTracking === 'off' ? [] : group(lines.flatMap((one) => one.classes)),
    byTax: group(rowsBy((pair) => regionOf(pair), 'tax').filter((row) => !isZero(row.autotask) || !isZero(row.quickbooks))),
  };
}

interface Row {
  readonly label: string;
  readonly autotask: Money;
  readonly quickbooks: Money;
  readonly count: number;
}

/** Booked on another customer: QuickBooks' side stands there. */
function customerRows(
  { source, company, documents }: Pair,
  autotask: Money,
  quickbooks: Money,
  strangers: ReadonlySet<InvoiceId | null>,
): Row[] {
  const [document] = documents;
  if (source === null || document === undefined || !strangers.has(source.invoice.id))
    return [{ label: company, autotask, quickbooks, count: 1 }];
  return [
    { label: company, autotask, quickbooks: ZERO, count: 1 },
    { label: document.customerName, autotask: ZERO, quickbooks, count: 0 },
  ];
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

function group(rows: readonly Row[]): TotalsRow[] {
  const sums = new Map<string, { autotask: Money; quickbooks: Money; count: number }>();
  for (const { label, autotask, quickbooks, count } of rows) {
    const known = sums.get(label) ?? { autotask: ZERO, quickbooks: ZERO, count: 0 };
    sums.set(label, { autotask: known.autotask.plus(autotask), quickbooks: known.quickbooks.plus(quickbooks), count: known.count + count });
  }
  return [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, sum]) => ({ label, count: sum.count, ...both(sum.autotask, sum.quickbooks) }));
}
