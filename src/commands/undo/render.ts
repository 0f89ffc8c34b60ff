// What an undo took back, what it left and why, and what the run created in QuickBooks' lists.
import { money, sum, text, type Money } from '../../core/money.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import type { ListOutcome, UndoOutcome } from '../../core/undo/types.ts';
import { counted } from '../../core/words.ts';
import { codesLine, paintedCode } from '../format/codes.ts';
import { table } from '../format/table.ts';
import { paint } from '../terminal/paint.ts';

export interface UndoView {
  /** The run that was taken back. */
  readonly run: string;
  readonly outcomes: readonly UndoOutcome[];
  readonly lists: readonly ListOutcome[];
  /** A person said no. */
  readonly isRefused: boolean;
}

const COLUMNS = [
  { title: 'Autotask' },
  { title: 'Company', isFlexible: true },
  { title: 'QuickBooks' },
  { title: 'Total', isRight: true },
  { title: 'Autotask cleared', isFlexible: true },
];

const FIELDS = { invoiceNumber: 'number', webServiceDate: 'Web Service Date', paidDate: 'paid date' } as const;

/** `isBrief`: only what needs a person. */
export function renderUndo(
  view: UndoView,
  result: RunResult,
  how: { readonly width: number; readonly isBrief: boolean; readonly withLists: boolean },
): string[] {
  if (view.isRefused) return ['Nothing was changed.'];
  const { outcomes } = view;
  const gone = outcomes.filter((one) => one.outcome === 'voided');
  const left = outcomes.filter((one) => one.outcome === 'held' || one.outcome === 'failed');
  const skipped = outcomes.filter((one) => one.outcome === 'skipped');
  const lines: string[] = [];
  if (!how.isBrief) {
    if (gone.length > 0) {
      const verb = result.dryRun ? 'Would be taken back' : 'Taken back';
      lines.push(
        paint.bold(`${verb}: ${counted(gone.length, 'document')} of run ${view.run} (${sumOf(gone)})`),
        ...table(COLUMNS, gone.map(row), how.width),
        '',
      );
      lines.push(...gone.flatMap((one) => one.reasons.map((why) => `  ${one.invoiceId}: ${paintedCode(why)}`)));
    } else if (outcomes.length === 0 && result.trouble === null) lines.push(`Run ${view.run} made no document in QuickBooks.`);
  }
  if (left.length > 0) lines.push(paint.bold(`Left: ${counted(left.length, 'document')}`), ...left.flatMap(leftLines), '');
  if (!how.isBrief) {
    if (skipped.length > 0)
      lines.push(
        ...skipped.map((one) => paint.dim(`  ${one.invoiceId}  ${one.company}  ${one.reasons.map((why) => why.message).join(' ')}`)),
        '',
      );
    lines.push(...listLines(view.lists, how.withLists, result.dryRun));
    if (gone.length > 0 && !result.dryRun) lines.push(`They are held until: at2qbo release --run ${view.run} (or at2qbo release <id>)`);
    if (result.dryRun) lines.push('Dry run: nothing was written.');
  }
  return [...lines, ...codesLine(outcomes.flatMap((one) => one.reasons)).map(paint.dim)];
}

function row(one: UndoOutcome): string[] {
  const type = one.type === 'CreditMemo' ? 'credit memo' : 'invoice';
  return [
    String(one.invoiceId),
    one.company,
    `${type} ${one.docNumber ?? ''}`.trim(),
    one.total ?? '',
    one.takesBack.map((field) => FIELDS[field]).join(', ') || 'nothing',
  ];
}

function leftLines(one: UndoOutcome): string[] {
  const head = `  ${one.invoiceId}  ${one.company}  ${one.docNumber ?? ''}  ${one.total ?? ''}`;
  return [
    one.outcome === 'failed' ? paint.red(head) : paint.yellow(head),
    ...one.reasons.flatMap((why) => [
      `      ${paintedCode(why)}`,
      ...(why.fix === 'Nothing to do.' ? [] : [`      ${paint.cyan('fix:')} ${why.fix}`]),
    ]),
  ];
}

function listLines(lists: readonly ListOutcome[], withLists: boolean, isDryRun: boolean): string[] {
  if (lists.length === 0) return [];
  const what = (one: ListOutcome): string => {
    if (one.outcome === 'listed') return withLists && isDryRun ? 'would be made inactive' : 'nothing uses it';
    if (one.outcome === 'inactive') return 'made inactive';
    return one.outcome === 'gone' ? one.why : `stays: ${one.why}`;
  };
  return [
    paint.bold('The run also created in QuickBooks:'),
    ...lists.map((one) => `  ${one.kind} ${one.name} (Id ${one.id}): ${what(one)}`),
    ...(withLists || !lists.some((one) => one.outcome === 'listed')
      ? []
      : ['  To make inactive what nothing uses: the same with --with-lists']),
    '',
  ];
}

/** One sum a currency: two are never added. */
function sumOf(outcomes: readonly UndoOutcome[]): string {
  const currencies = [...new Set(outcomes.map((one) => one.currency))];
  const signed = (one: UndoOutcome): Money => (one.type === 'CreditMemo' ? money(one.total ?? '0').neg() : money(one.total ?? '0'));
  return currencies
    .map((currency) => {
      const total = text(sum(outcomes.filter((one) => one.currency === currency).map(signed)));
      return currencies.length === 1 ? total : `${total} ${currency}`;
    })
    .join(', ');
}

/** The part of the JSON document that only an undo has. */
export function undoJson(view: UndoView): Record<string, unknown> {
  return {
    run: view.run,
    documents: view.outcomes.map((one) => ({
      autotaskId: one.invoiceId,
      company: one.company,
      quickbooks: { type: one.type, id: one.quickBooksId, docNumber: one.docNumber, total: one.total, currency: one.currency },
      outcome: one.outcome,
      autotaskCleared: one.takesBack,
      reasons: one.reasons,
    })),
    lists: view.lists,
  };
}
