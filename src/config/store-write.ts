// `config.json` as it is written: by conf, atomically, mode 0600.
import Conf from 'conf';
import { ConfigError } from '../core/errors.ts';
import { makeDirectory, type ProfilePaths } from './paths.ts';
import { formatStore, unreadable, type Stored } from './store.ts';

/** Replaces the profile's file in one step. */
export function writeStore(paths: ProfilePaths, stored: Stored): void {
  makeDirectory(paths.directory, paths);
  const store = openStore(paths);
  try {
    store.store = formatStore(stored);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    const fix = `make room on the disk, and let this user write into ${paths.directory}; the settings stay as they were`;
    throw new ConfigError(`can't write ${paths.config} (${why})`, fix, { cause });
  }
}

function openStore(paths: ProfilePaths): Conf {
  try {
    return new Conf({
      cwd: paths.directory,
      configName: 'config',
      projectName: 'at2qbo',
      projectSuffix: '',
      configFileMode: 0o600,
      clearInvalidConfig: false,
      serialize: (content) => `${JSON.stringify(content, null, 2)}\n`,
    });
  } catch (cause) {
    throw unreadable(paths.config, cause);
  }
}
