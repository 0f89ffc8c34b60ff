// `at2qbo reconcile` after people worked in both systems: every difference is found, named, and told from what is rightly not sent.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectedWorld, type SyncDocument, type World } from './support.ts';

interface TieOutDocument {
  readonly exitCode: number;
  readonly isEqual: boolean;
  readonly invoices: number;
  readonly documents: number;
  readonly totals: Readonly<
    Record<'net' | 'tax' | 'total', { readonly autotask: string; readonly quickbooks: string; readonly difference: string }>
  >;
  readonly byItem: readonly { readonly label: string; readonly difference: string }[];
  readonly notSent: readonly { readonly autotaskId: number; readonly reason: { readonly code: string } }[];
  readonly exceptions: readonly {
    readonly kind: string;
    readonly autotaskId: number | null;
    readonly message: string;
    readonly fix: string;
    readonly difference: string;
  }[];
  readonly calls: { readonly quickbooksReads: number; readonly quickbooksWrites: number };
}

// Whole runs of the program, on machines that do other things too.
vi.setConfig({ testTimeout: 180_000 });

const INVOICES = 60;
let world: World;
let sent: SyncDocument['invoices'];
let span: readonly string[];

/** The n-th ordinary invoice that was sent: not a credit memo, not zero. */
const nth = (n: number) => {
  const plain = sent.filter((one) => one.outcome === 'created' && one.quickbooks?.type === 'Invoice' && Number(one.autotaskTotal) > 100);
  const one = plain[n];
  if (!one?.quickbooks?.id) throw new Error(`invoice ${n} was not sent`);
  return { id: one.autotaskId, quickbooksId: one.quickbooks.id };
};
const tieOut = async (...args: string[]): Promise<TieOutDocument> =>
  (await world.run(['reconcile', ...span, '--json', ...args])).json<TieOutDocument>();
const kindsOf = (document: TieOutDocument, id: number): string[] =>
  document.exceptions
    .filter((one) => one.autotaskId === id)
    .map((one) => one.kind)
    .sort();
const autotaskRow = (id: number) => {
  const row = world.sandbox.autotask.tables.Invoices.get(id);
  if (!row) throw new Error(`no invoice ${id}`);
  return row;
};

beforeAll(async () => {
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  span = ['--from', day(40), '--to', day(0)];
  world = await connectedWorld({ invoices: INVOICES, settings: { 'invoices.skipZeroTotal': true } });
  sent = (await world.sync()).json().invoices;
}, 240_000);
afterAll(() => world.close(), 120_000);

describe('after a plain run', () => {
  test('what was sent agrees, what waits is missing with the reason of the run, zero totals stand apart', async () => {
    const document = await tieOut();
    expect(document.exitCode).toBe(3);
    expect(document.exceptions.map((one) => one.kind)).toEqual(Array.from({ length: document.exceptions.length }, () => 'missing'));
    const held = sent.filter((one) => one.outcome === 'held').map((one) => one.autotaskId);
    for (const id of held) expect(kindsOf(document, id)).toEqual(['missing']);
    expect(document.exceptions.find((one) => one.autotaskId === held[0])?.message).toContain(
      sent.find((one) => one.autotaskId === held[0])?.reasons[0]?.message,
    );
    expect(document.notSent.map((one) => one.reason.code)).toEqual(['zero-total']);
    expect(document.documents).toBe(sent.filter((one) => one.outcome === 'created').length);
  });

  test('it costs a handful of metered calls, and writes nothing', async () => {
    const { meteredReads: before, writes } = world.sandbox.quickbooks.counters;
    const { calls } = await tieOut();
    const { counters } = world.sandbox.quickbooks;
    expect(counters.meteredReads - before).toBe(calls.quickbooksReads);
    expect(counters.writes).toBe(writes);
    // Company, preferences, items, invoices, credit memos: a second page of invoices from 1,000 on, so 2,000 cost two more.
    expect(calls.quickbooksReads).toBeLessThanOrEqual(8);
    expect(calls.quickbooksReads + 2).toBeLessThan(30);
  });

  test('a span in which both books agree ends with 0', async () => {
    const days = sent
      .filter((one) => one.outcome !== 'created')
      .map((one) => String(autotaskRow(one.autotaskId)['invoiceDateTime']).slice(0, 10));
    const dates = sent
      .filter((one) => one.outcome === 'created')
      .map((one) => String(autotaskRow(one.autotaskId)['invoiceDateTime']).slice(0, 10))
      .filter((date) => !days.includes(date));
    const date = dates[Math.floor(dates.length / 2)] ?? '';
    const done = await world.run(['reconcile', '--from', date, '--to', date]);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/Both books agree (to the cent|but for 0\.0\d of rounding)/);
    expect(await world.run(['reconcile', '--from', date, '--to', date, '--quiet'])).toMatchObject({ code: 0, out: '' });
  });

  test('dates the wrong way round, and a file that can’t be written, are refused before anything is asked', async () => {
    const before = world.sandbox.quickbooks.requests.length;
    expect(await world.run(['reconcile', '--from', '2026-08-01', '--to', '2026-07-01'])).toMatchObject({ code: 2, out: '' });
    expect(await world.run(['reconcile', '--html', '/dev/null'])).toMatchObject({ code: 2, err: expect.stringContaining('/dev/null') });
    expect(world.sandbox.quickbooks.requests).toHaveLength(before);
  });
});

