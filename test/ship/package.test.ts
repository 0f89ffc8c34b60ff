// What `npm pack` makes, as somebody gets it: installed into an empty prefix by root and by an ordinary user, used there, and uninstalled.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const UID = 10001;
const place = mkdtempSync(join(tmpdir(), 'at2qbo-package-'));
chmodSync(place, 0o755);
let packed = '';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}
const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

beforeAll(() => {
  // As `npm pack` does, but for the build: the program that is there is being tested beside this.
  execFileSync('node', ['scripts/build/write-package.mjs'], { cwd: ROOT });
  try {
    const out = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', place], { cwd: ROOT, encoding: 'utf8' });
    packed = join(place, out.trim().split('\n').at(-1) ?? '');
  } finally {
    execFileSync('node', ['scripts/build/write-package.mjs', '--remove'], { cwd: ROOT });
  }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test('it holds what runs and what is read: no source, no test, no script', () => {
  const files = execFileSync('tar', ['-tzf', packed], { encoding: 'utf8' }).trim().split('\n');
  const known =
    /^package\/(?:package\.json|npm-shrinkwrap\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|docs\/(?:[\w-]+\/)?[\w-]+\.(?:md|yaml)|dist\/(?:bin\/at2qbo\.js|build\.json|help\.txt|THIRD-PARTY\.txt|sbom\.cdx\.json|inside\/package(?:-lock)?\.json|man\/at2qbo[\w-]*\.1|(?:src\/bundle|core)\/[\w-]+\.js|src\/core\/(?:[\w-]+\/)*[\w-]+\.d\.ts))$/;
  expect(files.filter((name) => !known.test(name))).toEqual([]);
  for (const name of [
    'npm-shrinkwrap.json',
    'docs/errors.md',
    'docs/commands/sync.md',
    'dist/sbom.cdx.json',
    'dist/man/at2qbo.1',
    'LICENSE',
  ])
    expect(files).toContain(`package/${name}`);
});

const canSwitch = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;
if (!canSwitch) console.warn('not root: the installation is tried as this user alone');

describe.each([
  ['by the user who runs the tests', false],
  ...(canSwitch ? ([['by an ordinary user, with a prefix of its own', true]] as const) : []),
] as const)('installed %s', (_, isOther) => {
  const home = join(place, isOther ? 'other' : 'own');
  const prefix = join(home, 'prefix');
  const bin = join(prefix, 'bin/at2qbo');
  const root = join(prefix, 'lib/node_modules/at2qbo');
  const env = {
    PATH: `${join(prefix, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    // How this machine reaches the registry.
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) =>
        /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|https?_proxy|no_proxy|npm_config_registry)$/i.test(name),
      ),
    ),
    ...(isOther ? {} : { npm_config_cache: execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim() }),
  };
  const call = (program: string, args: readonly string[]): { status: number | null; out: string; err: string } => {
    const [file, ...all]: [string, ...string[]] = isOther
      ? ['setpriv', '--reuid', String(UID), '--regid', String(UID), '--clear-groups', program, ...args]
      : [program, ...args];
    const { status, stdout, stderr } = spawnSync(file, all, { env, cwd: home, encoding: 'utf8', input: '', timeout: 150_000 });
    return { status, out: stdout, err: stderr };
  };
  const npm = (...args: string[]): void => {
    const { status, err } = call('npm', [
      ...args,
      '--global',
      '--prefix',
      prefix,
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
    ]);
    expect([status, err.replaceAll(/^npm warn .*\n?/gm, '')]).toEqual([0, '']);
  };

  beforeAll(() => {
    mkdirSync(home);
    if (isOther) chownSync(home, UID, UID);
    npm('install', packed);
  });

  test('it runs: version, help, a month of invoices', () => {
    expect(call(bin, ['--version'])).toEqual({ status: 0, out: `${json<{ version: string }>('package.json').version}\n`, err: '' });
    expect(call(bin, ['--help']).out).toContain('at2qbo settings');
    const demo = call(bin, ['demo']);
    expect([demo.status, demo.out]).toEqual([0, expect.stringContaining('at2qbo sync --dry-run')]);
  });

  test('what is installed are the versions that were tested, and few', () => {
    const places = readdirSync(join(root, 'node_modules'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(?:@[^/]+\/)?[^/]+\/(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)?package\.json$/.test(name))
      .map((name) => `node_modules/${name.slice(0, -'/package.json'.length)}`);
    expect(places.length).toBeGreaterThan(2);
    expect(places.length).toBeLessThan(10);
    const lock = json<Lock>('package-lock.json');
    for (const one of places)
      expect([one, json<{ version: string }>(join(root, one, 'package.json')).version]).toEqual([one, lock.packages[one]?.version]);
  });

  test('manual pages, completion, the documents that messages name, and what is inside', () => {
    for (const name of ['at2qbo', 'at2qbo-sync', 'at2qbo-settings-set'])
      expect(readFileSync(join(prefix, `share/man/man1/${name}.1`), 'utf8')).toMatch(/^\.TH /);
    if (spawnSync('bash', ['-c', 'man --version']).status === 0)
      expect(call('bash', ['-c', 'man -w at2qbo-sync'])).toMatchObject({ status: 0 });
    const completed = call('bash', [
      '-c',
      'source <(at2qbo completion bash) && COMP_WORDS=(at2qbo sync-v) COMP_CWORD=1 && _at2qbo && echo "${COMPREPLY[@]}"',
    ]);
    expect(completed.out.trim()).toBe('sync-voids');
    expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toContain('customer-missing');
    const { components } = json<{ components: { name: string }[] }>(join(root, 'dist/sbom.cdx.json'));
    expect(components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['zod', 'nodemailer', 'sqlite', '@photostructure/sqlite', '@napi-rs/keyring']),
    );
  });

  test('the entry for cron names the program where it lies', () => {
    expect(call(bin, ['profiles', 'add', 'shop', '--json']).status).toBe(0);
    const { out } = call(bin, ['schedule', 'cron', '--profile', 'shop']);
    expect(out).toContain(join(root, 'dist/bin/at2qbo.js'));
  });

  test('the core can be imported by a script', () => {
    const script = `import { money, text, REASONS } from 'at2qbo/core'; console.log(text(money('1.5')), 'rejected' in REASONS)`;
    const { out, err } = call('bash', [
      '-c',
      `cd "${join(root, '..')}" && mkdir -p ../x/node_modules && ln -sfn "${root}" ../x/node_modules/at2qbo && cd ../x && node --input-type=module -e "${script}"`,
    ]);
    expect([out, err]).toEqual(['1.50 true\n', '']);
  });

  test('uninstalled, nothing of the program is left, and everything of the user’s is', () => {
    npm('uninstall', 'at2qbo');
    expect(existsSync(bin) || existsSync(root)).toBe(false);
    expect(readdirSync(join(prefix, 'share'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('at2qbo'))).toEqual([]);
    expect(existsSync(join(home, '.config/at2qbo'))).toBe(true);
  });
});
