// What ships: each package is known and explained, none runs a script when it is installed, all come from the registry with a hash.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const packageJson = read<{
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
}>('package.json');
const { packages } = read<{ packages: Record<string, Locked> }>('package-lock.json');

/** Where `name` is found by a package that lies at `from`; null where it isn't locked (an optional peer). */
function locate(name: string, from: string): string | null {
  for (let base = from; ; base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : '') {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (packages[place]) return place;
    if (base === '') return null;
  }
}

/** Everything that is reachable from the dependencies, by its place in the lockfile. */
function shipped(): Map<string, Locked> {
  const found = new Map<string, Locked>();
  const waiting: [string, string][] = Object.keys(packageJson.dependencies).map((name) => [name, '']);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const place = locate(...next);
    const locked = place === null ? undefined : packages[place];
    if (place === null || locked === undefined || found.has(place)) continue;
    found.set(place, locked);
    for (const name of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies, ...locked.peerDependencies }))
      waiting.push([name, place]);
  }
  return found;
}

/** Name -> version of a table in the document. */
function tableOf(title: string): Record<string, string> {
  const [, section = ''] = readFileSync('docs/dependencies.md', 'utf8').split(`## ${title}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:package|-)/.test(line));
  for (const row of rows) expect(row.split('|').filter((cell) => cell.trim() !== '')).toHaveLength(6);
  return Object.fromEntries(rows.map((row) => row.split('|').map((cell) => cell.trim())).map((cells) => [cells[1] ?? '', cells[2] ?? '']));
}

test('docs/dependencies.md and package.json name the same packages and versions', () => {
  expect(tableOf('What ships')).toEqual(packageJson.dependencies);
  expect(tableOf('For development only')).toEqual(packageJson.devDependencies);
});

/** Looks whether a prebuilt file loads, and compiles where none does: not needed where one does. */
const LOOKS_ONLY: Readonly<Record<string, string>> = { 'node_modules/@photostructure/sqlite': 'node-gyp-build' };

test('no package that ships needs a script when it is installed', () => {
  const all = shipped();
  expect(all.size).toBeGreaterThan(Object.keys(packageJson.dependencies).length);
  const scripted = [...all].flatMap(([place, locked]) => (locked.hasInstallScript === true ? [place] : []));
  expect(scripted).toEqual(Object.keys(LOOKS_ONLY));
  const installed = [...all.keys()].filter((place) => existsSync(join(place, 'package.json')));
  expect(installed.length).toBeGreaterThan(100);
  const scripts = installed.filter((place) => {
    const has = read<{ scripts?: Record<string, string> }>(join(place, 'package.json')).scripts ?? {};
    if (has['install'] !== undefined && has['install'] === LOOKS_ONLY[place])
      return ['preinstall', 'postinstall'].some((name) => name in has);
    // Without a script of its own, a package with a binding.gyp is compiled by npm.
    return ['preinstall', 'install', 'postinstall'].some((name) => name in has) || existsSync(join(place, 'binding.gyp'));
  });
  expect(scripts).toEqual([]);
});

test('the prebuilt SQLite is there for each platform, without a script', () => {
  const place = 'node_modules/@photostructure/sqlite/prebuilds';
  const files = readdirSync(place).flatMap((platform) =>
    readdirSync(join(place, platform)).map((file) => `${platform} ${file.split('.').at(-2)}`),
  );
  expect(files.sort()).toEqual([
    'darwin-arm64 glibc',
    'darwin-x64 glibc',
    'linux-arm64 glibc',
    'linux-arm64 musl',
    'linux-x64 glibc',
    'linux-x64 musl',
    'win32-arm64 glibc',
    'win32-x64 glibc',
  ]);
});

test('at2qbo itself runs nothing when it is installed', () => {
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(packageJson.scripts).not.toHaveProperty(name);
});

test('each package that ships is locked by hash, from the npm registry, under a licence that allows use in any company', () => {
  const free = /^\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|CC0-1\.0|0BSD| OR |BlueOak-1\.0\.0|Python-2\.0)+\)?$/;
  for (const [place, { resolved, integrity, license, link }] of shipped()) {
    expect([place, link ?? false]).toEqual([place, false]);
    // Not written down: whatever registry npm is set to, and the hash decides.
    // From the registry alone: no repository, no file, no address of its own without TLS.
    expect(resolved ?? '', place).not.toMatch(/^(?:git|ssh|file|http:)/);
    expect([place, integrity]).toEqual([place, expect.stringMatching(/^sha512-/)]);
    expect([place, license]).toEqual([place, expect.stringMatching(free)]);
  }
});

test('versions are exact: an update is a change that somebody made', () => {
  for (const version of Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
