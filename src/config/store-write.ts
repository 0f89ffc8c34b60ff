// `config.json` as it is written: by conf, atomically, mode 0600.
import Conf from 'conf';
import { makeDirectory, type ProfilePaths } from './paths.ts';
import { formatStore, unreadable, type Stored } from './store.ts';

/** Replaces the profile's file in one step. */
export function writeStore(paths: ProfilePaths, stored: Stored): void {
  makeDirectory(paths.directory, paths);
  openStore(paths).store = formatStore(stored);
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
