// The disk fills up, may not be written, or lies: a run stops before it sends what it couldn't note down, says what to do, and the next run with
// room finishes. The built program, on a small disk of its own. `npm run test:crash` fills it at every request, `npm test` at a few.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteLedger } from '../../src/clients/ledger/sqlite/sqlite.ts';
import { BIN, type Finished } from '../e2e/support.ts';
import { canMount, fillDisk, isRoot, moveBack, moveToDisk, remount } from './small-disk.ts';
import { claim, openBench, seam, throughAll, type Bench } from './world.ts';

const isWhole = process.env['MODE'] === 'all';
const FAST = seam({ speed: 20 });
if (!canMount)
  console.warn('no small disk can be made here (that needs root and a tmpfs): the tests of a disk that is really full are left out');

let bench: Bench;
let home = '';
beforeAll(async () => {
  bench = await openBench('quickbooks');
  home = bench.world.home.env['AT2QBO_HOME'] ?? '';
});
afterEach(() => bench.calm());
afterAll(() => bench.close());

const said = (done: Pick<Finished, 'out' | 'err'>): string => done.out + done.err;
const sync = (...args: string[]): Promise<Finished> => bench.world.sync(['--yes', ...args], FAST);
/** What another run would need a person for is not wanted here. */
async function finishes(ids: readonly number[], counted = { duplicates: 0, lost: 0 }): Promise<void> {
  const next = await sync();
  const { duplicates, lost, untold } = bench.verdict(ids);
  counted.duplicates += duplicates.length;
  counted.lost += lost.length + untold.length;
  expect([next.code, next.code === 0 ? '' : said(next)]).toEqual([0, '']);
  expect({ duplicates, lost, untold }).toEqual({ duplicates: [], lost: [], untold: [] });
  const last = await sync();
  expect([last.code, last.json().totals['created']]).toEqual([0, 0]);
}
/** Refused with a remedy, and nobody was asked for anything. */
function stoppedFirst(done: Pick<Finished, 'code' | 'out' | 'err'>, code: number, word: string): void {
  expect([done.code, said(done)]).toEqual([code, expect.stringContaining(word)]);
  const error = (JSON.parse(done.out) as { error?: { fix?: string } }).error;
  expect(error?.fix ?? '').not.toBe('');
  expect(bench.requestCount()).toBe(0);
}

