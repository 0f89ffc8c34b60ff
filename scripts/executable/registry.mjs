// Packages for another machine than this one: fetched by npm, held to the hash that is written down, kept in the cache of the build.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the unpacked package. Throws where what came isn't what was tested. */
export function unpacked(cache, { name, version, integrity }) {
  const folder = join(cache, `${name.replaceAll('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    const npm = ['pack', '--silent', '--ignore-scripts', '--pack-destination', fresh, `${name}@${version}`];
    const file = join(fresh, execFileSync('npm', npm, { encoding: 'utf8' }).trim().split('\n').at(-1));
    const hash = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (hash !== integrity) throw new Error(`${name} ${version} is not what was tested: ${hash} instead of ${integrity}`);
    execFileSync('tar', ['-xzf', file, '-C', fresh]);
    renameSync(join(fresh, 'package'), folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}
