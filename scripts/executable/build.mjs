// `npm run executable [-- --arch arm64]`: the program with Node, SQLite and the keychain's part in one file, dist/executable/at2qbo-linux-ARCH.
// Node's own way (single executable applications): the joined program and what it carries become a blob, which is put into a copy of Node.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inject } from 'postject';
import { rolldown } from 'rolldown';
import { leftOut } from '../build/left-out.mjs';
import { component, sbomOf } from '../build/sbom.mjs';
import { unpacked } from './registry.mjs';

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...names) => join(root, ...names);
const json = (path) => JSON.parse(readFileSync(at(path), 'utf8'));
const cache = at('node_modules/.cache/at2qbo-executable');
const work = join(cache, `work-${process.pid}`);

const { values } = parseArgs({ options: { arch: { type: 'string', default: process.arch } } });
const { arch } = values;
const node = json('scripts/executable/node.json');
if (!(arch in node.integrity)) throw new Error(`there is a Node for ${Object.keys(node.integrity).join(' and ')}, not for ${arch}`);
const made = at(`dist/executable/at2qbo-linux-${arch}`);

mkdirSync(work, { recursive: true });
mkdirSync(at('dist/executable'), { recursive: true });
try {
  const program = await joined();
  copyFileSync(nodeFor(arch), made);
  chmodSync(made, 0o755);
  await inject(made, 'NODE_SEA_BLOB', blobOf(program), { sentinelFuse: FUSE });
} finally {
  rmSync(work, { recursive: true, force: true });
}
const sbom = await sbomOf(at('dist/inside'), [component('node', node.version, 'MIT')]);
writeFileSync(`${made}.cdx.json`, `${JSON.stringify(sbom, null, 2)}\n`);
process.stdout.write(`${made}: ${(statSync(made).size / 1e6).toFixed(0)} MB, Node ${node.version}\n`);

/** Everything in one script, as an executable wants it. Node's own SQLite has the interface of the package. */
async function joined() {
  const ownSqlite = {
    name: 'own-sqlite',
    resolveId: (id) => (id === '@photostructure/sqlite' ? { id: 'node:sqlite', external: true } : null),
  };
  const file = join(work, 'program.js');
  const bundle = await rolldown({ input: at('dist/bin/at2qbo.js'), platform: 'node', plugins: [leftOut, ownSqlite] });
  await bundle.write({ file, format: 'cjs', codeSplitting: false });
  await bundle.close();
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^#!.*\n/, ''));
  return file;
}

/** The program and what it carries (`src/clients/host/executable.ts`). */
function blobOf(program) {
  const name = `@napi-rs/keyring-linux-${arch}-gnu`;
  const { version, integrity } = json('package-lock.json').packages[`node_modules/${name}`];
  const config = {
    main: program,
    output: join(work, 'sea.blob'),
    disableExperimentalSEAWarning: true,
    // Compiled code is for the very Node and processor that made it.
    useCodeCache: arch === process.arch,
    // Node calls its SQLite experimental; the tests of this executable are the answer.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    assets: {
      'package.json': at('package.json'),
      'build.json': at('dist/build.json'),
      'help.txt': at('dist/help.txt'),
      'program.js': program,
      'keyring.node': join(unpacked(cache, { name, version, integrity }), `keyring.linux-${arch}-gnu.node`),
    },
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
  execFileSync(nodeFor(process.arch), ['--experimental-sea-config', join(work, 'sea.json')], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(config.output);
}

function nodeFor(one) {
  return join(unpacked(cache, { name: `node-linux-${one}`, version: node.version, integrity: node.integrity[one] }), 'bin/node');
}
