// `npm pack` calls it before it packs, and again with --remove after: the shrinkwrap, by which a user gets the versions that were tested, and the SBOM.
// The shrinkwrap is there only meanwhile: in the sources npm would take it for the lockfile.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withTheirs } from './inside.mjs';
import { sbomOf } from './sbom.mjs';

const at = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const json = (name) => JSON.parse(readFileSync(at(name), 'utf8'));

if (process.argv.includes('--remove')) rmSync(at('npm-shrinkwrap.json'), { force: true });
else {
  writeFileSync(at('npm-shrinkwrap.json'), `${JSON.stringify(shrinkwrap(json('package.json'), json('package-lock.json')), null, 2)}\n`);
  writeFileSync(at('dist/sbom.cdx.json'), `${JSON.stringify(await sbomOf(at('dist/inside')), null, 2)}\n`);
}

/** The lockfile without what is only for development. */
function shrinkwrap({ name, version, license, engines, bin, dependencies }, lock) {
  const packages = {
    '': { name, version, license, dependencies, bin, engines },
    ...Object.fromEntries(withTheirs(lock, Object.keys(dependencies)).map((place) => [place, lock.packages[place]])),
  };
  return { name, version, lockfileVersion: 3, requires: true, packages };
}
