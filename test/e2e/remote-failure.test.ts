// Every command that talks to a service, while that service is down: said plainly, exit code 5, nothing changed. And a living holder of the lock.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/host/clock.ts';
import { acquireLock } from '../../src/clients/host/lock.ts';
import { connectedWorld, type World } from './support.ts';

/** The pauses between tries are the point of no test here: time runs faster in the child. */
const QUICK = {
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('../crash/preload.mjs', import.meta.url))}`,
  AT2QBO_TEST_SPEED: '40',
};

let world: World;
let id = 0;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 1 });
  id = [...world.sandbox.autotask.tables.Invoices.keys()][0] ?? 0;
});
afterAll(() => world.close());

test('clear-status leaves a living holder alone (6), and takes over when a person says --force', async () => {
  const lock = await acquireLock(join(world.home.directory, 'at2qbo', 'run.lock'), { waitMs: 0, clock: systemClock, note: 'sync' });
  const refused = await world.run(['clear-status', '--json']);
  expect(refused.code).toBe(6);
  expect(refused.out).toMatch(/another run is active/);
  const forced = await world.run(['clear-status', '--force', '--json']);
  expect(forced.code).toBe(0);
  expect(lock.stillMine()).toBe(false);
  lock.release();
});

test('with Autotask down every command ends with 5, names it, and writes nothing', async () => {
  world.sandbox.autotask.faults.add({ match: () => true, times: 10_000, action: 503 });
  const before = world.sandbox.autotask.writes.length;
  const commands = [
    ['sync'],
    ['sync-voids'],
    ['compare-items'],
    ['check-invoices'],
    ['copy-invoice', String(id)],
    ['mark-paid', '1001', '--date', '2026-01-31', '--yes'],
    ['reconcile', '--from', '2026-01-01', '--to', '2026-01-31'],
    ['explain', String(id)],
  ];
  const ended: [string, number | null, string][] = [];
  for (const command of commands) {
    const done = await world.run(command, QUICK);
    ended.push([command[0] ?? '', done.code, done.out + done.err]);
  }
  world.sandbox.autotask.faults.clear();
  expect(ended.map(([name, code]) => [name, code])).toEqual(commands.map(([name]) => [name, 5]));
  for (const [name, , said] of ended) expect(said, name).toMatch(/Autotask/);
  expect(world.sandbox.autotask.writes.length).toBe(before);
  expect(world.sandbox.quickbooks.tables.Invoice.size).toBe(0);
});
