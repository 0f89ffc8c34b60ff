// `schedule` against a crontab and a systemctl of its own on PATH; and what it prints is run as cron would run it.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryIo } from '../../src/commands/terminal/io.ts';
import { main } from '../../src/commands/main.ts';
import { connectedWorld, type World } from './support.ts';

const CRONTAB = `#!/bin/sh
# A crontab that keeps its table beside itself.
table="$(dirname "$0")/table"
case "$1" in
  -l) [ -f "$table" ] || { echo "no crontab for $(id -un)" >&2; exit 1; }; cat "$table" ;;
  -) cat > "$table" ;;
  *) exit 2 ;;
esac
`;
const SYSTEMCTL = `#!/bin/sh
echo "$*" >> "$(dirname "$0")/calls"
[ ! -f "$(dirname "$0")/down" ] || { echo "Failed to connect to bus: No medium found" >&2; exit 1; }
`;
const OTHERS = "MAILTO=pat@example.com\n# mine\n5 4 * * 1 /usr/local/bin/backup --weekly '100%'\n";

let world: World;
let bin: string;
let env: Record<string, string>;
const table = (): string => readFileSync(join(bin, 'table'), 'utf8');

beforeAll(async () => {
  world = await connectedWorld({ invoices: 12, connect: false });
  bin = join(world.home.directory, 'bin');
  mkdirSync(bin);
  for (const [name, text] of Object.entries({ crontab: CRONTAB, systemctl: SYSTEMCTL })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  // A path that every reader must quote: blanks, a quote, a percent sign and a dollar.
  const keyFile = join(world.home.directory, "it's 100% $key.txt");
  env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: keyFile, AT2QBO_SECRETS_KEY: '' };
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = world.sandbox.secretsFor();
  const {
    'quickbooks.clientId': clientId = '',
    'quickbooks.realmId': realmId = '',
    'autotask.username': username = '',
  } = world.sandbox.settingsFor();
  for (const args of [
    ['connect', 'autotask', '--autotask-username', username],
    ['connect', 'quickbooks', '--client-id', clientId, '--realm-id', realmId],
  ])
    expect(await world.run(args, { ...env, ...secrets })).toMatchObject({ code: 0 });
});
afterAll(async () => world.close());

