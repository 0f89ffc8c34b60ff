// Files that a person asked for by name: --csv, --bundle. Never a device, a folder or somebody's link; readable by this user alone.
import { chmodSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../core/errors.ts';

/** May the file be replaced? A report may, an archive may not. */
export type IfThere = 'replace' | 'refuse';

/** Refuses, before anything else is done, a path that can't be written. Throws a UsageError that names it. */
export function checkOutFile(path: string, ifThere: IfThere): void {
  const there = statusOf(path);
  if (there === null) {
    const folder = statusOf(dirname(path));
    if (folder === null) throw new UsageError(`${path} can't be written: there is no folder ${dirname(path)}`, 'name an existing folder');
    return;
  }
  if (!there.isFile()) {
    throw new UsageError(`${path} is there and isn't a plain file; it was left as it is`, 'name another file');
  }
  if (ifThere === 'refuse') throw new UsageError(`${path} is there already; it was left as it is`, 'name another file, or remove that one');
}

/** Writes it whole or not at all (0600). */
export function writeOutFile(path: string, content: string | Uint8Array, ifThere: IfThere): void {
  checkOutFile(path, ifThere);
  const isNew = ifThere === 'refuse';
  const target = isNew ? path : `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(target, content, { mode: 0o600, flag: 'wx' });
    chmodSync(target, 0o600);
    if (!isNew) renameSync(target, path);
  } catch (error) {
    if (!isNew) rmSync(target, { force: true });
    throw refused(path, error);
  }
}

function statusOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw refused(path, error);
  }
}

function refused(path: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown cause';
  return new UsageError(`${path} can't be written (${code})`, 'check the path, its permissions and the free space');
}
