// What SQLite and the file system say when the ledger can't be opened, read or written -> plain words with the fix.
// Before the run has begun a full disk is a matter of the surroundings (ConfigError, nothing was attempted); in the middle of one the books
// have to be protected (IntegrityError): what can't be noted down mustn't be sent.
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { At2qboError, BusyError, ConfigError, IntegrityError } from '../../../core/errors.ts';
import { damaged } from '../rows/columns.ts';

export type Phase = 'opening' | 'open';

/** SQLite's own result codes, by the last byte of the number that its errors carry. */
const BY_NUMBER: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

/** Its words for the same: what goes wrong while rows are read comes without the number. */
const BY_TEXT: readonly (readonly [string, string])[] = [
  ['database is locked', 'SQLITE_BUSY'],
  ['database table is locked', 'SQLITE_LOCKED'],
  ['attempt to write a readonly database', 'SQLITE_READONLY'],
  ['disk I/O error', 'SQLITE_IOERR'],
  ['database disk image is malformed', 'SQLITE_CORRUPT'],
  ['database or disk is full', 'SQLITE_FULL'],
  ['unable to open database file', 'SQLITE_CANTOPEN'],
  ['file is not a database', 'SQLITE_NOTADB'],
];

/** The code of a fault: `SQLITE_BUSY`, `ENOSPC`; empty for anything else. */
export function faultCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('errcode' in error && typeof error.errcode === 'number') return BY_NUMBER[error.errcode & 0xff] ?? 'SQLITE_ERROR';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ERR_SQLITE_ERROR') return BY_TEXT.find(([text]) => error.message.includes(text))?.[1] ?? 'SQLITE_ERROR';
  return /^E[A-Z]+$/.test(code) ? code : '';
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/.test(faultCode(error));
}

/** The error to throw on; what is none of the ledger's known troubles (a mistake in our SQL, say) comes back as it is. */
export function explainFault(error: unknown, path: string, phase: Phase): unknown {
  if (error instanceof At2qboError) return error;
  const code = faultCode(error);
  const stop = (message: string, remedy: string): At2qboError =>
    phase === 'opening' ? new ConfigError(message, remedy, { cause: error }) : new IntegrityError(message, { remedy, cause: error });

  if (/^SQLITE_(?:NOTADB|CORRUPT)/.test(code)) return damaged(path, error);
  if (isBusy(error))
    return new BusyError(
      `another program keeps the ledger locked: ${path}`,
      'Close whatever has the file open (a database browser, a backup or sync program), then run the command again.',
    );
  if (/^(?:SQLITE_FULL|ENOSPC|EDQUOT)/.test(code) || (code.startsWith('SQLITE_IOERR') && isFull(path)))
    return stop(
      `the disk is full: the ledger can't be written (${path})`,
      'Free some space on that disk, then run `at2qbo sync` again: it takes up what is unfinished.',
    );
  if (/^(?:SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS|EISDIR|ENOTDIR|ENOENT)/.test(code))
    return stop(
      `the ledger can't be opened for writing: ${path}`,
      'Let the account that runs at2qbo own the file and its directory and write to both, or move the installation with AT2QBO_HOME=DIR.',
    );
  if (/^(?:SQLITE_IOERR|EIO|EMFILE|ENFILE)/.test(code))
    return stop(
      `the disk refuses to read or write the ledger: ${path}`,
      'Check the disk and the system log, then run `at2qbo sync` again.',
    );
  return error;
}

/** SQLite has no word for a full disk when it makes its shared memory. */
function isFull(path: string): boolean {
  try {
    return statfsSync(dirname(path)).bavail === 0;
  } catch {
    return false; // a disk that tells nothing: then it refuses
  }
}
