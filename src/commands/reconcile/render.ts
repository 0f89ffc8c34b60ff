// The tie-out for the terminal, and the words and sums that the page has too.
import { isNegative, isZero, text, ZERO, type Money } from '../../core/money.ts';
import { footedSums } from '../../core/reconcile/foot.ts';
import { verdictOf, type ReconcileVerdict } from '../../core/reconcile/reconcile.ts';
import { type ReconcileException, type Reconciliation } from '../../core/reconcile/types.ts';
import type { Instant } from '../../core/dates.ts';
import type { Both, ReconcileTotals, TotalsRow } from '../../core/reconcile/totals.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine, paintedCode } from '../format/codes.ts';
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
  readonly madeAt: Instant;
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

export function verdict({ reconciliation }: TieOut): ReconcileVerdict {
  return verdictOf(reconciliation);
}

/** Are there amounts of more than one currency, so that each has to be named? */
export function hasSeveral({ currencies }: ReconcileTotals): boolean {
  return currencies.length > 1;
}

/** `USD`, `EUR, USD`. */
export function currencyNames({ totals, currency }: TieOut): string {
  return totals.currencies.length === 0 ? currency : totals.currencies.map((one) => one.currency).join(', ');
}

/** The groups of the totals, each with its title. */
export function groups(totals: ReconcileTotals): readonly (readonly [title: string, unit: string, rows: readonly TotalsRow[]])[] {
  return [
    ['By customer', 'Invoices', totals.byCustomer],
    ['By item (before tax)', 'Lines', totals.byItem],
    ['By class (before tax)', 'Lines', totals.byClass],
    ['Tax by region', 'Invoices', totals.byTax],
    ['By day', 'Invoices', totals.byDay],
  ];
}

/** The totals of each currency, and all in the home currency where something is foreign; the last row is the one to sum up with. */
export function overall({ totals, currency: home }: TieOut): (readonly [string, Both])[] {
  const isSeveral = hasSeveral(totals);
  const rows = totals.currencies.flatMap(({ currency, net, tax, total, home: inHome }): (readonly [string, Both])[] => {
    const of = (label: string): string => (isSeveral ? `${label}, ${currency}` : label);
    return [
      [of('Before tax'), net],
      [of('Tax'), tax],
      [of('Total'), total],
      ...(inHome === null ? [] : [[`… in ${home}, at the rates of the dates`, inHome] as const]),
    ];
  });
  if (isSeveral && totals.home !== null) rows.push([`All in ${home}`, totals.home]);
  return rows.length === 0 ? [['Total', { autotask: ZERO, quickbooks: ZERO, difference: ZERO }]] : rows;
}

/** What the differences of the totals are made of; nothing where there are none. */
export function footing({ reconciliation, totals }: TieOut): (readonly [label: string, amount: Money])[] {
  return footedSums(reconciliation).flatMap(({ currency, toLookAt, rounding, taxByQuickBooks, difference: all }) => {
    const of = (label: string): string => (hasSeveral(totals) ? `${label}, ${currency}` : label);
    const parts: (readonly [string, Money])[] = [
      [of('To look at'), toLookAt],
      [of('Tax that QuickBooks computes and Autotask does not'), taxByQuickBooks],
      [of('Rounding, within tax.tolerance'), rounding],
    ];
    return [...parts.filter(([, amount]) => !isZero(amount)), [of('Difference of the totals'), all] as const];
  });
}

/** Headline, totals, what differs by customer, item, class and tax (everything with `isFull`), exceptions. */
export function renderTieOut(tie: TieOut, width: number, isFull: boolean): string[] {
  const { reconciliation, totals, company } = tie;
  const { from, to } = reconciliation;
  const lines = [paint.bold(`${company}: Autotask against QuickBooks, invoices dated ${from} to ${to} (${currencyNames(tie)})`), ''];
  const sums = overall(tie).map(([label, both]) => [label, text(both.autotask), text(both.quickbooks), difference(both.difference)]);
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
    lines.push(
      paint.bold(isFull ? title : `${title}, where they differ`),
      ...table(
        columns,
        shown.map((row) => totalsCells(row, hasSeveral(totals))),
        width,
      ),
      '',
    );
  }
  lines.push(...renderNotSent(tie, isFull), ...renderExceptions(reconciliation, isFull), ...renderFooting(tie, width), ...ending(tie));
  return lines;
}

export function totalsCells(row: TotalsRow, isSeveral: boolean): string[] {
  return [
    isSeveral ? `${row.label} (${row.currency})` : row.label,
    String(row.count),
    text(row.autotask),
    text(row.quickbooks),
    difference(row.difference),
  ];
}

/** The sum of what is to be looked at, what is explained, and both together. */
function renderFooting(tie: TieOut, width: number): string[] {
  const rows = footing(tie);
  if (rows.length === 0) return [];
  const columns = [
    { title: '', isFlexible: true },
    { title: 'QuickBooks less Autotask', isRight: true },
  ];
  const cells = rows.map(([label, amount]) => [label, difference(amount)]);
  return [paint.bold('How the difference adds up'), ...table(columns, cells, width), ''];
}

function renderNotSent({ reconciliation: { notSent }, totals }: TieOut, isFull: boolean): string[] {
  if (notSent.length === 0) return [];
  const shown = isFull ? notSent : notSent.slice(0, MOST);
  return [
    paint.bold(`Rightly not sent: ${notSent.length}`),
    ...shown.map(
      ({ invoice, company, currency, reason }) =>
        `  ${invoice.id}  ${company}, ${text(invoice.net.plus(invoice.tax))}${hasSeveral(totals) ? ` ${currency}` : ''}: ${paintedCode(reason)}`,
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
    ...(others.count > 0
      ? [`${others.count} QuickBooks documents of other origin (${othersText(others.byCurrency, hasSeveral(totals))}, not compared)`]
      : []),
  ];
  return `${parts.join(', ')}.`;
}

function othersText(byCurrency: ReadonlyMap<string, Money>, isSeveral: boolean): string {
  const isLabelled = isSeveral || byCurrency.size > 1;
  return [...byCurrency].map(([currency, amount]) => `${text(amount)}${isLabelled ? ` ${currency}` : ''}`).join(', ');
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
