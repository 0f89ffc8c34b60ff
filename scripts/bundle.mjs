// Part of the build: puts the program's own modules and the plain JavaScript packages that every run needs into a few files. A run that has nothing to do
// spent half of its CPU time on opening and compiling some 400 small files. Packages with native parts, and those that few runs need, stay outside.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const INSIDE = new Set(['zod', 'got', 'commander', 'chalk', 'big.js', 'csv-stringify', 'intuit-oauth']);
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outside = Object.keys(dependencies).filter((name) => !INSIDE.has(name));

/** got loads it for an option that we don't use; loading it alone takes 40 ms of every run. */
const withoutHttp2 = {
  name: 'without-http2-wrapper',
  resolveId: (id) => (id === 'http2-wrapper' ? '\0without-http2-wrapper' : null),
  load: (id) => (id === '\0without-http2-wrapper' ? 'export default {};' : null),
};

rmSync(join(root, 'dist/src/bundle'), { recursive: true, force: true });
// The bundler wants a newer Node 20 than the program: without it the modules are what runs, a little slower.
const rolldown = await import('rolldown').then(
  (found) => found.rolldown,
  () => null,
);
if (rolldown === null) process.stderr.write('not bundled: the bundler does not run on this Node; the program starts more slowly\n');
else await bundle();

async function bundle() {
  const made = await rolldown({
    input: { 'bin/at2qbo': join(root, 'dist/bin/at2qbo.js') },
    platform: 'node',
    plugins: [withoutHttp2],
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  const { output } = await made.write({
    dir: join(root, 'dist'),
    entryFileNames: '[name].js',
    chunkFileNames: 'src/bundle/[name]-[hash].js',
  });
  await made.close();
  const modules = output.flatMap((chunk) => chunk.moduleIds ?? []);
  const packages = new Set(modules.flatMap((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[0] ?? []));
  writeFileSync(
    join(root, 'dist/THIRD-PARTY.txt'),
    [...packages]
      .sort()
      .map(licenceOf)
      .join(`\n${'-'.repeat(80)}\n\n`),
  );
}

function licenceOf(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one) && statSync(join(directory, one)).isFile());
  const text = file === undefined || !existsSync(join(directory, file)) ? '' : readFileSync(join(directory, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
