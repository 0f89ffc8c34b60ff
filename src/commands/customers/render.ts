// What was brought up to date, what QuickBooks keeps of its own, for people, as CSV and JSON.
import { errorJson } from '../format/error-json.ts';
import type { CustomerOutcome, FieldChange } from '../../core/customers/types.ts';
import type { RunResult } from '../../core/report/run-result.ts';
import { counted } from '../../core/words.ts';
import type { Table } from '../../core/report/report.ts';
import { paint } from '../terminal/paint.ts';

/** `isBrief`: only what failed. */
export function renderCustomers(outcomes: readonly CustomerOutcome[], isDryRun: boolean, isBrief: boolean): string[] {
  const shown = isBrief ? outcomes.filter((one) => one.outcome === 'failed') : outcomes.filter((one) => one.outcome !== 'same');
  const lines = shown.flatMap((one) => [
    tint(`${one.company} (${one.companyId}) -> ${one.customer} (Id ${one.customerId}): ${word(one.outcome)}`, one.outcome),
    ...one.changes.map((change) => `  ${changeText(change, isDryRun)}`),
    ...(one.why === '' ? [] : [`  ${one.why}`, ...(one.fix === '' ? [] : [`  ${paint.cyan('fix:')} ${one.fix}`])]),
  ]);
  if (isBrief) return lines;
  const count = (outcome: CustomerOutcome['outcome']): number => outcomes.filter((one) => one.outcome === outcome).length;
  const edited = outcomes.filter((one) => one.changes.some((change) => change.state === 'edited')).length;
  if (outcomes.length === 0)
    return ['No Autotask company is tied to a QuickBooks customer yet: the first invoice ties it, or customers.map.'];
  const summary = [
    isDryRun ? `${count('planned')} would be updated` : `${count('updated')} updated`,
    `${count('same')} up to date`,
    ...(edited === 0 ? [] : [`${edited} with fields of their own in QuickBooks`]),
    ...(count('left') === 0 ? [] : [`${count('left')} left`]),
    ...(count('failed') === 0 ? [] : [`${count('failed')} failed`]),
  ];
  return [
    ...lines,
    `${counted(outcomes.length, 'customer')}: ${summary.join(', ')}.`,
    ...(edited === 0 ? [] : ['To take Autotask’s values all the same: at2qbo sync-customers --prefer autotask --only <company>']),
    ...(isDryRun ? ['Dry run: nothing was written.'] : []),
  ];
}

function word(outcome: CustomerOutcome['outcome']): string {
  return outcome === 'planned' ? 'would be updated' : outcome === 'edited' ? 'keeps its own' : outcome;
}

function changeText({ field, state, autotask, quickbooks, why }: FieldChange, isDryRun: boolean): string {
  if (state === 'update')
    return `${field}: ${quickbooks === '' ? 'none' : `"${quickbooks}"`} ${isDryRun ? 'becomes' : 'became'} "${autotask}"`;
  return paint.yellow(`${field}: stays "${quickbooks}"; Autotask has "${autotask}" (${why})`);
}

function tint(line: string, outcome: CustomerOutcome['outcome']): string {
  return outcome === 'failed' ? paint.red(line) : outcome === 'left' || outcome === 'edited' ? paint.yellow(line) : line;
}

/** One row a field. */
export function customersTable(outcomes: readonly CustomerOutcome[]): Table {
  const rows = outcomes.flatMap((one) => {
    const start = [{ number: String(one.companyId) }, one.company, one.customerId, one.customer, one.outcome];
    const end = [one.why];
    if (one.changes.length === 0) return [[...start, null, null, null, null, ...end]];
    return one.changes.map((change) => [
      ...start,
      change.field,
      change.state,
      change.autotask,
      change.quickbooks,
      ...[change.why, one.why].filter((why) => why !== '').slice(0, 1),
    ]);
  });
  return {
    titles: ['Company id', 'Company', 'Customer Id', 'Customer', 'Outcome', 'Field', 'Becomes of it', 'Autotask', 'QuickBooks', 'Why'],
    rows: rows.map((row) => [...row, ...Array.from({ length: 10 - row.length }, () => null)]),
  };
}

export function customersJson(outcomes: readonly CustomerOutcome[], { trouble }: RunResult): Record<string, unknown> {
  return {
    customers: outcomes,
    ...(trouble === null ? {} : { error: errorJson(trouble) }),
  };
}
