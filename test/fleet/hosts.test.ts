// Two processes as two hosts: two homes, one PostgreSQL, one sandbox. Skips itself with a reason where no PostgreSQL is installed.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresLedger, type PostgresLedger } from '../../src/clients/ledger/postgres/postgres.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { makeHome, runBin, type Finished, type Home } from '../e2e/support.ts';
import { clock } from '../clients/ledger/samples.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { connectProfile, copiesIn, inHome, smallMonth, wideSandbox } from './support.ts';

const isThere = findPostgres() !== null;
if (!isThere) console.warn('PostgreSQL is not installed: several hosts are not tested here');

let server: TestPostgres | null = null;
let sandbox: Sandbox;
let one: Home;
let two: Home;
let ledger: PostgresLedger;
const onOne = (args: readonly string[], env = {}): Promise<Finished> => inHome(one)(args, env);
const onTwo = (args: readonly string[], env = {}): Promise<Finished> => inHome(two)(args, env);
const refreshes = (): number =>
  sandbox.quickbooks.requests.filter((request) => /tokens\/bearer/.test(request.path) && request.status === 200).length;

beforeAll(async () => {
  if (!isThere) return;
  server = await startPostgres();
  if (server === null) throw new Error('no PostgreSQL');
  const url = server.database();
  sandbox = await wideSandbox({ month: smallMonth(8) });
  one = makeHome();
  two = makeHome();
  await connectProfile(one, 'default', sandbox, { 'ledger.url': url, 'secrets.store': 'ledger' });
  // The second host gets the settings and the key, nothing else.
  mkdirSync(two.env['AT2QBO_HOME'] ?? '', { recursive: true, mode: 0o700 });
  copyFileSync(join(one.env['AT2QBO_HOME'] ?? '', 'config.json'), join(two.env['AT2QBO_HOME'] ?? '', 'config.json'));
  ledger = openPostgresLedger(url, { profile: 'default', clock });
});
afterAll(async () => {
  if (!isThere) return;
  await ledger.close();
  await sandbox.stop();
  one.remove();
  two.remove();
  server?.stop();
});

const write = (sql: string): Promise<number> => ledger.store.write([{ sql, values: [] }]);

