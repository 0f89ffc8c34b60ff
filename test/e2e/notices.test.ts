// Tickets and webhook as a customer sees them: the built program against the sandbox, and a server that takes the posts.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../src/sandbox/autotask/rows.ts';
import { connectedWorld, type World } from './support.ts';

interface Post {
  readonly event: string;
  readonly autotaskId?: number;
  readonly exitCode?: number;
}

let world: World;
let server: Server;
let posts: Post[] = [];
let answer = 200;
const CHOICE = JSON.stringify({ queue: 'Billing', priority: 'High' });

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (answer === 200) posts.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Post);
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  world = await connectedWorld({ invoices: 14, companies: 8, seed: 3 });
}, 120_000);
beforeEach(() => {
  posts = [];
});
afterAll(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await world.close();
});

const tickets = (): Row[] => [...world.sandbox.autotask.tables.Tickets.values()];
const notes = (): Row[] => [...world.sandbox.autotask.tables.TicketNotes.values()];
const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

test('bad input: a ticket without a queue, a webhook that is no address; nothing changes', async () => {
  const ticket = await world.run(['settings', 'set', 'notify.ticket', '{"priority": "High"}']);
  expect([ticket.code, ticket.err]).toEqual([2, expect.stringContaining('notify.ticket')]);
  const hook = await world.run(['settings', 'set', 'notify.webhookUrl', 'http://example.com/x']);
  expect([hook.code, hook.err]).toEqual([2, expect.stringContaining('notify.webhookUrl')]);
});

test('a queue that Autotask doesn’t have is said, with those that it has; the run ends as it would', async () => {
  const run = await world.run(['sync', '--dry-run'], { AT2QBO_NOTIFY__TICKET: CHOICE });
  expect([tickets().length, run.code]).toEqual([0, 1]);
  const wrong = await world.run(['sync', '--yes', '--verbose'], {
    AT2QBO_NOTIFY__TICKET: JSON.stringify({ queue: 'Nowhere', priority: 'High' }),
  });
  expect([wrong.code, `${wrong.out}${wrong.err}`]).toEqual([1, expect.stringContaining('Autotask has no queue "Nowhere"; it has Billing')]);
  expect(tickets()).toEqual([]);
});

test('one ticket a hold, on the invoice’s company; none twice', async () => {
  await world.set('notify.ticket', CHOICE);
  const held = (await world.sync(['--yes'])).json().invoices.filter((one) => one.outcome === 'held' || one.outcome === 'failed');
  expect(held.length).toBeGreaterThan(0);
  expect(tickets().length).toBe(held.length);
  for (const one of held) {
    const company = world.sandbox.autotask.tables.Invoices.get(one.autotaskId)?.['companyID'];
    expect(tickets().find((row) => String(row['externalID']).endsWith(` ${one.autotaskId}`))).toMatchObject({
      companyID: company,
      queueID: 8,
      priority: 1,
      status: 1,
    });
  }
  await world.sync(['--yes']);
  expect([tickets().length, notes().length]).toEqual([held.length, 0]);
});

test('another reason is a note, and a hold that is settled completes its ticket', async () => {
  const inactive = [...world.sandbox.quickbooks.tables.Customer.values()].find((one) => one.Active === false);
  const invoice = (await world.sync(['--yes'])).json().invoices.find((one) => one.reasons.some((why) => why.code === 'customer-inactive'));
  if (!inactive || !invoice) throw new Error('no invoice of an inactive customer');
  const mine = (): Row | undefined => tickets().find((row) => String(row['externalID']).endsWith(` ${invoice.autotaskId}`));
  const missing = {
    AT2QBO_CUSTOMERS__MAP: JSON.stringify({
      [String(world.sandbox.autotask.tables.Invoices.get(invoice.autotaskId)?.['companyID'])]: '424242',
    }),
  };
  await world.sync(['--yes'], missing);
  expect(notes().map((row) => row['ticketID'])).toEqual([mine()?.['id']]);
  world.sandbox.autotask.ui.voidInvoice(invoice.autotaskId);
  await world.sync(['--yes']);
  expect(mine()?.['status']).toBe(5);
});

test('the webhook: one post a run, one for each hold that is new; what wasn’t taken is said again', async () => {
  await world.set('notify.webhookUrl', url());
  answer = 500;
  const down = await world.run(['sync', '--yes']);
  expect([down.code, posts]).toEqual([1, []]);
  answer = 200;
  await world.run(['sync', '--yes']);
  expect(posts[0]).toMatchObject({ event: 'run', exitCode: 1 });
  const first = posts.filter((one) => one.event === 'hold').length;
  expect(first).toBeGreaterThan(0);
  posts = [];
  await world.run(['sync', '--yes']);
  expect(posts.map((one) => one.event)).toEqual(['run']);
  const settled = tickets().find((row) => row['status'] === 1);
  const id = Number(String(settled?.['externalID']).split(' ').at(-1));
  world.sandbox.autotask.ui.voidInvoice(id);
  posts = [];
  await world.run(['sync', '--yes']);
  expect(posts).toContainEqual(expect.objectContaining({ event: 'hold-settled', autotaskId: id }));
});
