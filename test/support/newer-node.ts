// The built program as a user of a newer Node installs it: with the packages that an older one leaves out. Null where npm can't be asked.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache');
const QUIET = ['--no-audit', '--no-fund', '--silent', '--prefer-offline', '--ignore-scripts'];

export interface Installed {
  readonly node: string;
  readonly bin: string;
}

/** Node of at least 22.12 with an installation of its own; made once for each lockfile. */
export function installForWorker(): Installed | null {
  const node = newerNode();
  if (node === null) return null;
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
    .slice(0, 12);
  const place = join(CACHE, `at2qbo-worker-${lock}`);
  const bin = join(place, 'dist', 'bin', 'at2qbo.js');
  if (!existsSync(join(place, 'node_modules', 'pg-boss'))) {
    mkdirSync(place, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(ROOT, file), join(place, file));
    if (!npm(['ci', '--omit=dev', ...QUIET], place, node)) return null;
  }
  // The program itself is this build, whatever the installation was made with. Copied: packages are looked for beside a module's real place.
  rmSync(join(place, 'dist'), { recursive: true, force: true });
  cpSync(join(ROOT, 'dist'), join(place, 'dist'), { recursive: true });
  return { node, bin };
}

function newerNode(): string | null {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  const place = join(CACHE, 'at2qbo-node-24');
  const node = join(place, 'node_modules', '.bin', 'node');
  if (existsSync(node)) return node;
  mkdirSync(place, { recursive: true });
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--silent', '--prefix', place, 'node@24'];
  return npm(args, place, process.execPath) && existsSync(node) ? node : null;
}

function npm(args: readonly string[], cwd: string, node: string): boolean {
  const path = `${dirname(node)}:${process.env['PATH'] ?? ''}`;
  return spawnSync('npm', args, { cwd, env: { ...process.env, PATH: path }, stdio: 'ignore', timeout: 120_000 }).status === 0;
}
