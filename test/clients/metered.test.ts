// Reads that Intuit meters: one sum for all programs of an app, warned of, spared for invoices, never run into; and how a blocked answer is told.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { countInFile, type ReadCounts } from '../../src/clients/metered/counts.ts';
import { nextMonth, ReadMeter } from '../../src/clients/metered/read-meter.ts';
import { judge } from '../../src/clients/quickbooks/answer.ts';
import type { LocalDate } from '../../src/core/dates.ts';
import { company, COMPANY, draft, failure, fixture, guardNetwork, world } from './quickbooks/support.ts';

guardNetwork();

let folder: string;
const open: ReadCounts[] = [];
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'metered-'))));
afterEach(() => {
  for (const counts of open.splice(0)) counts.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Program {
  readonly meter: ReadMeter;
  readonly notes: string[];
  readonly clock: { time: number; now(): number };
}
function program(perMonth: number, clientId = 'app', path = join(folder, 'metered.db')): Program {
  const counts = countInFile(path);
  open.push(counts);
  const notes: string[] = [];
  const clock = { time: Date.parse('2026-11-30T23:59:00Z'), now: () => clock.time };
  return { meter: new ReadMeter({ clientId, perMonth, counts, clock, note: (_level, message) => notes.push(message) }), notes, clock };
}
async function read(one: Program, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) one.meter.used();
  await one.meter.flush();
}

test('programs of one app add up, whatever their profile; another app has its own sum, and each month a new one', async () => {
  const [first, second, other] = [program(1000), program(1000), program(1000, 'another app')];
  await read(first, 30);
  await read(second, 12);
  await read(other, 5);
  await Promise.all([first, second, other].map(({ meter }) => meter.ask()));
  const third = program(1000);
  await third.meter.ask();
  expect([third.meter.state().used, other.meter.state().used]).toEqual([42, 5]);
  third.clock.time += 120_000;
  await third.meter.allow('document');
  expect(third.meter.state()).toEqual({ used: 0, limit: 1000, month: '2026-12' });
  expect(statSync(join(folder, 'metered.db')).mode & 0o077).toBe(0);
});

test('past 80 % it is said once, past 95 % only an invoice is read for, and at the end nothing is', async () => {
  const one = program(1000);
  await read(one, 799);
  await one.meter.allow('look');
  expect(one.notes).toEqual([]);
  await read(one, 1);
  await one.meter.allow('look');
  await one.meter.allow('look');
  expect(one.notes).toEqual(['QuickBooks: 800 of 1000 metered reads of this month are used (all profiles with this client id)']);
  await read(one, 150);
  await one.meter.allow('document');
  expect(await failure(one.meter.allow('look'))).toMatchObject({ kind: 'temporary', code: 'metered-reads' });
  await read(one, 50);
  const end = await failure(one.meter.allow('document'));
  expect(end).toMatchObject({ kind: 'temporary', remedy: expect.stringContaining('2026-12-01') as string });
});

test('a file that can’t be used is no reason to stop: it counts for itself, and says so once', async () => {
  const path = join(folder, 'broken.db');
  writeFileSync(path, 'no database, and long enough not to be taken for an empty one'.repeat(50));
  const one = program(10, 'app', path);
  await one.meter.allow('document');
  await read(one, 10);
  expect(one.notes).toHaveLength(1);
  expect(await failure(one.meter.allow('document'))).toMatchObject({ code: 'metered-reads' });
});

it.each([
  ['2026-11', '2026-12-01'],
  ['2026-12', '2027-01-01'],
])('after %s comes %s', (month, day) => expect(nextMonth(month)).toBe(day));

describe('the client', () => {
  const TIME = '2026-08-01T00:00:00.000-07:00';
  const meterOf = () => {
    const asked: string[] = [];
    let used = 0;
    return {
      asked,
      used: () => used,
      meter: {
        allow: async (need: string) => void asked.push(need),
        used: () => void (used += 1),
        state: () => ({ used, limit: 1, month: '2026-08' }),
      },
    };
  };
  const query = (answer: object, status = 200) => company().get(`${COMPANY}/query`).query(true).reply(status, answer);

  test('counts reads that were answered, not those refused, and no write', async () => {
    const { meter, used, asked } = meterOf();
    const { client } = world(8, { meter });
    query({ QueryResponse: {}, time: TIME });
    await client.terms();
    query({ Fault: { Error: [{ Message: 'x', Detail: 'x', code: '4000' }] } }, 400);
    await failure(client.items());
    company()
      .post(`${COMPANY}/invoice`)
      .query(true)
      .reply(200, { Invoice: fixture('invoice')['Invoice'], time: TIME });
    await client.createDocument(draft, 'r-1');
    expect([used(), asked]).toEqual([1, ['document', 'document']]);
  });

  test('a look at changes, payments or books as a whole can wait; a look for an invoice’s document can’t', async () => {
    const { meter, asked } = meterOf();
    const { client } = world(8, { meter });
    const span = { kind: 'dated', from: '2026-07-01' as LocalDate, to: '2026-07-02' as LocalDate } as const;
    for (let n = 0; n < 4; n += 1) query({ QueryResponse: {}, time: TIME });
    await client.documents(span);
    await client.documents({ ...span, isBrief: true });
    company()
      .get(`${COMPANY}/cdc`)
      .query(true)
      .reply(200, { CDCResponse: [{ QueryResponse: [{}, {}, {}] }], time: TIME });
    await client.changes('2026-07-31T00:00:00.000Z' as Parameters<typeof client.changes>[0]);
    expect(asked).toEqual(['document', 'document', 'look', 'look', 'look']);
  });
});

const answer = (status: number, text: string) => ({ status, headers: {}, body: Buffer.from(text), text });
const BLOCKED = '{"status":403,"message":"Forbidden","timestamp":"2026-11-27T00:00:00Z"}';
it.each([
  ['JSON without a fault, 403', 403, BLOCKED, 'read', 'fault', 'metered-reads'],
  ['JSON that speaks of a quota, 429', 429, '{"error":"Monthly CorePlus quota reached"}', 'read', 'fault', 'metered-reads'],
  ['a 429 that says nothing', 429, '{"message":"Too Many Requests"}', 'read', 'throttled', '429'],
  ['an empty 429', 429, '', 'read', 'throttled', '429'],
  ['a proxy’s page, 403', 403, '<html>Forbidden</html>', 'read', 'fault', '403'],
  ['the same to a write, which isn’t metered', 403, BLOCKED, 'write', 'fault', '403'],
  ['the wrong company', 403, '{"fault":{"error":[{"code":"3100","message":"x"}]}}', 'read', 'fault', '3100'],
] as const)('%s', (_, status, text, mode, kind, code) => {
  const verdict = judge(answer(status, text), 'Reading', mode);
  expect([verdict.kind, 'error' in verdict && verdict.error.code]).toEqual([kind, code]);
});
