// A dry run on the screen: what it comes to, what waits and why, a line an invoice; documents in full where asked for.
import type { Preview } from '../../core/approval/preview.ts';
import { MoneyWords } from '../../core/report/by-currency.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { Outcome } from '../../core/run/outcome.ts';
import { codesLine } from '../format/codes.ts';
import { table } from '../format/table.ts';
import { isUntried, needsLook, renderReasons, renderTotals, saidReasons } from '../run/render.ts';
import { paymentLines, voidLines } from '../run/render-parts.ts';
import { paint } from '../terminal/paint.ts';
import { renderPreviews } from './render-plan.ts';

export interface DryRunView {
  /** Columns. */
  readonly width: number;
  /** Each document in full, too. */
  readonly isWhole: boolean;
}

/** Its lines; `previews` by Autotask id. */
export function renderDryRun(result: RunResult, previews: ReadonlyMap<number, Preview>, { width, isWhole }: DryRunView): string[] {
  const words = new MoneyWords(result.invoices);
  const tried = result.invoices.filter((one) => !isUntried(one));
  const waiting = tried.filter(needsLook);
  const others = tried.filter((one) => !needsLook(one));
  const parts = [...voidLines(result, false), ...paymentLines(result, false)];
  return [
    ...heading(result),
    ...renderTotals(result),
    '',
    ...renderReasons([...waiting, ...others], result.remarks, words),
    ...(others.length === 0 ? [] : [...invoiceTable(others, words, width), '']),
    ...(parts.length === 0 ? [] : [...parts, '']),
    ...(isWhole ? renderPreviews([...previews.values()], width) : inFull(previews)),
    ...codesLine(saidReasons(result, tried, false)).map(paint.dim),
  ];
}

const COLUMNS = [
  { title: 'Autotask' },
  { title: 'Company', isFlexible: true },
  { title: 'Total', isRight: true },
  { title: 'In QuickBooks', isFlexible: true },
];

function invoiceTable(outcomes: readonly Outcome[], words: MoneyWords, width: number): string[] {
  const rows = outcomes.map((one) => [String(one.invoiceId), one.company, words.total(one), becomes(one)]);
  const lines = table(COLUMNS, rows, width, (line, n) => (outcomes[n]?.outcome === 'skipped' ? paint.dim(line) : line));
  const isNumbered = outcomes.some(({ quickbooks }) => quickbooks?.id === null && quickbooks.docNumber === null);
  return isNumbered ? [...lines, paint.dim('New ones without a number get it from QuickBooks.')] : lines;
}

/** `new invoice 1037`, `invoice 1037, there already`, `skipped: why`. */
function becomes({ quickbooks, reasons }: Outcome): string {
  if (quickbooks === null) return `skipped: ${reasons[0]?.message ?? ''}`;
  const type = quickbooks.type === 'CreditMemo' ? 'credit memo' : 'invoice';
  const name = `${type} ${quickbooks.docNumber ?? ''}`.trim();
  return quickbooks.id === null ? `new ${name}` : `${name}, there already`;
}

function heading({ books, profile }: RunResult): string[] {
  if (books === null) return [];
  return [
    paint.bold(
      `${books.company}${profile === 'default' ? '' : `, profile ${profile}`}: what a run would send to QuickBooks, in ${books.currency}`,
    ),
  ];
}

function inFull(previews: ReadonlyMap<number, Preview>): string[] {
  const [id] = previews.keys();
  if (id === undefined) return [];
  return [`A document in full: at2qbo sync --dry-run --only ${id}; all of them: --verbose, or --html FILE for a page to approve.`];
}
