// Whose document, whose customer, which item: each as a person meets it, the built program against the sandbox.
import { afterEach, describe, expect, test } from 'vitest';
import { enterByHand, smallMonth } from './small-month.ts';
import { connectedWorld, type World } from './support.ts';

const worlds: World[] = [];
afterEach(async () => {
  for (const one of worlds.splice(0)) await one.close();
});
const open = async (...options: Parameters<typeof connectedWorld>): Promise<World> => {
  const world = await connectedWorld(...options);
  worlds.push(world);
  return world;
};

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

describe('a document that only bears the number', () => {
  const taken = async (): Promise<{ readonly world: World; readonly beta: string }> => {
    const month = smallMonth({
      companies: { 301: 'Alpha' },
      invoices: [{ id: 1, companyId: 301, number: 'N-1' }],
      customers: ['Alpha', 'Beta'],
    });
    const world = await open({ month, numbering: 'numbered' });
    const beta = enterByHand(world, 'Beta', 'N-1', '5000');
    const held = await world.sync();
    expect(held.json().invoices).toMatchObject([{ autotaskId: 1, outcome: 'held', reasons: [{ code: 'number-taken' }] }]);
    return { world, beta };
  };
  const document = (world: World, id: string): unknown => {
    const { TotalAmt, Balance, DocNumber, PrivateNote } = world.sandbox.quickbooks.tables.Invoice.get(id) ?? {};
    return { TotalAmt, Balance, DocNumber, PrivateNote };
  };

  test('is not voided when the invoice is voided in Autotask', async () => {
    const { world, beta } = await taken();
    const before = document(world, beta);
    world.sandbox.autotask.ui.voidInvoice(1);
    const run = await world.run(['sync-voids', '--json']);
    expect([run.code, run.json().voids]).toEqual([0, []]);
    expect(document(world, beta)).toEqual(before);
  });

  test('brings the invoice no paid date when it is paid', async () => {
    const { world, beta } = await taken();
    world.sandbox.quickbooks.ui.pay(beta);
    const run = await world.run(['sync-payments', '--json']);
    expect([run.code, run.json().payments]).toEqual([0, []]);
    expect(world.sandbox.autotask.tables.Invoices.get(1)?.['paidDate'] ?? null).toBeNull();
  });

  test('holds it no longer than it has the number; a copy that voids the older ones then leaves it alone', async () => {
    const { world, beta } = await taken();
    const told = await world.run(['explain', '1']);
    expect(told.out).toContain('which is not its document');
    const refused = await world.run(['copy-invoice', '1', '--overwrite', '--void-old']);
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining("isn't this invoice's")]);
    world.sandbox.quickbooks.ui.edit('Invoice', beta, { DocNumber: 'B-7' });
    const before = document(world, beta);
    const sent = await world.sync();
    expect(sent.json().invoices).toMatchObject([{ autotaskId: 1, outcome: 'created', quickbooks: { docNumber: 'N-1', total: '100.00' } }]);
    world.sandbox.quickbooks.ui.edit('Invoice', sent.json().invoices[0]?.quickbooks?.id ?? '', { DocNumber: 'N-1-old' });
    const copied = await world.run(['copy-invoice', '1', '--overwrite', '--void-old']);
    expect([copied.code, copied.out]).toEqual([0, expect.stringContaining('The older copy was voided: invoice N-1-old')]);
    expect(document(world, beta)).toEqual(before);
  });

  test('is not in a tie-out as the invoice, and is named there', async () => {
    const { world } = await taken();
    const run = await world.run(['reconcile', '--from', daysAgo(10), '--to', daysAgo(0)]);
    expect(run.out).toContain('its number is on invoice N-1 (Id');
    expect(run.out).toContain("which isn't tied to it");
  });
});
