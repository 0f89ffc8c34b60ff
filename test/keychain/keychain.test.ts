// The real keychain, in session buses of their own with gnome-keyring; and what is said where it is locked, or there is none.
// AT2QBO_TEST_KEYCHAIN=1 (npm run test:keychain) makes a missing program a failure; without it these tests are skipped where one is missing.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyInKeychain, osKeychain } from '../../src/clients/secrets/key/keychain.ts';
import { SecretsError } from '../../src/core/errors.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((program) => !has(program));
const why = process.platform === 'linux' ? missing.map((program) => `${program} is not installed`).join(', ') : 'not Linux';
const isWanted = process.env['AT2QBO_TEST_KEYCHAIN'] === '1';

test.runIf(isWanted)('everything needed to test the real keychain is there', () => {
  expect(why).toBe('');
});

test.runIf(process.platform === 'linux')(
  'without a session bus the keychain is refused at once; place, cause and way out are named',
  async () => {
    const none = { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_RUNTIME_DIR: '/nonexistent' };
    for (const bus of [{}, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }]) {
      const error = await keyInKeychain('default', osKeychain({ ...none, ...bus }))
        .prove?.()
        .catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(SecretsError);
      expect((error as SecretsError).message).toMatch(/^the OS keychain \(service at2qbo, account default-trial-\w+\) can't be used: /);
      expect((error as SecretsError).message).toMatch(/session bus|no answer within/);
      expect((error as SecretsError).remedy).toContain('AT2QBO_SECRETS=file');
    }
  },
);

