// Where this program is installed: the folder of its package.json, above the sources, `dist` or the bundle.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface PackageRoot {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** `1.2.3`. */
  readonly version: string;
}

/** Looks upwards from this file; throws where the installation is incomplete. */
export function packageRoot(): PackageRoot {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    folder = dirname(folder);
    const found = manifestIn(folder);
    if (found?.name === 'at2qbo' && found.version !== undefined) return { folder, version: found.version };
  }
  throw new Error('package.json of at2qbo is missing: install it again');
}

function manifestIn(folder: string): { name?: string; version?: string } | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
