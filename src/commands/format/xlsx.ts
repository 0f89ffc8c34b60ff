// A table as an Excel workbook: text stays text, money has two decimals, days are days; CSV can keep none of that.
import writeExcelFile, { type CellObject } from 'write-excel-file/node';
import { UsageError } from '../../core/errors.ts';
import type { Cell, Table } from '../../core/report/report.ts';

/** What a worksheet and a cell of Excel hold. */
const MOST_ROWS = 1_048_576;
const LONGEST_TEXT = 32_767;
/** Digits that a cell keeps: it is a binary float. A longer number stays exact as text. */
const MOST_DIGITS = 15;
const NUMBER = /^-?\d+(?:\.(\d+))?$/;
const WIDEST = 60;

/** The file. Throws a UsageError for more rows than a worksheet holds. */
export async function xlsxBytes({ titles, rows }: Table): Promise<Uint8Array> {
  if (rows.length >= MOST_ROWS)
    throw new UsageError(`${rows.length} rows are more than a worksheet holds (${MOST_ROWS - 1})`, 'name a file that ends in .csv');
  const head = titles.map((title) => ({ value: title, fontWeight: 'bold' as const }));
  const columns = titles.map((title, n) => ({
    width: Math.min(WIDEST, 2 + rows.reduce((most, row) => Math.max(most, shownLength(row[n] ?? null)), title.length)),
  }));
  return writeExcelFile([head, ...rows.map((row) => row.map(typedCell))], { columns, stickyRowsCount: 1 }).toBuffer();
}

function typedCell(cell: Cell): CellObject | null {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'string') return textCell(cell);
  if ('date' in cell) {
    // Excel's calendar is right from March 1900 on.
    const day = new Date(`${cell.date}T00:00:00Z`);
    if (!/^\d{4}-\d\d-\d\d$/.test(cell.date) || Number.isNaN(day.getTime()) || cell.date < '1900-03-01') return textCell(cell.date);
    return { value: day, type: Date, format: 'yyyy-mm-dd' };
  }
  const decimals = NUMBER.exec(cell.number)?.[1]?.length ?? 0;
  if (!NUMBER.test(cell.number) || significant(cell.number) > MOST_DIGITS) return textCell(cell.number);
  const format = decimals === 2 ? '#,##0.00' : decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`;
  // The cell's own kind of number; nothing is computed with it.
  return { value: Number(cell.number), type: Number, format };
}

function textCell(text: string): CellObject {
  const value = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
  return { value, type: String, ...(text.includes('\n') ? { wrap: true, alignVertical: 'top' as const } : {}) };
}

function significant(number: string): number {
  return number.replaceAll(/[-.]/g, '').replace(/^0+/, '').length;
}

function shownLength(cell: Cell): number {
  if (cell === null) return 0;
  const text = typeof cell === 'string' ? cell : 'date' in cell ? cell.date : cell.number;
  return Math.max(...text.split('\n').map((line) => line.length));
}
