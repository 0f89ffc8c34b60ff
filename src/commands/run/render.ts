// A run for people: what became of each invoice, totals, and for everything that waits the reason and the fix.
import { MoneyWords, sumsByCurrency } from '../../core/report/by-currency.ts';
import { isZero } from '../../core/money.ts';
import type { Outcome } from '../../core/run/outcome.ts';
import { isWarning, type Reason } from '../../core/reasons.ts';
import { idList } from '../../core/checks/health.ts';
import { counted } from '../../core/words.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine, paintedCode } from '../format/codes.ts';
import { paymentLines, reasonLines, voidLines } from './render-parts.ts';
import { table } from '../format/table.ts';

const COLUMNS = [
  { title: 'Autotask' },
  { title: 'Company', isFlexible: true },
  { title: 'Total', isRight: true },
  { title: 'Outcome' },
  { title: 'QuickBooks', isFlexible: true },
];

/** Everything a person reads after a run. `isBrief`: only what needs them (`--quiet`). */
export function renderRun(result: RunResult, width: number, isBrief: boolean): string[] {
  const lines: string[] = [];
  const words = new MoneyWords(result.invoices);
  const shown = isBrief ? result.invoices.filter(needsLook) : result.invoices.filter((one) => !isUntried(one));
  if (shown.length > 0) lines.push(...outcomeTable(shown, words, width), '');
  lines.push(...renderReasons(shown, isBrief ? [] : result.remarks, words));
  lines.push(...voidLines(result, isBrief), ...paymentLines(result, isBrief));
  if (!isBrief || lines.length > 0) lines.push(...renderTotals(result), ...codesLine(saidReasons(result, shown, isBrief)).map(paint.dim));
  return lines;
}

/** Those that are on the screen. */
export function saidReasons(result: RunResult, shown: readonly Outcome[], isBrief: boolean): Reason[] {
  const isSaid = (one: { readonly outcome: string }): boolean => !isBrief || one.outcome === 'held' || one.outcome === 'failed';
  return [
    ...shown.flatMap((one) => one.reasons.filter((why) => needsLook(one) || isWarning(why))),
    ...(isBrief ? [] : result.remarks),
    ...[...result.voids, ...result.payments].filter(isSaid).flatMap((one) => one.reasons),
  ];
}

function outcomeTable(shown: readonly Outcome[], words: MoneyWords, width: number): string[] {
  const rows = shown.map((one) => [String(one.invoiceId), one.company, words.total(one), one.outcome, reference(one)]);
  return table(COLUMNS, rows, width, (line, n) => colour(line, shown[n]));
}

/** The run ended before its turn came. */
export function isUntried(one: Outcome): boolean {
  return one.outcome === 'skipped' && one.reasons.some((why) => why.code === 'run-stopped');
}

/** What wasn't tried, a line for each cause. */
function untriedLines({ invoices }: RunResult): string[] {
  const causes = new Map<string, number>();
  for (const one of invoices.filter(isUntried)) {
    const why = one.reasons.find(({ code }) => code === 'run-stopped')?.message ?? '';
    causes.set(why, (causes.get(why) ?? 0) + 1);
  }
  return [...causes].map(
    ([why, count]) =>
      `${counted(count, 'invoice was', 'invoices were')} not tried; the next run takes ${count === 1 ? 'it' : 'them'}. ${why.replace(/^Not tried: /, 'Why: ')}`,
  );
}

export function needsLook(one: Outcome): boolean {
  return one.outcome === 'held' || one.outcome === 'failed';
}

function reference(one: Outcome): string {
  const saved = one.quickbooks;
  if (!saved) return '';
  const type = saved.type === 'CreditMemo' ? 'credit memo' : 'invoice';
  return `${type} ${saved.docNumber ?? (saved.id === null ? '(number by QuickBooks)' : 'without number')}${one.emailed ? ', mailed' : ''}`;
}

