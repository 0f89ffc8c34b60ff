// Tickets: one a problem whatever is killed or repeated, noted when it changes, completed when it is settled.
import { describe, expect, test } from 'vitest';
import { RejectedError, UnknownOutcomeError } from '../../../src/core/errors.ts';
import { invoiceId, type InvoiceId } from '../../../src/core/model.ts';
import type { AutotaskPort } from '../../../src/core/ports.ts';
import { reason } from '../../../src/core/reasons.ts';
import { readTicketRows, syncTickets } from '../../../src/core/tickets/apply.ts';
import type { Problem } from '../../../src/core/tickets/plan.ts';
import { invoice } from '../support/facts.ts';
import { doneTransfer } from '../support/saved.ts';
import { world, type World, type WorldParts } from '../support/world.ts';

const INVOICE = invoiceId(4711);
const problem = (why = reason('customer-inactive', { name: 'Acme', map: "'{}'" })): Problem => ({
  invoiceId: INVOICE,
  invoiceNumber: null,
  company: 'Acme',
  total: '100.00',
  outcome: 'held',
  reasons: [why],
});
const choice = { queue: 'Accounting', priority: 'Medium', status: 'New' } as never;

interface Desk extends World {
  readonly tickets: Map<string, number>;
}
function desk(parts: WorldParts = {}): Desk {
  const tickets = new Map<string, number>();
  const it = world({
    invoices: [invoice()],
    ...parts,
    autotask: {
      ticketWithKey: (key) => Promise.resolve(tickets.get(key) ?? null),
      createTicket: ({ key, companyId, title }) => {
        it.journal.push(`autotask: ticket on ${companyId}: ${title}`);
        tickets.set(key, 900 + tickets.size);
        return Promise.resolve(tickets.get(key) ?? 0);
      },
      noteTicket: (id) => {
        it.journal.push(`autotask: note on ${id}`);
        return Promise.resolve();
      },
      completeTicket: (id) => {
        it.journal.push(`autotask: ticket ${id} completed`);
        return Promise.resolve();
      },
      ...parts.autotask,
    },
  });
  return { ...it, tickets };
}
const sync = (it: World, problems: readonly Problem[], seen: readonly InvoiceId[] = [INVOICE]): Promise<void> =>
  syncTickets(it.part, new Set(seen), problems, choice);

describe('a ticket', () => {
  test('is made once a problem; the same again says nothing, another reason is a note, settled completes it', async () => {
    const it = desk();
    await sync(it, [problem()]);
    await sync(it, [problem()]);
    await sync(it, [problem(reason('customer-missing', { name: 'Acme', map: "'{}'" }))]);
    await sync(it, []);
    await sync(it, []);
    expect(it.journal).toEqual([
      expect.stringMatching(/^autotask: ticket on 301: /) as unknown as string,
      'autotask: note on 900',
      'autotask: ticket 900 completed',
    ]);
    expect(await readTicketRows(it.part.ledger)).toEqual({});
  });

  test('without an answer is looked for by its key, and not made twice', async () => {
    const createTicket: AutotaskPort['createTicket'] = ({ key }) => {
      it.tickets.set(key, 900);
      return Promise.reject(new UnknownOutcomeError('cut'));
    };
    const it: Desk = desk({ autotask: { createTicket } });
    await sync(it, [problem()]);
    expect(await readTicketRows(it.part.ledger)).toMatchObject({ 4711: { state: 'intent', ticketId: null } });
    await sync(it, [problem()]);
    expect(await readTicketRows(it.part.ledger)).toMatchObject({ 4711: { state: 'open', ticketId: 900 } });
    expect(it.logged).toEqual(['warn: notify.ticket: cut']);
  });

  test('without an answer, and not to be found yet, waits for three minutes', async () => {
    let made = 0;
    const it = desk({
      autotask: {
        createTicket: () => {
          made += 1;
          return Promise.reject(new UnknownOutcomeError('cut'));
        },
      },
    });
    await sync(it, [problem()]);
    await sync(it, [problem()]);
    expect(made).toBe(1);
  });

  test('that is refused leaves nothing, and the others aren’t tried', async () => {
    let made = 0;
    const refusing = { createTicket: () => Promise.reject(new RejectedError(`no such queue ${(made += 1)}`)) };
    const it = desk({ invoices: [invoice(), invoice({ id: invoiceId(4712) })], autotask: refusing });
    await sync(it, [problem(), { ...problem(), invoiceId: invoiceId(4712) }]);
    expect([made, await readTicketRows(it.part.ledger)]).toEqual([1, {}]);
  });

  test('of an invoice that this run didn’t look at stays, unless it is through', async () => {
    const it = desk();
    await sync(it, [problem()]);
    await sync(it, [], []);
    expect(Object.keys(await readTicketRows(it.part.ledger))).toEqual(['4711']);
    it.rows.transfers.set(INVOICE, doneTransfer());
    await sync(it, [], []);
    expect(await readTicketRows(it.part.ledger)).toEqual({});
  });

  test('needs an invoice that Autotask shows: without one there is no company to put it on', async () => {
    const it = desk({ invoices: [] });
    await sync(it, [problem()]);
    expect(it.journal).toEqual([]);
  });
});
