// `at2qbo worker`: a queue on PostgreSQL, two workers as two hosts. Skips itself with a reason where there is no PostgreSQL or no newer Node.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/host/clock.ts';
import { openFleetLedger, type FleetLedger } from '../../src/clients/ledger/fleet.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { BIN, makeHome, runBin, type Home } from '../e2e/support.ts';
import { newerNode } from '../support/newer-node.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { connectProfile, copiesIn, inHome, smallMonth, wideSandbox } from './support.ts';
import { Workers, type WorkerProcess } from './workers.ts';

const newer = findPostgres() === null ? null : newerNode();
if (newer === null) console.warn('no PostgreSQL, or no newer Node: at2qbo worker is not tested here');

test.skipIf(Number(process.versions.node.split('.')[0]) >= 22)('on an older Node: what is needed is said, with code 2', async () => {
  const home = makeHome();
  const done = await runBin(['worker'], { env: home.env });
  expect([done.code, done.out]).toEqual([2, '']);
  expect(done.err).toMatch(/needs Node 22\.12 or newer[^]*fix: \S/);
  home.remove();
});

describe.runIf(newer !== null)('a fleet', () => {
  const NAMES = ['acme', 'beta', 'gamma', 'delta'];
  let server: TestPostgres;
  let url: string;
  let home: Home;
  let sandboxes: Sandbox[];
  let ledger: FleetLedger;
  const workers = new Workers(newer ?? '');
  const start = (args: readonly string[] = []): WorkerProcess => workers.start(home, args);
  const until = workers.until.bind(workers);
  const isComplete = (): boolean => sandboxes.every((one) => [...copiesIn(one).values()].every((count) => count === 1));

  beforeAll(async () => {
    server = (await startPostgres())!;
    url = server.database();
    home = makeHome();
    sandboxes = await Promise.all(NAMES.map((_, n) => wideSandbox({ month: smallMonth(4, n + 1), latency: { read: 20, create: 150 } })));
    for (const [n, name] of NAMES.entries())
      await connectProfile(home, name, sandboxes[n]!, { 'ledger.url': url, 'secrets.store': 'ledger', 'schedule.everyMinutes': 5 });
    ledger = openFleetLedger(url, systemClock);
  }, 120_000);
  afterEach(() => workers.killAll());
  afterAll(async () => {
    await ledger.close();
    await Promise.all(sandboxes.map((one) => one.stop()));
    server.stop();
    home.remove();
  });

  test('a worker that is killed in mid-run, and a database that goes away: another one completes every month, nothing twice', async () => {
    const first = start(['--jobs', '2']);
    await until('documents are made', () => sandboxes.some((one) => one.quickbooks.tables.Invoice.size > 0));
    first.child.kill('SIGKILL');
    const second = start(['--jobs', '2']);
    await until('the second worker takes turns', () => /Working on/.test(second.said()));
    server.cut();
    await until('every month is complete', isComplete, 100);
    await until(
      'every profile has ended well',
      async () => {
        const states = await ledger.states();
        return NAMES.every((name) => states.get(name)?.ended?.code === 0);
      },
      60,
    );
    second.child.kill('SIGTERM');
    expect(await second.ended()).toBe(0);
    for (const one of sandboxes) expect([...copiesIn(one).values()].filter((count) => count !== 1)).toEqual([]);
  });

  test('a new profile is taken up; what needs a person is not tried again until something was changed', async () => {
    const worker = start();
    await until('it works', () => /Working on/.test(worker.said()));
    await inHome(home)(['profiles', 'copy', 'acme', 'epsilon']);
    const endedAt = async (): Promise<string | undefined> => (await ledger.states()).get('epsilon')?.ended?.at;
    await until('the new profile was tried', async () => (await endedAt()) !== undefined);
    expect(worker.said()).toMatch(/epsilon: exit code 4: .*not connected.* Fix: at2qbo connect/);
    await until('it is out of the schedule', async () => (await ledger.seen()).get('epsilon')?.nextAt === null);
    const first = await endedAt();
    await new Promise((resolve) => setTimeout(resolve, 25_000)); // one more look around
    expect(await endedAt()).toBe(first);
    await inHome(home)(['settings', 'set', 'invoices.lookBackDays', '20', '--profile', 'epsilon']);
    await until('it is tried again', async () => (await endedAt()) !== first);
    await inHome(home)(['profiles', 'remove', 'epsilon', '--yes']);
    worker.child.kill('SIGTERM');
    expect(await worker.ended()).toBe(0);
  });

  test('bad input is refused with the reason and a fix, and nothing is left behind', async () => {
    const poor = makeHome();
    const worker = (env: Readonly<Record<string, string>> = {}): ReturnType<typeof runBin> =>
      runBin(['worker'], { env: { ...poor.env, ...env }, program: [newer ?? '', BIN] });
    await inHome(poor)(['settings', 'set', 'invoices.lookBackDays', '20']);
    const none = await worker();
    expect([none.code, none.err]).toEqual([2, expect.stringMatching(/no profile here has a shared ledger[^]*fix: at2qbo ledger move/)]);

    server.run(url, 'create role poor login; revoke all on database ' + new URL(url).pathname.slice(1) + ' from public');
    const address = new URL(url);
    address.username = 'poor';
    for (const [env, code, why] of [
      [{ AT2QBO_LEDGER__URL: address.href }, 2, /fix: \S/],
      [{ AT2QBO_LEDGER__URL: 'postgres://at2qbo@127.0.0.1:9/nowhere' }, 5, /can't be reached/],
    ] as const) {
      const done = await worker(env);
      expect([done.code, done.err]).toEqual([code, expect.stringMatching(why)]);
    }
    server.run(
      url,
      'grant connect on database ' + address.pathname.slice(1) + ' to poor; grant all on all tables in schema public to poor',
    );
    server.run(url, 'drop schema if exists at2qbo_queue cascade');
    const done = await worker({ AT2QBO_LEDGER__URL: address.href });
    expect([done.code, done.err]).toEqual([2, expect.stringMatching(/no right to make the schema of the queue[^]*fix: .*grant create/)]);
    poor.remove();
  });
});
