// Lists of the built-in QuickBooks: complete and without doubles, whatever it makes of a sort, while people edit between two pages.
import { afterEach, describe, expect, it, test } from 'vitest';
import { createQuickBooksClient } from '../../../src/clients/quickbooks/api.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import type { Instant, LocalDate } from '../../../src/core/dates.ts';
import type { QuickBooksPort } from '../../../src/core/ports.ts';
import type { Facts } from '../../../src/sandbox/facts.ts';
import { startQuickBooksSandbox, type QuickBooksSandbox } from '../../../src/sandbox/quickbooks/sandbox.ts';
import { failure } from './support.ts';

let qbo: QuickBooksSandbox;
afterEach(() => qbo.stop());

const DAY = '2026-10-31' as LocalDate;
const DATED = { kind: 'dated', from: DAY, to: DAY } as const;
const PATIENT = { perSecond: 100_000, perMinute: 1_000_000, concurrent: 100 };

interface Lab {
  readonly client: QuickBooksPort;
  /** What was asked of invoices, in short: `page`, `count`, `alone`. */
  readonly asked: () => string[];
  readonly log: string[];
}

/** So many invoices of one day; `secondOf` says when the n-th was made. `between` happens after each page of invoices. */
async function lab(
  facts: Partial<Facts>,
  count: number,
  secondOf: (n: number) => number = (n) => n,
  between: (page: number) => void = () => undefined,
): Promise<Lab> {
  qbo = await startQuickBooksSandbox({ facts, limits: PATIENT });
  qbo.seed({ customers: [{ displayName: 'Acme' }], vendors: [], items: [], terms: [], classes: [] });
  const customer = [...qbo.tables.Customer.values()][0];
  for (let n = 1; n <= count; n += 1) add(n, secondOf(n), customer?.Id ?? '');
  const refreshToken = qbo.issueRefreshToken();
  const answer = await fetch(`${qbo.url}/oauth2/v1/tokens/bearer`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${qbo.clientId}:${qbo.clientSecret}`).toString('base64')}`,
      accept: 'application/json',
    },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });
  const token = ((await answer.json()) as { access_token: string }).access_token;
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const log: string[] = [];
  let pages = 0;
  const client = createQuickBooksClient({
    http: createHttp({ clock, userAgent: 'test', onCall: ({ kind }) => kind === 'Invoice.query' && between((pages += 1)) }),
    clock,
    realmId: qbo.realmId,
    baseUrl: qbo.url,
    accessToken: () => Promise.resolve(token),
    limits: PATIENT,
    retry: { tries: 3, pause: () => 0 },
    log: (_level, message) => log.push(message),
  });
  const word = ({ kind, query }: (typeof qbo.requests)[number]): string[] =>
    kind === 'invoice.read' ? ['alone'] : kind !== 'query.Invoice' ? [] : [/COUNT/.test(query ?? '') ? 'count' : 'page'];
  return { client, log, asked: () => qbo.requests.flatMap(word) };
}

function add(n: number, second: number, customerId: string): void {
  const at = new Date(Date.parse('2026-11-01T00:00:00Z') + second * 1000).toISOString();
  const MetaData = { CreateTime: at, LastUpdatedTime: at };
  qbo.tables.Invoice.set(String(1000 + n), {
    Id: String(1000 + n),
    SyncToken: '0',
    domain: 'QBO',
    sparse: false,
    MetaData,
    DocNumber: String(n),
    TxnDate: DAY,
    CustomerRef: { value: customerId, name: 'Acme' },
    CurrencyRef: { value: 'USD' },
    EmailStatus: 'NotSet',
    Line: [],
    LinkedTxn: [],
    TxnTaxDetail: { TotalTax: 0 },
    TotalAmt: 1,
    Balance: 1,
  });
}

/** Somebody opens an old invoice and saves it: it is now the one that was changed last. */
function edit(n: number): void {
  const form = qbo.tables.Invoice.get(String(1000 + n));
  if (!form) throw new Error(`no invoice ${n}`);
  form.MetaData = { CreateTime: form.MetaData.CreateTime, LastUpdatedTime: new Date().toISOString() };
  form.SyncToken = String(Number(form.SyncToken) + 1);
}

