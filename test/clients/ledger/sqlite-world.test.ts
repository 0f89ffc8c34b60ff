// The embedded ledger in a hostile world: kills, two programs at once, full and forbidden disks. Children run the compiled sources.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { openSqliteLedger } from '../../../src/clients/ledger/sqlite/sqlite.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { clock, entry, transfer } from './samples.ts';

const root = resolve(import.meta.dirname, '../../..');
const isRoot = process.getuid?.() === 0;
const options = { profile: 'default', clock };
let built: string;
let directory: string;
let path: string;

beforeAll(() => {
  // Under node_modules, so that the compiled files find the packages.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  built = mkdtempSync(join(root, 'node_modules/.cache/ledger-test-'));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', built]);
});
afterAll(() => rmSync(built, { recursive: true, force: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'at2qbo-ledger-'));
  path = join(directory, 'ledger.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `body` in a program of its own, with `open`, `transfer(id)` and `path`; gives what it printed. */
function child(body: string): { output: Promise<string>; kill(): void; said(text: string): Promise<void> } {
  const script = `
    import { writeSync } from 'node:fs';
    import { openSqliteLedger } from ${JSON.stringify(pathToFileURL(join(built, 'src/clients/ledger/sqlite/sqlite.js')).href)};
    const path = ${JSON.stringify(path)};
    const open = () => openSqliteLedger(path, { profile: 'default', clock: { now: () => ${clock.now()} } });
    const transfer = (id) => ({ ...${JSON.stringify(transfer(0))}, invoiceId: id });
    const say = (text) => writeSync(1, text + '\\n');
    ${body}`;
  const started = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const add = (piece: Buffer): void => {
    text += piece.toString();
  };
  started.stdout.on('data', add);
  started.stderr.on('data', add);
  const output = new Promise<string>((done) => started.on('close', () => done(text)));
  return {
    output,
    kill: () => started.kill('SIGKILL'),
    async said(wanted) {
      let hasEnded = false;
      const ended = output.finally(() => {
        hasEnded = true;
      });
      while (!text.includes(wanted)) {
        if (hasEnded) throw new Error(`the child ended with: ${text}`);
        await Promise.race([ended, sleep(5)]);
      }
    },
  };
}

test('a save that has returned survives SIGKILL, and so does an error that was logged a moment before, without anybody waiting for it', async () => {
  const one = child(`
    const ledger = open();
    for (let id = 1; id <= 20; id += 1) await ledger.save(transfer(id), { what: 'intent' });
    ledger.write({ at: '2026-03-03T10:00:00.000Z', runId: 'r', level: 'error', message: 'last words', invoiceId: null, facts: {} });
    await new Promise((done) => setTimeout(done, 200));
    process.kill(process.pid, 'SIGKILL');`);
  expect(await one.output).toBe('');
  const ledger = openSqliteLedger(path, options);
  expect((await ledger.allTransfers()).map((found) => found.invoiceId)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect((await ledger.history(invoiceId(20))).map((event) => event.what)).toEqual(['intent']);
  expect((await ledger.read({})).map((found) => found.message)).toEqual(['last words']);
  await ledger.close();
});

test('a kill in the middle of writing leaves every transfer with its history, and none twice', async () => {
  const one = child(`
    const ledger = open();
    for (let id = 1; ; id += 1) { await ledger.save(transfer(id), { what: 'intent' }); if (id === 30) say('busy'); }`);
  await one.said('busy');
  one.kill();
  await one.output;
  const ledger = openSqliteLedger(path, options);
  const found = await ledger.allTransfers();
  expect(found.length).toBeGreaterThanOrEqual(30);
  for (const { invoiceId } of found) expect(await ledger.history(invoiceId)).toHaveLength(1);
  await ledger.close();
});

test('several programs that open a new ledger at the same moment all get it', async () => {
  const start = Date.now() + 600;
  const body = `
    while (Date.now() < ${start});
    const ledger = open();
    for (let turn = 0; turn < 20; turn += 1) await ledger.save(transfer(process.pid * 100 + turn), { what: 'intent' });
    await ledger.close();
    say('fine');`;
  const outputs = await Promise.all([1, 2, 3, 4].map(() => child(body).output));
  expect(outputs).toEqual(['fine\n', 'fine\n', 'fine\n', 'fine\n']);
  const ledger = openSqliteLedger(path, options);
  expect(await ledger.allTransfers()).toHaveLength(80);
  await ledger.close();
});

test('commands that only look never fail beside a run that writes', async () => {
  await openSqliteLedger(path, options).close();
  const one = child(`
    const ledger = open();
    say('writing');
    for (let id = 1; id <= 400; id += 1) {
      await ledger.save(transfer(id), { what: 'intent' });
      ledger.write({ at: '2026-03-03T10:00:00.000Z', runId: 'r', level: 'error', message: 'line ' + id, invoiceId: null, facts: {} });
    }
    await ledger.close();
    say('fine');`);
  await one.said('writing');
  const seen: string[] = [];
  let lastId = 0;
  while (seen.length < 400) {
    const reader = openSqliteLedger(path, { ...options, purpose: 'look' });
    for (const line of await reader.read({ afterId: lastId })) {
      seen.push(line.message);
      lastId = line.id ?? lastId;
    }
    await reader.close();
    await sleep(5);
  }
  expect(await one.output).toContain('fine');
  expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => `line ${index + 1}`));
});

/** Root may write anywhere: do it as nobody. */
function asNobody(work: () => void): void {
  if (isRoot) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test.skipIf(process.platform === 'win32')('a directory that may not be written is refused before anything is sent, with what to do', () => {
  chmodSync(directory, 0o555);
  const refused = expect.objectContaining({
    kind: 'config',
    message: expect.stringContaining(path),
    remedy: expect.stringContaining('AT2QBO_HOME'),
  });
  asNobody(() => expect(() => openSqliteLedger(path, options)).toThrowError(refused));
  expect(readdirSync(directory)).toEqual([]);
  chmodSync(directory, 0o755);
});

test.skipIf(process.platform === 'win32')("another account's ledger is refused in plain words", async () => {
  await openSqliteLedger(path, options).close();
  chmodSync(directory, 0o755);
  if (!isRoot) chmodSync(path, 0o400);
  asNobody(() => expect(() => openSqliteLedger(path, options)).toThrowError(expect.objectContaining({ kind: 'config' })));
});

const canMount = isRoot && process.platform === 'linux' && mountWorks();
test.skipIf(!canMount)(
  `a full disk stops before the first write, and in mid-run${canMount ? '' : ' (needs root and a tmpfs)'}`,
  async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
    const ballast = join(directory, 'ballast');
    const fill = (): void => {
      for (const size of [65_536, 4096, 1]) {
        const piece = Buffer.alloc(size);
        expect(() => {
          for (;;) writeFileSync(ballast, piece, { flag: 'a' });
        }).toThrowError(/ENOSPC/);
      }
    };
    try {
      const ledger = openSqliteLedger(path, options);
      await ledger.save(transfer(1), { what: 'intent' });
      fill();
      let saved = 1;
      const goOn = async (): Promise<void> => {
        for (;;) {
          await ledger.save(transfer(saved + 1), { what: 'intent' });
          saved += 1;
        }
      };
      await expect(goOn()).rejects.toMatchObject({ kind: 'integrity', message: expect.stringContaining('disk is full') });
      expect(() => openSqliteLedger(path, options)).toThrowError(
        expect.objectContaining({ kind: 'config', message: expect.stringContaining('disk is full') }),
      );
      await expect(ledger.probeWritable()).rejects.toMatchObject({ kind: 'config' });
      ledger.write(entry('x'.repeat(100_000), { level: 'error' }));
      await expect(ledger.flush()).rejects.toMatchObject({ kind: 'integrity' });
      const reader = openSqliteLedger(path, { ...options, purpose: 'look' });
      expect(await reader.allTransfers()).toHaveLength(saved);
      rmSync(ballast);
      await ledger.save(transfer(saved + 1), { what: 'intent' });
      expect(await ledger.allTransfers()).toHaveLength(saved + 1);
      expect(await ledger.read({})).toHaveLength(1);
      await reader.close();
      await ledger.close();
    } finally {
      execFileSync('umount', ['-l', directory]);
    }
  },
);

function mountWorks(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'at2qbo-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0;
  if (isMounted) spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true });
  return isMounted;
}
