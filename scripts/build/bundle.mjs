// Part of the build: puts the program's own modules and its plain JavaScript packages into a few files (docs/decisions/0007-joined-modules.md).
// What has a native part stays a dependency and is installed beside it.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeInside } from './inside.mjs';
import { leftOut } from './left-out.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const installed = Object.keys(dependencies);
const isInstalled = (id) => installed.some((name) => id === name || id.startsWith(`${name}/`));

for (const made of ['src/bundle', 'core', 'inside', 'THIRD-PARTY.txt']) rmSync(join(root, 'dist', made), { recursive: true, force: true });
// The bundler wants a newer Node 20 than the program: without it the modules are what runs, a little slower.
const rolldown = await import('rolldown').then(
  (found) => found.rolldown,
  () => null,
);
if (rolldown === null) process.stderr.write('not bundled: the bundler does not run on this Node; the program starts more slowly\n');
else {
  const program = await bundle({ 'bin/at2qbo': 'dist/bin/at2qbo.js' }, 'src/bundle/[name]-[hash].js');
  const core = await bundle({ 'core/public': 'dist/src/core/public.js' }, 'core/[name]-[hash].js');
  writeInside(root, [...program, ...core]);
}

/** Ids of the modules that went in. */
async function bundle(input, chunkFileNames) {
  const made = await rolldown({
    input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, join(root, file)])),
    platform: 'node',
    plugins: [leftOut],
    external: isInstalled,
  });
  const { output } = await made.write({ dir: join(root, 'dist'), entryFileNames: '[name].js', chunkFileNames });
  await made.close();
  return output.flatMap((chunk) => chunk.moduleIds ?? []);
}