const numbers = async (client: QuickBooksPort): Promise<number[]> => {
  const found: number[] = [];
  await client.eachDocument(DATED, (document) => found.push(Number(document.docNumber)));
  return found.toSorted((a, b) => a - b);
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

const SORTS = (['honoured', 'ignored', 'refused'] as const).flatMap((byTime) =>
  (['recent-first', 'by-id'] as const).map((unsorted) => [byTime, unsorted] as const),
);

describe('2,300 documents of one day, edited between the pages', () => {
  it.each(SORTS)('a sort by time %s, rows otherwise %s', async (byTime, unsorted) => {
    const world = await lab({ 'sort-by-time': byTime, 'unsorted-rows': unsorted, 'sort-by-id': 'refused' }, 2300, undefined, (page) => {
      for (const n of [page, 1100 + page, 2299 - page]) edit(n);
    });
    expect(await numbers(world.client)).toEqual(upTo(2300));
    if (byTime === 'honoured') expect(world.asked()).toEqual(['page', 'page', 'page', 'count']);
  });

  it.each(SORTS)('all made in three seconds: a sort by time %s, rows otherwise %s', async (byTime, unsorted) => {
    const world = await lab(
      { 'sort-by-time': byTime, 'unsorted-rows': unsorted, 'sort-by-id': 'refused' },
      2300,
      (n) => Math.floor(n / 1100),
      (page) => edit(page),
    );
    expect(await numbers(world.client)).toEqual(upTo(2300));
  });

  test('deleted and new ones between the pages: what is there throughout is there once', async () => {
    const world = await lab({ 'sort-by-time': 'ignored' }, 2300, undefined, (page) => {
      if (page > 2) return;
      qbo.tables.Invoice.delete(String(1000 + page));
      add(3000 + page, 4000 + page, '1');
    });
    const found = await numbers(world.client);
    expect(found.filter((n) => n > 2 && n <= 2300)).toEqual(upTo(2300).slice(2));
    expect(new Set(found).size).toBe(found.length);
  });
});

test('no query sorts by Id, and a list of one page costs one question', async () => {
  const world = await lab({ 'sort-by-id': 'refused' }, 42);
  expect(await numbers(world.client)).toEqual(upTo(42));
  await world.client.customers();
  await world.client.items();
  await world.client.taxCodes();
  expect(world.asked()).toEqual(['page']);
  expect(qbo.requests.filter(({ query }) => /order\s*by\s+id\b/i.test(query ?? ''))).toEqual([]);
});

test('a sort that was refused once isn’t tried again', async () => {
  const world = await lab({ 'sort-by-time': 'refused' }, 3);
  await numbers(world.client);
  await numbers(world.client);
  expect(world.asked()).toEqual(['page', 'page', 'page']);
});

test('a page that ends at a round number is counted: QuickBooks may give no longer ones', async () => {
  const world = await lab({}, 300);
  expect(await numbers(world.client)).toEqual(upTo(300));
  expect(world.asked()).toEqual(['page', 'count']);
});

describe('a page with a row that QuickBooks can’t write', () => {
  it.each(['4002', '10000'] as const)('code %s: the row is read alone and named, the others come', async (code) => {
    const world = await lab({ 'bad-row': code }, 250);
    qbo.badRows.add('Invoice/1137');
    expect(await numbers(world.client)).toEqual(upTo(250));
    expect(world.log.filter((line) => line.includes('can’t list') || line.includes("can't list"))).toEqual([
      `QuickBooks can't list Invoice 1137 (code ${code}): it was read alone. Open it there and correct its e-mail address.`,
    ]);
    expect(world.asked().filter((word) => word === 'alone')).toHaveLength(1);
  });

  it.each(['honoured', 'ignored', 'refused'] as const)('among 1,500, a sort by time %s', async (byTime) => {
    const world = await lab({ 'sort-by-time': byTime }, 1500);
    for (const bad of ['1001', '1700', '2500']) qbo.badRows.add(`Invoice/${bad}`);
    expect(await numbers(world.client)).toEqual(upTo(1500));
  });

  test('not even alone: a rejection that names it, and no passing fault', async () => {
    const world = await lab({}, 20);
    qbo.badRows.add('Invoice/1007');
    const body = JSON.stringify({ Fault: { Error: [{ Message: 'x', Detail: 'bad address', code: '2210' }], type: 'ValidationFault' } });
    qbo.faults.add({ match: ({ kind }) => kind === 'invoice.read', times: 99, action: { status: 400, body } });
    expect(await failure(numbers(world.client))).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('Invoice 1007') as string,
    });
  });

  test('in the changes of all types: they are asked for one by one, and the one in the way by query', async () => {
    const world = await lab({ 'bad-row-in-changes': 'yes' }, 30);
    qbo.badRows.add('Invoice/1007');
    const changes = await world.client.changes('2026-10-31T00:00:00.000Z' as Instant);
    expect(changes.documents.map((one) => Number(one.docNumber)).toSorted((a, b) => a - b)).toEqual(upTo(30));
    expect(world.log.some((line) => line.includes('Invoice 1007'))).toBe(true);
  });

  test('a QuickBooks that is out of order as a whole stays a passing fault', async () => {
    const world = await lab({}, 20);
    qbo.faults.add({ match: ({ kind }) => kind === 'query.Invoice', times: 9999, action: 500 });
    expect(await failure(numbers(world.client))).toMatchObject({ kind: 'temporary' });
  });
});

