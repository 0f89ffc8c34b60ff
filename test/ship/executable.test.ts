// The single executable, where there is no Node and nothing beside it: the demo, a kill, the keychain, a fleet, the entry for cron.
// AT2QBO_TEST_EXECUTABLE names it (npm run test:executable builds it and calls this).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { openBench, type Bench } from '../crash/world.ts';
import { makeHome, runBin, type Finished, type Home, type SyncDocument } from '../e2e/support.ts';
import { connectProfile, copiesIn, smallMonth, wideSandbox } from '../fleet/support.ts';

const executable = process.env['AT2QBO_TEST_EXECUTABLE'] ?? '';
/** No Node is found by accident. */
const BARE = { PATH: '/nonexistent' };

test.runIf(executable === '')('the suite without an executable builds none (npm run test:executable does)', () => {
  expect(readFileSync('scripts/executable/test.sh', 'utf8')).toContain('AT2QBO_TEST_EXECUTABLE');
});

describe.runIf(executable !== '')('the executable', () => {
  let home: Home;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> =>
    runBin(args, { env: { ...home.env, ...BARE, ...env }, timeoutMs: 150_000 });
  beforeAll(() => {
    home = makeHome();
  });
  afterAll(() => home.remove());

  test('says its version and its help, in the words of the installed one, and warns of nothing', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
    expect(await run(['--help'])).toMatchObject({ code: 0, out: readFileSync('dist/help.txt', 'utf8'), err: '' });
    expect(await run(['settings', 'get', 'invoices.lookBackDays'])).toMatchObject({ code: 0, out: '14\n', err: '' });
  });

  test('runs the demo, and what it says comes next can be typed as it is printed', async () => {
    const done = await run(['demo']);
    expect([done.code, done.err]).toEqual([0, expect.not.stringContaining('Warning')]);
    const typed = /^ *(\S+) sync --dry-run$/m.exec(done.out)?.[1] ?? '';
    expect(resolve(typed)).toBe(executable);
  });

  test('the entry for cron calls the executable itself', async () => {
    const { out } = await run(['schedule', 'cron']);
    expect(out).toMatch(new RegExp(`^\\d.* ${executable} --profile default sync --quiet$`, 'm'));
    expect(out).not.toContain('at2qbo.js');
  });

  test('leaves no file behind in the temporary folder', async () => {
    const folder = join(home.directory, 'tmp');
    mkdirSync(folder);
    await run(['status'], { TMPDIR: folder });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.runIf(executable !== '')('the executable, killed', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench('quickbooks');
  });
  afterAll(() => bench.close());

  test.each([2, 4, 6, 8, 10, 12])('around its request %i, the next run makes nothing twice and loses nothing', async (nth) => {
    const ids = bench.work(3);
    let kill: () => void = () => undefined;
    const shot = bench.strikeAt(nth, 'reset-after', () => kill());
    const killed = await bench.world.run(['sync', '--yes'], BARE, { onStart: (child) => (kill = () => void child.kill('SIGKILL')) });
    expect([killed.signal, shot.kind]).toEqual(['SIGKILL', expect.any(String)]);
    bench.calm();
    const next = await bench.world.run(['sync', '--yes', '--json'], BARE);
    expect([0, 1]).toContain(next.code);
    expect(bench.verdict(ids)).toEqual({ duplicates: [], lost: [], untold: [] });
  });
});

describe.runIf(executable !== '')('the executable, for several profiles', () => {
  const NAMES = ['acme', 'beta'] as const;
  let home: Home;
  let sandboxes: Sandbox[] = [];
  beforeAll(async () => {
    home = makeHome();
    sandboxes = await Promise.all(NAMES.map((_, n) => wideSandbox({ month: smallMonth(3, n + 1) })));
    for (const [n, name] of NAMES.entries()) await connectProfile(home, name, sandboxes[n]!);
  });
  afterAll(async () => {
    await Promise.all(sandboxes.map((one) => one.stop()));
    home.remove();
  });

  test('each is done, in threads of its own', async () => {
    const done = await runBin(['sync', '--all-profiles', '--jobs', '2', '--json'], { env: { ...home.env, ...BARE } });
    expect(done.json<SyncDocument[]>().map((one) => [one.profile, one.exitCode, one.totals['created']])).toEqual([
      ['acme', 0, 3],
      ['beta', 0, 3],
    ]);
    for (const one of sandboxes) expect([...copiesIn(one).values()]).toEqual([1, 1, 1]);
  });
});

const hasKeychain = ['dbus-run-session', 'gnome-keyring-daemon'].every(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0,
);
if (executable !== '' && !hasKeychain) console.warn('no D-Bus or gnome-keyring here: the keychain of the executable is not tried');

describe.runIf(executable !== '' && hasKeychain)('the executable and the keychain', () => {
  test('connect keeps its key there, and the next command finds it', async () => {
    const home = makeHome();
    const sandbox = await wideSandbox({ month: smallMonth(1) });
    try {
      const settings = sandbox.settingsFor();
      const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = sandbox.secretsFor();
      const env = {
        ...secrets,
        PATH: process.env['PATH'],
        HOME: home.directory,
        AT2QBO_HOME: home.env['AT2QBO_HOME'],
        XDG_RUNTIME_DIR: home.directory,
        AT2QBO_ENDPOINTS__AUTOTASK: settings['endpoints.autotask'],
        AT2QBO_ENDPOINTS__QUICKBOOKS: settings['endpoints.quickbooks'],
        AT2QBO_ENDPOINTS__INTUIT_OAUTH: settings['endpoints.intuitOAuth'],
        EXE: executable,
      };
      const script = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
        "$EXE" connect autotask --autotask-username '${settings['autotask.username'] ?? ''}'
        "$EXE" connect quickbooks --client-id '${settings['quickbooks.clientId'] ?? ''}' --realm-id '${settings['quickbooks.realmId'] ?? ''}'
        "$EXE" sync --dry-run --json`;
      const { status, stdout, stderr } = await inSession(script, env);
      expect([status, stderr]).toEqual([0, expect.any(String)]);
      expect(stdout).toContain('"planned":1');
      const sealed = readFileSync(join(home.env['AT2QBO_HOME'] ?? '', 'secrets.enc'), 'utf8');
      expect(JSON.parse(sealed)).toMatchObject({ place: 'keychain' });
    } finally {
      await sandbox.stop();
      home.remove();
    }
  });
});

/** In a session bus of its own; the sandbox goes on in this process meanwhile. */
async function inSession(script: string, env: NodeJS.ProcessEnv): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const { execFile } = await import('node:child_process');
  return new Promise((done) => {
    const child = execFile('dbus-run-session', ['--', 'sh', '-ec', script], { env, timeout: 90_000 }, (_, stdout, stderr) =>
      done({ status: child.exitCode, stdout, stderr }),
    );
  });
}
