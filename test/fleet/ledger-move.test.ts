// `ledger move` and `--metrics`: one connected profile, its ledger moved to PostgreSQL and back, its numbers written.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyLedger, sumLedger } from '../../src/clients/ledger/move.ts';
import { openSqliteLedger } from '../../src/clients/ledger/sqlite/sqlite.ts';
import { mergeMetrics } from '../../src/commands/run/render-metrics.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { clock, transfer } from '../clients/ledger/samples.ts';
import { makeHome, type Home } from '../e2e/support.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { connectProfile, copiesIn, inHome, smallMonth, wideSandbox } from './support.ts';

const isThere = findPostgres() !== null;
if (!isThere) console.warn('PostgreSQL is not installed: ledger move is not tested here');
let server: TestPostgres | null = null;
let sandbox: Sandbox;
let home: Home;
const run: ReturnType<typeof inHome> = (args, env) => inHome(home)(args, env);
const file = (name: string): string => join(home.env['AT2QBO_HOME'] ?? '', name);

beforeAll(async () => {
  [server, sandbox] = await Promise.all([isThere ? startPostgres() : null, wideSandbox({ month: smallMonth(2) })]);
  home = makeHome();
  await connectProfile(home, 'default', sandbox);
});
afterAll(async () => {
  await sandbox.stop();
  home.remove();
  server?.stop();
});

test('the numbers of a run are in the file, readable by its owner alone, and count on from run to run', async () => {
  const metrics = join(home.directory, 'at2qbo.prom');
  expect((await run(['sync', '--metrics', metrics])).code).toBe(0);
  const text = readFileSync(metrics, 'utf8');
  for (const line of [
    'at2qbo_runs_total{profile="default",exit_code="0"} 1',
    'at2qbo_documents_total{profile="default",outcome="created"} 2',
    'at2qbo_last_run_exit_code{profile="default",command="sync"} 0',
    'at2qbo_held{profile="default"} 0',
    '# TYPE at2qbo_runs_total counter',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^at2qbo_token_days_left\{profile="default"\} \d+$/m);
  expect(text).toMatch(/^at2qbo_autotask_quota_left\{profile="default"\} \d+$/m);
  expect(text).toMatch(/^at2qbo_last_run_calls\{profile="default",service="quickbooks",kind="write"\} [1-9]\d*$/m);
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) at2qbo_\w+ .+|at2qbo_\w+\{.*\} \d+(\.\d+)?)$/);
  expect(statSync(metrics).mode & 0o777).toBe(0o600);

  expect((await run(['sync', '--all-profiles', '--metrics', metrics])).code).toBe(0);
  expect(readFileSync(metrics, 'utf8')).toContain('at2qbo_runs_total{profile="default",exit_code="0"} 2\n');
  expect(readdirSync(home.directory).filter((name) => name.endsWith('.part'))).toEqual([]);

  // Whom the owner lets read it may go on reading it; what has no numbers takes none away.
  chmodSync(metrics, 0o644);
  expect((await run(['sync', '--metrics', metrics])).code).toBe(0);
  const kept = readFileSync(metrics, 'utf8');
  expect([statSync(metrics).mode & 0o777, kept.includes('exit_code="0"} 3\n')]).toEqual([0o644, true]);
  expect((await run(['status', '--all-profiles', '--metrics', metrics])).code).toBe(0);
  expect((await run(['sync', '--all-profiles', '--dry-run', '--metrics', metrics])).code).toBe(0);
  expect(readFileSync(metrics, 'utf8')).toBe(kept);

  const refused = await run(['sync', '--metrics', join(home.directory, 'none', 'x.prom')]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('no directory')]);
});

test('the files of several profiles become one with each metric once', () => {
  const of = (profile: string): string => `# HELP at2qbo_held x\n# TYPE at2qbo_held gauge\nat2qbo_held{profile="${profile}"} 1\n`;
  const text = mergeMetrics([of('a'), of('b')]);
  expect(text.match(/# TYPE at2qbo_held gauge/g)).toHaveLength(1);
  expect(text).toContain('at2qbo_held{profile="a"} 1\nat2qbo_held{profile="b"} 1\n');
});

describe.runIf(isThere)('ledger move', () => {
  test('to PostgreSQL and back: nothing is sent again, nothing is lost, the old one is kept', async () => {
    const url = server?.database() ?? '';
    const before = (await run(['ledger', '--json'])).json<{ tables: { table: string; rows: number }[] }>().tables;
    const moved = await run(['ledger', 'move', '--to', url, '--json']);
    expect({ code: moved.code, err: moved.err }).toEqual({ code: 0, err: '' });
    const rows = (name: string, tables: { table: string; rows: number }[]): number => tables.find((one) => one.table === name)?.rows ?? -1;
    const tables = moved.json<{ tables: { table: string; rows: number }[] }>().tables;
    for (const name of ['transfers', 'history', 'runs', 'ties', 'marks'])
      expect([name, rows(name, tables)]).toEqual([name, rows(name, before)]);
    expect(existsSync(file('ledger.db'))).toBe(true);
    const again = await run(['sync', '--json']);
    expect([again.code, again.json().totals['created']]).toEqual([0, 0]);

    const back = await run(['ledger', 'move', '--to', 'sqlite']);
    expect([back.code, back.out]).toEqual([0, expect.stringContaining('put aside')]);
    expect((await run(['settings', 'get', 'ledger.url'])).out.trim()).not.toContain('postgres');
    const last = await run(['sync', '--json']);
    expect([last.code, last.json().totals['created']]).toEqual([0, 0]);
    expect([...copiesIn(sandbox).values()]).toEqual([1, 1]);

    const refused = await run(['ledger', 'move', '--to', url]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--yes')]);
    expect((await run(['ledger', 'move', '--to', url, '--yes'])).code).toBe(0);
  });
});

test('a copy that differs from the ledger is refused', async () => {
  const [from, to] = ['from', 'to'].map((name) => openSqliteLedger(join(home.directory, `${name}.db`), { profile: 'default', clock }));
  if (!from || !to) throw new Error('two ledgers');
  await from.save(transfer(1), { what: 'intent' });
  const forgetful = {
    all: (statement: Parameters<typeof to.store.all>[0]) => to.store.all(statement),
    write: (statements: Parameters<typeof to.store.write>[0]) =>
      to.store.write(statements.filter(({ sql }) => !sql.startsWith('insert into history'))),
  };
  await expect(copyLedger(from.store, forgetful, 'default')).rejects.toMatchObject({ kind: 'integrity' });
  expect(await copyLedger(from.store, to.store, 'default')).toEqual(await sumLedger(from.store, 'default'));
  await from.close();
  await to.close();
});
