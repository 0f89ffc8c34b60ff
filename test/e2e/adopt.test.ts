// `adopt`: what is in QuickBooks already is linked, nothing is written to either side, and nothing is ever sent again.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectedWorld, type World } from './support.ts';

interface Adopted {
  readonly invoices: readonly { readonly autotaskId: number; readonly result: string; readonly why: string }[];
  readonly totals: Readonly<Record<'matched' | 'ambiguous' | 'different' | 'missing' | 'known' | 'linked', number>>;
  readonly goLiveDate: string | null;
  readonly suggestedGoLiveDate: string | null;
}

describe('adopt', () => {
  let world: World;
  let sent: number[] = [];
  const adopt = async (...args: string[]): Promise<{ code: number | null; found: Adopted }> => {
    const done = await world.run(['adopt', '--json', ...args]);
    return { code: done.code, found: done.json<Adopted>() };
  };
  beforeAll(async () => {
    world = await connectedWorld({ invoices: 6, limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 } });
    sent = (await world.sync())
      .json()
      .invoices.filter((one) => one.outcome === 'created')
      .map((one) => one.autotaskId);
    // As after another integration: QuickBooks and Autotask know, this ledger doesn't.
    const home = world.home.env['AT2QBO_HOME'] ?? '';
    for (const name of readdirSync(home).filter((one) => one.startsWith('ledger'))) rmSync(join(home, name));
    // And one that only the hand that made it could tell: no note, no number in Autotask.
    for (const table of [world.sandbox.quickbooks.tables.Invoice, world.sandbox.quickbooks.tables.CreditMemo])
      for (const row of table.values()) (row as Record<string, unknown>)['PrivateNote'] = '';
  });
  afterAll(() => world.close());

  it('a dry run shows the matches and writes nothing', async () => {
    const table = join(world.home.directory, 'adopt.csv');
    const { code, found } = await adopt('--dry-run', '--csv', table);
    expect(code).toBe(0);
    expect(found.totals.matched).toBe(sent.length);
    expect(found.totals.linked).toBe(0);
    expect(found.suggestedGoLiveDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(found.invoices.find((one) => one.result === 'matched')?.why).toBe('by number, customer and total');
    expect(readFileSync(table, 'utf8')).toContain('matched');
  });

  it('a document of another total is different, and a person is asked', async () => {
    const [id = 0] = sent.slice(-1);
    const row = world.sandbox.autotask.tables.Invoices.get(id);
    if (!row) throw new Error('no such invoice');
    const net = row['invoiceTotal'];
    row['invoiceTotal'] = Number(net) + 7;
    const { code, found } = await adopt('--dry-run');
    row['invoiceTotal'] = net ?? null;
    expect(code).toBe(1);
    expect(found.invoices.find((one) => one.autotaskId === id)?.result).toBe('different');
  });

  it('links into the ledger alone, sets the go-live date that is given, and no run sends those again', async () => {
    const writes = world.sandbox.quickbooks.counters.writes;
    const told = world.sandbox.autotask.writes.length;
    const { code, found } = await adopt('--go-live', '2026-01-01');
    expect(code).toBe(0);
    expect(found.totals.linked).toBe(sent.length);
    expect(found.goLiveDate).toBe('2026-01-01');
    expect(world.sandbox.quickbooks.counters.writes).toBe(writes);
    expect(world.sandbox.autotask.writes).toHaveLength(told);
    // Even one whose number somebody takes out again.
    const [id = 0] = sent;
    world.sandbox.autotask.ui.clearNumber(id);
    const run = (await world.sync()).json();
    expect(run.totals['created']).toBe(0);
    expect(run.invoices.find((one) => one.autotaskId === id)?.outcome).toBe('adopted');
  });

  it('a second time there is nothing left to link; bad dates are refused', async () => {
    const { code, found } = await adopt();
    expect(code).toBe(0);
    expect(found.totals).toMatchObject({ matched: 0, linked: 0, known: sent.length });
    expect((await world.run(['adopt', '--from', '2026-09-01', '--to', '2026-08-01'])).code).toBe(2);
    expect((await world.run(['adopt', '--from', 'yesterday'])).code).toBe(2);
  });

  it('a sign-in that is refused ends it with 4', async () => {
    world.sandbox.autotask.faults.add({ match: () => true, times: 50, action: { status: 401 } });
    expect((await world.run(['adopt', '--dry-run'])).code).toBe(4);
  });
});
