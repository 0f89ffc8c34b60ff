// The real keychain, in a session bus of its own with gnome-keyring; and what is said where there is none.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyInKeychain, osKeychain } from '../../src/clients/secrets/keychain.ts';
import { SecretsError } from '../../src/core/errors.ts';

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((program) => !has(program));
const why = process.platform === 'linux' ? missing.map((program) => `${program} is not installed`).join(', ') : 'not Linux';

test.runIf(process.platform === 'linux')('without a session bus the keychain is refused at once, by name', async () => {
  const none = { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_RUNTIME_DIR: '/nonexistent' };
  const error = await keyInKeychain('default', osKeychain({ ...none, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }))
    .prove?.()
    .catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SecretsError);
  expect(String(error)).toMatch(/the OS keychain can't be used/);
  expect((error as SecretsError).remedy).toContain('AT2QBO_SECRETS=file');
});

test('a keychain that hangs is given up', async () => {
  const started = Date.now();
  await expect(osKeychain(process.env, 1)({ action: 'get', service: 'at2qbo', account: 'x' })).rejects.toThrow(/no answer within/);
  expect(Date.now() - started).toBeLessThan(2000);
});

describe.skipIf(why !== '')(`in a session of its own${why === '' ? '' : ` (skipped: ${why})`}`, () => {
  const built = resolve(`node_modules/.cache/keychain-test-${process.pid}`);
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'keychain-'));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    spawnSync(process.execPath, [tsc, '-p', resolve('tsconfig.build.json'), '--outDir', built]);
  });
  afterAll(() => {
    for (const folder of [home, built]) rmSync(folder, { recursive: true, force: true });
  });

  test('a key is stored, read by another process, and removed', () => {
    const source = pathToFileURL(join(built, 'src/clients/secrets/keychain.js')).href;
    const code = `import { keyInKeychain, osKeychain } from ${JSON.stringify(source)};
      const open = () => keyInKeychain('test', osKeychain(process.env));
      await open().prove();
      const before = await open().load();
      await open().save(Buffer.alloc(32, 7));
      const read = await open().load();
      await open().remove();
      const after = await open().load();
      console.log(JSON.stringify({ before, read: read.toString('hex'), after }));`;
    const script =
      'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$NODE" --input-type=module -e "$CODE"';
    const ran = spawnSync('dbus-run-session', ['--', 'sh', '-c', script], {
      encoding: 'utf8',
      timeout: 40_000,
      env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, NODE: process.execPath, CODE: code },
    });
    expect(ran.stderr).not.toContain('Error');
    expect(JSON.parse(ran.stdout)).toEqual({ before: null, read: '07'.repeat(32), after: null });
  });
});
