// How often a scheduled run asks QuickBooks for payments: between two asks a run with nothing to send costs no metered read.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/host/clock.ts';
import { countInFile } from '../../src/clients/metered/counts.ts';
import { openSqliteLedger } from '../../src/clients/ledger/sqlite/sqlite.ts';
import { smallMonth } from '../fleet/support.ts';
import { profilePaths } from '../../src/config/paths.ts';
import { connectedWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ month: smallMonth(3) });
});
afterAll(() => world.close());

/** As if the last ask had been so long ago. */
async function ageCursor(minutes: number): Promise<void> {
  const path = profilePaths('default', world.home.env).ledger;
  const ledger = openSqliteLedger(path, { profile: 'default', clock: systemClock });
  const cursor = JSON.parse((await ledger.recall('payments.cursor')) ?? '') as Record<string, unknown>;
  const askedAt = new Date(Date.now() - minutes * 60_000).toISOString();
  await ledger.remember('payments.cursor', JSON.stringify({ ...cursor, askedAt }));
  await ledger.close();
}
const metered = (): number =>
  world.sandbox.quickbooks.requests.filter((one) => one.method === 'GET' || /\/(query|batch)/.test(one.path)).length;

test('a scheduled run asks once an hour, a person’s each time, and what was paid meanwhile is seen by the next ask', async () => {
  const first = await world.sync(['--quiet']);
  const sent = first.json().invoices.filter((one) => one.outcome === 'created' && one.quickbooks?.type === 'Invoice');
  expect(sent.length).toBeGreaterThan(0);
  world.sandbox.quickbooks.ui.pay(sent[0]?.quickbooks?.id ?? '', undefined, '2026-01-15');

  const before = metered();
  const between = await world.sync(['--quiet']);
  expect([between.json().calls.quickbooksReads, between.json().payments, metered() - before]).toEqual([0, [], 0]);

  await ageCursor(61);
  const due = await world.sync(['--quiet']);
  expect(due.json().calls.quickbooksReads).toBeGreaterThan(0);
  expect(due.json().payments).toMatchObject([{ autotaskId: sent[0]?.autotaskId, outcome: 'marked' }]);

  expect((await world.sync(['--quiet'])).json().calls.quickbooksReads).toBe(0);
  expect((await world.sync()).json().calls.quickbooksReads).toBe(1);
  await ageCursor(61);
  expect((await world.sync(['--quiet'], { AT2QBO_PAYMENTS__EVERY_MINUTES: '90' })).json().calls.quickbooksReads).toBe(0);
});

test('where the reads of the month would not last, the pause between asks grows', async () => {
  await ageCursor(61);
  const counts = countInFile(`${profilePaths('default', world.home.env).root}/metered.db`);
  const clientId = world.sandbox.quickbooks.clientId;
  const month = new Date().toISOString().slice(0, 7);
  const used = await counts.add(clientId, month, 0);
  expect(used).toBeGreaterThan(0);
  await counts.add(clientId, month, 470_000 - used);
  counts.close();
  expect((await world.sync(['--quiet'])).json().calls.quickbooksReads).toBe(0);
  await ageCursor(1441);
  expect((await world.sync(['--quiet'])).json().calls.quickbooksReads).toBe(1);
});
