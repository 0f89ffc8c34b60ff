// Billing codes against items as a table, a CSV and JSON.
import { CODE_STATES, type CodeState, type ComparedCode, type Comparison } from '../../core/items/compare.ts';
import type { CopiedItem } from '../../core/items/create-missing.ts';
import { paint } from '../terminal/paint.ts';
import type { Cell, Table } from '../../core/report/report.ts';
import { table } from '../format/table.ts';

/** What `compare-items` found and made: the one shape behind the screen, `--json`, the CSV and the mail. */
export interface ComparisonReport {
  readonly profile: string;
  readonly matchBy: Comparison['matchBy'];
  readonly codes: readonly ComparedCode[];
  readonly counts: Comparison['counts'];
  /** Empty without --copy. */
  readonly copied: readonly CopiedItem[];
  readonly exitCode: number;
}

/** The report of a comparison: `codes` as they were before anything was copied. */
export function comparisonReport(
  profile: string,
  comparison: Comparison,
  copied: readonly CopiedItem[],
  exitCode: number,
): ComparisonReport {
  return { profile, ...comparison, copied, exitCode };
}

const COLUMNS = [
  { title: 'Billing code', isFlexible: true },
  { title: 'External number', isFlexible: true },
  { title: 'State' },
  { title: 'QuickBooks item', isFlexible: true },
];

const PLURALS: Readonly<Record<CodeState, string>> = {
  matched: 'matched',
  differing: 'differing',
  missing: 'missing in QuickBooks',
  ambiguous: 'ambiguous',
  inactive: 'inactive in QuickBooks',
  category: 'a category in QuickBooks',
  bundle: 'a bundle in QuickBooks',
  unusable: 'an item in QuickBooks that is for no line',
  unused: 'retired in Autotask, nothing to do',
};

/** What a person reads. `isBrief`: only what isn't in order (`--quiet`). */
export function renderComparison(report: ComparisonReport, width: number, isBrief: boolean): string[] {
  const shown = isBrief ? report.codes.filter(({ state }) => state !== 'matched' && state !== 'unused') : report.codes;
  const lines: string[] = [];
  if (shown.length > 0) {
    const rows = shown.map((one) => [one.code, one.externalNumber, one.state, one.items.map(({ name }) => name).join(' | ')]);
    lines.push(...table(COLUMNS, rows, width, (line, n) => colour(line, shown[n]?.state)), '');
  }
  const details = shown.flatMap(detailLines);
  if (details.length > 0) lines.push(...details, '');
  if (report.copied.length > 0) lines.push(paint.bold('Copied to QuickBooks:'), ...report.copied.map(copiedLine), '');
  if (!isBrief || lines.length > 0) lines.push(...totalLines(report));
  return lines;
}

function detailLines(one: ComparedCode): string[] {
  const facts = one.differences.map(
    ({ field, autotask, quickbooks }) => `  ${field}: Autotask ${quoted(autotask)}, QuickBooks ${quoted(quickbooks)}`,
  );
  const note = one.note === '' || one.state === 'unused' ? [] : [`  ${one.note}`];
  const all = [...facts, ...note];
  return all.length === 0 ? [] : [paint.bold(`${one.code}: ${one.state}`), ...all];
}

function copiedLine({ code, outcome, item, message }: CopiedItem): string {
  const words = { created: 'created', exists: 'has its item already', left: 'left out', failed: 'refused by QuickBooks' }[outcome];
  const line = `  ${code}: ${words}${item === null ? '' : ` "${item.name}" (Id ${item.id})`}${message === '' ? '' : `: ${message}`}`;
  return outcome === 'failed' ? paint.red(line) : outcome === 'left' ? paint.yellow(line) : line;
}

function totalLines({ codes, counts, copied, matchBy }: ComparisonReport): string[] {
  const parts = CODE_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${PLURALS[state]}`);
  const made = copied.filter(({ outcome }) => outcome === 'created').length;
  const lines = [`${codes.length} billing codes, matched by ${matchBy}: ${parts.length === 0 ? 'nothing to compare' : parts.join(', ')}.`];
  if (copied.length > 0) lines.push(`${made} of ${copied.length} missing items were created.`);
  else if (counts.missing > 0) lines.push(`To create what is missing: ${paint.cyan('at2qbo compare-items --copy')}`);
  return lines;
}

function colour(line: string, state: CodeState | undefined): string {
  if (state === 'matched') return line;
  if (state === 'unused') return paint.dim(line);
  return state === 'differing' ? paint.yellow(line) : paint.red(line);
}

function quoted(text: string): string {
  return text === '' ? 'none' : `"${text}"`;
}

const TITLES = ['Billing code', 'Billing code id', 'External number', 'State', 'QuickBooks item', 'QuickBooks item id', 'Item type'];
const FIELDS = ['name', 'description', 'price', 'active', 'type', 'taxable'] as const;

/** One row a billing code; each field that differs has a column for either side. */
export function comparisonTable(report: ComparisonReport): Table {
  const copied = new Map(report.copied.map((one) => [one.codeId, one]));
  const titles = [...TITLES, ...FIELDS.flatMap((field) => [`${field} in Autotask`, `${field} in QuickBooks`]), 'Note', 'Copied'];
  const rows = report.codes.map((one): Cell[] => {
    const value = (field: (typeof FIELDS)[number]): Cell[] => {
      const found = one.differences.find((each) => each.field === field);
      const cell = (text: string): Cell => (field === 'price' && text !== '' ? { number: text } : text);
      return found === undefined ? [null, null] : [cell(found.autotask), cell(found.quickbooks)];
    };
    const copy = copied.get(one.codeId);
    return [
      one.code,
      { number: String(one.codeId) },
      one.externalNumber,
      one.state,
      one.items.map(({ name }) => name).join(' | '),
      one.items.map(({ id }) => id).join(' | '),
      one.items.map(({ type }) => type).join(' | '),
      ...FIELDS.flatMap(value),
      one.note,
      copy === undefined ? null : [copy.outcome, copy.item?.name ?? '', copy.message].filter((part) => part !== '').join(': '),
    ];
  });
  return { titles, rows };
}

/** One JSON document. */
export function comparisonJson(report: ComparisonReport): Record<string, unknown> {
  return {
    profile: report.profile,
    matchBy: report.matchBy,
    exitCode: report.exitCode,
    counts: report.counts,
    codes: report.codes.map((one) => ({
      billingCodeId: one.codeId,
      billingCode: one.code,
      externalNumber: one.externalNumber,
      key: one.key,
      state: one.state,
      items: one.items,
      differences: one.differences,
      sharedWith: one.sharedWith,
      note: one.note,
    })),
    copied: report.copied.map(({ codeId, code, outcome, item, message }) => ({
      billingCodeId: codeId,
      billingCode: code,
      outcome,
      item,
      message,
    })),
  };
}
