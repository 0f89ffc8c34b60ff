// A table in the file that a person names.
import type { Table } from '../../core/report/report.ts';
import { spreadsheet } from '../format/spreadsheet.ts';
import type { Environment } from '../terminal/io.ts';
import { writeOutFile } from './output-file.ts';

/** Replaces an ordinary file of that name; the name's ending says the kind. Throws as `writeOutFile`. */
export async function writeTable(path: string, table: Table, env: Environment): Promise<void> {
  writeOutFile(path, await spreadsheet(path, table), 'replace', env);
}