test('a keychain that hangs is given up', async () => {
  const started = Date.now();
  await expect(osKeychain(process.env, 1)({ action: 'get', service: 'at2qbo', account: 'x' })).rejects.toThrow(/no answer within/);
  expect(Date.now() - started).toBeLessThan(2000);
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe.skipIf(why !== '')(`in a session of its own${why === '' ? '' : ` (skipped: ${why})`}`, () => {
  const built = resolve(`node_modules/.cache/keychain-test-${process.pid}`);
  let home: string;
  beforeAll(() => {
    const tsc = resolve('node_modules/typescript/bin/tsc');
    spawnSync(process.execPath, [tsc, '-p', resolve('tsconfig.build.json'), '--outDir', built]);
    copyFileSync('package.json', join(built, 'package.json'));
    home = mkdtempSync(join(tmpdir(), 'keychain-'));
    mkdirSync(join(home, 'run'), { mode: 0o700 });
  });
  afterAll(() => {
    for (const folder of [home, built]) rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the script in a new session; the sandbox may live in this process meanwhile. */
  function inSession(script: string, environment: Record<string, string> = {}): Promise<Ended> {
    const child = spawn('dbus-run-session', ['--', 'sh', '-ec', script], {
      timeout: 45_000,
      env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), NODE: process.execPath, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    return new Promise((done, fail) => {
      child.on('error', fail);
      child.on('close', (code) => done({ code, out, err }));
    });
  }
  const unlocked = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
  const stillLocked = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1';
  const source = pathToFileURL(join(built, 'src/clients/secrets/key/keychain.js')).href;
  const using = (work: string): string => `import { keyInKeychain, osKeychain } from ${JSON.stringify(source)};
    const open = () => keyInKeychain('test', osKeychain(process.env));
    ${work}`;
  const program = 'exec "$NODE" --input-type=module -e "$CODE"';

  test('a key is stored, read by another process, and removed', async () => {
    const CODE = using(`
      await open().prove();
      const before = await open().load();
      await open().save(Buffer.alloc(32, 7));
      const read = await open().load();
      await open().remove();
      console.log(JSON.stringify({ before, read: read.toString('hex'), after: await open().load() }));`);
    const ran = await inSession(`${unlocked}; ${program}`, { CODE });
    expect(JSON.parse(ran.out), ran.err).toEqual({ before: null, read: '07'.repeat(32), after: null });
  });

  test.runIf(has('secret-tool'))(
    'a second item of the same service and account: the key is told apart; what would have to guess names both',
    async () => {
      const CODE = using(`
      const says = (work) => work.then((key) => key && key.toString('hex'), ({ name, message, remedy }) => ({ name, message, remedy }));
      console.log(JSON.stringify({ read: await says(open().load()), save: await says(open().save(Buffer.alloc(32, 9))), remove: await says(open().remove()) }));`);
      const save = using(`await open().save(Buffer.alloc(32, 7));`);
      const other = "printf secret | secret-tool store --label='Another tool' service at2qbo username test owner somebody";
      const ran = await inSession(
        `${unlocked}; "$NODE" --input-type=module -e "$SAVE"; ${other}; "$NODE" --input-type=module -e "$CODE"; secret-tool clear service at2qbo`,
        {
          CODE,
          SAVE: save,
        },
      );
      const refused = {
        name: 'SecretsError',
        message: expect.stringMatching(/has 2 items of service at2qbo and account test \(login\/1 and login\/2\)/),
        remedy: expect.stringContaining('"keyring:test@at2qbo"'),
      };
      expect(JSON.parse(ran.out), ran.err).toEqual({ read: '07'.repeat(32), save: refused, remove: refused });
    },
  );

  test('a keychain that is locked is given up within seconds, and said so', async () => {
    const stored = await inSession(`${unlocked}; ${program}`, { CODE: using(`await open().save(Buffer.alloc(32, 7)); console.log('ok')`) });
    expect(stored.out, stored.err).toBe('ok\n');
    const CODE = using(`
      const started = Date.now();
      const error = await open().load().then((key) => ({ message: 'it opened: ' + key }), (cause) => cause);
      console.log(JSON.stringify({ name: error.name, message: error.message, remedy: error.remedy, seconds: (Date.now() - started) / 1000 }));`);
    const ran = await inSession(`${stillLocked}; ${program}`, { CODE });
    const { name, message, remedy, seconds } = JSON.parse(ran.out) as { name: string; message: string; remedy: string; seconds: number };
    expect(name).toBe('SecretsError');
    expect(message).toMatch(/^the OS keychain \(service at2qbo, account test\) can't be used: .*lock/);
    expect(message).not.toContain('07'.repeat(4));
    expect(remedy).toContain('unlock it');
    expect(seconds).toBeLessThan(5);
  });

  test('connect keeps its key there by itself, the next command finds it, and without the session both place and way out are named', async () => {
    const sandbox = await startSandbox({ invoices: 2 });
    try {
      const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = sandbox.secretsFor();
      const settings = sandbox.settingsFor();
      const environment = {
        ...secrets,
        AT2QBO_HOME: join(home, 'at2qbo'),
        AT2QBO_ENDPOINTS__AUTOTASK: settings['endpoints.autotask'] ?? '',
        AT2QBO_ENDPOINTS__QUICKBOOKS: settings['endpoints.quickbooks'] ?? '',
        AT2QBO_ENDPOINTS__INTUIT_OAUTH: settings['endpoints.intuitOAuth'] ?? '',
        BIN: join(built, 'bin/at2qbo.js'),
      };
      const login = `"$NODE" "$BIN" connect autotask --autotask-username '${settings['autotask.username'] ?? ''}'`;
      const second = `"$NODE" "$BIN" connect quickbooks --client-id '${settings['quickbooks.clientId'] ?? ''}' --realm-id '${settings['quickbooks.realmId'] ?? ''}'`;
      const ran = await inSession(`${unlocked}; ${login}; ${second}`, environment);
      expect(ran.code, ran.out + ran.err).toBe(0);
      const sealed = join(home, 'at2qbo', 'secrets.enc');
      expect(existsSync(sealed)).toBe(true);
      expect(JSON.parse(readFileSync(sealed, 'utf8'))).toMatchObject({ place: 'keychain' });
      const bare = spawnSync(process.execPath, [environment.BIN, 'sync', '--dry-run'], {
        encoding: 'utf8',
        env: { ...environment, PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: '/nonexistent' },
      });
      expect(bare.status).toBe(4);
      expect(bare.stderr).toMatch(/the OS keychain \(service at2qbo, account default\) can't be used: there is no session bus/);
      expect(bare.stderr).toContain('fix:');
    } finally {
      await sandbox.stop();
    }
  });
});
