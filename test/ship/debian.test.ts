// The Debian package on this very machine: installed, connected, run as its unit runs it, removed and purged. AT2QBO_TEST_DEB names it
// (npm run test:executable builds it and calls this); it wants root and dpkg, and a machine that has no at2qbo.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { copiesIn, smallMonth, wideSandbox } from '../fleet/support.ts';

const deb = process.env['AT2QBO_TEST_DEB'] ?? '';
const can =
  deb !== '' &&
  process.getuid?.() === 0 &&
  spawnSync('sh', ['-c', 'command -v dpkg adduser setpriv']).status === 0 &&
  !existsSync('/usr/bin/at2qbo') &&
  !existsSync('/var/lib/at2qbo');
if (deb !== '' && !can) console.warn('no root, no dpkg, or an at2qbo is installed: the Debian package is not tried here');

test.runIf(deb === '')('the suite without a Debian package installs none (npm run test:executable does)', () => {
  expect(readFileSync('scripts/executable/test.sh', 'utf8')).toContain('AT2QBO_TEST_DEB');
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

describe.runIf(can)('the Debian package', () => {
  let sandbox: Sandbox;
  /** The sandbox is in this process: nothing may block it. */
  const sh = (script: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    new Promise((done) => {
      const child = execFile(
        'sh',
        ['-c', script],
        { env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env }, timeout: 90_000 },
        (_, out, err) => done({ code: child.exitCode, out: out + err }),
      );
      child.stdin?.end();
    });
  beforeAll(async () => {
    sandbox = await wideSandbox({ month: smallMonth(2) });
    expect(await sh(`dpkg --install '${deb}'`)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await sandbox.stop();
    await sh('dpkg --purge at2qbo; deluser --quiet --system at2qbo');
    for (const left of ['/etc/at2qbo', '/var/lib/at2qbo']) rmSync(left, { recursive: true, force: true });
  });

  test('brings the program, its pages and its completion; user, folder and key are its own', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await sh('/usr/bin/at2qbo --version', { HOME: '/nonexistent' })).toEqual({ code: 0, out: `${version}\n` });
    for (const file of [
      'man/man1/at2qbo-sync.1.gz',
      'bash-completion/completions/at2qbo',
      'doc/at2qbo/copyright',
      'doc/at2qbo/sbom.cdx.json',
    ])
      expect([file, existsSync(`/usr/share/${file}`)]).toEqual([file, true]);
    const uid = Number((await sh('id -u at2qbo')).out);
    const [key, home] = [statSync('/etc/at2qbo/at2qbo.key'), statSync('/var/lib/at2qbo')];
    expect([key.uid, key.mode & 0o777, home.uid, home.mode & 0o777]).toEqual([uid, 0o600, uid, 0o700]);
    expect(readFileSync('/etc/at2qbo/at2qbo.key', 'utf8')).toMatch(/^[\da-f]{64}$/);
  });

  test('its units are right, as far as systemd can tell', async () => {
    if ((await sh('command -v systemd-analyze')).code !== 0) return console.warn('no systemd-analyze here: the units are not checked');
    const { code, out } = await sh('systemd-analyze verify /lib/systemd/system/at2qbo@.service /lib/systemd/system/at2qbo@.timer');
    expect([code, out.split('\n').filter((line) => line.includes('at2qbo'))]).toEqual([0, []]);
    return undefined;
  });

  test('connected by at2qbo-system, a run as the unit makes it sends what there is', async () => {
    const {
      'autotask.username': username = '',
      'quickbooks.clientId': id = '',
      'quickbooks.realmId': realm = '',
      ...settings
    } = sandbox.settingsFor();
    const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = sandbox.secretsFor();
    const imported = await sh(`printf '%s' "$SETTINGS" | at2qbo-system settings import -`, { SETTINGS: JSON.stringify(settings) });
    expect(imported).toMatchObject({ code: 0 });
    const connected = await sh(
      `at2qbo-system connect autotask --autotask-username '${username}' && at2qbo-system connect quickbooks --client-id '${id}' --realm-id '${realm}'`,
      secrets,
    );
    expect(connected).toMatchObject({ code: 0 });
    const unit = readFileSync('/lib/systemd/system/at2qbo@.service', 'utf8');
    const line = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.replaceAll('%i', 'default') ?? '';
    expect(line).toMatch(/^\/usr\/bin\/at2qbo /);
    const ran = await sh(
      `set -a; . /etc/at2qbo/at2qbo.conf; exec setpriv --reuid=at2qbo --regid=at2qbo --clear-groups --no-new-privs ${line}`,
    );
    expect([0, 1]).toContain(ran.code);
    expect([...copiesIn(sandbox).values()]).toEqual([1, 1]);
  });

  test('a stranger on the machine reads neither key nor ledger', async () => {
    const nobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups';
    expect((await sh(`${nobody} cat /etc/at2qbo/at2qbo.key`)).code).not.toBe(0);
    expect((await sh(`${nobody} ls /var/lib/at2qbo`)).code).not.toBe(0);
    expect(await sh(`${nobody} at2qbo-system status`)).toMatchObject({ code: 2, out: expect.stringContaining('sudo at2qbo-system') });
  });

  test('removed, the settings stay; purged, they go, and what proves what was sent is kept and named', async () => {
    expect(await sh('dpkg --remove at2qbo')).toMatchObject({ code: 0 });
    expect([existsSync('/usr/bin/at2qbo'), existsSync('/etc/at2qbo/at2qbo.conf')]).toEqual([false, true]);
    const { code, out } = await sh('dpkg --purge at2qbo');
    expect([code, out]).toEqual([0, expect.stringContaining('kept /var/lib/at2qbo')]);
    expect([existsSync('/etc/at2qbo/at2qbo.conf'), existsSync('/var/lib/at2qbo/ledger.db')]).toEqual([false, true]);
  });

  test('purged without having sent anything, nothing is left', async () => {
    for (const left of ['/etc/at2qbo', '/var/lib/at2qbo']) rmSync(left, { recursive: true, force: true });
    expect(await sh(`dpkg --install '${deb}' && dpkg --purge at2qbo`)).toMatchObject({ code: 0 });
    expect([existsSync('/etc/at2qbo'), existsSync('/var/lib/at2qbo'), (await sh('getent passwd at2qbo')).code]).toEqual([false, false, 2]);
  });
});
