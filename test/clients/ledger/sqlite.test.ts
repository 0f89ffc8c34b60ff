// The embedded ledger: the common suite, and what only a file can do (modes, copies, damage).
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Connection, engineVersion } from '../../../src/clients/ledger/sqlite/engine.ts';
import { openSqliteLedger, type SqliteLedger } from '../../../src/clients/ledger/sqlite/sqlite.ts';
import { SQLITE, stepsAfter } from '../../../src/clients/ledger/migrations.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { ledgerSuite } from './suite.ts';
import { clock, created, entry, run, START, transfer } from './samples.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'at2qbo-ledger-'));
const options = { profile: 'default', clock };

ledgerSuite('SQLite', async () => {
  const directory = folder();
  return {
    open: async (wanted) => openSqliteLedger(join(directory, 'ledger.db'), wanted),
    remove: async () => rmSync(directory, { recursive: true }),
  };
});

test('the SQLite that is linked keeps what was committed while another connection checkpoints (3.51.3 and later)', () => {
  const [major = 0, minor = 0, patch = 0] = engineVersion().split('.').map(Number);
  expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_051_003);
});

describe('ledger file', () => {
  let directory: string;
  let path: string;
  const opened: SqliteLedger[] = [];
  const open = (where = path, more: Partial<Parameters<typeof openSqliteLedger>[1]> = {}): SqliteLedger => {
    const ledger = openSqliteLedger(where, { ...options, ...more });
    opened.push(ledger);
    return ledger;
  };
  const modes = (where: string): string[] => readdirSync(where).map((file) => (statSync(join(where, file)).mode & 0o777).toString(8));
  beforeEach(() => {
    directory = folder();
    path = join(directory, 'ledger.db');
  });
  afterEach(async () => {
    for (const ledger of opened.splice(0)) await ledger.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test.skipIf(process.platform === 'win32')('file, side files and backup are 0600 and new directories 0700 under any umask', async () => {
    const before = process.umask(0);
    try {
      const ledger = open(join(directory, 'a', 'b', 'ledger.db'));
      await ledger.save(transfer(1), { what: 'intent' });
      await ledger.backup();
      expect(readdirSync(join(directory, 'a', 'b')).sort()).toEqual(['ledger.backup.db', 'ledger.db', 'ledger.db-shm', 'ledger.db-wal']);
      expect(new Set(modes(join(directory, 'a', 'b')))).toEqual(new Set(['600']));
      expect([modes(directory), modes(join(directory, 'a'))]).toEqual([['700'], ['700']]);
    } finally {
      process.umask(before);
    }
  });

  test.skipIf(process.platform === 'win32')('a ledger that others could read is closed to them', async () => {
    await open().close();
    chmodSync(path, 0o644);
    open();
    expect(new Set(modes(directory))).toEqual(new Set(['600']));
  });

  test('rows that an older version tied to a stranger’s document are untied, with what was done in their name kept', async () => {
    const taken = [{ code: 'number-taken' as const, message: 'The number N-1 is taken.', fix: '' }];
    const old = open();
    await old.save(created(1, '901', { state: 'held', reasons: taken, wasAdopted: true }), { what: 'held: number-taken' });
    await old.save(created(2, '902', { state: 'held', reasons: taken, wasAdopted: true }), { what: 'held: number-taken' });
    await old.save(created(2, '902', { state: 'voided', voiding: 'done', wasAdopted: true }), { what: 'voided in QuickBooks' });
    await old.save(created(3, '903', { state: 'held', reasons: taken, wasAdopted: true }), { what: 'held: number-taken' });
    await old.save(created(3, '903', { state: 'accepted', wasAdopted: true }), { what: 'accepted by a person' });
    await old.save(created(3, '903', { state: 'voided', voiding: 'done', wasAdopted: true }), { what: 'voided in QuickBooks' });
    await old.save(created(4, '904', { state: 'voided', voiding: 'done' }), { what: 'voided in QuickBooks' });
    await old.close();
    const raw = new Connection(path);
    for (const statement of stepsAfter(5, SQLITE)[0]?.statements ?? []) raw.exec(statement);
    raw.close();
    const healed = open();
    const rows = await healed.allTransfers();
    expect(rows.map((one) => [one.invoiceId, one.state, one.quickBooksId, one.reasons])).toEqual([
      [1, 'rejected', null, []],
      [2, 'rejected', null, []],
      [3, 'voided', '903', []],
      [4, 'voided', '904', []],
    ]);
    const last = async (id: number): Promise<string | undefined> => (await healed.history(invoiceId(id))).at(-1)?.what;
    expect(await last(1)).toBe('no longer tied to QuickBooks document Id 901: it only has the same number');
    expect(await last(2)).toContain('voided in its name by an older version: QuickBooks document Id 902');
    expect(await last(4)).toBe('voided in QuickBooks');
  });

  test('a ledger of a newer program is refused and left as it is', async () => {
    await open().close();
    const raw = new Connection(path);
    raw.exec("insert into schema_versions values (99, '2030-01-01T00:00:00.000Z')");
    raw.close();
    expect(() => open()).toThrowError(
      expect.objectContaining({
        kind: 'integrity',
        message: expect.stringMatching(/newer at2qbo.*99/),
        remedy: expect.stringContaining('npm install'),
      }),
    );
  });

  test('a file that is no ledger is refused with what to do, and stays as it was', () => {
    writeFileSync(path, 'these are my holiday notes '.repeat(400));
    expect(() => open()).toThrowError(
      expect.objectContaining({
        kind: 'integrity',
        message: expect.stringContaining('damaged'),
        remedy: expect.stringContaining('.backup.db'),
      }),
    );
    expect(statSync(path).size).toBe(27 * 400);
  });

  test('a ledger cut short is refused as damaged', async () => {
    await open().close();
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
    truncateSync(path, 8192);
    expect(() => open()).toThrowError(expect.objectContaining({ kind: 'integrity', message: expect.stringContaining('damaged') }));
  });

  test('damage deep in the file is found within a week', async () => {
    const ledger = open();
    for (let id = 1; id <= 200; id += 1) await ledger.save(transfer(id, { draftHash: 'f'.repeat(400) }), { what: 'intent' });
    await ledger.close();
    const size = statSync(path).size;
    const bytes = Buffer.alloc(size / 2, 0x5a);
    const file = openSync(path, 'r+');
    // The second half holds only rows: the tables' own page stays whole, so that opening without a look succeeds.
    writeSync(file, bytes, 0, bytes.length, size / 2);
    closeSync(file);
    await open(path, { purpose: 'look' }).close();
    const week = { now: () => START + 8 * 86_400_000 };
    expect(() => open(path, { clock: week })).toThrowError(
      expect.objectContaining({ kind: 'integrity', message: expect.stringMatching(/damaged: .*ledger\.db \(/) }),
    );
  });

  test('a run that never ended has the file looked through by the next opener, once', async () => {
    const marks = (): unknown => new Connection(path).all("select content from marks where name = 'quick-check-at'");
    const ledger = open();
    await ledger.startRun(run('killed', 5));
    await ledger.close();
    const now = START + 3_600_000;
    await open(path, { clock: { now: () => now } }).close();
    expect(marks()).toEqual([{ content: '2026-03-03T11:00:00.000Z' }]);
    await open(path, { clock: { now: () => now + 1000 } }).close();
    expect(marks()).toEqual([{ content: '2026-03-03T11:00:00.000Z' }]);
  });

  test('a value that nobody of us wrote stops the run instead of being believed', async () => {
    const ledger = open();
    await ledger.save(transfer(1), { what: 'intent' });
    const raw = new Connection(path);
    raw.exec("update transfers set state = 'sent?'");
    raw.close();
    await expect(ledger.allTransfers()).rejects.toMatchObject({ kind: 'integrity', message: expect.stringContaining("state is 'sent?'") });
  });

  test('the backup is a whole ledger, and is replaced only when a transfer was saved since', async () => {
    const ledger = open();
    const copy = join(directory, 'ledger.backup.db');
    await ledger.backup();
    expect(existsSync(copy)).toBe(false);
    await ledger.save(created(1, '130'), { what: 'created' });
    ledger.write(entry('made'));
    await ledger.backup();
    const first = statSync(copy).ino;
    await ledger.backup();
    expect(statSync(copy).ino).toBe(first);
    await ledger.save(created(2, '131'), { what: 'created' });
    await ledger.backup();
    expect(statSync(copy).ino).not.toBe(first);
    const restored = open(copy);
    expect([...(await restored.transfers([invoiceId(1), invoiceId(2)])).values()]).toEqual([created(1, '130'), created(2, '131')]);
    expect((await restored.read({})).map((one) => one.message)).toEqual(['made']);
    expect(readdirSync(directory).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('a reader beside a writer in the middle of its transaction sees what was committed, without waiting', async () => {
    await open().save(transfer(1), { what: 'intent' });
    const writer = new Connection(path);
    writer.exec("begin immediate; update transfers set company = 'half-way'");
    const started = performance.now();
    const reader = open(path, { purpose: 'look' });
    expect((await reader.allTransfers()).map((one) => one.company)).toEqual([transfer(1).company]);
    expect(performance.now() - started).toBeLessThan(1000);
    writer.exec('rollback');
    writer.close();
  });

  test('closing leaves everything in the file itself', async () => {
    const ledger = open();
    await ledger.save(transfer(1), { what: 'intent' });
    ledger.write(entry('last words'));
    await ledger.close();
    expect(existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0).toBe(0);
    expect((await open().read({})).map((one) => one.message)).toEqual(['last words']);
  });

  // Made by the program before this engine (libsql 0.5.29, SQLite 3.45.1), killed with three intents in its write-ahead log.
  const leaveOld = (): void => {
    for (const suffix of ['', '-wal']) {
      const kept = readFileSync(join(import.meta.dirname, `../../fixtures/ledger/killed-libsql-0.5.db${suffix}.gz`));
      writeFileSync(path + suffix, gunzipSync(kept));
    }
  };

  test.each(['run', 'look'] as const)(
    'a ledger of the engine before, killed while it wrote, is opened and kept whole (%s)',
    async (purpose) => {
      leaveOld();
      const ledger = open(path, { purpose });
      const found = await ledger.allTransfers();
      expect(found.map((one) => one.invoiceId)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
      expect(found.slice(0, 8)).toEqual(Array.from({ length: 8 }, (_, index) => created(index + 1, String(101 + index))));
      expect((await ledger.history(invoiceId(8))).map((event) => event.what)).toEqual(['intent', 'created']);
      expect([...(await ledger.personHolds()).keys()]).toEqual([3]);
      expect((await ledger.read({})).map((one) => one.message)).toEqual(['made']);
      await ledger.save(transfer(16), { what: 'intent' });
      expect(new Connection(path).all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    },
  );

  test('a command that only looks leaves the file and its write-ahead log as they are, also alone and after it wrote a log line', async () => {
    leaveOld();
    const before = readFileSync(path);
    const log = statSync(`${path}-wal`).size;
    for (const last of [null, entry('looked')]) {
      const ledger = open(path, { purpose: 'look' });
      if (last !== null) ledger.write(last);
      await ledger.allTransfers();
      await ledger.close();
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(statSync(`${path}-wal`).size).toBeGreaterThanOrEqual(log);
    }
    expect((await open().read({})).map((one) => one.message)).toEqual(['made', 'looked']);
  });

  test('a run goes on while its saves wait for the disk, and none of them is done before it is on it', async () => {
    const ledger = open();
    await ledger.save(transfer(1), { what: 'intent' });
    const other = new Connection(path);
    other.exec('begin immediate');
    const saved: number[] = [];
    const saving = [2, 3].map(async (id) => saved.push((await ledger.save(transfer(id), { what: 'intent' }), id)));
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 5);
    await sleep(300);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(20);
    expect([saved, (await ledger.allTransfers()).map((one) => one.invoiceId)]).toEqual([[], [1]]);
    other.exec('rollback');
    await Promise.all(saving);
    expect((await ledger.allTransfers()).map((one) => one.invoiceId)).toEqual([1, 2, 3]);
    expect(new Connection(path).all('select id from log')).toEqual([]);
  });

  test('a hundred patient saves side by side cost a few commits, with the log on board', async () => {
    const ledger = open();
    const pages = (): number => statSync(`${path}-wal`).size;
    await ledger.save(transfer(0), { what: 'intent' });
    const before = pages();
    for (let id = 1; id <= 100; id += 1) ledger.write(entry(`line ${id}`, { invoiceId: invoiceId(id) }));
    await Promise.all(Array.from({ length: 100 }, (_, id) => ledger.save(transfer(id + 1), { what: 'intent' }, { isPatient: true })));
    // Each commit would have written some six pages of its own.
    expect((pages() - before) / 4096).toBeLessThan(200);
    expect(new Connection(path).all('select count(*) as lines from log')).toEqual([{ lines: 100 }]);
  });
});
