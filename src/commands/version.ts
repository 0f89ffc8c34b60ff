// The version of this program, from its package.json, which lies beside `bin` in the sources and beside `dist` once built.
import { readFileSync } from 'node:fs';

/** `1.2.3`. */
export function readVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { name?: string; version?: string };
      if (found.name === 'at2qbo' && found.version !== undefined) return found.version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('package.json of at2qbo is missing: install it again');
}