describe('a literal that QuickBooks can’t take', () => {
  const NAMES = ['Acme Supply', 'O’Brien Law', "O'Neil", 'Zeta'];
  const seed = (): void =>
    qbo.seed({ customers: [], vendors: NAMES.map((displayName) => ({ displayName })), items: [], terms: [], classes: [] });

  test('the others are asked for all the same, and it is found by pattern', async () => {
    const { client } = await lab({ 'odd-literal': 'refused' }, 0);
    seed();
    const holders = await client.nameHolders([...NAMES, 'O’Nobody', 'Nobody']);
    expect(holders.map((holder) => holder.displayName).toSorted()).toEqual(NAMES.toSorted());
  });

  test('the fact otherwise: one question for each kind of name', async () => {
    const { client } = await lab({ 'odd-literal': 'taken' }, 0);
    seed();
    expect(await client.nameHolders(NAMES)).toHaveLength(4);
    expect(qbo.requests.filter(({ kind }) => kind === 'query.Vendor')).toHaveLength(1);
  });

  test('where not even a pattern is taken the list is read and looked through', async () => {
    const { client } = await lab({}, 0);
    seed();
    const body = JSON.stringify({
      Fault: { Error: [{ Message: 'Error parsing query', Detail: 'x', code: '4000' }], type: 'ValidationFault' },
    });
    const isOdd = ({ kind }: { readonly kind: string }): boolean =>
      kind === 'query.Vendor' && /O%?.?Brien/i.test(qbo.requests.at(-1)?.query ?? '');
    qbo.faults.add({ match: isOdd, times: 99, action: { status: 400, body } });
    expect((await client.nameHolders(NAMES)).map((holder) => holder.displayName)).toContain('O’Brien Law');
  });

  test('a number that can’t be asked for in any way is named', async () => {
    const { client } = await lab({}, 3);
    const body = JSON.stringify({
      Fault: { Error: [{ Message: 'Error parsing query', Detail: 'x', code: '4000' }], type: 'ValidationFault' },
    });
    const isOdd = ({ kind }: { readonly kind: string }): boolean =>
      kind === 'query.Invoice' && /N.*7/.test(qbo.requests.at(-1)?.query ?? '');
    qbo.faults.add({ match: isOdd, times: 99, action: { status: 400, body } });
    expect((await client.documents({ kind: 'numbered', numbers: ['1', '2'] })).map((found) => found.docNumber)).toEqual(['1', '2']);
    expect(await failure(client.documents({ kind: 'numbered', numbers: ['1', 'N—7'] }))).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('"N—7"') as string,
    });
  });
});
