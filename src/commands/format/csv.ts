// CSV that a spreadsheet opens as what it says: text can't become a formula, numbers stay numbers.
import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from '../../core/report/report.ts';

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** The whole file: the mark by which Excel knows that it is UTF-8, the titles, a line break at the end of each row. */
export function csvText({ titles, rows }: Table): string {
  return stringify([titles, ...rows.map((row) => row.map(field))], {
    bom: true,
    escape_formulas: true,
    cast: {
      // Some skip a line break on the way to a formula; csv-stringify guards the other beginnings.
      string: (text) => (text.startsWith('\n') ? `'${text}` : text),
      // A number below zero is no formula.
      object: ({ number }) => ({ value: String(number), escape_formulas: false }),
    },
  });
}

function field(cell: Cell): unknown {
  if (cell === null || typeof cell === 'string') return cell;
  if ('date' in cell) return cell.date;
  return NUMBER.test(cell.number) && cell.number.startsWith('-') ? cell : cell.number;
}
