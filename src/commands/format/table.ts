// A plain table that fits the width: columns of text, some flush right; the widest flexible column gives way.
import { cutTo, padTo, widthOf } from './width.ts';

export interface Column {
  readonly title: string;
  readonly isRight?: boolean;
  /** May be cut when the table is too wide. */
  readonly isFlexible?: boolean;
}

const GAP = '  ';
const NARROWEST = 8;

/** Lines of the table, the title first. Texts come in unpainted; `paint` colours a whole row after it was laid out. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: (line: string, row: number) => string = (line) => line,
): string[] {
  const widths = columns.map((column, n) => rows.reduce((most, row) => Math.max(most, widthOf(row[n] ?? '')), widthOf(column.title)));
  const total = (): number => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1);
  for (;;) {
    const excess = total() - width;
    if (excess <= 0) break;
    const widest = columns.reduce(
      (best, column, n) =>
        column.isFlexible === true && (widths[n] ?? 0) > NARROWEST && (best < 0 || (widths[n] ?? 0) > (widths[best] ?? 0)) ? n : best,
      -1,
    );
    if (widest < 0) break;
    widths[widest] = Math.max(NARROWEST, (widths[widest] ?? 0) - excess);
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => fit(cell, widths[n] ?? 0, columns[n]?.isRight === true))
      .join(GAP)
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...rows.map((row, n) => paint(line(row), n))];
}

function fit(text: string, width: number, isRight: boolean): string {
  return padTo(widthOf(text) > width ? `${cutTo(text, width - 1)}…` : text, width, isRight);
}