describe.runIf(isThere)('two hosts', () => {
  test('an expired token is renewed once, and the renewed one reaches the other host', async () => {
    sandbox.quickbooks.expireAccessTokens();
    const before = refreshes();
    const both = await Promise.all([onOne(['check-invoices', '--json']), onTwo(['check-invoices', '--json'])]);
    expect(both.map(({ code, err }) => ({ code, err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);
    expect(refreshes() - before).toBe(1);
    expect((await onTwo(['check-invoices', '--json'])).code).toBe(0);
    expect(refreshes() - before).toBe(1);
  });

  test('killed in mid-run: its own host goes on at once, another one when the lease has run out', async () => {
    const killed = killedAt(3);
    expect((await killed).signal).toBe('SIGKILL');
    await write("update leases set origin = 'elsewhere'");
    const waits = await onTwo(['sync', '--json', '--max', '1']);
    expect([waits.code, waits.out]).toEqual([6, expect.stringContaining('another run is active')]);
    await write('update leases set beat_at = beat_at - 120');
    expect((await onTwo(['sync', '--json', '--max', '1'])).code).toBe(0);

    expect((await killedAt(3)).signal).toBe('SIGKILL');
    expect((await onOne(['sync', '--json', '--max', '1'])).code).toBe(0);
    expect([...copiesIn(sandbox).values()].filter((count) => count > 1)).toEqual([]);
  });

  test('clear-status --force takes the lease of a living host: that one stops before its next write, and sends nothing', async () => {
    const before = [...copiesIn(sandbox)];
    let asked = (): void => {};
    const isUnderWay = new Promise<void>((resolve) => (asked = resolve));
    // The first host has its lease and all but its first write behind it; its question is answered when the lease is gone.
    sandbox.quickbooks.faults.add({
      match: (request) => {
        if (request.kind !== 'preferences') return false;
        asked();
        return true;
      },
      action: { slow: 6000 },
      times: 1,
    });
    const running = onOne(['sync', '--json', '--max', '1']);
    await isUnderWay;
    const refused = await onTwo(['clear-status', '--json']);
    expect([refused.code, refused.out]).toEqual([
      6,
      expect.stringMatching(/another run is active: process \d+ .*last sign of life \d+ s ago/),
    ]);
    const forced = await onTwo(['clear-status', '--force', '--json']);
    expect(forced.json<{ releasedLock: unknown }>().releasedLock).toMatchObject({ command: 'sync', pid: expect.any(Number) as number });
    expect(forced.code).toBe(0);
    const stopped = await running;
    sandbox.quickbooks.faults.clear();
    expect([stopped.code, stopped.out]).toEqual([7, expect.stringContaining('lost its lease')]);
    expect(stopped.json().calls.quickbooksWrites).toBe(0);
    expect([...copiesIn(sandbox)]).toEqual(before);
    expect(await ledger.store.all({ sql: 'select profile from leases', values: [] })).toEqual([]);
  });

  test("a dead host elsewhere: clear-status waits for its lease's end, and with --force settles at once what it left", async () => {
    expect((await killedAt(1, 'invoice.create')).signal).toBe('SIGKILL');
    await write("update leases set origin = 'elsewhere'");
    expect((await onTwo(['clear-status', '--json'])).code).toBe(6);
    const forced = await onTwo(['clear-status', '--force']);
    expect([forced.code, forced.out]).toEqual([expect.any(Number), expect.stringContaining('Released the lock of process')]);
    expect(await ledger.store.all({ sql: 'select profile from leases', values: [] })).toEqual([]);
    expect((await onTwo(['sync', '--json', '--max', '1'])).code).toBe(0);
    expect([...copiesIn(sandbox).values()].filter((count) => count > 1)).toEqual([]);
  });

  test('a database that goes away in mid-run: nothing was sent whose intent is not stored', async () => {
    let cuts = 0;
    sandbox.quickbooks.faults.add({
      match: (request) => {
        if (request.kind !== 'invoice.create') return false;
        cuts += 1;
        server?.cut();
        return false;
      },
      action: 500,
    });
    const done = await onOne(['sync', '--json', '--max', '2']);
    sandbox.quickbooks.faults.clear();
    expect(cuts).toBeGreaterThan(0);
    expect([0, 1, 5], done.out).toContain(done.code); // 1: a document in hand is said to have failed, and the next run takes it up
    const known = new Set((await ledger.allTransfers().catch(() => ledger.allTransfers())).map((transfer) => Number(transfer.invoiceId)));
    const sent = [...copiesIn(sandbox)].filter(([, count]) => count > 0).map(([id]) => id);
    expect(sent.filter((id) => !known.has(id))).toEqual([]);
  });

  test('both run at once: no document twice, one of them is told to wait, all arrive', async () => {
    sandbox.autotask.faults.add({ match: () => true, action: { slow: 600 }, times: 2 });
    const both = await Promise.all([onOne(['sync', '--json']), onTwo(['sync', '--json'])]);
    sandbox.autotask.faults.clear();
    expect(both.map((done) => done.code).toSorted()).toEqual([0, 6]);
    expect([...copiesIn(sandbox).values()]).toEqual(Array.from({ length: 8 }, () => 1));
    expect((await ledger.allTransfers()).map((transfer) => transfer.state)).toEqual(Array.from({ length: 8 }, () => 'done'));
    expect(await ledger.store.all({ sql: 'select profile from leases', values: [] })).toEqual([]);
  });
});

/** A run on the first host that is killed at the n-th request (of a kind) to QuickBooks. */
async function killedAt(nth: number, kind?: string): Promise<Finished> {
  let kill: (() => void) | null = null;
  let count = 0;
  sandbox.quickbooks.faults.add({
    match: (request) => {
      if (kind === undefined || request.kind === kind) count += 1;
      if (count === nth) kill?.();
      return false;
    },
    action: 500,
  });
  const done = await runBin(['sync', '--json', '--max', '1'], {
    env: one.env,
    onStart: (child) => (kill = () => void child.kill('SIGKILL')),
  });
  sandbox.quickbooks.faults.clear();
  return done;
}
