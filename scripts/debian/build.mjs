// `npm run deb [-- --arch arm64]`: a Debian package of the single executable, with units, manual pages and completion: dist/debian/at2qbo_VERSION_ARCH.deb.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...names) => join(root, ...names);
const { values } = parseArgs({ options: { arch: { type: 'string', default: process.arch } } });
const architecture = ARCHITECTURES[values.arch];
const executable = at(`dist/executable/at2qbo-linux-${values.arch}`);
if (architecture === undefined || !existsSync(executable))
  throw new Error(`${executable} is not there: npm run executable -- --arch ${values.arch}`);

const { version, description, homepage } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const tree = mkdtempSync(join(tmpdir(), 'at2qbo-deb-'));
try {
  chmodSync(tree, 0o755);
  files();
  about();
  const made = at(`dist/debian/at2qbo_${version}_${architecture}.deb`);
  mkdirSync(dirname(made), { recursive: true });
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z6', '--build', tree, made], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.stdout.write(`${made}\n`);
} finally {
  rmSync(tree, { recursive: true, force: true });
}

function files() {
  copy(executable, 'usr/bin/at2qbo', 0o755);
  const ours = (name) => at('scripts/debian/files', name);
  copy(ours('at2qbo-system'), 'usr/sbin/at2qbo-system', 0o755);
  copy(ours('at2qbo.conf'), 'etc/at2qbo/at2qbo.conf');
  for (const unit of ['at2qbo@.service', 'at2qbo@.timer']) copy(ours(unit), `lib/systemd/system/${unit}`);
  for (const page of readdirSync(at('dist/man'))) write(`usr/share/man/man1/${page}.gz`, zipped(readFileSync(at('dist/man', page))));
  const completion = (shell) => execFileSync(process.execPath, [at('dist/bin/at2qbo.js'), 'completion', shell]);
  write('usr/share/bash-completion/completions/at2qbo', completion('bash'));
  write('usr/share/zsh/vendor-completions/_at2qbo', completion('zsh'));
  write('usr/share/fish/vendor_completions.d/at2qbo.fish', completion('fish'));
  const doc = 'usr/share/doc/at2qbo';
  write(`${doc}/changelog.gz`, zipped(readFileSync(at('CHANGELOG.md'))));
  copy(`${executable}.cdx.json`, `${doc}/sbom.cdx.json`);
  write(
    `${doc}/copyright`,
    `at2qbo ${version}, ${homepage}\n\n${readFileSync(at('LICENSE'), 'utf8')}\n${readFileSync(at('dist/THIRD-PARTY.txt'), 'utf8')}`,
  );
}

/** What dpkg reads. */
function about() {
  const control = [
    'Package: at2qbo',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: the at2qbo authors <at2qbo@users.noreply.github.com>',
    'Section: misc',
    'Priority: optional',
    // What Node's own build asks for.
    'Depends: libc6 (>= 2.28), libstdc++6 (>= 10), libgcc-s1, adduser, util-linux',
    'Suggests: bash-completion, man-db',
    `Homepage: ${homepage}`,
    `Description: ${description.replace(/\.$/, '')}`,
    ' Reads Autotask PSA, writes QuickBooks Online. Invoices that it cannot send are',
    ' held, with the reason and the fix. at2qbo-system is the command as the',
    ' service runs it; systemctl enable at2qbo@default.timer lets it run by itself.',
  ];
  write('DEBIAN/control', `${control.join('\n')}\n`);
  write('DEBIAN/conffiles', '/etc/at2qbo/at2qbo.conf\n');
  for (const script of ['postinst', 'prerm', 'postrm']) copy(at('scripts/debian/files', script), `DEBIAN/${script}`, 0o755);
}

function copy(from, to, mode = 0o644) {
  mkdirSync(dirname(join(tree, to)), { recursive: true });
  copyFileSync(from, join(tree, to));
  chmodSync(join(tree, to), mode);
}

function write(to, content) {
  mkdirSync(dirname(join(tree, to)), { recursive: true });
  writeFileSync(join(tree, to), content, { mode: 0o644 });
}

/** The same from the same: without the time of day. */
function zipped(content) {
  return gzipSync(content, { level: 9 });
}
