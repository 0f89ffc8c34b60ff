// The shared ledger: the common suite, and what several hosts do to it. Skips itself with a reason where no PostgreSQL is installed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresLedger, type PostgresLedger } from '../../../src/clients/ledger/postgres/postgres.ts';
import { countInLedger } from '../../../src/clients/metered/counts.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { clock, transfer } from './samples.ts';
import { ledgerSuite } from './suite.ts';

const isThere = findPostgres() !== null;
if (!isThere) console.warn('PostgreSQL is not installed: its ledger is not tested here');
let server: TestPostgres | null = null;
beforeAll(async () => {
  if (isThere) server = await startPostgres();
});
afterAll(() => server?.stop());

const database = (): string => {
  if (server === null) throw new Error('no PostgreSQL');
  return server.database();
};

describe.runIf(isThere)('shared ledger', () => {
  ledgerSuite('PostgreSQL', async () => {
    const url = database();
    return { open: async (wanted) => openPostgresLedger(url, wanted), remove: async () => undefined };
  });

  const options = { profile: 'default', clock };
  const both = (): [PostgresLedger, PostgresLedger] => {
    const url = database();
    return [openPostgresLedger(url, options), openPostgresLedger(url, options)];
  };

  test('many hosts that open a new database at the same moment all get it', async () => {
    const url = database();
    const ledgers = Array.from({ length: 8 }, () => openPostgresLedger(url, options));
    await Promise.all(ledgers.map((one) => one.recall('anything')));
    await ledgers[0]!.save(transfer(1), { what: 'intent' });
    expect((await ledgers[7]!.allTransfers()).map((one) => one.invoiceId)).toEqual([1]);
    await Promise.all(ledgers.map((one) => one.close()));
  });

  test('metered reads of all hosts are one sum by client id and month', async () => {
    const [first, second] = both();
    const [one, other] = [countInLedger(first.store), countInLedger(second.store)];
    await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? one : other).add('app', '2026-11', 25)));
    expect(await one.add('app', '2026-11', 0)).toBe(200);
    expect([await other.add('app', '2026-12', 3), await other.add('another app', '2026-11', 0)]).toEqual([3, 0]);
    await Promise.all([first.close(), second.close()]);
  });

  test('one run a profile at a time: the second host is told who runs', async () => {
    const [first, second] = both();
    await first.lease('sync');
    await expect(second.lease('sync')).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    await first.close();
    await second.lease('sync');
    await second.close();
  });

  test("a dead host's lease is taken over, and the host that lost it writes nothing more", async () => {
    const [first, second] = both();
    await first.lease('sync');
    await second.store.write([{ sql: "update leases set beat_at = beat_at - 120, origin = 'elsewhere'", values: [] }]);
    const lease = await second.lease('sync');
    await expect(first.save(transfer(1), { what: 'intent' })).rejects.toMatchObject({ kind: 'integrity' });
    expect(lease.stillMine()).toBe(true);
    await second.save(transfer(2), { what: 'intent' });
    expect((await second.allTransfers()).map((one) => one.invoiceId)).toEqual([2]);
    await first.close();
    await second.save(transfer(3), { what: 'intent' });
    await second.close();
  });

  test('a lease that a person takes away by force is the taker’s at once; its holder writes nothing more and frees nothing of the other', async () => {
    const [first, second] = both();
    const lost = await first.lease('sync');
    expect(await second.holder()).toMatchObject({ pid: process.pid, command: 'sync', isAlive: true });
    await lost.confirm();
    const taken = await second.lease('clear-status', { isForced: true });
    expect(lost.stillMine()).toBe(true); // it can't know yet: that is why it asks before each write
    await expect(lost.confirm()).rejects.toMatchObject({ kind: 'integrity' });
    await taken.confirm();
    await expect(first.save(transfer(1), { what: 'intent' })).rejects.toMatchObject({ kind: 'integrity' });
    expect([lost.stillMine(), taken.stillMine()]).toEqual([false, true]);
    await first.close();
    expect(await second.holder()).toMatchObject({ command: 'clear-status' });
    await second.save(transfer(2), { what: 'intent' });
    expect((await second.allTransfers()).map((one) => one.invoiceId)).toEqual([2]);
    await second.close();
  });

  test('of many hosts that take one lease by force at the same moment one has it, and the others are told so or lose it', async () => {
    const url = database();
    const ledgers = Array.from({ length: 6 }, () => openPostgresLedger(url, options));
    await ledgers[0]!.lease('sync');
    const tries = await Promise.allSettled(ledgers.slice(1).map((one) => one.lease('clear-status', { isForced: true })));
    expect(tries.some((one) => one.status === 'fulfilled')).toBe(true);
    const wrote = await Promise.allSettled(
      ledgers.map((one, n) =>
        n === 0 || tries[n - 1]?.status === 'fulfilled' ? one.save(transfer(n + 1), { what: 'intent' }) : Promise.reject(new Error('none')),
      ),
    );
    expect(wrote.filter((one) => one.status === 'fulfilled').length).toBe(1);
    await Promise.all(ledgers.map((one) => one.close()));
  });

  test('a holder without a beat for a minute is told as dead', async () => {
    const [first, second] = both();
    await first.lease('sync');
    await second.store.write([{ sql: "update leases set beat_at = beat_at - 120, origin = 'elsewhere'", values: [] }]);
    expect(await second.holder()).toMatchObject({ isAlive: false });
    await first.close();
    expect(await second.holder()).toBeNull();
    await second.close();
  });

  test('a connection that breaks between two writes is opened again, and nothing is half stored', async () => {
    const [first, second] = both();
    await first.save(transfer(1), { what: 'intent' });
    server?.cut();
    await first.save(transfer(2), { what: 'intent' }).catch(() => first.save(transfer(2), { what: 'intent' }));
    const ids = (await second.allTransfers().catch(() => second.allTransfers())).map((one) => one.invoiceId);
    expect(ids).toEqual([1, 2]);
    expect((await second.history(invoiceId(2))).length).toBe(1);
    await first.close();
    await second.close();
  });

  test('a database that is not there is said plainly, without the address', async () => {
    const ledger = openPostgresLedger('postgres://who:Tr0ub4dor@127.0.0.1:1/none', options);
    await expect(ledger.allTransfers()).rejects.toMatchObject({ kind: 'temporary', disposition: 'stop' });
    await expect(ledger.allTransfers()).rejects.not.toThrow(/Tr0ub4dor/);
    await ledger.close();
  });
});
