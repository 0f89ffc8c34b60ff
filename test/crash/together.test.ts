// Two programs of one profile at the same moment, a holder that died, a process id that went to somebody else, a clock that jumps:
// the built programs side by side. Nothing is twice, nothing is lost, no token is lost, and the exit codes are as documented.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRequest } from '../../src/sandbox/faults.ts';
import type { Finished } from '../e2e/support.ts';
import { createdBy, openBench, seam, type Bench } from './world.ts';

const FAST = seam({ speed: 20 });
const DAY = 86_400_000;
let bench: Bench;
beforeAll(async () => {
  bench = await openBench('quickbooks');
});
afterEach(() => bench.calm());
afterAll(() => bench.close());

const told = (done: Finished): string => `${done.signal ?? ''}${done.out}${done.err}`;
const sync = (env: Record<string, string> = FAST): Promise<Finished> => bench.world.sync(['--yes'], env);

/** A pasted token of a consent of its own. */
function freshSecrets(): Record<string, string> {
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = bench.world.sandbox.secretsFor();
  return secrets;
}
const connect = (secrets: Record<string, string>, ...more: string[]): Promise<Finished> =>
  bench.world.run(['connect', 'quickbooks', '--yes', ...more], { ...secrets, ...FAST });

/** Starts something at the n-th request that `match` picks; what it comes to. */
function startAt(n: number, match: (request: FaultRequest) => boolean, start: () => Promise<Finished>): () => Promise<Finished> {
  let count = 0;
  let started: Promise<Finished> | null = null;
  bench.strike(
    (request) => {
      if (match(request) && (count += 1) === n) started = start();
      return false;
    },
    500,
    1,
  );
  return () => started ?? Promise.reject(new Error(`there was no ${n}th request`));
}

/** All has arrived once, and the sign-in that is stored can be renewed. */
async function allIsWell(ids: readonly number[]): Promise<void> {
  bench.calm();
  bench.world.sandbox.quickbooks.expireAccessTokens();
  const next = await sync();
  expect([next.code, next.code === 0 ? '' : told(next)]).toEqual([0, '']);
  expect(bench.verdict(ids)).toEqual({ duplicates: [], lost: [], untold: [] });
  expect(createdBy(await sync())).toBe(0);
}
const bothWell = (...done: Finished[]): void =>
  expect(done.map((one) => [one.code, one.code === 0 ? '' : told(one)])).toEqual(done.map(() => [0, '']));

/** As QuickBooks refuses a company that the sign-in isn't for. */
const WRONG_COMPANY = JSON.stringify({
  fault: { error: [{ message: 'ApplicationAuthorizationFailed', detail: '', code: '3100', element: null }], type: 'SERVICE' },
});

describe('sync and connect', () => {
  // The first request, the renewal, reads, the creates.
  test.each([1, 2, 3, 6, 12, 16])('a connect that starts at request %i of a sync: both end with 0, the token is the new one', async (n) => {
    const ids = bench.work(2);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    const connected = startAt(
      n,
      () => true,
      () => connect(freshSecrets()),
    );
    bothWell(await sync(), await connected());
    await allIsWell(ids);
  });

  test.each(['oauth.token', 'companyinfo', 'preferences', 'oauth.userinfo'])(
    'a sync that starts while connect is at %s: both end with 0',
    async (kind) => {
      const ids = bench.work(2);
      bench.world.sandbox.quickbooks.expireAccessTokens();
      const seen = new Set<string>();
      const running = startAt(
        1,
        (request) => (seen.add(request.kind), request.kind === kind),
        () => sync(),
      );
      bench.strike((request) => request.kind === kind, { slow: 700 }, 1);
      const connected = await connect(freshSecrets());
      expect([...seen]).toContain(kind);
      bothWell(connected, await running());
      await allIsWell(ids);
    },
  );

  test('the same pasted token again (a set-up script run twice) while a sync renews: neither spends a token that is dead', async () => {
    const secrets = freshSecrets();
    bothWell(await connect(secrets));
    const ids = bench.work(2);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    const connected = startAt(
      1,
      (request) => request.kind === 'oauth.token',
      () => connect(secrets),
    );
    bench.strike((request) => request.kind === 'oauth.token', { slow: 700 }, 1);
    bothWell(await sync(), await connected());
    await allIsWell(ids);
  });

  test('a connect that QuickBooks refuses puts back what was there: the sync beside it goes on', async () => {
    const ids = bench.work(2);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    const running = startAt(
      1,
      (request) => request.kind === 'companyinfo',
      () => sync(),
    );
    bench.strike((request) => request.kind === 'companyinfo', { status: 403, body: WRONG_COMPANY }, 1);
    const refused = await connect(freshSecrets(), '--realm-id', '9999999999');
    const ran = await running();
    expect([refused.code, refused.code === 4 ? '' : told(refused)]).toEqual([4, '']);
    bothWell(ran);
    await allIsWell(ids);
  });

  test('a connection that is ended under a sync: code 4, nothing twice; connected again, the rest arrives', async () => {
    const ids = bench.work(3);
    const ended = startAt(
      1,
      (request) => request.kind === 'invoice.create',
      () => bench.world.run(['disconnect', 'quickbooks', '--yes'], FAST),
    );
    bench.strike((request) => request.kind === 'invoice.create', { slow: 1500 }, 1);
    const ran = await sync();
    expect((await ended()).code).toBe(0);
    expect([0, 4, 5]).toContain(ran.code);
    bench.calm();
    expect((await sync()).code).toBe(4);
    bothWell(await connect(freshSecrets()));
    await allIsWell(ids);
  });
});

