// Plan, approve, apply: what a dry run shows and saves, and that `sync --plan` carries out exactly that.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectedWorld, type SyncDocument, type World } from './support.ts';

interface Previewed {
  readonly document: { readonly lines: readonly { readonly amount: string }[]; readonly net: string; readonly memo: string };
  readonly mapping: { readonly customer: string; readonly items: readonly string[] };
  readonly proof: { readonly difference: string };
}

describe('plan, approve, apply', () => {
  let world: World;
  const file = (name: string): string => join(world.home.directory, name);
  beforeAll(async () => {
    world = await connectedWorld({ invoices: 8, limits: { perSecond: 1000, perMinute: 100_000, concurrent: 100 } });
  });
  afterAll(() => world.close());

  it('a dry run writes nothing, and shows each document with the mapping and the proof of its total', async () => {
    const before = world.sandbox.quickbooks.counters.writes;
    const done = await world.sync(['--dry-run']);
    const planned = done.json().invoices.filter((one) => one.outcome === 'planned') as unknown as Previewed[];
    expect(planned.length).toBeGreaterThan(5);
    for (const one of planned) {
      expect(one.document.memo).toContain('Autotask invoice id');
      expect(one.mapping.items).toHaveLength(one.document.lines.length);
      expect(Math.abs(Number(one.proof.difference))).toBeLessThanOrEqual(0.01);
    }
    expect(planned.some((one) => one.mapping.customer.startsWith('would be created'))).toBe(true);
    expect(planned.some((one) => one.mapping.customer === 'customer by name')).toBe(true);
    expect(world.sandbox.quickbooks.counters.writes).toBe(before);
    expect(world.sandbox.autotask.writes).toHaveLength(0);
  });

  it('the plan, the page and the table are saved for their owner alone; the page loads nothing from outside', async () => {
    const done = await world.run(['sync', '--dry-run', '--plan', file('p.json'), '--html', file('p.html'), '--csv', file('p.csv')]);
    expect(done.out).toContain('at2qbo sync --plan');
    for (const name of ['p.json', 'p.html', 'p.csv']) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    const page = readFileSync(file('p.html'), 'utf8');
    expect(page).toContain('D&#39;Angelo Catering');
    expect(page).not.toMatch(/<script|src="http|href="http/);
    expect(readFileSync(file('p.csv'), 'utf8').split('\n')[0]).toContain('Customer by');
  });

  it('a file that is no plan is never replaced, and CSV and HTML go with a dry run only', async () => {
    writeFileSync(file('notes.txt'), 'my notes');
    const refused = await world.run(['sync', '--dry-run', '--plan', file('notes.txt')]);
    expect(refused.code).toBe(2);
    expect(readFileSync(file('notes.txt'), 'utf8')).toBe('my notes');
    expect((await world.run(['sync', '--csv', file('x.csv')])).code).toBe(2);
    expect(existsSync(file('x.csv'))).toBe(false);
  });

  it('a plan that is missing, edited, of another version or another company is refused before anything is sent', async () => {
    const plan = JSON.parse(readFileSync(file('p.json'), 'utf8')) as Record<string, unknown>;
    const refuses = async (text: string, words: RegExp): Promise<void> => {
      writeFileSync(file('bad.json'), text);
      const done = await world.run(['sync', '--plan', file('bad.json')]);
      expect(done.code).toBe(2);
      expect(done.err).toMatch(words);
    };
    expect((await world.run(['sync', '--plan', file('none.json')])).code).toBe(2);
    await refuses('not json', /isn't a plan/);
    await refuses(JSON.stringify({ ...plan, createdAt: '2020-01-01T00:00:00.000Z' }), /changed after it was saved/);
    await refuses(JSON.stringify({ ...plan, version: 2 }), /version 2/);
    const other = await world.run(['sync', '--plan', file('p.json')], { AT2QBO_QUICKBOOKS__REALM_ID: '123' });
    expect(other.code).toBe(2);
    expect(other.err).toContain('company');
    expect(world.sandbox.autotask.writes).toHaveLength(0);
  });

  it('an invoice that changed by a cent is held, the others are sent, and what is not in the plan is untouched', async () => {
    const shown = (await world.sync(['--dry-run'])).json().invoices.filter((one) => one.outcome === 'planned');
    const [changed, left, ...rest] = shown;
    if (!changed || !left) throw new Error('the month is too small');
    const ids = [changed, ...rest].map((one) => String(one.autotaskId));
    await world.run(['sync', '--dry-run', '--only', ...ids, '--plan', file('some.json')]);
    const { Invoices: invoices, BillingItems: items } = world.sandbox.autotask.tables;
    const header = invoices.get(changed.autotaskId);
    const line = [...items.values()].find((one) => one['invoiceID'] === changed.autotaskId);
    if (!header || !line) throw new Error('the sandbox has no such invoice');
    header['invoiceTotal'] = Math.round((Number(header['invoiceTotal']) + 0.01) * 100) / 100;
    line['totalAmount'] = Math.round((Number(line['totalAmount']) + 0.01) * 100) / 100;

    const done = await world.sync(['--plan', file('some.json')]);
    const document: SyncDocument = done.json();
    expect(done.code).toBe(1);
    const outcome = new Map(document.invoices.map((one) => [one.autotaskId, one]));
    expect(outcome.get(changed.autotaskId)?.outcome).toBe('held');
    expect(outcome.get(changed.autotaskId)?.reasons[0]?.code).toBe('plan-changed');
    expect(outcome.get(changed.autotaskId)?.reasons[0]?.message).toMatch(/invoice total|net|amount/i);
    expect(outcome.has(left.autotaskId)).toBe(false);
    for (const one of rest) expect(outcome.get(one.autotaskId)?.outcome).toBe('created');
  });

  it('carrying the same plan out again sends nothing twice', async () => {
    const again = (await world.sync(['--plan', file('some.json')])).json();
    expect(again.totals['created']).toBe(0);
    expect(again.invoices.filter((one) => one.outcome === 'skipped').length).toBeGreaterThan(3);
  });
});
