// The tie-out for the terminal, as CSV rows and as JSON. Pure.
import { isZero, text, type Money } from '../../core/money.ts';
import type { Reconciliation } from '../../core/reconcile.ts';
import type { Both, ReconcileTotals, TotalsRow } from '../../core/reconcile-totals.ts';
import { paint } from '../paint.ts';
import { table } from './table.ts';

export interface TieOut {
  readonly reconciliation: Reconciliation;
  readonly totals: ReconcileTotals;
  readonly profile: string;
  readonly company: string;
  readonly currency: string;
  readonly madeAt: string;
}

const MONEY_COLUMNS = [
  { title: '', isFlexible: true },
  { title: 'Lines', isRight: true },
  { title: 'Autotask', isRight: true },
  { title: 'QuickBooks', isRight: true },
  { title: 'Difference', isRight: true },
];

/** `-`: no difference. */
export function difference(amount: Money): string {
  if (isZero(amount)) return '-';
  return amount.gt(amount.minus(amount)) ? `+${text(amount)}` : text(amount);
}

/** Headline, totals, exceptions; customers and items that differ (all of them with `isFull`). */
export function renderTieOut({ reconciliation, totals, company }: TieOut, width: number, isFull: boolean): string[] {
  const { from, to } = reconciliation;
  const lines = [paint.bold(`${company}: Autotask against QuickBooks, invoices dated ${from} to ${to}`), ''];
  const rows: [string, Both][] = [
    ['Before tax', totals.net],
    ['Tax', totals.tax],
    ['Total', totals.total],
  ];
  const cells = rows.map(([label, both]) => [
    label,
    String(totals.invoices),
    text(both.autotask),
    text(both.quickbooks),
    difference(both.difference),
  ]);
  lines.push(
    ...table(
      MONEY_COLUMNS.map((column) => (column.title === 'Lines' ? { ...column, title: 'Invoices' } : column)),
      cells,
      width,
    ),
    '',
  );
  for (const [title, list] of [
    ['By customer', totals.byCustomer],
    ['By item (before tax)', totals.byItem],
    ['By class (before tax)', totals.byClass],
  ] as const) {
    const shown = isFull ? list : list.filter((row) => !isZero(row.difference));
    if (shown.length === 0) continue;
    lines.push(paint.bold(isFull ? title : `${title}, where they differ`), ...table(MONEY_COLUMNS, shown.map(totalsCells), width), '');
  }
  lines.push(...renderExceptions(reconciliation), ...verdict(reconciliation, totals));
  return lines;
}

function totalsCells(row: TotalsRow): string[] {
  return [row.label, String(row.count), text(row.autotask), text(row.quickbooks), difference(row.difference)];
}

function renderExceptions({ exceptions }: Reconciliation): string[] {
  if (exceptions.length === 0) return [];
  return [
    paint.bold(`${exceptions.length} to look at:`),
    ...exceptions.flatMap((one) => [`  ${one.invoiceId ?? ''} ${one.company}: ${one.message}`, `    ${paint.cyan('fix:')} ${one.fix}`]),
    '',
  ];
}

function verdict({ exceptions, voided, otherDocuments }: Reconciliation, totals: ReconcileTotals): string[] {
  const notes = [
    `${totals.invoices} Autotask invoices, ${totals.documents} of them in QuickBooks`,
    ...(voided > 0 ? [`${voided} voided`] : []),
    ...(otherDocuments > 0 ? [`${otherDocuments} QuickBooks documents of other origin`] : []),
  ];
  const isEqual = exceptions.length === 0 && isZero(totals.total.difference);
  return [`${notes.join(', ')}.`, isEqual ? paint.green('Both books agree to the cent.') : paint.yellow('The books differ: see above.')];
}

const both = (amounts: Both): Record<string, string> => ({
  autotask: text(amounts.autotask),
  quickbooks: text(amounts.quickbooks),
  difference: text(amounts.difference),
});
const rowsJson = (rows: readonly TotalsRow[]): Record<string, unknown>[] =>
  rows.map((row) => ({ label: row.label, count: row.count, ...both(row) }));

/** `reconcile --json`. */
export function tieOutJson(
  { reconciliation, totals, profile, company, currency, madeAt }: TieOut,
  exitCode: number,
): Record<string, unknown> {
  return {
    profile,
    company,
    currency,
    madeAt,
    exitCode,
    from: reconciliation.from,
    to: reconciliation.to,
    invoices: totals.invoices,
    inQuickBooks: totals.documents,
    voided: reconciliation.voided,
    otherDocuments: reconciliation.otherDocuments,
    totals: { net: both(totals.net), tax: both(totals.tax), total: both(totals.total) },
    byDay: rowsJson(totals.byDay),
    byCustomer: rowsJson(totals.byCustomer),
    byItem: rowsJson(totals.byItem),
    byClass: rowsJson(totals.byClass),
    exceptions: reconciliation.exceptions.map((one) => ({
      kind: one.kind,
      autotaskId: one.invoiceId,
      autotaskNumber: one.invoiceNumber,
      company: one.company,
      message: one.message,
      fix: one.fix,
      difference: text(one.difference),
    })),
  };
}

/** One row an invoice, for a spreadsheet. */
export function tieOutRows({ reconciliation }: TieOut): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const kinds = new Map<number, string[]>();
  for (const one of reconciliation.exceptions) {
    if (one.invoiceId !== null) kinds.set(one.invoiceId, [...(kinds.get(one.invoiceId) ?? []), one.kind]);
  }
  return {
    header: [
      'Autotask id',
      'Autotask number',
      'Invoice date',
      'Company',
      'Autotask total',
      'QuickBooks number',
      'QuickBooks total',
      'Difference',
      'Look at',
    ],
    rows: reconciliation.pairs.map(({ invoice, company, document }) => {
      const due = invoice.net.plus(invoice.tax);
      const booked = document === null ? due.minus(due) : document.type === 'CreditMemo' ? document.total.neg() : document.total;
      return [
        String(invoice.id),
        invoice.number ?? '',
        invoice.date,
        company,
        text(due),
        document?.docNumber ?? '',
        document === null ? '' : text(booked),
        text(booked.minus(due)),
        (kinds.get(invoice.id) ?? []).join(' '),
      ];
    }),
  };
}
