// The worker's queue where it is hard: a killed worker's profile, poolers, servers and programs of another version, services that ask for time.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/host/clock.ts';
import { openFleetLedger, type FleetLedger } from '../../src/clients/ledger/fleet.ts';
import { requireServer, TABLES_VERSION } from '../../src/clients/queue/run-queue.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { BIN, makeHome, runBin, type Finished, type Home } from '../e2e/support.ts';
import { newerNode } from '../support/newer-node.ts';
import { hasBouncer, startBouncer } from '../support/pgbouncer.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { connectProfile, copiesIn, inHome, smallMonth, wideSandbox } from './support.ts';
import { Workers } from './workers.ts';

const newer = findPostgres() === null ? null : newerNode();
if (newer === null) console.warn('no PostgreSQL, or no newer Node: the queue of at2qbo worker is not tested here');

test('the tables that are known are those of the pg-boss inside', () => {
  const { pgboss } = JSON.parse(readFileSync('node_modules/pg-boss/package.json', 'utf8')) as { pgboss: { schema: number } };
  expect(TABLES_VERSION).toBe(pgboss.schema);
});

test.each([
  [120_022, false],
  [130_000, true],
  [150_018, true],
  [NaN, true], // a server that doesn't say: the queue itself will
])('a server of version %d', (version, isTaken) => {
  if (isTaken) expect(() => requireServer(version)).not.toThrow();
  else expect(() => requireServer(version)).toThrow(/needs PostgreSQL 13 or newer .* on 12/);
});

