// A table as the file that its name asks for: an Excel workbook where that ends in .xlsx, else CSV.
import type { Table } from '../../core/report/report.ts';
import { csvText } from './csv.ts';

/** What a file of that name holds. */
export async function spreadsheet(name: string, table: Table): Promise<string | Uint8Array> {
  if (!/\.xlsx$/i.test(name)) return csvText(table);
  // Loaded only where a workbook is wanted.
  const { xlsxBytes } = await import('./xlsx.ts');
  return xlsxBytes(table);
}
