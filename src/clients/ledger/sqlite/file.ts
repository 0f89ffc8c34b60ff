// The ledger's files on disk: made so that only their owner reads them, and the copy that is kept beside the ledger.
import { accessSync, chmodSync, closeSync, constants, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { makeFolder } from '../../host/durable.ts';
import { basename, dirname, extname, join } from 'node:path';

const SIDE_FILES = ['', '-wal', '-shm'];

/** Makes directory and file where missing, 0700 and 0600, and closes an existing file to others. SQLite gives its side files the mode of the file. */
export function prepareFile(path: string): void {
  // A directory that exists is somebody's decision (it may be /tmp): its mode is left alone.
  makeFolder(dirname(path));
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    try {
      closeSync(openSync(path, 'wx', 0o600));
    } catch (error) {
      // Another opener was first: as good.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  // Never open and close a ledger that may be in use: on POSIX that drops the locks this program has on it. chmod and access don't open.
  for (const suffix of SIDE_FILES) closeToOthers(path + suffix);
  accessSync(path, constants.R_OK | constants.W_OK);
}

/** `ledger.backup.db` beside `ledger.db`. */
export function backupPath(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.backup${extension}`);
}

/** Replaces the backup at once or not at all; `fill` writes the copy to the empty file that it is given, and forces it to the disk. */
export async function replaceBackup(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const target = backupPath(path);
  const temporary = `${target}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  try {
    closeSync(openSync(temporary, 'wx', 0o600));
    await fill(temporary);
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
  if (process.platform !== 'win32') forceToDisk(dirname(target));
}

/** VACUUM INTO doesn't sync, and a rename that outlives its content would replace a good copy by an empty one. */
export function forceToDisk(path: string): void {
  const file = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function closeToOthers(path: string): void {
  if (process.platform === 'win32') return;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) !== 0) chmodSync(path, 0o600);
}
