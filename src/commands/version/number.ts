// The version of this program, from its package.json.
import { carriedText, isExecutable } from '../../clients/host/executable.ts';
import { packageRoot } from './package-root.ts';

/** `1.2.3`. */
export function readVersion(): string {
  if (!isExecutable()) return packageRoot().version;
  return (JSON.parse(carriedText('package.json')) as { version: string }).version;
}
