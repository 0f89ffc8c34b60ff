// What is kept of companies and billing codes by id: read from a ledger of before, learned from documents, of one QuickBooks company alone.
import { describe, expect, it } from 'vitest';
import { Ties } from '../../../src/core/facts/ties.ts';
import { companyId, invoiceId, type SourceInvoice } from '../../../src/core/model.ts';
import type { Tie, Transfer } from '../../../src/core/model/ledger.ts';
import type { LedgerPort } from '../../../src/core/ports.ts';
import { buildPlan } from '../../../src/core/transfer/plan/plan.ts';
import { TieKeeper } from '../../../src/core/transfer/send/tie-keeper.ts';
import { keepReadTies, readTies } from '../../../src/core/transfer/ties.ts';
import { billingCode, catalog, customer, id, invoice, item, line, settings, source } from '../support/facts.ts';
import { doneTransfer, savedDocument } from '../support/saved.ts';

/** A ledger of ties and marks alone. */
function ledgerOf(transfers: readonly Transfer[] = [], ties: readonly Tie[] = [], of: string | null = null) {
  const kept = new Map(ties.map((one) => [`${one.kind} ${one.autotaskId}`, one]));
  const marks = new Map<string, string>(of === null ? [] : [['ties.of', of]]);
  const ledger: Partial<LedgerPort> = {
    allTransfers: () => Promise.resolve([...transfers]),
    ties: () => Promise.resolve([...kept.values()]),
    saveTies: (list) => {
      for (const one of list) kept.set(`${one.kind} ${one.autotaskId}`, one);
      return Promise.resolve();
    },
    removeTie: (kind, number) => Promise.resolve(kept.delete(`${kind} ${number}`)),
    recall: (key) => Promise.resolve(marks.get(key) ?? null),
    remember: (key, value) => {
      if (value !== null) marks.set(key, value);
      return Promise.resolve();
    },
  };
  return { ledger: ledger as LedgerPort, kept, marks };
}

const realm = settings({ 'quickbooks.realmId': '123' });
const header = (number: number, company: number): SourceInvoice => invoice({ id: invoiceId(number), companyId: companyId(company) });
const asked: number[][] = [];
const autotask = {
  invoices: (query: { readonly kind: string; readonly ids?: readonly number[] }) => {
    asked.push([...(query.ids ?? [])]);
    return Promise.resolve([header(1, 301), header(2, 301), header(3, 302)].filter((one) => query.ids?.includes(one.id)));
  },
};
const row = (number: number, company: string, customerId: string, at: string, state: Transfer['state'] = 'done'): Transfer =>
  doneTransfer({ invoiceId: invoiceId(number), company, customerId: id(customerId), updatedAt: at as Transfer['updatedAt'], state });

describe('a ledger of before there were ties', () => {
  const old = [
    row(1, 'Acme', '24', '2026-01-01T00:00:00.000Z'),
    row(2, 'Acme', '25', '2026-02-01T00:00:00.000Z'),
    row(3, 'Beta', '26', '2026-01-01T00:00:00.000Z'),
    row(4, 'Gone', '27', '2026-01-01T00:00:00.000Z', 'held'),
  ];

  it('tells which customer each company was billed as last, by one question for an invoice of each', async () => {
    asked.length = 0;
    const { ledger, kept, marks } = ledgerOf(old);
    const set = settings({ 'quickbooks.realmId': '123', 'customers.map': { 302: '26' } });
    const ties = await readTies({ ledger, autotask }, set);
    expect(ties.customerOf(companyId(301))).toMatchObject({ quickBooksId: '25', by: 'name' });
    expect(ties.customerOf(companyId(302))).toMatchObject({ quickBooksId: '26', by: 'map' });
    expect([asked, kept.size, marks.size]).toEqual([[[1, 2, 3]], 0, 0]);
    await keepReadTies(ties, ledger, set);
    expect([kept.size, marks.get('ties.of')]).toEqual([2, '123']);
  });

  it('is asked once', async () => {
    const { ledger } = ledgerOf(old);
    await keepReadTies(await readTies({ ledger, autotask }, realm), ledger, realm);
    asked.length = 0;
    expect((await readTies({ ledger, autotask }, realm)).all()).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  it('without any transfer needs no question', async () => {
    asked.length = 0;
    const { ledger } = ledgerOf();
    expect((await readTies({ ledger, autotask }, realm)).all()).toEqual([]);
    expect(asked).toEqual([]);
  });
});

it('ties of another QuickBooks company say nothing, for its ids mean others, and are dropped', async () => {
  const tie: Tie = { ...tieOf('24'), autotaskId: 301 };
  const { ledger, kept } = ledgerOf([], [tie], '999');
  const ties = await readTies({ ledger, autotask }, realm);
  expect(ties.all()).toEqual([]);
  await keepReadTies(ties, ledger, realm);
  expect(kept.size).toBe(0);
});

const tieOf = (quickBooks: string): Tie => ({
  kind: 'customer',
  autotaskId: 301,
  quickBooksId: id(quickBooks),
  autotaskName: 'Acme',
  quickBooksName: 'Acme',
  by: 'name',
  at: '2026-01-01T00:00:00.000Z' as Tie['at'],
});

describe('a document that went through', () => {
  const learn = async (
    parts: { readonly map?: Record<string, string>; readonly ties?: readonly Tie[]; readonly customers?: string } = {},
  ) => {
    const { ledger, kept } = ledgerOf();
    const set = settings({ 'customers.map': parts.map ?? {}, 'items.defaultItem': '9' });
    const books = {
      ...catalog({
        customers: parts.customers === '' ? [] : [customer('24', 'Acme')],
        items: [item('5', 'Remote Support'), item('9', 'Other')],
      }),
      ties: new Ties(parts.ties),
    };
    const of = source({
      lines: [line(), line({ billingCodeId: null }), line({ billingCodeId: billingCode(102, 'New').id })],
      codes: [billingCode(101, 'Remote Support'), billingCode(102, 'New')],
    });
    const [planned] = buildPlan({
      sources: [of],
      transfers: new Map(),
      found: { byNote: new Map(), byNumber: new Map() },
      taken: new Map(),
      documents: new Map(),
      catalog: books,
      settings: set,
    });
    if (planned?.action !== 'create') throw new Error(JSON.stringify(planned?.reasons));
    const lines = ['5', '9', '77'].map((itemId) => ({ ...savedLine, itemId: id(itemId) }));
    await new TieKeeper({ ledger, catalog: books, settings: set, clock: { now: () => 0 } }).learn(planned, savedDocument({ lines }));
    return [...kept.values()].map((one) => `${one.kind} ${one.autotaskId}: ${one.quickBooksId} by ${one.by}`);
  };
  const savedLine = {
    itemId: null,
    amount: source().invoice.net,
    quantity: null,
    price: null,
    description: '',
    taxCode: null,
    classId: null,
  };

  it('ties its company and its billing codes; a line on the default item ties nothing', async () =>
    expect(await learn()).toEqual(['customer 301: 24 by name', 'item 101: 5 by name', 'item 102: 77 by create']));
  it('whose customer was made for it says so', async () => expect((await learn({ customers: '' }))[0]).toBe('customer 301: 24 by create'));
  it('by map is a person’s word', async () => expect((await learn({ map: { 301: '24' } }))[0]).toBe('customer 301: 24 by map'));
  it('adds nothing that is known', async () => expect((await learn({ ties: [tieOf('24')] }))[0]).toBe('item 101: 5 by name'));
});
