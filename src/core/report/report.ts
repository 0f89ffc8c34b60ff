// What a report by mail says, whatever command it is of: sections of rows, facts, and a sheet for the attachment.
// No layout here.
import type { Books } from '../run/outcome.ts';

/** good: nothing to do. attention: a person must look. bad: something failed. */
export type Tone = 'good' | 'attention' | 'bad' | 'quiet';

/** One document, or one thing that differs. */
export interface ReportRow {
  readonly title: string;
  /** Opens the document in QuickBooks. */
  readonly link: string | null;
  /** Decimal text; '' for none. */
  readonly amount: string;
  /** Smaller lines under the title. */
  readonly details: readonly string[];
  /** What is wrong and what to do about it. */
  readonly reasons: readonly ReportReason[];
}

export interface ReportReason {
  readonly message: string;
  readonly fix: string;
  /** Of the table of reasons, or the kind of an error. */
  readonly code?: string;
}

export interface ReportSection {
  readonly heading: string;
  readonly tone: Tone;
  /** A sentence under the heading; '' for none. */
  readonly note: string;
  readonly rows: readonly ReportRow[];
}

/** Text, a decimal number as text (`{ number: '-12.30' }`), a calendar date, or an empty cell. */
export type Cell = string | { readonly number: string } | { readonly date: string } | null;

/** For a spreadsheet. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The attachment: a table with the name of its file, without what says its kind. */
export interface Sheet extends Table {
  readonly name: string;
}

export interface Report {
  /** Whose books; left out: as the last run knew them. */
  readonly books?: Books | null;
  /** One line, for the subject and the top of the mail. */
  readonly headline: string;
  readonly tone: Tone;
  /** Label and value: the totals at the top. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly sections: readonly ReportSection[];
  /** Small print: which run of what. */
  readonly footer: readonly string[];
  readonly sheet: Sheet | null;
}

/** The report with every text changed, addresses of links left alone: how secrets are taken out. */
export function mapTexts(report: Report, change: (text: string) => string): Report {
  const all = (texts: readonly string[]): string[] => texts.map(change);
  return {
    ...report,
    headline: change(report.headline),
    facts: report.facts.map(({ label, value }) => ({ label, value: change(value) })),
    footer: all(report.footer),
    sections: report.sections.map((section) => ({
      ...section,
      note: change(section.note),
      rows: section.rows.map((row) => ({
        ...row,
        title: change(row.title),
        details: all(row.details),
        reasons: row.reasons.map((why) => ({ ...why, message: change(why.message), fix: change(why.fix) })),
      })),
    })),
    sheet: report.sheet && mapSheet(report.sheet, change),
  };
}

function mapSheet(sheet: Sheet, change: (text: string) => string): Sheet {
  const changed = (cell: Cell): Cell => {
    if (cell === null || typeof cell === 'string') return cell === null ? null : change(cell);
    const text = 'date' in cell ? cell.date : cell.number;
    const after = change(text);
    return after === text ? cell : after;
  };
  return { ...sheet, rows: sheet.rows.map((row) => row.map(changed)) };
}
