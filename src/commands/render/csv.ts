// CSV for spreadsheets: numbers stay numbers, and no text from outside can become a formula. Pure.
import { stringify } from 'csv-stringify/sync';

export interface CsvColumn {
  readonly title: string;
  /** Its cells are decimal text: `-12.50` is a number, not a formula. */
  readonly isNumber?: boolean;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** What a spreadsheet reads as the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** The title line and the rows, with line ends as RFC 4180 wants them, and the mark by which Excel knows that it is UTF-8. */
export function csv(columns: readonly CsvColumn[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, n) => cell(row[n] ?? '', column.isNumber === true)));
  return stringify([columns.map((column) => cell(column.title, false)), ...cells], { bom: true, record_delimiter: '\r\n' });
}

function cell(value: string, isNumber: boolean): string {
  if (isNumber && NUMBER.test(value)) return value;
  return FORMULA.test(value) ? `'${value}` : value;
}
