// Files that guard the secrets are refused when others may do anything with them, as ssh does.
import { statSync } from 'node:fs';
import { ConfigError } from '../../core/errors.ts';

/** Throws a ConfigError with the command that mends it; ENOENT where there is no such file. On Windows the mode says nothing. */
export function refuseOpen(path: string, what: string): void {
  const { mode } = statSync(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new ConfigError(
    `the ${what} ${path} can be read or written by others (mode ${(mode & 0o777).toString(8)}): refused`,
    `chmod 600 ${path}`,
  );
}
