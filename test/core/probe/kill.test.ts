// A probe that is killed at any request leaves nothing behind after --clean; the company's own rows are as they were.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal, JOURNAL_KEY } from '../../../src/core/probe/journal.ts';
import { ALL, Killed, probeWorld, type ProbeWorld } from './world.ts';

const isWhole = process.env['MODE'] === 'all';
/** One of so many requests; each, with `--mode all`. */
const EVERY = isWhole ? 1 : 23;

let world: ProbeWorld;
beforeAll(async () => {
  world = await probeWorld();
  world.sandbox.seed({ customers: [{ displayName: 'Acme', email: 'ap@acme.example' }], vendors: [], items: [], terms: [], classes: [] });
});
afterAll(() => world.sandbox.stop());

/** All rows but the inactive ones of probes. */
function books(): string {
  const { tables } = world.sandbox;
  return JSON.stringify(
    Object.values(tables).map((table) => [...table.values()].filter((row) => !JSON.stringify(row).includes('at2qbo probe'))),
  );
}

describe('a killed probe', () => {
  test(
    `leaves nothing behind once it is cleaned up, wherever it was killed (${isWhole ? 'each' : `every ${EVERY}th`} request, before and after)`,
    async () => {
      const before = books();
      world.killAt(Number.MAX_SAFE_INTEGER, 'before');
      await world.probe();
      const requests = world.count();
      expect(requests).toBeGreaterThan(150);
      expect(await world.clean()).toEqual([]);
      let killed = 0;
      for (let n = 1; n <= requests; n += EVERY) {
        for (const when of ['before', 'after'] as const) {
          world.killAt(n, when);
          await expect(world.probe(ALL, `k${n}${when[0] ?? ''}`), `${n} ${when}`).rejects.toThrow(Killed);
          killed += 1;
          expect(await world.clean(), `${n} ${when}`).toEqual([]);
          expect(world.left(), `${n} ${when}`).toEqual([]);
          expect(world.ledger.values.get(JOURNAL_KEY) ?? null, `${n} ${when}`).toBeNull();
          forgetProbes();
        }
      }
      expect(killed).toBeGreaterThan(15);
      expect(books()).toBe(before);
    },
    isWhole ? 3_600_000 : 120_000,
  );

  test('has written down what it was about to make before it was sent', async () => {
    world.killAt(12, 'before');
    await expect(world.probe(ALL, 'early')).rejects.toThrow(Killed);
    const journal = readJournal(world.ledger.values.get(JOURNAL_KEY) ?? null);
    expect(journal?.made.length).toBeGreaterThan(1);
    const marks = journal?.made.map((one) => one.mark) ?? [];
    const there = world
      .left()
      .filter((one) => /customer|item/.test(one))
      .map((one) => one.replace(/^\w+ /, ''));
    expect(there.length).toBeGreaterThan(0);
    expect(there.filter((name) => !marks.some((mark) => name.startsWith(mark)))).toEqual([]);
    expect(await world.clean()).toEqual([]);
  });

  test('is found by its mark alone, where the ledger was lost', async () => {
    world.killAt(60, 'after');
    await expect(world.probe(ALL, 'lost')).rejects.toThrow(Killed);
    world.ledger.values.clear();
    expect(world.left().length).toBeGreaterThan(2);
    expect(await world.clean()).toEqual([]);
    expect(world.left()).toEqual([]);
  });
});

test('what can’t be taken away is listed with the reason, and the journal stays', async () => {
  world.killAt(40, 'after');
  await expect(world.probe(ALL, 'stuck')).rejects.toThrow(Killed);
  world.sandbox.faults.add({ match: ({ kind }) => kind === 'customer.update', action: { status: 403 }, times: 50 });
  const left = await world.clean();
  expect(left.length).toBeGreaterThan(0);
  expect(world.ledger.values.get(JOURNAL_KEY)).toBeDefined();
  world.sandbox.faults.clear();
  expect(await world.clean()).toEqual([]);
  expect(world.left()).toEqual([]);
});

test('what can’t be looked for is said, and what is known by its id is taken away all the same', async () => {
  world.killAt(90, 'after');
  await expect(world.probe(ALL, 'blind')).rejects.toThrow(Killed);
  const before = world.left().filter((one) => one.startsWith('document')).length;
  expect(before).toBeGreaterThan(3);
  world.sandbox.faults.add({ match: ({ kind }) => kind === 'query.Payment', action: { status: 403 }, times: 50 });
  expect(await world.clean()).toEqual(['whatever is named "at2qbo probe blind…"']);
  expect(world.left().filter((one) => one.startsWith('document')).length).toBeLessThan(before);
  expect(world.ledger.values.get(JOURNAL_KEY)).toBeDefined();
  world.sandbox.faults.clear();
  expect(await world.clean()).toEqual([]);
  expect(world.left()).toEqual([]);
});

/** Inactive rows of hundreds of probes would slow down what comes. */
function forgetProbes(): void {
  const { Customer, Item } = world.sandbox.tables;
  for (const [id, row] of Customer) if ((row.DisplayName ?? '').startsWith('at2qbo')) Customer.delete(id);
  for (const [id, row] of Item) if ((row.Name ?? '').startsWith('at2qbo')) Item.delete(id);
}
