// `npm run docs`: the documentation as a static site with search, in dist/site. Installs the generator beside this file when it is not there yet.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const run = (program, args) => execFileSync(program, args, { cwd: here, stdio: 'inherit' });
// The generator's own packages need no script: its compiler comes prebuilt.
if (!existsSync(`${here}node_modules/vitepress`)) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']);
run(process.execPath, [`${here}node_modules/vitepress/bin/vitepress.js`, 'build', '.']);
