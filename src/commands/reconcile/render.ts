// The tie-out for the terminal, as CSV rows and as JSON.
import { isNegative, isZero, text, ZERO, type Money } from '../../core/money.ts';
import { verdictOf, type ReconcileVerdict } from '../../core/reconcile/reconcile.ts';
import { type ReconcileException, type Reconciliation } from '../../core/reconcile/types.ts';
import { bookedOf, dueOf } from '../../core/reconcile/amounts.ts';
import type { Both, ReconcileTotals, TotalsRow } from '../../core/reconcile/totals.ts';
import { invoiceIdInNote } from '../../core/matching/note.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine, paintedCode, withCode } from '../format/codes.ts';
import { csvText, type Cell } from '../format/csv.ts';
import { table } from '../format/table.ts';

export interface TieOut {
  readonly reconciliation: Reconciliation;
  readonly totals: ReconcileTotals;
  readonly profile: string;
  /** QuickBooks' name of the company, and its realm id. */
  readonly company: string;
  readonly realmId: string;
  readonly autotaskUser: string;
  readonly currency: string;
  readonly madeAt: string;
  /** Who ran it, where. */
  readonly madeBy: string;
}

const MONEY_COLUMNS = [
  { title: '', isFlexible: true },
  { title: 'Count', isRight: true },
  { title: 'Autotask', isRight: true },
  { title: 'QuickBooks', isRight: true },
  { title: 'Difference', isRight: true },
];
/** Exceptions shown on the screen unless all are asked for. */
const MOST = 40;

/** `-`: no difference. */
export function difference(amount: Money): string {
  if (isZero(amount)) return '-';
  return isNegative(amount) ? text(amount) : `+${text(amount)}`;
}

export function verdict({ reconciliation, totals }: TieOut): ReconcileVerdict {
  return verdictOf(reconciliation, totals.total.difference);
}

/** The groups of the totals, each with its title. */
export function groups(totals: ReconcileTotals): readonly (readonly [title: string, unit: string, rows: readonly TotalsRow[]])[] {
  return [
    ...(totals.byCurrency.length > 1 ? [['By currency (the total adds them up as they are)', 'Invoices', totals.byCurrency] as const] : []),
    ['By customer', 'Invoices', totals.byCustomer],
    ['By item (before tax)', 'Lines', totals.byItem],
    ['By class (before tax)', 'Lines', totals.byClass],
    ['Tax by region', 'Invoices', totals.byTax],
    ['By day', 'Invoices', totals.byDay],
  ];
}

export const overall = (totals: ReconcileTotals): readonly (readonly [string, Both])[] => [
  ['Before tax', totals.net],
  ['Tax', totals.tax],
  ['Total', totals.total],
];

/** Headline, totals, what differs by customer, item, class and tax (everything with `isFull`), exceptions. */
export function renderTieOut(tie: TieOut, width: number, isFull: boolean): string[] {
  const { reconciliation, totals, company, currency } = tie;
  const { from, to } = reconciliation;
  const lines = [paint.bold(`${company}: Autotask against QuickBooks, invoices dated ${from} to ${to} (${currency})`), ''];
  const sums = overall(totals).map(([label, both]) => [label, text(both.autotask), text(both.quickbooks), difference(both.difference)]);
  lines.push(
    ...table(
      MONEY_COLUMNS.filter(({ title }) => title !== 'Count'),
      sums,
      width,
    ),
    '',
  );
  for (const [title, unit, list] of groups(totals)) {
    const shown = isFull ? list : list.filter((row) => !isZero(row.difference));
    if (shown.length === 0 || (!isFull && title === 'By day')) continue;
    const columns = MONEY_COLUMNS.map((column) => (column.title === 'Count' ? { ...column, title: unit } : column));
    lines.push(paint.bold(isFull ? title : `${title}, where they differ`), ...table(columns, shown.map(totalsCells), width), '');
  }
  lines.push(...renderNotSent(reconciliation, isFull), ...renderExceptions(reconciliation, isFull), ...ending(tie));
  return lines;
}

export function totalsCells(row: TotalsRow): string[] {
  return [row.label, String(row.count), text(row.autotask), text(row.quickbooks), difference(row.difference)];
}

function renderNotSent({ notSent }: Reconciliation, isFull: boolean): string[] {
  if (notSent.length === 0) return [];
  const shown = isFull ? notSent : notSent.slice(0, MOST);
  return [
    paint.bold(`Rightly not sent: ${notSent.length}`),
    ...shown.map(
      ({ invoice, company, reason }) => `  ${invoice.id}  ${company}, ${text(invoice.net.plus(invoice.tax))}: ${paintedCode(reason)}`,
    ),
    ...rest(notSent.length - shown.length),
    '',
  ];
}

function renderExceptions({ exceptions }: Reconciliation, isFull: boolean): string[] {
  if (exceptions.length === 0) return [];
  const shown = isFull ? exceptions : exceptions.slice(0, MOST);
  return [
    paint.bold(`To look at: ${exceptions.length}`),
    ...shown.flatMap((one) => [
      `  ${paint.yellow(one.kind)}  ${[one.invoiceId, one.company].filter(Boolean).join(' ')}: ${one.message}${paint.dim(codesOf(one))}`,
      `    ${paint.cyan('fix:')} ${one.fix}`,
    ]),
    ...rest(exceptions.length - shown.length),
    '',
  ];
}

