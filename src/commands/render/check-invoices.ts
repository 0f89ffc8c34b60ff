// What the next run would take and leave, for people. Pure.
import { money, sum, text } from '../../core/money.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { RunResult } from '../../core/run.ts';
import type { Numbering, Settings } from '../../core/settings.ts';
import { paint } from '../paint.ts';
import { table } from './table.ts';

/** What `check-invoices` adds to a dry run: the ids that would go, those that would stay, and whether runs send anything at all. */
export interface InvoiceCheck {
  readonly sync: Settings['invoices']['sync'];
  readonly numbering: Numbering;
  readonly maxAgeDays: number;
  readonly wouldTake: readonly number[];
  readonly wouldLeave: readonly number[];
}

const TAKEN = [
  { title: 'Autotask' },
  { title: 'Company', isFlexible: true },
  { title: 'Total', isRight: true },
  { title: 'As', isFlexible: true },
  { title: 'QuickBooks total', isRight: true },
];

/** `isBrief`: only what needs a person (`--quiet`). */
export function renderCheck(result: RunResult, check: InvoiceCheck, width: number, isBrief: boolean): string[] {
  // What ended the look early is said on stderr; an empty list would say that there is nothing to do.
  if (result.trouble !== null && result.invoices.length === 0) return [];
  const taken = result.invoices.filter(({ outcome }) => outcome === 'planned');
  const left = result.invoices.filter(({ outcome }) => outcome !== 'planned');
  const waiting = left.filter(({ outcome }) => outcome !== 'skipped');
  const lines: string[] = [];
  if (!isBrief) {
    if (check.sync === 'off') {
      lines.push(paint.yellow('invoices.sync is off: runs send nothing. What follows would go with: at2qbo sync --now'), '');
    }
    lines.push(paint.bold(`The next run would take ${count(taken.length, 'invoice')} (${amount(taken)}):`));
    if (taken.length > 0) lines.push(...table(TAKEN, taken.map(takenRow), width));
    else lines.push('  nothing');
    lines.push('');
  }
  const shown = isBrief ? waiting : left;
  if (shown.length > 0)
    lines.push(paint.bold(`It would leave ${count(shown.length, 'invoice')} (${amount(shown)}):`), ...shown.flatMap(leftLines), '');
  if (isBrief) return lines;
  const remarks = taken.flatMap((one) => one.reasons.map(({ message }) => `  ${one.invoiceId}: ${message}`));
  if (remarks.length > 0) lines.push(paint.bold('Worth a look:'), ...remarks, '');
  lines.push(
    `Looked at: created in the last ${count(check.maxAgeDays, 'day')}, numbering ${check.numbering}. ` +
      `${taken.length} would be sent, ${waiting.length} held, ${left.length - waiting.length} skipped.`,
  );
  const { outsideWindow } = result.totals;
  if (outsideWindow > 0) {
    lines.push(
      paint.yellow(`${count(outsideWindow, 'unsynced invoice')} older than that; to see them: at2qbo check-invoices --max-age <days>`),
    );
  }
  lines.push('Nothing was written.');
  return lines;
}

function takenRow(one: Outcome): string[] {
  const planned = one.quickbooks;
  const type = planned?.type === 'CreditMemo' ? 'credit memo' : 'invoice';
  const number = planned?.docNumber ?? (planned?.id == null ? '(number by QuickBooks)' : 'without number');
  const how = planned?.id == null ? `${type} ${number}` : `${type} ${number}, in QuickBooks already: to be finished`;
  return [String(one.invoiceId), one.company, one.autotaskTotal, how, planned?.total ?? ''];
}

function leftLines(one: Outcome): string[] {
  const head = `  ${one.invoiceId}  ${one.company}  ${one.autotaskTotal}  ${one.outcome}`;
  const facts = one.reasons.flatMap((why) => [
    `      ${why.message}`,
    ...(isNothing(why.fix) ? [] : [`      ${paint.cyan('fix:')} ${why.fix}`]),
  ]);
  return [one.outcome === 'skipped' ? paint.dim(head) : paint.yellow(head), ...facts];
}

function isNothing(fix: string): boolean {
  return fix === 'Nothing to do.';
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function amount(list: readonly Outcome[]): string {
  return text(sum(list.map((one) => money(one.autotaskTotal))));
}