function colour(line: string, one: Outcome | undefined): string {
  if (one?.outcome === 'held') return paint.yellow(line);
  if (one?.outcome === 'failed') return paint.red(line);
  if (one?.outcome === 'skipped') return paint.dim(line);
  return line;
}

/** Reasons of what waits, one block an invoice; warnings of what went through, together at the end, each once, and of the run as a whole. */
export function renderReasons(outcomes: readonly Outcome[], ofRun: readonly Reason[], words: MoneyWords): string[] {
  const waiting = outcomes.filter(needsLook);
  const lines = waiting.flatMap((one) => [
    paint.bold(`${[`Invoice ${one.invoiceId}`, one.company, words.total(one)].filter((part) => part !== '').join(', ')}: ${one.outcome}`),
    ...one.reasons.flatMap(reasonLines),
    '',
  ]);
  const found = new Map<string, number[]>();
  for (const one of outcomes.filter((outcome) => !needsLook(outcome)))
    for (const why of one.reasons.filter(isWarning)) found.set(paintedCode(why), [...(found.get(paintedCode(why)) ?? []), one.invoiceId]);
  const remarks = [...ofRun.flatMap(reasonLines), ...[...found].map(([why, ids]) => `  ${idList(ids)}: ${why}`)];
  if (remarks.length > 0) lines.push(paint.bold('Worth a look:'), ...remarks, '');
  return lines;
}

/** Totals against Autotask: what arrived, what waits, and the money of both. */
export function renderTotals(result: RunResult): string[] {
  const { totals } = result;
  const lines: string[] = [];
  const of = (...kinds: Outcome['outcome'][]): Outcome[] => result.invoices.filter((one) => kinds.includes(one.outcome));
  const words = new MoneyWords(result.invoices);
  const untried = result.invoices.filter(isUntried);
  const part = (count: number, label: string, list: readonly Outcome[]): string[] => {
    const amount = words.sum(list);
    return count === 0 ? [] : [`${count} ${label}${amount === '' ? '' : ` (${amount})`}`];
  };
  const parts = [
    ...part(totals.created, 'created', of('created')),
    ...part(totals.adopted, 'found in QuickBooks', of('adopted')),
    ...part(totals.planned, 'would be sent', of('planned')),
    ...part(totals.held, 'held', of('held')),
    ...part(totals.failed, 'failed', of('failed')),
    ...part(
      totals.skipped - untried.length,
      'skipped',
      of('skipped').filter((one) => !isUntried(one)),
    ),
    ...part(untried.length, 'not tried', untried),
  ];
  lines.push(
    `${counted(result.invoices.length, 'invoice')}: ${parts.length === 0 ? 'nothing to do' : parts.join(', ')}.`,
    ...untriedLines(result),
  );
  for (const { currency, arrived, autotask, quickbooks, difference } of sumsByCurrency(result.invoices)) {
    if (arrived === 0) continue;
    const verdict = isZero(difference)
      ? paint.green('the same to the cent')
      : paint.yellow(`${words.amount(difference, currency)} apart, explained above`);
    lines.push(`Autotask ${words.amount(autotask, currency)}, QuickBooks ${words.amount(quickbooks, currency)}: ${verdict}.`);
  }
  const made = [
    ...(result.created.customers.length > 0 ? [counted(result.created.customers.length, 'customer')] : []),
    ...(result.created.items.length > 0 ? [counted(result.created.items.length, 'item')] : []),
  ];
  if (made.length > 0)
    lines.push(
      `Made in QuickBooks: ${made.join(' and ')} (${[...result.created.customers, ...result.created.items].map((one) => one.name).join(', ')}).`,
    );
  if (totals.outsideWindow > 0) {
    lines.push(
      paint.yellow(
        `${counted(totals.outsideWindow, 'unsynced invoice is', 'unsynced invoices are')} older than the look-back window; to see them: at2qbo check-invoices --max-age 365`,
      ),
    );
  }
  if (result.dryRun) lines.push('Dry run: nothing was written.');
  return lines;
}
