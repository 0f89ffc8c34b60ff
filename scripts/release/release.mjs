// `npm run release -- X.Y.Z [--dry-run]`: checks, the version, the changelog from changes/, one commit and one tag. It pushes nothing; the tag, once
// pushed, publishes (.github/workflows/release.yml).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isLater, withRelease } from './changelog.mjs';

/** A kill at any point here must never cost or double a document: who changes it sweeps. */
const SWEPT = ['src/core/transfer/send', 'src/clients/ledger', 'src/clients/host/durable.ts'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean', default: false } } });
const [version = '', ...others] = positionals;
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const refuse = (why, fix) => {
  process.stderr.write(`no release: ${why}\nfix: ${fix}\n`);
  process.exit(2);
};

if (!/^\d+\.\d+\.\d+$/.test(version) || others.length > 0) refuse('which version?', 'npm run release -- 0.2.0');
const before = json('package.json').version;
if (!isLater(version, before)) refuse(`${version} is not later than ${before}`, 'give a later version');
if (git('status', '--porcelain') !== '') refuse('there are changes that no commit has', 'commit them, or put them aside');
if (git('tag', '--list', `v${version}`) !== '') refuse(`the tag v${version} is there already`, 'give a later version');

const swept = /## Figures of the last run \((\d{4}-\d{2}-\d{2})\)/.exec(readFileSync('docs/reliability.md', 'utf8'))?.[1] ?? '';
const changed = git('log', '-1', '--format=%cs', '--', ...SWEPT);
if (swept < changed)
  refuse(
    `the crash and fault sweeps are of ${swept || 'no date'}, and the order of writes was changed on ${changed}`,
    'npm run test:crash && npm run test:faults, then their figures and date in docs/reliability.md',
  );

const names = readdirSync('changes').filter((name) => name.endsWith('.md') && name !== 'README.md');
const fragments = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join('changes', name), 'utf8')]));
let changelog = '';
try {
  changelog = withRelease(readFileSync('CHANGELOG.md', 'utf8'), { version, date: new Date().toISOString().slice(0, 10), fragments });
} catch (error) {
  refuse(error.message, 'see changes/README.md');
}
if (values['dry-run']) {
  process.stdout.write(changelog);
  process.exit(0);
}

// Everything that must hold, before anything is written.
const npm = (...args) => execFileSync('npm', args, { stdio: 'inherit' });
try {
  npm('run', '--silent', 'check');
  npm('test');
} catch {
  refuse('the checks failed; nothing was changed', 'see above');
}
npm('version', version, '--no-git-tag-version', '--ignore-scripts', '--silent');
writeFileSync('CHANGELOG.md', changelog);
for (const name of names) rmSync(join('changes', name));
git('add', '--all', 'package.json', 'package-lock.json', 'CHANGELOG.md', 'changes');
git('commit', '--quiet', '-m', `release: ${version}`, '-m', `What changed since ${before} stands in CHANGELOG.md.`);
git('tag', '--annotate', `v${version}`, '-m', `at2qbo ${version}`);
process.stdout.write(`committed and tagged v${version}; to publish it: git push --follow-tags\n`);