describe.runIf(newer !== null)('the queue', () => {
  const workers = new Workers(newer ?? '');
  const until = workers.until.bind(workers);
  const homes: Home[] = [];
  const sandboxes: Sandbox[] = [];
  const ledgers: FleetLedger[] = [];
  let server: TestPostgres;

  interface Fleet {
    readonly home: Home;
    readonly url: string;
    readonly ledger: FleetLedger;
    readonly books: readonly Sandbox[];
    readonly once: () => Promise<Finished>;
  }
  /** A home with connected profiles of a few invoices each; `through`: how its programs reach the database. */
  async function fleet(
    names: readonly string[],
    through = (url: string): string => url,
    latency = { read: 20, create: 150 },
  ): Promise<Fleet> {
    const [home, url] = [makeHome(), server.database()];
    homes.push(home);
    const books = await Promise.all(names.map((_, n) => wideSandbox({ month: smallMonth(4, n + 1), latency })));
    sandboxes.push(...books);
    for (const [n, name] of names.entries())
      await connectProfile(home, name, books[n]!, { 'ledger.url': through(url), 'secrets.store': 'ledger' });
    const ledger = openFleetLedger(url, systemClock);
    ledgers.push(ledger);
    return { home, url, ledger, books, once: () => runBin(['worker'], { env: home.env, program: [newer ?? '', BIN], timeoutMs: 60_000 }) };
  }
  const isComplete = ({ books }: Fleet): boolean => books.every((one) => [...copiesIn(one).values()].every((count) => count === 1));
  const codeOf = async ({ ledger }: Fleet, name: string): Promise<number | undefined> => (await ledger.states()).get(name)?.ended?.code;

  beforeAll(async () => {
    server = (await startPostgres())!;
  });
  afterEach(() => workers.killAll());
  afterAll(async () => {
    for (const one of ledgers) await one.close();
    await Promise.all(sandboxes.map((one) => one.stop()));
    server.stop();
    for (const one of homes) one.remove();
  });

  test('what a worker of another host had in hand when it was killed is taken over within a minute', async () => {
    const one = await fleet(['acme'], undefined, { read: 20, create: 1500 });
    const [acme] = one.books;
    const first = workers.start(one.home);
    await until(
      'a document is on its way',
      () => (acme?.quickbooks.requests.filter(({ kind }) => kind === 'invoice.create').length ?? 0) > 0,
    );
    first.child.kill('SIGKILL');
    const killedAt = performance.now();
    await first.ended();
    // As if it had been another machine: nobody here can see that its process is gone.
    server.run(one.url, "update leases set origin = 'another machine', host = 'another' where profile = 'acme'");
    const second = workers.start(one.home);
    const holder = (): string => server.run(one.url, "select host from leases where profile = 'acme'");
    await until('the profile is taken over', () => !['', 'another'].includes(holder()), 75);
    expect((performance.now() - killedAt) / 1000).toBeLessThan(60);
    await until('its month is complete', async () => isComplete(one) && (await codeOf(one, 'acme')) === 0);
    second.child.kill('SIGTERM');
    expect(await second.ended()).toBe(0);
  });

  test.runIf(hasBouncer()).each(['session', 'transaction'])('through PgBouncer in %s mode', async (mode) => {
    const bouncer = await startBouncer(server, mode);
    const one = await fleet(['acme', 'beta'], bouncer.through);
    const pair = [workers.start(one.home, ['--jobs', '2']), workers.start(one.home, ['--jobs', '2'])];
    await until(
      'every month is complete',
      async () => isComplete(one) && (await codeOf(one, 'acme')) === 0 && (await codeOf(one, 'beta')) === 0,
    );
    for (const { child } of pair) child.kill('SIGTERM');
    expect(await Promise.all(pair.map((worker) => worker.ended()))).toEqual([0, 0]);
    bouncer.stop();
  });

  test('what a connection reads is counted for its app', async () => {
    const one = await fleet(['acme']);
    const counted = server.run(one.url, 'select client_id, reads from metered_reads').split('\n');
    expect(counted).toEqual([`${one.books[0]?.settingsFor()['quickbooks.clientId'] ?? '?'}|2`]);
  });

  test('a server that is too old, and a queue of a newer program: a clear error, and what is in the queue stays', async () => {
    const one = await fleet(['acme']);
    const name = new URL(one.url).pathname.slice(1);
    server.run(
      one.url,
      `create schema old; create function old.current_setting(text) returns text language sql as $$ select '120022' $$;
       alter database ${name} set search_path = old, pg_catalog, public`,
    );
    const old = await one.once();
    expect([old.code, old.err]).toEqual([2, expect.stringMatching(/needs PostgreSQL 13 or newer[^]*on 12[^]*fix: \S/)]);
    expect(server.run(one.url, "select count(*) from pg_namespace where nspname = 'at2qbo_queue'")).toBe('0');
    server.run(one.url, `alter database ${name} reset search_path`);

    const worker = workers.start(one.home);
    await until('its month is complete', async () => isComplete(one) && (await codeOf(one, 'acme')) === 0);
    const newerTables = `update at2qbo_queue.version set version = ${TABLES_VERSION + 1}`;
    server.run(one.url, newerTables);
    await until('the running one says so', () => /the queue: .*newer version of at2qbo/.test(worker.said()));
    worker.child.kill('SIGTERM');
    expect(await worker.ended()).toBe(0);
    server.run(
      one.url,
      "insert into at2qbo_queue.job (name, data, singleton_key) values ('at2qbo-runs-1', '{\"profile\":\"acme\"}', 'acme') on conflict do nothing",
    );
    const waiting = (): string =>
      server.run(one.url, "select count(*) from at2qbo_queue.job where name = 'at2qbo-runs-1' and state < 'active'");
    const before = waiting();
    const refused = await one.once();
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(/made by a newer version of at2qbo[^]*fix: .*same version on every host/),
    ]);
    expect([before, waiting()]).toEqual(['1', '1']);
    server.run(one.url, `update at2qbo_queue.version set version = ${TABLES_VERSION}`);
    const again = workers.start(one.home);
    await until('what was in the queue is done', () => waiting() === '0');
    again.child.kill('SIGTERM');
    expect(await again.ended()).toBe(0);
  });

  test('a service that asks for half an hour is left alone for it', async () => {
    const one = await fleet(['acme']);
    let asked = 0;
    const down: Server = createServer((_, response) => {
      asked += 1;
      response
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '1800' })
        .end('{"errors":["The request threshold of this database has been exceeded."]}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => down.once('listening', resolve));
    const address = `http://127.0.0.1:${(down.address() as AddressInfo).port}/`;
    await inHome(one.home)(['settings', 'set', 'endpoints.autotask', address, '--profile', 'acme']);
    const worker = workers.start(one.home);
    await until('it was tried', async () => (await codeOf(one, 'acme')) === 5);
    const inSeconds = (): number =>
      Number(
        server.run(
          one.url,
          "select coalesce(max(extract(epoch from start_after - now()))::int, 0) from at2qbo_queue.job where name = 'at2qbo-runs-1' and state < 'active'",
        ),
      );
    await until('it is put off', () => inSeconds() > 1700, 20);
    expect(inSeconds()).toBeLessThanOrEqual(1800);
    const tried = asked;
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(asked).toBe(tried);
    worker.child.kill('SIGTERM');
    await worker.ended();
    down.close();
  });

  test('a profile that was named and is removed is no trouble of the worker', async () => {
    const one = await fleet(['acme', 'beta']);
    const worker = workers.start(one.home, ['--profile', 'acme,beta', '--listen', '127.0.0.1:0']);
    await until('it listens', () => /Listening on \S+:/.test(worker.said()));
    const at = /Listening on (\S+):/.exec(worker.said())?.[1] ?? '';
    await until('both months are complete', async () => isComplete(one) && (await codeOf(one, 'beta')) === 0);
    expect((await inHome(one.home)(['profiles', 'remove', 'beta', '--yes'])).code).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 25_000)); // one more look around
    const health = await fetch(`${at}/healthz`);
    expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
    expect(worker.said()).not.toMatch(/there is no profile/);
    worker.child.kill('SIGTERM');
    expect(await worker.ended()).toBe(0);
  });
});
