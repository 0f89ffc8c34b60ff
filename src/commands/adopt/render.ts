// What `adopt` found, for people, as JSON and as CSV.
import type { Adoption, Candidate, AdoptFindings } from '../../core/adopt/types.ts';
import { documentName } from '../../core/model/document.ts';
import { text } from '../../core/money.ts';
import { paint } from '../terminal/paint.ts';
import type { Table } from '../../core/report/report.ts';
import { table } from '../format/table.ts';

export interface AdoptShown {
  readonly from: string;
  readonly to: string;
  readonly findings: AdoptFindings;
  readonly linked: number;
  readonly isDryRun: boolean;
}

const COLUMNS = [
  { title: 'Autotask' },
  { title: 'Number' },
  { title: 'Company', isFlexible: true },
  { title: 'Total', isRight: true },
  { title: 'Result' },
  { title: 'QuickBooks', isFlexible: true },
];
const TITLES = ['Autotask id', 'Autotask number', 'Company', 'Date', 'Autotask total', 'Result', 'By or why', 'QuickBooks documents'];

const totalOf = (one: Adoption): string => text(one.invoice.net.plus(one.invoice.tax));

function documentsOf(one: Adoption): readonly Candidate[] {
  if (one.kind === 'matched') return [one.document];
  return one.kind === 'missing' ? [] : one.documents;
}

function whyOf(one: Adoption): string {
  if (one.kind === 'matched') return one.by;
  return one.kind === 'missing' ? 'QuickBooks has no document for it' : one.why;
}

/** `isBrief`: only what a person must decide. */
export function renderAdopt(shown: AdoptShown & { readonly csv: string | null }, width: number, isBrief: boolean): string[] {
  const { adoptions, known, voided } = shown.findings;
  const of = (kind: Adoption['kind']): Adoption[] => adoptions.filter((one) => one.kind === kind);
  const unclear = adoptions.filter((one) => one.kind === 'ambiguous' || one.kind === 'different');
  const listed = isBrief ? unclear : adoptions;
  const rows = listed.map((one) => [
    String(one.invoice.id),
    one.invoice.number ?? '',
    one.company,
    totalOf(one),
    one.kind,
    documentsOf(one)
      .map((document) => documentName(document))
      .join(', '),
  ]);
  const colour = (line: string, n: number): string => {
    const kind = listed[n]?.kind;
    return kind === 'matched' ? line : kind === 'missing' ? paint.dim(line) : paint.yellow(line);
  };
  const lines = [
    ...(rows.length === 0 ? [] : [...table(COLUMNS, rows, width, colour), '']),
    ...unclear.flatMap((one) => [
      paint.bold(`${one.invoice.id} ${one.company}: ${one.kind}`),
      `  ${whyOf(one)}`,
      `  ${paint.cyan('fix:')} ${fixOf(one)}`,
      '',
    ]),
  ];
  if (isBrief && lines.length === 0) return [];
  const did = shown.isDryRun ? `${of('matched').length} would be linked` : `${shown.linked} linked`;
  lines.push(
    `Invoices dated ${shown.from} to ${shown.to}: ${did}, ${of('ambiguous').length} ambiguous, ${of('different').length} different, ${of('missing').length} not in QuickBooks; ${known.length} known already, ${voided} voided in Autotask.`,
    shown.isDryRun ? 'Dry run: nothing was written.' : 'Nothing was written to Autotask or QuickBooks.',
    ...(shown.csv === null ? [] : [`Written: ${shown.csv}`]),
  );
  return lines;
}

/** What settles an unclear one; '' where nothing has to. */
function fixOf(one: Adoption): string {
  const { id } = one.invoice;
  if (one.kind === 'ambiguous')
    return `Give the right document the invoice's number in QuickBooks and run adopt again, or keep it from being sent: at2qbo hold ${id} --why "in QuickBooks already"`;
  if (one.kind === 'different')
    return `Correct one side and run adopt again, map the customer (customers.map), or keep it from being sent: at2qbo hold ${id} --why "in QuickBooks already"`;
  return '';
}

export function adoptJson(
  shown: AdoptShown & { readonly goLive: string | null; readonly suggested: string | null; readonly exitCode: number },
): Record<string, unknown> {
  const { adoptions, known, voided } = shown.findings;
  const count = (kind: Adoption['kind']): number => adoptions.filter((one) => one.kind === kind).length;
  return {
    from: shown.from,
    to: shown.to,
    dryRun: shown.isDryRun,
    invoices: adoptions.map((one) => ({
      autotaskId: one.invoice.id,
      autotaskNumber: one.invoice.number,
      company: one.company,
      date: one.invoice.date,
      autotaskTotal: totalOf(one),
      result: one.kind,
      why: whyOf(one),
      fix: fixOf(one),
      quickbooks: documentsOf(one).map((document) => ({
        type: document.type,
        id: document.id,
        docNumber: document.docNumber,
        total: text(document.total),
        customer: document.customerName,
      })),
    })),
    totals: {
      matched: count('matched'),
      ambiguous: count('ambiguous'),
      different: count('different'),
      missing: count('missing'),
      known: known.length,
      voided,
      linked: shown.linked,
    },
    goLiveDate: shown.goLive,
    suggestedGoLiveDate: shown.suggested,
    exitCode: shown.exitCode,
  };
}

/** One row an invoice. */
export function adoptTable(adoptions: readonly Adoption[]): Table {
  return {
    titles: TITLES,
    rows: adoptions.map((one) => [
      { number: String(one.invoice.id) },
      one.invoice.number,
      one.company,
      { date: one.invoice.date },
      { number: totalOf(one) },
      one.kind,
      whyOf(one),
      documentsOf(one)
        .map((document) => documentName(document))
        .join(', '),
    ]),
  };
}