const rest = (more: number): string[] => (more > 0 ? [`  and ${more} more: --verbose, --csv or --html show all`] : []);

/** `120 Autotask invoices, 118 QuickBooks documents, 2 voided.` */
export function counts({ reconciliation: { voided, notSent, others }, totals }: TieOut): string {
  const parts = [
    `${totals.invoices} Autotask invoices to compare, ${totals.documents} QuickBooks documents`,
    ...(notSent.length > 0 ? [`${notSent.length} rightly not sent`] : []),
    ...(voided > 0 ? [`${voided} voided in Autotask`] : []),
    ...(others.count > 0 ? [`${others.count} QuickBooks documents of other origin (${text(others.total)}, not compared)`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** ` [customer-inactive]`. */
export function codesOf({ codes }: ReconcileException): string {
  return codes.map((code) => ` [${code}]`).join('');
}

/** Where the codes are explained. */
export function tieOutCodes({ reconciliation: { exceptions, notSent } }: TieOut): string[] {
  return codesLine([...notSent.map(({ reason }) => reason), ...exceptions.flatMap((one) => one.codes.map((code) => ({ code })))]);
}

function ending(tie: TieOut): string[] {
  const { isEqual, text: words } = verdict(tie);
  const codes = tieOutCodes(tie).map(paint.dim);
  return [counts(tie), isEqual ? paint.green(words) : paint.yellow(words), ...codes];
}

const both = (amounts: Both): Record<string, string> => ({
  autotask: text(amounts.autotask),
  quickbooks: text(amounts.quickbooks),
  difference: text(amounts.difference),
});
const rowsJson = (rows: readonly TotalsRow[]): Record<string, unknown>[] =>
  rows.map((row) => ({ label: row.label, count: row.count, ...both(row) }));

/** `reconcile --json`. */
export function tieOutJson(tie: TieOut, exitCode: number): Record<string, unknown> {
  const { reconciliation, totals } = tie;
  return {
    profile: tie.profile,
    company: tie.company,
    currency: tie.currency,
    madeAt: tie.madeAt,
    madeBy: tie.madeBy,
    exitCode,
    from: reconciliation.from,
    to: reconciliation.to,
    isEqual: verdict(tie).isEqual,
    invoices: totals.invoices,
    documents: totals.documents,
    voided: reconciliation.voided,
    others: { count: reconciliation.others.count, total: text(reconciliation.others.total) },
    totals: { net: both(totals.net), tax: both(totals.tax), total: both(totals.total) },
    byDay: rowsJson(totals.byDay),
    byCurrency: rowsJson(totals.byCurrency),
    byCustomer: rowsJson(totals.byCustomer),
    byItem: rowsJson(totals.byItem),
    byClass: rowsJson(totals.byClass),
    byTax: rowsJson(totals.byTax),
    notSent: reconciliation.notSent.map(({ invoice, company, reason }) => ({
      autotaskId: invoice.id,
      autotaskNumber: invoice.number,
      company,
      autotaskTotal: text(invoice.net.plus(invoice.tax)),
      reason,
    })),
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

const CSV_TITLES = [
  'Autotask id',
  'Autotask number',
  'Invoice date',
  'Company',
  'Autotask total',
  'QuickBooks number',
  'QuickBooks date',
  'QuickBooks total',
  'Difference',
  'Look at',
  'What',
  'Fix',
];

/** One row an invoice, for a spreadsheet; those that are rightly not sent at the end. */
export function tieOutCsv({ reconciliation }: TieOut): string {
  const number = (amount: Money): Cell => ({ number: text(amount) });
  const found = new Map<number | null, ReconcileException[]>();
  for (const one of reconciliation.exceptions) found.set(one.invoiceId, [...(found.get(one.invoiceId) ?? []), one]);
  const rows = reconciliation.pairs.map((pair): Cell[] => {
    const { source, documents, company, date } = pair;
    const [due, booked] = [dueOf(pair).total, bookedOf(pair).total];
    const id = source?.invoice.id ?? invoiceIdInNote(documents[0]?.privateNote ?? '');
    const mine = found.get(id) ?? [];
    return [
      id === null ? null : { number: String(id) },
      source?.invoice.number ?? '',
      date,
      company,
      source === null ? null : number(due),
      documents.map((one) => one.docNumber ?? '').join(' '),
      documents.map((one) => one.date).join(' '),
      documents.length === 0 ? null : number(booked),
      number(booked.minus(due)),
      mine.map((one) => one.kind).join(' '),
      mine.map((one) => `${one.message}${codesOf(one)}`).join(' | '),
      mine.map((one) => one.fix).join(' | '),
    ];
  });
  const apart = reconciliation.notSent.map(({ invoice, company, reason }): Cell[] => [
    { number: String(invoice.id) },
    invoice.number ?? '',
    invoice.date,
    company,
    number(invoice.net.plus(invoice.tax)),
    '',
    '',
    null,
    number(ZERO),
    'rightly-not-sent',
    withCode(reason),
    '',
  ]);
  return csvText(CSV_TITLES, [...rows, ...apart]);
}
