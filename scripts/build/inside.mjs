// What is inside the bundle, by name and version: `dist/inside` holds it as a package with a lockfile of its own, so that `npm audit` and `npm sbom` see
// the joined packages as if they were installed; `dist/THIRD-PARTY.txt` holds their licences. All of it comes from the modules that the bundler joined.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ASIDE = new Set(['dev', 'devOptional', 'dependencies', 'peerDependencies', 'peerDependenciesMeta', 'funding']);

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** `modules`: paths of the joined modules. */
export function writeInside(root, modules) {
  const manifest = json(join(root, 'package.json'));
  const lock = json(join(root, 'package-lock.json'));
  const joined = [...new Set(modules.flatMap((id) => placeOf(root, id) ?? []))].sort();
  mkdirSync(join(root, 'dist/inside'), { recursive: true });
  const about = insideOf(manifest, lock, joined);
  for (const [name, content] of Object.entries(about))
    writeFileSync(join(root, 'dist/inside', name), `${JSON.stringify(content, null, 2)}\n`);
  const rule = `\n${'-'.repeat(80)}\n\n`;
  writeFileSync(join(root, 'dist/THIRD-PARTY.txt'), joined.map((place) => licenceOf(join(root, place))).join(rule));
}

/** The package and lockfile of what is joined (`places` of the lockfile) and what is installed beside it, with nothing else in them. */
export function insideOf(manifest, lock, places) {
  const inside = new Map(places.map((place) => [place, lock.packages[place]]));
  for (const place of withTheirs(lock, Object.keys(manifest.dependencies))) inside.set(place, lock.packages[place]);
  const names = new Set([...inside.keys()].map((place) => place.slice(place.lastIndexOf('node_modules/') + 13)));
  const direct = Object.fromEntries(
    Object.entries({ ...manifest.devDependencies, ...manifest.dependencies }).filter(([name]) => inside.has(`node_modules/${name}`)),
  );
  const { name, version, license, engines } = manifest;
  const about = { name: `${name}-inside`, version, private: true, description: `What is inside ${name} ${version}`, license, engines };
  const packages = Object.fromEntries(
    [...inside.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, locked]) => [place, trimmed(locked, names)]),
  );
  return {
    'package.json': { ...about, dependencies: direct },
    'package-lock.json': {
      name: about.name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: about.name, version, license, engines, dependencies: direct }, ...packages },
    },
  };
}

/** Places of these packages and of everything that they bring along, on any platform. */
export function withTheirs(lock, names) {
  const found = new Set();
  const waiting = names.map((name) => [name, '']);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const place = locate(lock, ...next);
    if (place === null || found.has(place)) continue;
    found.add(place);
    const { dependencies, optionalDependencies, peerDependencies } = lock.packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) waiting.push([name, place]);
  }
  return [...found].sort();
}

/** Where `name` is found by a package that lies at `from`; null where it isn't locked (an optional peer). */
function locate(lock, name, from) {
  for (let base = from; ; base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : '') {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (lock.packages[place]) return place;
    if (base === '') return null;
  }
}

/** Without what only matters to development, and without the parts that were left out of the bundle. */
function trimmed(locked, names) {
  const kept = Object.entries({ ...locked.dependencies, ...locked.peerDependencies }).filter(([name]) => names.has(name));
  const rest = Object.fromEntries(Object.entries(locked).filter(([key]) => !ASIDE.has(key)));
  return { ...rest, ...(kept.length === 0 ? {} : { dependencies: Object.fromEntries(kept) }) };
}

function placeOf(root, id) {
  const place = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
  const base = root.replaceAll('\\', '/');
  return place?.startsWith(base) ? [place.slice(base.length)] : null;
}

function licenceOf(directory) {
  const { name, version, license } = json(join(directory, 'package.json'));
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one) && statSync(join(directory, one)).isFile());
  const text = file === undefined || !existsSync(join(directory, file)) ? '' : readFileSync(join(directory, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
