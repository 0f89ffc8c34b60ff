// Reads one column of a ledger row and checks it: disks and people can change the file.
// Numbers may come as text: PostgreSQL's driver gives bigint so.
import { IntegrityError } from '../../../core/errors.ts';
import type { Row } from '../store.ts';

/** The remedy wherever the ledger can't be trusted. */
export const DAMAGED_REMEDY =
  'Move the ledger file away together with its -wal and -shm files, then copy its .backup.db to the place of the ledger (or start without one) ' +
  'and run `at2qbo sync --dry-run`. Nothing is sent twice: every document in QuickBooks holds its invoice id and is found again.';

export function damaged(where: string, cause?: unknown): IntegrityError {
  return new IntegrityError(`the ledger is damaged: ${where}`, { remedy: DAMAGED_REMEDY, cause });
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw damaged(`${column} is not text`);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function whole(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw damaged(`${column} is not a whole number`);
  return number;
}

export function wholeOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : whole(row, column);
}

/** One of the words that may stand there. */
export function word<W extends string>(row: Row, column: string, words: readonly W[]): W {
  const value = text(row, column);
  const found = words.find((candidate) => candidate === value);
  if (found === undefined) throw damaged(`${column} is '${value.slice(0, 40)}'`);
  return found;
}

export function wordOrNull<W extends string>(row: Row, column: string, words: readonly W[]): W | null {
  return row[column] === null ? null : word(row, column, words);
}

/** JSON of our own writing; `fits` tells whether it has the shape. */
export function json<T>(row: Row, column: string, fits: (value: unknown) => value is T): T {
  let value: unknown;
  try {
    value = JSON.parse(text(row, column));
  } catch (cause) {
    throw cause instanceof IntegrityError ? cause : damaged(`${column} is not JSON`, cause);
  }
  if (!fits(value)) throw damaged(`${column} has another shape`);
  return value;
}
