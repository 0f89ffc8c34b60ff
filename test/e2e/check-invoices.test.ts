// `at2qbo check-invoices` as a child process: it says what sync then does, and writes nothing.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectedWorld, type SyncDocument, type World } from './support.ts';

interface Checked extends SyncDocument {
  readonly sync: string;
  readonly numbering: string;
  readonly maxAgeDays: number;
  readonly wouldTake: readonly number[];
  readonly wouldLeave: readonly number[];
}

// Several whole runs of the program a test, on machines that do other things too.
vi.setConfig({ testTimeout: 180_000 });

let world: World;
beforeAll(async () => {
  world = await connectedWorld({ invoices: 1, settings: { 'limits.quickbooksPerSecond': 10 } });
}, 240_000);
afterAll(() => world.close(), 120_000);

const writes = () => [
  ...world.sandbox.quickbooks.requests.filter(({ kind }) => /create|update|delete/.test(kind)),
  ...world.sandbox.autotask.writes,
];
const check = async (...args: string[]) => world.run(['check-invoices', '--json', ...args]);

test('lists what would be taken and what would be left with reasons; 1 where something would be held', async () => {
  const done = await check();
  expect(done).toMatchObject({ code: 1, err: '' });
  const document = done.json<Checked>();
  expect(document.dryRun).toBe(true);
  expect([...document.wouldTake, ...document.wouldLeave].sort()).toEqual(document.invoices.map(({ autotaskId }) => autotaskId).sort());
  for (const id of document.wouldLeave) {
    const one = document.invoices.find(({ autotaskId }) => autotaskId === id);
    expect(one?.reasons.length).toBeGreaterThan(0);
  }
  expect(writes()).toEqual([]);
});

test('a wider window takes what was too old; other settings stay as they are', async () => {
  const [narrow, wide] = [(await check('--max-age', '14')).json<Checked>(), (await check('--max-age', '400')).json<Checked>()];
  expect(narrow.totals['outsideWindow']).toBeGreaterThan(0);
  expect(wide.totals['outsideWindow']).toBe(0);
  expect(wide.wouldTake.length).toBeGreaterThan(narrow.wouldTake.length);
  expect((await world.run(['settings', 'get', 'invoices.lookBackDays'])).out).toBe('14\n');
});

test('another numbering is refused where sync would refuse it', async () => {
  const done = await world.run(['check-invoices', '--numbering', 'autotask-id']);
  expect(done).toMatchObject({ code: 2, out: '', err: expect.stringContaining('custom transaction numbers are off') });
});

test('bad input: 2; Autotask down: 5; nothing to do: 0', async () => {
  expect(await world.run(['check-invoices', '--max-age', '0'])).toMatchObject({ code: 2, out: '' });
  expect(await world.run(['check-invoices', '--numbering', 'roman'])).toMatchObject({ code: 2, out: '' });
  world.sandbox.autotask.faults.add({ match: ({ kind }) => kind === 'Invoices.query', times: 50, action: 503 });
  expect((await world.run(['check-invoices'])).code).toBe(5);
  world.sandbox.autotask.faults.clear();
});

test('sync then takes exactly those', async () => {
  const { wouldTake } = (await check()).json<Checked>();
  const created = (await world.sync()).json().invoices.filter(({ outcome }) => outcome === 'created');
  expect(created.map(({ autotaskId }) => autotaskId)).toEqual(wouldTake);
  const after = await check();
  expect(after.json<Checked>().wouldTake).toEqual([]);
});
