// Part of the build: from which commit it is, for `at2qbo version`. Null outside a checkout, or with changes that no commit has.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
writeFileSync(`${root}dist/build.json`, `${JSON.stringify({ commit: commit() })}\n`);

function commit() {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('status', '--porcelain', '--untracked-files=no') === '' ? git('rev-parse', '--short=12', 'HEAD') : null;
  } catch {
    return null;
  }
}
