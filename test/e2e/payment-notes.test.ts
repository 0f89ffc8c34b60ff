// A partial and a bounced payment, noted once in Autotask: the built program against the sandbox.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedWorld, type World } from './support.ts';

let world: World;
let sent: { readonly id: number; readonly document: string }[];
beforeAll(async () => {
  world = await connectedWorld({
    invoices: 10,
    companies: 5,
    seed: 3,
    settings: { 'notify.ticket': { queue: 'Billing', priority: 'High' } },
  });
  sent = (await world.sync(['--yes']))
    .json()
    .invoices.filter((one) => one.outcome === 'created' && one.quickbooks?.type === 'Invoice' && Number(one.quickbooks.total) > 1)
    .map((one) => ({ id: one.autotaskId, document: one.quickbooks?.id ?? '' }));
}, 120_000);
afterAll(() => world.close());

const notes = (): string[] =>
  [...world.sandbox.autotask.tables.CompanyNotes.values()].map((row) => `${String(row['companyID'])} ${String(row['note'])}`);
const companyOf = (id: number): unknown => world.sandbox.autotask.tables.Invoices.get(id)?.['companyID'];

test('a partial payment is noted on the company, once', async () => {
  const [one] = sent;
  if (!one) throw new Error('nothing was sent');
  world.sandbox.quickbooks.ui.pay(one.document, '0.50');
  const first = await world.run(['sync-payments']);
  expect(first.code).toBe(0);
  expect(notes()).toEqual([expect.stringContaining(`${String(companyOf(one.id))} Partly paid`)]);
  await world.run(['sync-payments', '--days', '5']);
  expect(notes().length).toBe(1);
  world.sandbox.quickbooks.ui.pay(one.document, '0.25');
  await world.run(['sync-payments']);
  expect(notes().length).toBe(2);
});

test('an Autotask that takes no note: said in the log, tried again, and the run ends as it would', async () => {
  const one = sent[1];
  if (!one) throw new Error('only one was sent');
  const before = notes().length;
  world.sandbox.quickbooks.ui.pay(one.document, '0.50');
  world.sandbox.autotask.faults.add({ match: (call) => call.kind === 'CompanyNotes.create', action: { status: 403 }, times: 5 });
  const refused = await world.run(['sync-payments', '--verbose']);
  world.sandbox.autotask.faults.clear();
  expect([refused.code, refused.err]).toEqual([0, expect.stringContaining('was not noted in Autotask')]);
  await world.run(['sync-payments', '--days', '5']);
  expect(notes().length).toBe(before + 1);
});
