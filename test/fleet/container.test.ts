// What the image relies on, without a container engine: another user without a name, no HOME, no TMPDIR, a program folder that can't be written,
// a mounted key; and that the files that describe the image name what exists.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { BIN, makeHome, type Home } from '../e2e/support.ts';
import { connectProfile, smallMonth, wideSandbox } from './support.ts';

const UID = 10001;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const asUser = [
  '--reuid',
  String(UID),
  '--regid',
  String(UID),
  '--clear-groups',
  '--no-new-privs',
  '--bounding-set=-all',
  '--inh-caps=-all',
];
const canSwitch =
  process.getuid?.() === 0 &&
  spawnSync('setpriv', [...asUser, process.execPath, '-e', `require('fs').accessSync(${JSON.stringify(BIN)})`]).status === 0;
if (!canSwitch) console.warn(`not root, or uid ${UID} can't read this folder: what a container's user may do is not tested here`);

describe.runIf(canSwitch)(`uid ${UID}`, () => {
  let sandbox: Sandbox;
  let home: Home;
  const at2qbo = (
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const { AT2QBO_HOME = '' } = home.env;
      const all = {
        PATH: process.env['PATH'] ?? '',
        AT2QBO_HOME,
        AT2QBO_SECRETS: 'file',
        AT2QBO_SECRETS_KEY_FILE: join(home.directory, 'key'),
        TMPDIR: '/nowhere',
        ...env,
      };
      void import('node:child_process').then(({ execFile }) =>
        execFile('setpriv', [...asUser, process.execPath, BIN, ...args], { env: all, cwd: '/' }, (error, out, err) =>
          resolve({ code: error === null ? 0 : Number(error.code), out, err }),
        ),
      );
    });

  beforeAll(async () => {
    sandbox = await wideSandbox({ month: smallMonth(1) });
    const made = makeHome();
    const key = join(made.directory, 'key');
    writeFileSync(key, '3c'.repeat(32), { mode: 0o600 });
    mkdirSync(made.env['AT2QBO_HOME'] ?? '', { mode: 0o700 });
    home = { ...made, env: { ...made.env, AT2QBO_SECRETS: 'file', AT2QBO_SECRETS_KEY_FILE: key } };
    await connectProfile(home, 'default', sandbox);
    execFileSync('chown', ['-R', `${UID}:${UID}`, home.directory]);
  });
  afterAll(async () => {
    await sandbox.stop();
    home.remove();
  });

  test('the health check of the image reads the settings and nothing else', async () => {
    const [, program, ...check] = JSON.parse(
      /^HEALTHCHECK .* CMD (.*)$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))?.[1]?.replace('[', '["",') ?? '[]',
    ) as string[];
    expect([program, await at2qbo(check)]).toEqual(['at2qbo', { code: 0, out: 'on\n', err: '' }]);
    // Neither key nor ledger is needed for it: with a key that is no key it is as healthy.
    expect(await at2qbo(check, { AT2QBO_SECRETS_KEY_FILE: '/nowhere' })).toMatchObject({ code: 0 });
    const config = join(home.env['AT2QBO_HOME'] ?? '', 'config.json');
    const kept = readFileSync(config);
    writeFileSync(config, '{');
    expect((await at2qbo(check)).code).toBe(2);
    writeFileSync(config, kept);
  });

  test('runs, is healthy and keeps its files to itself, without HOME, TMPDIR or a name', async () => {
    const run = await at2qbo(['sync', '--all-profiles', '--json']);
    expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: '' });
    expect((JSON.parse(run.out) as { totals: { created: number } }[])[0]?.totals.created).toBe(1);
    const status = await at2qbo(['status', '--json']);
    expect([status.code, (JSON.parse(status.out) as { transfers: { done: number } }).transfers.done]).toEqual([0, 1]);
    const directory = home.env['AT2QBO_HOME'] ?? '';
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      const { uid, mode } = statSync(join(directory, name));
      expect([name, uid, mode & 0o077]).toEqual([name, UID, 0]);
    }
  });

  test('a home that can’t be written is told plainly, and nothing is sent', async () => {
    expect((await at2qbo(['sync', '--json'], { AT2QBO_HOME: '/usr/none' })).code).toBe(4);
    const refused = await at2qbo(['status', '--json'], { AT2QBO_HOME: '/usr/none' });
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { kind: 'config' } });
  });
});

test('what the image copies is enough to build the program, and the built program needs nothing else', { timeout: 300_000 }, () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const [, build = '', run = ''] = dockerfile.split(/^FROM /m);
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-image-'));
  try {
    const stage = join(folder, 'build');
    for (const [, files = ''] of build.matchAll(/^COPY (.+) \S+$/gm))
      for (const file of files.split(' ')) cpSync(join(ROOT, file), join(stage, file), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(stage, 'node_modules'));
    const [, command = ''] = /^RUN (npm run .*?) && npm prune/m.exec(build) ?? [];
    execFileSync('sh', ['-c', command], { cwd: stage, stdio: 'pipe' });
    const app = join(folder, 'app');
    for (const [, file = ''] of run.matchAll(/^COPY --from=build \/build\/(\S+)/gm))
      if (file === 'node_modules') symlinkSync(join(ROOT, file), join(folder, file));
      else cpSync(join(stage, file), join(app, file), { recursive: true });
    const [, program = ''] = /ln -s \/app\/(\S+)/.exec(run) ?? [];
    const said = execFileSync(process.execPath, [join(app, program), 'status', '--json'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', AT2QBO_HOME: join(folder, 'data') },
    });
    expect(JSON.parse(said)).toMatchObject({ profile: 'default' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the files for containers name what exists', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  for (const [, files = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
    for (const from of files.split(' ')) expect([from, existsSync(join(ROOT, from))]).toEqual([from, true]);
  expect(dockerfile).toMatch(/^USER 10001:10001$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK .*CMD \["at2qbo", "settings",/m);
  expect([...dockerfile.matchAll(/^FROM node:(\d+)-/gm)].map(([, major]) => major)).toEqual(['24', '24']);
  for (const label of ['title', 'description', 'source', 'licenses', 'version', 'revision'])
    expect(dockerfile).toContain(`org.opencontainers.image.${label}=`);
  const ours = ['compose.yaml', 'docs/kubernetes/cronjob.yaml'].map((name) => readFileSync(join(ROOT, name), 'utf8'));
  for (const text of ours) expect(text).toMatch(/10001/);
  expect(ours[1]).toContain('readOnlyRootFilesystem: true');
});