describe('cron', () => {
  test('printed: the entry alone on stdout, nothing is changed', async () => {
    const { code, out, err } = await world.run(['schedule', 'cron'], env);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(4);
    expect(out).toMatch(/^\d+-59\/15 \* \* \* \* AT2QBO_HOME=\/|^\*\/15/m);
    expect(err).toContain('at2qbo schedule cron --install');
    expect(err).toContain('notify.healthcheckUrl');
    expect(existsSync(join(bin, 'table'))).toBe(false);
  });

  test('installed twice it stands there once, beside what others wrote; removed, the rest is as it was', async () => {
    writeFileSync(join(bin, 'table'), OTHERS);
    expect(await world.run(['schedule', 'cron', '--install'], env)).toMatchObject({ code: 0 });
    const first = table();
    expect(first.startsWith(OTHERS)).toBe(true);
    expect((await world.run(['schedule', 'cron', '--install'], env)).out).toContain('it was there already');
    expect(table()).toBe(first);
    await world.run(['schedule', 'cron', '--install', '--every', '1h'], env);
    expect(table().match(/ sync --quiet/g)).toHaveLength(1);
    expect(table()).toMatch(/^\d+ \* \* \* \* AT2QBO_HOME=/m);
    expect((await world.run(['status'], env)).out).toMatch(/Next run +in \d+ minutes? \(.+\), by cron on .+, every hour/);
    expect(await world.run(['schedule', 'cron', '--remove'], env)).toMatchObject({ code: 0, out: 'Removed: the entry in your crontab\n' });
    expect(table()).toBe(OTHERS);
    expect((await world.run(['schedule', 'cron', '--remove'], env)).out).toContain('There was none');
    expect((await world.run(['status', '--json'], env)).json<{ nextRun: string | null }>().nextRun).toBeNull();
  });

  test('--all-profiles: one entry for all, beside that of a profile; each profile’s status knows it', async () => {
    writeFileSync(join(bin, 'table'), OTHERS);
    await world.run(['profiles', 'add', 'second'], env);
    const printed = await world.run(['schedule', 'cron', '--all-profiles'], env);
    expect([printed.code, printed.out]).toEqual([0, expect.stringMatching(/ --all-profiles sync --quiet$/m)]);
    expect(printed.err).toContain('second: nothing is connected yet');
    expect(printed.err).toMatch(/Once it is in place it would run next on \d{4}-\d\d-\d\d at \d\d:\d\d \(.+\)\.$/m);
    expect(await world.run(['schedule', 'cron', '--install', '--all-profiles'], env)).toMatchObject({ code: 0 });
    expect(await world.run(['schedule', 'cron', '--install'], env)).toMatchObject({ code: 0 });
    expect(table().match(/ sync --quiet/g)).toHaveLength(2);
    for (const profile of ['default', 'second'])
      expect((await world.run(['status', '--profile', profile], env)).out).toMatch(/Next run +in \d+ minutes? \(.+\), by cron/);
    await world.run(['schedule', 'cron', '--remove', '--all-profiles'], env);
    await world.run(['schedule', 'cron', '--remove'], env);
    expect(table()).toBe(OTHERS);
    expect((await world.run(['schedule', '--profile', 'default', '--all-profiles'], env)).code).toBe(2);
    await world.run(['profiles', 'remove', 'second'], env);
  });

  test('a crontab that can’t be read is never written over', async () => {
    const broken = join(world.home.directory, 'broken');
    mkdirSync(broken);
    writeFileSync(
      join(broken, 'crontab'),
      '#!/bin/sh\n[ "$1" = - ] && touch "$(dirname "$0")/written"\necho "crontab: must be privileged to use -u" >&2\nexit 1\n',
    );
    chmodSync(join(broken, 'crontab'), 0o755);
    const { code, err } = await world.run(['schedule', 'cron', '--install'], { ...env, PATH: `${broken}:${process.env['PATH'] ?? ''}` });
    expect(code).toBe(2);
    expect(err).toContain('must be privileged');
    expect(existsSync(join(broken, 'written'))).toBe(false);
  });

  test('a key that cron can’t have is said, and nothing is installed', async () => {
    writeFileSync(join(bin, 'table'), OTHERS);
    const other = { ...env, AT2QBO_HOME: join(world.home.directory, 'other'), AT2QBO_SECRETS_KEY_FILE: '' };
    const places = process.platform === 'linux' ? ['keychain', 'env', 'credential'] : ['env', 'credential'];
    for (const place of places) {
      const { code, err } = await world.run(['schedule', 'cron', '--install'], { ...other, AT2QBO_SECRETS: place });
      expect(code).toBe(2);
      expect(err).toMatch(/nothing was installed\nfix: at2qbo (connect --secrets file|schedule systemd)/);
    }
    expect(table()).toBe(OTHERS);
  });

  test('the entry, run by a shell with nothing but cron’s environment, really syncs', async () => {
    const { out } = await world.run(['schedule', 'cron'], env);
    const line = out.split('\n').find((one) => one.includes(' sync --quiet')) ?? '';
    const command = line.replace(/^(?:\S+ ){5}/, '').replaceAll('\\%', '%');
    // As cron does it: /bin/sh, HOME, a short PATH, no terminal.
    const ran = await promisify(execFile)('env', ['-i', 'PATH=/usr/bin:/bin', 'HOME=/', 'SHELL=/bin/sh', '/bin/sh', '-c', command]).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect('code' in ran ? [ran.code, ran.stderr] : [0, '']).toEqual([expect.toBeOneOf([0, 1]), expect.any(String)]);
    const { transfers } = (await world.run(['status', '--json'], env)).json<{ transfers: { done: number } }>();
    expect(transfers.done).toBeGreaterThan(5);
  });
});

