// CSV that a spreadsheet opens as what it says: text can't become a formula, numbers stay numbers.
import { stringify } from 'csv-stringify/sync';

/** Text, a decimal number as text (`{ number: '-12.30' }`), or an empty cell. */
export type Cell = string | { readonly number: string } | null;

// What makes a spreadsheet compute: these, their full-width twins, and the blanks that it skips on the way to them.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** The whole file, the titles first, a line break at the end of each row. */
export function csvText(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return stringify([titles.map(cellText), ...rows.map((row) => row.map(cellText))]);
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return NUMBER.test(cell.number) ? cell.number : cellText(cell.number);
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