describe('after people’s work', () => {
  const edits: {
    readonly what: string;
    readonly n: number;
    readonly kinds: readonly string[];
    readonly edit: (id: string, autotaskId: number) => void | Promise<unknown>;
  }[] = [
    { what: 'voided in QuickBooks', n: 0, kinds: ['voided-in-quickbooks'], edit: (id) => world.sandbox.quickbooks.ui.void(id) },
    { what: 'deleted in QuickBooks', n: 1, kinds: ['missing'], edit: (id) => world.sandbox.quickbooks.ui.delete('Invoice', id) },
    { what: 'paid in QuickBooks', n: 2, kinds: ['paid-in-quickbooks'], edit: (id) => void world.sandbox.quickbooks.ui.pay(id) },
    {
      what: 'voided in Autotask',
      n: 3,
      kinds: ['voided-in-autotask'],
      edit: (_, id) => void Object.assign(autotaskRow(id), { isVoided: true, voidedDate: new Date().toISOString() }),
    },
    {
      what: 'paid in Autotask',
      n: 4,
      kinds: ['paid-in-autotask'],
      edit: (_, id) => void Object.assign(autotaskRow(id), { paidDate: '2026-01-31T00:00:00Z' }),
    },
    { what: 'another amount on a line', n: 5, kinds: ['amount', 'edited', 'lines'], edit: (id) => changeLines(id, ['12.34']) },
    { what: 'moved from one line to another', n: 6, kinds: ['lines'], edit: (id) => changeLines(id, ['5.00', '-5.00']) },
    {
      what: 'another customer',
      n: 7,
      kinds: ['customer', 'edited'],
      edit: (id) => {
        const other = [...world.sandbox.quickbooks.tables.Customer.values()].at(-1);
        world.sandbox.quickbooks.ui.edit('Invoice', id, { CustomerRef: { value: other?.Id ?? '' } });
      },
    },
    {
      what: 'another date',
      n: 8,
      kinds: ['edited'],
      edit: (id) => world.sandbox.quickbooks.ui.edit('Invoice', id, { TxnDate: '2020-02-02' }),
    },
    {
      what: 'another number in Autotask',
      n: 9,
      kinds: ['number'],
      edit: (_, id) => void Object.assign(autotaskRow(id), { invoiceNumber: 'X-1' }),
    },
    { what: 'a second copy', n: 10, kinds: [], edit: (_, id) => world.run(['copy-invoice', String(id), '--overwrite', '--yes']) },
  ];

  function changeLines(id: string, byAmounts: readonly string[]): void {
    const invoice = world.sandbox.quickbooks.tables.Invoice.get(id) as { readonly Line: readonly Record<string, unknown>[] };
    const sales = invoice.Line.filter((line) => line['DetailType'] === 'SalesItemLineDetail');
    const changed = sales.map((line, n) => {
      const detail = { ...(line['SalesItemLineDetail'] as Record<string, unknown>) };
      delete detail['Qty'];
      delete detail['UnitPrice'];
      return {
        ...line,
        Amount: Number((Number(String(line['Amount'])) + Number(byAmounts[n] ?? 0)).toFixed(2)),
        SalesItemLineDetail: detail,
      };
    });
    world.sandbox.quickbooks.ui.edit('Invoice', id, { Line: changed });
  }

  let document: TieOutDocument;
  beforeAll(async () => {
    for (const { n, edit } of edits) await edit(nth(n).quickbooksId, nth(n).id);
    const table = world.sandbox.quickbooks.tables.Invoice;
    const [items, moved] = [world.sandbox.quickbooks.tables.Item, table.get(nth(11).quickbooksId)];
    const other = [...items.values()].find((one) => String(one['Name']) === 'Remote Support');
    const lines = (moved as unknown as { readonly Line: readonly Record<string, unknown>[] }).Line.filter(
      (line) => line['DetailType'] === 'SalesItemLineDetail',
    );
    const onOther = lines.map((line) => ({
      ...line,
      SalesItemLineDetail: { ...(line['SalesItemLineDetail'] as object), ItemRef: { value: other?.Id } },
    }));
    world.sandbox.quickbooks.ui.edit('Invoice', nth(11).quickbooksId, { Line: onOther });
    document = await tieOut('--csv', join(world.home.directory, 'tie.csv'), '--html', join(world.home.directory, 'tie.html'));
  }, 180_000);

  test.each(edits.filter((one) => one.kinds.length > 0).map((one) => [one.what, one.n, one.kinds] as const))('%s', (_, n, kinds) => {
    // Automated Sales Tax computes anew for another customer: its difference comes on top there.
    expect(kindsOf(document, nth(n).id).filter((kind) => kind !== 'tax' || kinds.includes('tax'))).toEqual(kinds);
  });

  test('two copies of one invoice are called twice, with both numbers and what is too much', () => {
    const found = document.exceptions.find((one) => one.kind === 'twice');
    expect(found).toMatchObject({ autotaskId: nth(10).id, difference: sent.find((one) => one.autotaskId === nth(10).id)?.autotaskTotal });
    expect(found?.message).toMatch(/2 times: invoice \d+ .*, invoice \d+/);
  });

  test('lines that were booked on another item show by item, the totals being equal', () => {
    expect(kindsOf(document, nth(11).id)).toEqual([]);
    expect(document.byItem.find((one) => one.label === 'Remote Support')?.difference).not.toBe('0.00');
  });

  test('the difference of the totals is the sum of what they are made of', () => {
    const { net, tax, total } = document.totals;
    const sum = (Number(net.difference) + Number(tax.difference)).toFixed(2);
    expect(total.difference).toBe(sum);
    expect(document).toMatchObject({ exitCode: 3, isEqual: false });
  });

  test('the table names each invoice once with what is to be done; the page is one file for this user alone', () => {
    const csv = readFileSync(join(world.home.directory, 'tie.csv'), 'utf8').trimEnd().split('\n');
    expect(csv[0]).toMatch(/^\ufeffAutotask id,Autotask number,Invoice date,Company,/);
    expect(csv.filter((line) => line.startsWith(`${nth(5).id},`))).toHaveLength(1);
    expect(csv.find((line) => line.startsWith(`${nth(5).id},`))).toContain('edited amount lines');
    const page = join(world.home.directory, 'tie.html');
    expect(statSync(page).mode & 0o777).toBe(0o600);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('role="img"');
    expect(html).toContain(`To look at: ${document.exceptions.length}`);
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
  });

  test('a lost ledger finds the same documents by their notes; what was edited can’t be told then, what differs can', async () => {
    const ledgers = readdirSync(world.home.directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      basename(name).startsWith('ledger.'),
    );
    expect(ledgers.length).toBeGreaterThan(0);
    for (const name of ledgers) rmSync(join(world.home.directory, name));
    const again = await tieOut();
    expect(again.documents).toBeGreaterThan(0);
    expect(kindsOf(again, nth(5).id)).toEqual(expect.arrayContaining(['amount', 'lines']));
    expect(kindsOf(again, nth(7).id)).toContain('customer');
    expect(again.exceptions.map((one) => one.kind)).not.toContain('edited');
  });
});