describe.skipIf(!canMount)('on a disk of its own', () => {
  const ballast = (): string => join(home, 'ballast');
  beforeAll(() => {
    moveToDisk(home);
  });
  afterEach(() => {
    remount(home, 'rw');
    rmSync(ballast(), { force: true });
  });
  afterAll(() => moveBack(home));

  const fill = (): void => fillDisk(ballast());

  test('full from the start: nothing is sent, the sign-in is not spent, and with room the next run does it all', async () => {
    const ids = bench.work(2);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    bench.requestCount();
    fill();
    for (const command of ['sync', 'sync-voids', 'sync-payments'])
      stoppedFirst(await bench.world.run([command, '--json'], FAST), 2, 'disk');
    stoppedFirst(await bench.world.run(['copy-invoice', String(ids[0]), '--json'], FAST), 2, 'disk');
    rmSync(ballast());
    await finishes(ids);
  });

  test('a sign-in that must be renewed on a full or read-only disk: the old one is not spent, code 2', async () => {
    const ids = bench.work(1);
    for (const spoil of [fill, () => remount(home, 'ro')]) {
      bench.world.sandbox.quickbooks.expireAccessTokens();
      spoil();
      // Reads only, so that it comes as far as the renewal.
      const done = await bench.world.run(['check-invoices', '--json'], FAST);
      expect([done.code, said(done)]).toEqual([2, expect.stringMatching(/disk|write/)]);
      remount(home, 'rw');
      rmSync(ballast(), { force: true });
    }
    await finishes(ids);
  });

  test('it fills up while Intuit renews the sign-in: the new one is stored all the same', async () => {
    const ids = bench.work(1);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    const before = readFileSync(join(home, 'secrets.enc'), 'utf8');
    let struck = 0;
    bench.strike((request) => (request.kind === 'oauth.token' && (struck += 1) === 1 && fill(), false), 500, 1);
    const done = await sync();
    bench.calm();
    expect([struck, done.code]).toEqual([1, 7]);
    expect(readFileSync(join(home, 'secrets.enc'), 'utf8')).not.toBe(before);
    rmSync(ballast());
    await finishes(ids);
  });

  test('it fills up while Intuit renews a token that was pasted into connect: the new one is stored, and the next run works', async () => {
    const ids = bench.work(1);
    const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...pasted } = bench.world.sandbox.secretsFor();
    const before = readFileSync(join(home, 'secrets.enc'), 'utf8');
    let struck = 0;
    bench.strike((request) => (request.kind === 'oauth.token' && (struck += 1) === 1 && fill(), false), 500, 1);
    const done = await bench.world.run(['connect', 'quickbooks', '--yes'], { ...pasted, ...FAST });
    bench.calm();
    expect([struck, [0, 2].includes(done.code ?? -1), said(done)]).toEqual([1, true, expect.not.stringContaining('spent')]);
    expect(readFileSync(join(home, 'secrets.enc'), 'utf8')).not.toBe(before);
    rmSync(ballast());
    bench.world.sandbox.quickbooks.expireAccessTokens(); // the refresh token that was stored must be the living one
    await finishes(ids);
  });

  test('settings, secrets and files that were asked for: refused in plain words, and what was there stays whole', async () => {
    const config = readFileSync(join(home, 'config.json'), 'utf8');
    const secrets = readFileSync(join(home, 'secrets.enc'), 'utf8');
    const target = (name: string): string => join(home, name);
    writeFileSync(target('old.csv'), 'what was there');
    const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...fresh } = bench.world.sandbox.secretsFor();
    for (const spoil of [fill, () => remount(home, 'ro')]) {
      spoil();
      const commands: readonly (readonly [readonly string[], Record<string, string>])[] = [
        [['settings', 'set', 'invoices.lookBackDays', '21'], {}],
        [['settings', 'set', 'customers.map', JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [n + 1, '1'])))], {}],
        [['connect', 'quickbooks', '--yes'], fresh],
        [['connect', 'autotask', '--autotask-username', bench.world.sandbox.autotask.credentials.username], fresh],
        [['compare-items', '--csv', target('old.csv')], {}],
        [['reconcile', '--html', target('new.html')], {}],
        [['logs', '--bundle', target('new.tgz')], {}],
        [['settings', 'export', target('new.json')], {}],
        [['sync', '--dry-run', '--plan', target('new.plan')], {}],
      ];
      for (const [args, env] of commands) {
        const done = await bench.world.run(args, { ...FAST, ...env });
        expect([args[0], done.code, said(done)]).toEqual([
          args[0],
          2,
          expect.stringMatching(/can't be written|can't write|for writing|disk is full|make room/),
        ]);
        expect(done.err).toMatch(/fix: \S/);
      }
      remount(home, 'rw');
      rmSync(ballast(), { force: true });
      expect(readFileSync(join(home, 'config.json'), 'utf8')).toBe(config);
      expect(readFileSync(join(home, 'secrets.enc'), 'utf8')).toBe(secrets);
      expect(readFileSync(target('old.csv'), 'utf8')).toBe('what was there');
      for (const name of ['new.html', 'new.tgz', 'new.json', 'new.plan'])
        expect(statSync(target(name), { throwIfNoEntry: false })).toBeUndefined();
    }
    await finishes(bench.work(1));
  });

  test(
    'it fills up in the middle of a run: nothing was sent that was not noted down, and the next run finishes',
    { timeout: isWhole ? 3_600_000 : 120_000 },
    async () => {
      bench.world.sandbox.quickbooks.expireAccessTokens();
      bench.work(2);
      bench.requestCount();
      claim((await sync()).code === 0, 'a run with room ends with 0');
      const requests = bench.requestCount();
      const points = Array.from({ length: requests }, (_, index) => index + 1);
      const few = [0.1, 0.4, 0.65, 0.9].map((part) => Math.ceil(requests * part));
      let codes = '';
      const total = { points: 0, duplicates: 0, lost: 0 };
      await throughAll(isWhole ? points : few, async (n) => {
        bench.world.sandbox.quickbooks.expireAccessTokens();
        const ids = bench.work(2);
        let count = 0;
        bench.strike(() => ((count += 1) === n && fill(), false), 500, 1);
        const done = await sync().finally(() => bench.calm());
        codes += ` ${done.code}`;
        total.points += 1;
        claim([0, 2, 5, 7].includes(done.code ?? -1), `request ${n}: code ${done.code}\n${said(done)}`);
        const made = ids.filter((id) => !bench.verdict([id]).lost.includes(id));
        rmSync(ballast(), { force: true }); // without any room not even a look at the ledger is possible
        const noted = await inLedger(ids);
        expect({ n, unnoted: made.filter((id) => !noted.includes(id)), said: done.code === 0 || said(done).includes('disk') }).toEqual({
          n,
          unnoted: [],
          said: true,
        });
        await finishes(ids, total);
      });
      const { duplicates, lost } = total;
      process.stdout.write(`\ndisk: points ${total.points}, killed 0, duplicates ${duplicates}, lost ${lost} (codes${codes})\n`);
      expect(codes).toMatch(/2|7/);
    },
  );

  async function inLedger(ids: readonly number[]): Promise<number[]> {
    const ledger = openSqliteLedger(join(home, 'ledger.db'), {
      profile: 'default',
      clock: { now: Date.now },
      purpose: 'look',
    });
    try {
      return (await ledger.allTransfers()).map(({ invoiceId }) => Number(invoiceId)).filter((id) => ids.includes(id));
    } finally {
      await ledger.close();
    }
  }
});

