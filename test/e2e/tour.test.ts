// docs/tour.md as it stands: every command is typed into a shell, in its order, and ends as the page says.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN } from './support.ts';

const PAGE = readFileSync(new URL('../../docs/tour.md', import.meta.url), 'utf8');
const lines = [...PAGE.matchAll(/```sh\n([^`]*)```/g)].flatMap((block) => (block[1] ?? '').trimEnd().split('\n'));
const [start = '', ...steps] = lines;

let folder = '';
let env: Record<string, string> = {};
let sandbox: ChildProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'at2qbo-tour-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'at2qbo'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder };
});
afterAll(() => {
  sandbox?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const shell = (line: string, more: Readonly<Record<string, string>> = {}): { code: number | null; out: string; err: string } => {
  const done = spawnSync('sh', ['-c', line], { env: { ...env, ...more }, encoding: 'utf8', timeout: 60_000 });
  return { code: done.status, out: done.stdout, err: done.stderr };
};

async function serve(line: string): Promise<string> {
  const child = spawn('sh', ['-c', line.replace('at2qbo', `exec '${process.execPath}' '${BIN}'`)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  sandbox = child;
  let out = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      out += String(part);
      if (out.includes('Ctrl-C')) resolve();
    });
    child.stderr.on('data', (part: Buffer) => (out += String(part)));
    child.on('close', () => reject(new Error(`it ended: ${out}`)));
  });
  return out;
}

async function stop(): Promise<void> {
  const child = sandbox;
  if (child === null || child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.kill('SIGINT');
  });
  sandbox = null;
}

describe('docs/tour.md', () => {
  test('the sandbox connects its profile, and every command of the page ends as it says', { timeout: 240_000 }, async () => {
    expect(await serve(start)).toContain('Profile trial is connected to both.');
    const said: string[] = [];
    for (const line of steps) {
      const expected = Number(/# exit code (\d+)/.exec(line)?.[1] ?? 0);
      const done = shell(line);
      expect([line, done.code, done.code === expected ? '' : done.out + done.err]).toEqual([line, expected, '']);
      said.push(done.out);
    }
    const after = (part: string, n = 0): string =>
      said[steps.map((line, at) => (line.includes(part) ? at : -1)).filter((at) => at >= 0)[n] ?? -1] ?? '';
    for (const held of ['Invoice 5007, Brightwater Dental, 2146.25: held', 'Invoice 5008, Harborside Supply Co, 545.00: held'])
      expect(after('sync --profile', 0)).toContain(held);
    expect(after('sync --profile', 1)).not.toContain('created');
    expect(after('sync --quiet', 1)).toBe('');
    expect(after('sync --profile', 2)).toMatch(/^5008 .*created/m);
    expect(after('sync-payments')).toMatch(/: paid \d{4}-\d\d-\d\d/);
    expect(after('sync-payments')).toContain('skipped');
    expect(after('sync-voids --profile')).toContain('1 voided.');
    expect(after('reconcile')).toContain('5014');
  });

  test('what isn’t there is refused, with what is; a second sandbox for the profile too', () => {
    for (const [line, said] of [
      ['at2qbo sandbox pay 99999 --profile trial', 'QuickBooks has no invoice 99999'],
      ['at2qbo sandbox pay 5005 --amount 1e3 --profile trial', '--amount'],
      ['at2qbo sandbox pay 5005 --amount 999999 --profile trial', 'open'],
      ['at2qbo sandbox void 99999', 'Autotask has no invoice'],
      ['at2qbo sandbox rename customer Nobody Somebody', 'QuickBooks has no customer Nobody'],
      ['at2qbo sandbox --profile trial', 'a sandbox runs for profile trial already'],
      ['at2qbo sandbox --profile default', 'the profile default is yours'],
    ] as const) {
      const done = shell(line);
      expect([line, done.code, done.err]).toEqual([line, 2, expect.stringContaining(said)]);
    }
  });

  test('the profile goes with the sandbox; without one, what to do is said', async () => {
    await stop();
    expect(readdirSync(join(folder, '.config', 'at2qbo', 'profiles'))).toEqual([]);
    const done = shell('at2qbo sandbox pay 5005');
    expect([done.code, done.err]).toEqual([2, expect.stringContaining('at2qbo sandbox --profile trial')]);
  });

  test('a profile of one’s own is never taken for a trial', () => {
    shell('at2qbo profiles add mine');
    const done = shell('at2qbo sandbox --profile mine');
    expect([done.code, done.err]).toEqual([2, expect.stringContaining('it isn’t a sandbox’s'.replaceAll('’', "'"))]);
    expect(existsSync(join(folder, '.config', 'at2qbo', 'profiles', 'mine', 'config.json'))).toBe(true);
  });
});

test.each(['sh', 'bash', 'zsh', 'fish'].filter((name) => spawnSync(name, ['-c', 'true']).status === 0))(
  'the block of a sandbox without a profile can be pasted into %s, and connect asks nothing',
  { timeout: 120_000 },
  async (name) => {
    const out = await serve('at2qbo sandbox --invoices 3');
    const block = out.split('\n').filter((line) => /^(export|at2qbo|node) /.test(line));
    expect(block.length).toBeGreaterThan(8);
    const file = join(folder, 'pasted');
    writeFileSync(file, `${block.join('\n')}\n`);
    const done = spawnSync(name, [file], { env, encoding: 'utf8', timeout: 60_000 });
    expect([done.status, done.stderr.includes('error:')]).toEqual([1, false]);
    expect(done.stdout).toContain('Dry run: nothing was written.');
    await stop();
  },
);
