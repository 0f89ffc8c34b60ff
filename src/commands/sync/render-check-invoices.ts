// What the next run would take and leave, for people.
import { MoneyWords } from '../../core/report/by-currency.ts';
import type { Outcome } from '../../core/run/outcome.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { Numbering, Settings } from '../../core/settings.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine, paintedCode } from '../format/codes.ts';
import { table } from '../format/table.ts';

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
];

/** `isBrief`: only what needs a person (`--quiet`). */
export function renderCheck(result: RunResult, check: InvoiceCheck, width: number, isBrief: boolean): string[] {
  // What ended the look before anything was judged is said on stderr; a list of "not tried" would only hide it.
  if (result.trouble !== null && result.invoices.every(({ outcome }) => outcome === 'skipped')) return [];
  const taken = result.invoices.filter(({ outcome }) => outcome === 'planned');
  const left = result.invoices.filter(({ outcome }) => outcome !== 'planned');
  const waiting = left.filter(({ outcome }) => outcome !== 'skipped');
  const lines: string[] = [];
  const words = new MoneyWords(result.invoices);
  const amount = (list: readonly Outcome[]): string => {
    const sum = words.sum(list);
    return sum === '' ? '' : ` (${sum})`;
  };
  if (!isBrief) {
    if (check.sync === 'off') {
      lines.push(paint.yellow('invoices.sync is off: runs send nothing. What follows would go with: at2qbo sync --now'), '');
    }
    lines.push(paint.bold(`The next run would take ${count(taken.length, 'invoice')}${amount(taken)}:`));
    if (taken.length > 0)
      lines.push(
        ...table(
          TAKEN,
          taken.map((one) => takenRow(one, words)),
          width,
        ),
      );
    else lines.push('  nothing');
    lines.push('');
  }
  const shown = isBrief ? waiting : left;
  if (shown.length > 0)
    lines.push(
      paint.bold(`It would leave ${count(shown.length, 'invoice')}${amount(shown)}:`),
      ...shown.flatMap((one) => leftLines(one, words)),
      '',
    );
  const codes = codesLine([...(isBrief ? waiting : result.invoices).flatMap((one) => one.reasons), ...(isBrief ? [] : result.remarks)]).map(
    paint.dim,
  );
  if (isBrief) return [...lines, ...codes];
  const remarks = [
    ...result.remarks.map((why) => `  ${paintedCode(why)}`),
    ...taken.flatMap((one) => one.reasons.map((why) => `  ${one.invoiceId}: ${paintedCode(why)}`)),
  ];
  if (remarks.length > 0) lines.push(paint.bold('Worth a look:'), ...remarks, '');
  lines.push(
    `Looked at: created in the last ${count(check.maxAgeDays, 'day')}, numbering ${check.numbering}. ` +
      `${taken.length} would be sent, ${waiting.length} held, ${left.length - waiting.length} skipped.`,
  );
  const { outsideWindow } = result.totals;
  if (outsideWindow > 0) {
    lines.push(
      paint.yellow(
        `${count(outsideWindow, 'unsynced invoice')} older than that; to see them: at2qbo check-invoices --max-age ${check.maxAgeDays < 365 ? 365 : 3650}`,
      ),
    );
  }
  lines.push('Nothing was written.', ...codes);
  return lines;
}

function takenRow(one: Outcome, words: MoneyWords): string[] {
  const planned = one.quickbooks;
  const type = planned?.type === 'CreditMemo' ? 'credit memo' : 'invoice';
  const number = planned?.docNumber ? ` ${planned.docNumber}` : '';
  const isThere = planned !== null && planned.id !== null;
  return [String(one.invoiceId), one.company, words.total(one), `${type}${number}${isThere ? ', there already: to be finished' : ''}`];
}

function leftLines(one: Outcome, words: MoneyWords): string[] {
  const head = `  ${one.invoiceId}  ${one.company}  ${words.total(one)}  ${one.outcome}`;
  const facts = one.reasons.flatMap((why) => [
    `      ${paintedCode(why)}`,
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
