// What ships: each package is known and explained, none needs a script when it is installed, all come from the registry with a hash; joined and installed are one.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEPENDENCIES_PAGE, dependenciesPage, readJson, type DependencyReasons, type Lockfile } from '../../scripts/docs-dependencies.ts';
import { LEFT_OUT } from '../../scripts/build/left-out.mjs';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}
const manifest = readJson<Manifest>('package.json');
const lock = readJson<Lockfile>('package-lock.json');
const reasons = readJson<DependencyReasons>('scripts/dependency-reasons.json');

test('docs/dependencies.md is what scripts/docs-dependencies.ts makes of the lockfile', async () => {
  await expect(dependenciesPage()).toMatchFileSnapshot(DEPENDENCIES_PAGE);
});

test('every package has its reason, and no reason is without its package', () => {
  expect(Object.keys(reasons.installed).sort()).toEqual(Object.keys(manifest.dependencies).sort());
  expect(Object.keys({ ...reasons.joined, ...reasons.development }).sort()).toEqual(Object.keys(manifest.devDependencies).sort());
  for (const { why, instead } of Object.values(reasons).flatMap((kind) => Object.values(kind)))
    expect([why, instead]).toEqual([expect.stringMatching(/\w{3}/), expect.stringMatching(/\w{3}/)]);
});

/** Looks whether a prebuilt file loads, and compiles where none does: not needed where one does. */
const LOOKS_ONLY: Readonly<Record<string, string>> = { 'node_modules/@photostructure/sqlite': 'node-gyp-build' };

describe('what is inside the built program', () => {
  const inside = readJson<Lockfile>('dist/inside/package-lock.json');
  const packages = Object.entries(inside.packages).filter(([place]) => place !== '');

  test('it is what is installed and what is joined, and nothing else', () => {
    const direct = Object.keys({ ...reasons.installed, ...reasons.joined });
    expect(Object.keys(readJson<Manifest>('dist/inside/package.json').dependencies).sort()).toEqual(direct.sort());
    expect(packages.length).toBeGreaterThan(direct.length);
  });

  test('each package is there in the version and with the hash of the lockfile, once', () => {
    for (const [place, { version, integrity }] of packages) {
      expect([place, version, integrity]).toEqual([place, lock.packages[place]?.version, lock.packages[place]?.integrity]);
    }
    const names = packages.map(([place, { version }]) => `${place.slice(place.lastIndexOf('node_modules/'))} ${version}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('what is left out of the bundle is not in it', () => {
    const left = Object.keys(LEFT_OUT).filter((id) => packages.some(([place]) => place.endsWith(`node_modules/${id}`)));
    expect(left).toEqual([]);
  });

  test('none needs a script when it is installed', () => {
    const scripted = packages.flatMap(([place, locked]) => (locked.hasInstallScript === true ? [place] : []));
    expect(scripted).toEqual(Object.keys(LOOKS_ONLY));
    const installed = packages.map(([place]) => place).filter((place) => existsSync(join(place, 'package.json')));
    expect(installed.length).toBeGreaterThan(50);
    const scripts = installed.filter((place) => {
      const has = readJson<{ scripts?: Record<string, string> }>(`${place}/package.json`).scripts ?? {};
      if (has['install'] !== undefined && has['install'] === LOOKS_ONLY[place])
        return ['preinstall', 'postinstall'].some((name) => name in has);
      // Without a script of its own, a package with a binding.gyp is compiled by npm.
      return ['preinstall', 'install', 'postinstall'].some((name) => name in has) || existsSync(join(place, 'binding.gyp'));
    });
    expect(scripts).toEqual([]);
  });

  test('each is locked by hash, from the npm registry, under a licence that allows use in any company', () => {
    const free = /^\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|CC0-1\.0|0BSD| OR |BlueOak-1\.0\.0|Python-2\.0)+\)?$/;
    for (const [place, { resolved, integrity, license, link }] of packages) {
      expect([place, link ?? false]).toEqual([place, false]);
      // Not written down: whatever registry npm is set to, and the hash decides.
      // From the registry alone: no repository, no file, no address of its own without TLS.
      expect(resolved ?? '', place).not.toMatch(/^(?:git|ssh|file|http:)/);
      expect([place, integrity]).toEqual([place, expect.stringMatching(/^sha512-/)]);
      expect([place, license]).toEqual([place, expect.stringMatching(free)]);
    }
  });
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
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(manifest.scripts).not.toHaveProperty(name);
});

test('versions are exact: an update is a change that somebody made', () => {
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
});
