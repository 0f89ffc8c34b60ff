// `logs --invoice`: what a person reads of one invoice that was held, released, made, paid and voided.
import { expect, test } from 'vitest';
import { connectedWorld } from './support.ts';

test('the life of an invoice tells each of its turns, in order: held, released, made, marked, paid, voided', async () => {
  const world = await connectedWorld({ invoices: 12 });
  try {
    const id = 5010;
    const must = async (args: readonly string[]): Promise<string> => {
      const { code, out, err } = await world.run(args);
      if (code !== 0 && code !== 1) throw new Error(`${args.join(' ')}: ${code}\n${err}`);
      return out;
    };
    await must(['hold', String(id), '--why', 'price in dispute']);
    await must(['sync', '--only', String(id)]);
    await must(['release', String(id)]);
    await must(['sync', '--only', String(id)]);
    const { quickBooksId } = (await world.run(['explain', String(id), '--json'])).json<{
      invoices: { ledger: { quickBooksId: string } }[];
    }>().invoices[0]?.ledger ?? { quickBooksId: '' };
    world.sandbox.quickbooks.ui.pay(quickBooksId, undefined, '2026-01-15');
    await must(['sync-payments']);
    world.sandbox.quickbooks.ui.void(quickBooksId);
    world.sandbox.autotask.ui.voidInvoice(id);
    await must(['sync-voids']);
    const life = await must(['logs', '--invoice', String(id)]);
    const turns = [
      'run or command',
      'held by a person: price in dispute',
      ': sync on ',
      'held: On hold: price in dispute',
      'released by a person',
      'about to be sent to QuickBooks (intent)',
      'made in QuickBooks: invoice ',
      'written back to Autotask: number ',
      'Autotask shows it: done',
      ': sync-payments on ',
      'paid date 2026-01-15 written to Autotask',
      ': sync-voids on ',
    ];
    let at = 0;
    for (const turn of turns) {
      const next = life.indexOf(turn, at);
      expect(next, `"${turn}" after what came before, in:\n${life}`).toBeGreaterThanOrEqual(at);
      at = next;
    }
    expect(life.match(/^run \w+: /gm)).toHaveLength(4);
  } finally {
    await world.close();
  }
});
