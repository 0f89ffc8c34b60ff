// A report as a mail: subject, HTML, its plain-text twin and the sheet.
// No text from outside can become markup, a header or a formula.
import { type Report, type ReportReason, type ReportRow, type ReportSection, type Sheet } from '../../core/report/report.ts';
import type { Books } from '../../core/run/outcome.ts';
import { counted } from '../../core/words.ts';
import { clean } from '../terminal/clean.ts';
import { codesLine, withCode } from '../format/codes.ts';
import { spreadsheet } from '../format/spreadsheet.ts';
import { isSilent, page, rowHtml, sectionHtml, summaryHtml } from './render-html.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Files, the content as base64. */
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
}

/** Rows shown of a section; a mail over 100 kB is cut by mail programs. The sheet has them all. */
const MOST_ROWS = 40;
const LONGEST_SUBJECT = 150;

export interface MailOwner {
  readonly profile: string;
  readonly books: Books | null;
}

/** The mail of a report, in the company's name; the profile is named where it isn't the only one. */
export async function renderMail(report: Report, owner: MailOwner): Promise<RenderedMail> {
  const shown = withCodes({ ...report, sections: report.sections.map((one) => ({ ...one, rows: one.rows.slice(0, MOST_ROWS) })) });
  const more = (n: number): string => moreLine((report.sections[n]?.rows.length ?? 0) - (shown.sections[n]?.rows.length ?? 0), report);
  const whose = ownerText(owner);
  const name = whose === '' ? 'at2qbo' : `at2qbo, ${whose}`;
  const head = owner.books === null ? name : `${whose}, amounts in ${owner.books.currency}`;
  return {
    subject: subjectLine(`${name}: ${report.headline}`),
    text: textOf(head, shown, more),
    html: page(head, shown, [
      summaryHtml(shown),
      ...shown.sections.map((one, n) => sectionHtml(one, one.rows.map((row) => rowHtml(row, one.tone)).join(''), more(n))),
    ]),
    attachments: report.sheet === null ? [] : [await attachmentOf(report.sheet)],
  };
}

/** `Northwind`, `north`, `Northwind (north)`. */
function ownerText({ profile, books }: MailOwner): string {
  const name = profile === 'default' ? '' : profile;
  if (books === null) return name;
  return name === '' ? books.company : `${books.company} (${name})`;
}

/** Each reason with its code, and at the foot where the codes are explained. */
function withCodes(report: Report): Report {
  const coded = report.sections.flatMap((one) => one.rows.flatMap((row) => row.reasons.filter(hasCode)));
  const row = (one: ReportRow): ReportRow => ({
    ...one,
    reasons: one.reasons.map((why) => (hasCode(why) ? { ...why, message: withCode(why).trim() } : why)),
  });
  return {
    ...report,
    footer: [...codesLine(coded), ...report.footer],
    sections: report.sections.map((one) => ({ ...one, rows: one.rows.map(row) })),
  };
}

function hasCode(why: ReportReason): why is ReportReason & { readonly code: string } {
  return why.code !== undefined;
}

/** One line without control characters: a line break would begin another header. */
export function subjectLine(text: string): string {
  const line = clean(text.replaceAll(/\s+/g, ' ')).trim();
  return line.length > LONGEST_SUBJECT ? `${line.slice(0, LONGEST_SUBJECT - 1)}…` : line;
}

/** A workbook: text stays text in it, and a number is one. */
async function attachmentOf(sheet: Sheet): Promise<RenderedMail['attachments'][number]> {
  const name = `${fileName(sheet.name)}.xlsx`;
  return { name, content: Buffer.from(await spreadsheet(name, sheet)).toString('base64') };
}

function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '-');
}

function moreLine(count: number, report: Report): string {
  if (count <= 0) return '';
  return `and ${counted(count, 'more', 'more')}${report.sheet === null ? '' : ', all in the attached file'}`;
}

function textOf(head: string, report: Report, more: (section: number) => string): string {
  const width = Math.max(0, ...report.facts.map((one) => one.label.length));
  const facts = report.facts.map((one) => `${`${one.label}:`.padEnd(width + 1)}  ${oneLine(one.value)}`);
  const sections = report.sections.flatMap((one, n) => ['', ...sectionText(one), ...(more(n) === '' ? [] : ['', `  ${more(n)}`])]);
  const attached = report.sheet === null ? [] : ['', 'The attached file has every document of this run; any spreadsheet opens it.'];
  const lines = [oneLine(report.headline), oneLine(head), '', ...facts, ...sections, ...attached, '', '-- ', ...report.footer.map(oneLine)];
  return `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
}

function sectionText(section: ReportSection): string[] {
  const heading = section.heading.toUpperCase();
  return [heading, '-'.repeat(heading.length), ...(section.note === '' ? [] : [section.note]), ...section.rows.flatMap(rowText)];
}

function rowText(row: ReportRow): string[] {
  return [
    '',
    `  ${oneLine(row.title)}${row.amount === '' ? '' : `   ${oneLine(row.amount)}`}`,
    ...row.details.map((line) => `  ${oneLine(line)}`),
    ...(row.link === null ? [] : [`  ${row.link}`]),
    ...row.reasons.flatMap(({ message, fix }) => [
      ...(message === '' ? [] : [`  ${oneLine(message)}`]),
      ...(isSilent(fix) ? [] : [`  > ${oneLine(fix)}`]),
    ]),
  ];
}

function oneLine(text: string): string {
  return clean(text.replaceAll(/\s+/g, ' ')).trim();
}
