// Totals of a tie-out: overall, by day, customer, class and item; Autotask beside QuickBooks. Amounts are signed. Pure.
import type { QuickBooksId } from './model.ts';
import { cents, ZERO, type Money } from './money.ts';
import { signed, type Pair, type Reconciliation } from './reconcile.ts';
import { netOf } from './verify.ts';

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
  readonly invoices: number;
  readonly documents: number;
  readonly net: Both;
  readonly tax: Both;
  readonly total: Both;
  /** By invoice date. */
  readonly byDay: readonly TotalsRow[];
  readonly byCustomer: readonly TotalsRow[];
  /** Net amounts; lines are matched in printed order. */
  readonly byItem: readonly TotalsRow[];
  readonly byClass: readonly TotalsRow[];
}

export interface Names {
  readonly items: ReadonlyMap<QuickBooksId, string>;
  readonly classes: ReadonlyMap<QuickBooksId, string>;
}

const both = (autotask: Money, quickbooks: Money): Both => ({ autotask, quickbooks, difference: quickbooks.minus(autotask) });

export function totalsOfReconciliation({ pairs }: Reconciliation, names: Names): ReconcileTotals {
  const gross = (pair: Pair): Money => cents(pair.invoice.net.plus(pair.invoice.tax));
  const booked = (pair: Pair): Money => (pair.document === null ? ZERO : signed(pair.document, pair.document.total));
  const add = (of: (pair: Pair) => Money): Money => pairs.reduce((sum, pair) => sum.plus(of(pair)), ZERO);
  return {
    invoices: pairs.length,
    documents: pairs.filter((pair) => pair.document !== null).length,
    net: both(
      add((pair) => cents(pair.invoice.net)),
      add((pair) => (pair.document === null ? ZERO : signed(pair.document, netOf(pair.document)))),
    ),
    tax: both(
      add((pair) => cents(pair.invoice.tax)),
      add((pair) => (pair.document === null ? ZERO : signed(pair.document, pair.document.tax))),
    ),
    total: both(add(gross), add(booked)),
    byDay: group(pairs.map((pair) => [pair.invoice.date, gross(pair), booked(pair)])),
    byCustomer: group(pairs.map((pair) => [pair.company, gross(pair), booked(pair)])),
    byItem: group(pairs.flatMap((pair) => lineRows(pair, (line) => nameOf(line.itemId, names.items, 'no item')))),
    byClass: group(
      pairs.flatMap((pair) => lineRows(pair, (line) => nameOf(line.classId ?? pair.document?.classId ?? null, names.classes, 'no class'))),
    ),
  };
}

type Row = readonly [label: string, autotask: Money, quickbooks: Money];

/** Lines side by side; Autotask's lines of an invoice that isn't in QuickBooks stand under a label of their own. */
function lineRows(pair: Pair, labelOf: (line: NonNullable<Pair['document']>['lines'][number]) => string): Row[] {
  const { document, lines } = pair;
  if (document === null) return lines.map((line) => ['not in QuickBooks', cents(line.amount), ZERO] as const);
  const rows = document.lines.map((line, n): Row => [
    labelOf(line),
    lines[n] === undefined ? ZERO : cents(lines[n].amount),
    signed(document, line.amount),
  ]);
  for (const extra of lines.slice(document.lines.length)) rows.push(['not in QuickBooks', cents(extra.amount), ZERO]);
  return rows;
}

function nameOf(id: QuickBooksId | null, names: ReadonlyMap<QuickBooksId, string>, none: string): string {
  return id === null ? none : (names.get(id) ?? `Id ${id}`);
}

function group(rows: readonly Row[]): TotalsRow[] {
  const sums = new Map<string, { autotask: Money; quickbooks: Money; count: number }>();
  for (const [label, autotask, quickbooks] of rows) {
    const known = sums.get(label) ?? { autotask: ZERO, quickbooks: ZERO, count: 0 };
    sums.set(label, { autotask: known.autotask.plus(autotask), quickbooks: known.quickbooks.plus(quickbooks), count: known.count + 1 });
  }
  return [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, sum]) => ({ label, count: sum.count, ...both(sum.autotask, sum.quickbooks) }));
}
