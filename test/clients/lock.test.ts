// The lock, with real processes: who waits, who is freed, what is said.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/host/clock.ts';
import { acquireLock, describeHolder } from '../../src/clients/host/lock.ts';
import { BusyError, ConfigError } from '../../src/core/errors.ts';

// The child runs the compiled lock: the oldest Node supported can't load TypeScript.
const built = resolve(`node_modules/.cache/lock-test-${process.pid}`);
let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  const project = resolve('tsconfig.build.json');
  execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', project, '--outDir', built, '--declaration', 'false']);
});
afterAll(() => rmSync(built, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'run.lock');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const options = { waitMs: 0, clock: systemClock, note: 'test' };

/** A process that holds the lock until it dies; resolves once it says so. */
async function holder(): Promise<ChildProcess> {
  const lock = pathToFileURL(join(built, 'src/clients/host/lock.js')).href;
  const code = `import { acquireLock } from ${JSON.stringify(lock)};
    const clock = { now: () => Date.now(), sleep: (ms) => new Promise((r) => setTimeout(r, ms)) };
    await acquireLock(process.argv[1], { waitMs: 0, clock, note: 'sync' }); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout ?? child, 'data');
  return child;
}

test('a second process is told who holds it, and a killed holder frees it at once', async () => {
  const child = await holder();
  const refusal = await acquireLock(path, options).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(BusyError);
  expect(String(refusal)).toContain(`process ${child.pid} on `);
  expect(String(refusal)).toContain('(sync, since ');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await acquireLock(path, options);
  expect(describeHolder(path)).toContain(`process ${process.pid} `);
  expect(lock.stillMine()).toBe(true);
  lock.release();
  expect(describeHolder(path)).toBeNull();
});

test('who waits gets it when the holder ends', async () => {
  const child = await holder();
  const waiting = acquireLock(path, { ...options, waitMs: 10_000 });
  child.kill('SIGKILL');
  (await waiting).release();
});

test('it is exclusive within one process too', async () => {
  const lock = await acquireLock(path, options);
  await expect(acquireLock(path, options)).rejects.toBeInstanceOf(BusyError);
  lock.release();
  lock.release();
  (await acquireLock(path, options)).release();
});

test.each(['x', 'garbage '.repeat(2000)])('a lock file that is no lock is taken over', async (content) => {
  writeFileSync(path, content);
  const lock = await acquireLock(path, options);
  expect(lock.stillMine()).toBe(true);
  lock.release();
});

test('the holder notices that its file was removed or replaced', async () => {
  const lock = await acquireLock(path, options);
  rmSync(path);
  expect(lock.stillMine()).toBe(false);
  writeFileSync(path, '');
  expect(lock.stillMine()).toBe(false);
  lock.release();
});

test('lock and holder file are for the owner alone', async () => {
  const lock = await acquireLock(path, options);
  for (const file of [path, `${path}.json`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(`${path}.json`, 'utf8'))).toMatchObject({ pid: process.pid, command: 'test' });
  lock.release();
});

test('a folder that can not be written is refused as a setting', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(acquireLock(join(folder, 'file', 'run.lock'), options)).rejects.toBeInstanceOf(ConfigError);
});