// Root may write anywhere, unless the whole disk is read-only.
test.skipIf(isRoot && !canMount)(
  'a folder or disk that may not be written: nothing is sent, and once it may be the next run does it all',
  async () => {
    const ids = bench.work(1);
    bench.world.sandbox.quickbooks.expireAccessTokens();
    bench.requestCount();
    const isMounted = isRoot;
    if (isMounted) moveToDisk(home);
    try {
      const modes = (mode: number): void => {
        for (const name of ['', 'ledger.db', 'run.lock']) chmodSync(join(home, name), name === '' || mode === 0o600 ? mode : 0o400);
      };
      if (isMounted) remount(home, 'ro');
      else modes(0o500);
      stoppedFirst(await sync(), 2, 'write');
      if (isMounted) remount(home, 'rw');
      else modes(0o600);
      chmodSync(home, 0o700);
      await finishes(ids);
    } finally {
      if (isMounted) moveBack(home);
    }
  },
);

test.skipIf(process.platform === 'win32')(
  'a file that may not grow (a quota, a limit of the service manager) stops the run before anything is sent',
  async () => {
    const ids = bench.work(1);
    bench.requestCount();
    const args = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, BIN, 'sync', '--json', '--yes'];
    const done = spawnSync('bash', args, { env: { PATH: process.env['PATH'] ?? '', ...bench.world.home.env, ...FAST }, encoding: 'utf8' });
    stoppedFirst({ code: done.status, out: done.stdout, err: done.stderr }, 2, 'disk');
    await finishes(ids);
  },
);

describe('a file that is damaged', () => {
  const damage = (name: string): void => {
    const content = readFileSync(join(home, name));
    for (const suffix of ['-wal', '-shm']) rmSync(join(home, name + suffix), { force: true });
    writeFileSync(join(home, name), content.subarray(0, Math.floor(content.length / 2)));
  };

  test('the ledger, cut off: code 7 and nothing is sent; the copy that is kept, put in its place, knows what was done', async () => {
    await finishes(bench.work(2));
    const ids = bench.work(1);
    bench.requestCount();
    damage('ledger.db');
    const cut = readFileSync(join(home, 'ledger.db'));
    stoppedFirst(await sync(), 7, '.backup.db');
    expect(readFileSync(join(home, 'ledger.db')).equals(cut)).toBe(true);
    copyFileSync(join(home, 'ledger.backup.db'), join(home, 'ledger.db'));
    await finishes(ids);
  });

  test.each([
    ['config.json', 2],
    ['secrets.enc', 4],
  ])('%s: code %d, nothing is sent, and the file is left as it is', async (name, code) => {
    const ids = bench.work(1);
    bench.requestCount();
    const kept = readFileSync(join(home, name));
    damage(name);
    stoppedFirst(await sync(), code, name);
    writeFileSync(join(home, name), kept);
    await finishes(ids);
  });

  test('a lock or the memory of limits: the run goes on without asking anybody', async () => {
    const ids = bench.work(1);
    for (const name of ['run.lock', 'token.lock', 'secrets.enc.lock', 'limits.db', 'metered.db'])
      writeFileSync(join(home, name), 'not what it was '.repeat(500), { mode: 0o600 });
    bench.world.sandbox.quickbooks.expireAccessTokens();
    await finishes(ids);
  });
});
