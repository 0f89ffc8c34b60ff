// A Node that is new enough for `at2qbo worker`. Null where there is none and npm can't be asked.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLACE = fileURLToPath(new URL('../../node_modules/.cache/at2qbo-node-24', import.meta.url));

/** Path of Node 22.12 or newer. */
export function newerNode(): string | null {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  const node = join(PLACE, 'node_modules', '.bin', 'node');
  if (existsSync(node)) return node;
  mkdirSync(PLACE, { recursive: true });
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--silent', '--prefix', PLACE, 'node@24'];
  const { status } = spawnSync('npm', args, { cwd: PLACE, stdio: 'ignore', timeout: 120_000 });
  return status === 0 && existsSync(node) ? node : null;
}
