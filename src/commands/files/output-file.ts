// Files that a person names on the command line (--csv, --html, --plan, --bundle, an export).
// Written whole or not at all, for this user alone, and never through a link, into a device or over the profile's own files.
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { replaceFile } from '../../clients/host/durable.ts';
import { homeDirectory } from '../../config/paths.ts';
import { UsageError } from '../../core/errors.ts';
import type { Environment } from '../terminal/io.ts';

const OUR_OWN = /^(?:config\.json|secrets\.enc|ledger\.|limits\.|run\.lock|token\.lock|consent\.json)/;

/** May an ordinary file of that name be replaced? A report may, an archive may not. */
export type IfThere = 'replace' | 'refuse';

/** Why nothing may be written there; throws a UsageError. To be asked before long work whose result goes there. */
export function checkOutFile(path: string, ifThere: IfThere, env: Environment): void {
  const full = resolve(path);
  const refuse = (why: string): UsageError => new UsageError(`${path} can't be written: ${why}`, 'choose another file');
  let folder: string;
  try {
    folder = realpathSync(dirname(full));
    if (!lstatSync(folder).isDirectory()) throw refuse(`${dirname(path)} is no directory`);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw refuse(`there is no directory ${dirname(path)}`);
  }
  const found = lstatSync(join(folder, basename(full)), { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) throw refuse('it is a link, and what it leads to may be somebody else’s');
  if (found?.isDirectory() === true) throw refuse('it is a directory');
  if (found !== undefined && !found.isFile()) throw refuse('it is no ordinary file');
  if (found !== undefined && ifThere === 'refuse') throw refuse('it is there already, and was left as it is');
  const home = lstatSync(homeDirectory(env), { throwIfNoEntry: false }) === undefined ? null : realpathSync(homeDirectory(env));
  const isInHome = home !== null && (folder === home || folder.startsWith(join(home, '/')));
  if (isInHome && OUR_OWN.test(basename(full))) throw refuse('it is a file of at2qbo itself');
}

/** Writes the file (mode 0600 unless another is given), replacing an ordinary one of that name. Throws a UsageError where that isn't allowed or fails. */
export function writeOutFile(path: string, content: string | Uint8Array, ifThere: IfThere, env: Environment, mode?: number): void {
  checkOutFile(path, ifThere, env);
  try {
    replaceFile(resolve(path), content, mode);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    throw new UsageError(`${path} can't be written (${code})`, 'check the path, its permissions and the room on the disk');
  }
}
