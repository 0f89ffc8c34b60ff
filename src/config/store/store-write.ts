// `config.json` as it is written: replaced in one step, mode 0600.
import { ConfigError } from '../../core/errors.ts';
import { replaceFile } from '../../clients/host/durable.ts';
import { makeDirectory, type ProfilePaths } from '../paths.ts';
import { formatStore, type Stored } from './store.ts';

/** Replaces the profile's file in one step. */
export function writeStore(paths: ProfilePaths, stored: Stored): void {
  makeDirectory(paths.directory, paths);
  try {
    replaceFile(paths.config, `${JSON.stringify(formatStore(stored), null, 2)}\n`);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    const fix = `make room on the disk, and let this user write into ${paths.directory}; the settings stay as they were`;
    throw new ConfigError(`can't write ${paths.config} (${why})`, fix, { cause });
  }
}