describe('two runs', () => {
  test('the second ends with 6 at once and names the first; nothing is sent by it', async () => {
    const ids = bench.work(2);
    const second = startAt(
      1,
      (request) => request.kind === 'invoice.create',
      () => sync(),
    );
    bench.strike((request) => request.kind === 'invoice.create', { slow: 2500 }, 1);
    const first = await sync();
    const refused = await second();
    expect([refused.code, told(refused)]).toEqual([6, expect.stringMatching(/process \d+ on .*\(sync, since /)]);
    bothWell(first);
    await allIsWell(ids);
  });

  test('the holder died, and its process id is another program’s now: the next run takes over without a word', async () => {
    const ids = bench.work(2);
    let child: { kill(signal: NodeJS.Signals): boolean } | null = null;
    bench.strike((request) => request.kind === 'invoice.create' && (child?.kill('SIGKILL') ?? false), 'reset-before', 1);
    const killed = await bench.world.run(['sync', '--json', '--yes'], FAST, { onStart: (started) => (child = started) });
    expect(killed.signal).toBe('SIGKILL');
    bench.calm();
    // What the dead one left says that it is a process that lives.
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(other, 'spawn');
    try {
      const left = join(bench.world.home.env['AT2QBO_HOME'] ?? '', 'run.lock.json');
      writeFileSync(left, JSON.stringify({ ...(JSON.parse(readFileSync(left, 'utf8')) as object), pid: other.pid }));
      await allIsWell(ids);
      expect(other.exitCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });
});

describe('a clock that jumps', () => {
  test.each([
    ['a day on, then back', [0, DAY]],
    ['a day back, then on', [0, -DAY]],
    ['to and fro', [0, DAY, -DAY, 3 * 3_600_000, -300_000]],
  ])('within a run, %s: it ends as ever', async (_, jumps) => {
    const ids = bench.work(3);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    const done = await sync(seam({ speed: 20, jumps }));
    expect([0, 5]).toContain(done.code);
    await allIsWell(ids);
  });

  test.each([
    ['a month ahead', 30 * DAY],
    ['two days behind', -2 * DAY],
    ['ten years behind', -3650 * DAY],
  ])('between runs, %s: nothing twice, and with the right time all is there', async (_, off) => {
    const ids = bench.work(2);
    const done = await sync(seam({ speed: 20, jumps: [off] }));
    expect([0, 1, 5]).toContain(done.code);
    await allIsWell(ids);
  });

  test.each([
    ['a day ahead', DAY, 0],
    ['a day behind', -DAY, 0],
    ['right, and the next a day ahead', 0, DAY],
    ['right, and the next a day behind', 0, -DAY],
  ])('a run is killed after a create with the clock %s: the document is found', async (_, killedAt, nextAt) => {
    const ids = bench.work(1);
    let child: { kill(signal: NodeJS.Signals): boolean } | null = null;
    bench.strike((request) => request.kind === 'invoice.create' && (setImmediate(() => child?.kill('SIGKILL')), true), 'reset-after', 1);
    await bench.world.run(['sync', '--json', '--yes'], seam({ speed: 20, jumps: [killedAt] }), { onStart: (started) => (child = started) });
    bench.calm();
    await sync(seam({ speed: 20, jumps: [nextAt] }));
    await allIsWell(ids);
  });
});
