// The version of this program, from its package.json.
import { packageRoot } from './package-root.ts';

/** `1.2.3`. */
export function readVersion(): string {
  return packageRoot().version;
}
