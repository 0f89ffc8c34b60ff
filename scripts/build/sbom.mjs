// The software bill of materials (CycloneDX): npm's own, of what is joined and installed (`dist/inside`), and the C library in the SQLite package.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `inside`: that folder. `more`: components that npm doesn't know of, such as Node in the executable. */
export async function sbomOf(inside, more = []) {
  const { name, version, description } = JSON.parse(readFileSync(`${inside}/package.json`, 'utf8'));
  const text = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'], {
    cwd: inside,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  // It describes at2qbo, not the folder that lists what is in it (whose name npm takes for the package's).
  const sbom = JSON.parse(text.replaceAll(`${name}@${version}`, `at2qbo@${version}`));
  Object.assign(sbom.metadata.component, { name: 'at2qbo', description, properties: [] });
  const { engineVersion } = await import('../../dist/src/clients/ledger/sqlite/engine.js');
  sbom.components.push(component('sqlite', engineVersion(), 'blessing'), ...more);
  return sbom;
}

/** A component that comes from no package registry. `licence`: its SPDX name. */
export function component(name, version, licence) {
  return {
    'bom-ref': `${name}@${version}`,
    type: 'library',
    name,
    version,
    purl: `pkg:generic/${name}@${version}`,
    licenses: [{ license: { id: licence } }],
  };
}