describe('systemd', () => {
  const units = (): string => join(world.home.directory, '.config', 'systemd', 'user');

  test('installed: both units are there, the timer is started, and --remove leaves nothing', async () => {
    const done = await world.run(['schedule', 'systemd', '--install'], env);
    expect(done).toMatchObject({ code: 0 });
    const service = readFileSync(join(units(), 'at2qbo-default.service'), 'utf8');
    const timer = readFileSync(join(units(), 'at2qbo-default.timer'), 'utf8');
    expect(service).toContain('SuccessExitStatus=1\n');
    // A 6 that lasts longer than a run can is a failed unit: some three hours of tries.
    for (const line of [
      'Restart=on-failure',
      'RestartPreventExitStatus=2 3 4 5 7 70 129 130 143',
      'RestartSec=60',
      'StartLimitIntervalSec=6h',
      'StartLimitBurst=200',
    ])
      expect(service).toContain(`${line}\n`);
    expect(service).toContain(`Environment=AT2QBO_HOME=${env['AT2QBO_HOME'] ?? world.home.env['AT2QBO_HOME'] ?? ''}\n`);
    expect(service).toContain(`it's 100%% $key.txt"\n`);
    expect(timer).toMatch(/^OnCalendar=\*-\*-\* \*:\d\d\/15:00$/m);
    expect(readFileSync(join(bin, 'calls'), 'utf8')).toContain('--user enable --now at2qbo-default.timer\n');
    expect((await world.run(['status'], env)).out).toContain('by systemd on');
    expect(await world.run(['schedule', 'systemd', '--remove'], env)).toMatchObject({ code: 0 });
    expect(existsSync(join(units(), 'at2qbo-default.service')) || existsSync(join(units(), 'at2qbo-default.timer'))).toBe(false);
  });

  test('without a session to ask, the files are there and it says what is left to do: code 1', async () => {
    writeFileSync(join(bin, 'down'), '');
    const { code, err } = await world.run(['schedule', 'systemd', '--install'], env);
    expect(code).toBe(1);
    expect(err).toContain('systemctl --user enable --now at2qbo-default.timer');
    expect((await world.run(['status', '--json'], env)).json<{ nextRun: string | null }>().nextRun).toBeNull();
  });

  test('a unit of the same name that runs other settings is left alone', async () => {
    const before = readFileSync(join(units(), 'at2qbo-default.service'), 'utf8');
    const other = { ...env, AT2QBO_HOME: join(world.home.directory, 'other') };
    for (const flag of ['--install', '--remove']) expect(await world.run(['schedule', 'systemd', flag], other)).toMatchObject({ code: 2 });
    expect(readFileSync(join(units(), 'at2qbo-default.service'), 'utf8')).toBe(before);
  });

  test('systemd itself finds nothing wrong with the units', async ({ skip }) => {
    const folder = join(world.home.directory, 'verify');
    mkdirSync(folder);
    const { out } = await world.run(['schedule', 'systemd', '--system', '--json'], env);
    const { files } = JSON.parse(out) as { files: { name: string; text: string }[] };
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    const verdict = analyze(['verify', ...files.map(({ name }) => join(folder, name))]);
    if (verdict === null) skip('systemd-analyze is not installed here');
    expect(verdict).toBe('');
  });
});

/** What it complains about; null: it isn't there. */
function analyze(args: readonly string[]): string | null {
  try {
    execFileSync('systemd-analyze', args, { stdio: 'pipe' });
    return '';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return String((error as { stderr: Buffer }).stderr);
  }
}

test('the task for Windows is well-formed and names program and profile', async ({ skip }) => {
  const { code, out, err } = await world.run(['schedule', 'task-scheduler', '--every', '1d'], env);
  expect(code).toBe(0);
  expect(out).toContain('--profile default sync --quiet');
  // No window flashes up at each run.
  expect(out).toContain('<Command>%SystemRoot%\\System32\\conhost.exe</Command>');
  expect(out).toContain('<Arguments>--headless cmd.exe /d /s /c &quot;set &quot;AT2QBO_HOME=');
  expect(err).toContain('Register-ScheduledTask');
  const file = join(world.home.directory, 'task.xml');
  writeFileSync(file, out);
  try {
    execFileSync('python3', ['-c', 'import sys, xml.dom.minidom as d; d.parse(sys.argv[1])', file], { stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip('python3, which parses it, is not installed here');
    throw error;
  }
});

test.each([
  [['schedule', 'cron', '--every', '7m']],
  [['schedule', 'cron', '--install', '--remove']],
  [['schedule', 'cron', '--system']],
  [['schedule', 'systemd', '--system', '--install']],
  [['schedule', 'task-scheduler', '--install']],
])('%j is refused with code 2', async (args) => {
  const io = memoryIo({ env: { ...world.home.env, ...env } });
  expect(await main(args, io)).toBe(2);
  expect(io.stderr()).toMatch(/^error: .+\nfix: .+\n$/s);
});
