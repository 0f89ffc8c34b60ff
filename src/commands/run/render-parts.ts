// Voids and payments of a run for people: a line each, the reason and the fix where there is one, and what it comes to.
import type { Reason } from '../../core/reasons.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import { paint } from '../terminal/paint.ts';
import { codesLine, paintedCode } from '../format/codes.ts';

/** A reason and what to do. */
export function reasonLines(why: Reason): string[] {
  return [`  ${paintedCode(why)}`, `  ${paint.cyan('fix:')} ${why.fix}`];
}

/** Where there is nothing to do, the sentence alone. */
function shortReason(why: Reason): string[] {
  return why.fix === 'Nothing to do.' ? [`  ${paintedCode(why)}`] : reasonLines(why);
}

/** `, Acme`. */
function ofCompany({ company }: { readonly company?: string }): string {
  return company === undefined ? '' : `, ${company}`;
}

/** `isBrief`: only what needs a person. */
export function voidLines(result: RunResult, isBrief: boolean): string[] {
  const shown = isBrief ? result.voids.filter((one) => one.outcome === 'held' || one.outcome === 'failed') : result.voids;
  return shown.flatMap((one) => {
    const what = one.outcome === 'voided' && result.dryRun ? 'would be voided' : one.outcome;
    const document = one.docNumber ?? (one.quickBooksId === null ? 'no document' : `Id ${one.quickBooksId}`);
    return [
      tint(`Void of Autotask invoice ${one.invoiceId}${ofCompany(one)} (QuickBooks ${document}): ${what}`, one.outcome),
      ...one.reasons.flatMap(shortReason),
    ];
  });
}

/** `isBrief`: only what needs a person. */
export function paymentLines(result: RunResult, isBrief: boolean): string[] {
  const shown = isBrief ? result.payments.filter((one) => one.outcome === 'failed') : result.payments;
  return shown.flatMap((one) => {
    const name = one.invoiceNumber ?? `with id ${one.invoiceId}`;
    const marked = one.paidDate === null ? 'paid date taken back' : `paid ${one.paidDate}`;
    const what = one.outcome === 'marked' ? `${result.dryRun ? 'would be marked: ' : ''}${marked}` : one.outcome;
    return [tint(`Payment of Autotask invoice ${name}${ofCompany(one)}: ${what}`, one.outcome), ...one.reasons.flatMap(shortReason)];
  });
}

/** The last lines of `sync-voids` and `sync-payments`. */
export function partTotals(
  result: RunResult,
  outcomes: readonly { readonly outcome: string; readonly reasons: readonly Reason[] }[],
  nothing: string,
): string[] {
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const counted = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return [
    counted === '' ? nothing : `${counted}.`,
    ...(result.dryRun ? ['Dry run: nothing was written.'] : []),
    ...codesLine(outcomes.flatMap((one) => one.reasons)).map(paint.dim),
  ];
}

function tint(line: string, outcome: string): string {
  if (outcome === 'held') return paint.yellow(line);
  if (outcome === 'failed') return paint.red(line);
  return outcome === 'skipped' ? paint.dim(line) : line;
}
