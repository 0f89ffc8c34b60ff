// Queries to Autotask: read to the end, page by page, with filters that its paper allows.
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filterOf } from '../../../src/clients/autotask/invoices.ts';
import type { Instant, LocalDate } from '../../../src/core/dates.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { plain } from '../../../src/core/money.ts';
import { CODE, failure, invoiceRow, lab, lineRow, page, ROOT, SECRET, ZONE } from './lab.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const before = '2026-02-01T00:00:00.000Z' as Instant;
const from = '2026-01-01T00:00:00.000Z' as Instant;
interface Body {
  readonly MaxRecords: number;
  readonly IncludeFields?: readonly string[];
  readonly Filter: readonly { readonly op: string; readonly field?: string; readonly value?: unknown }[];
}

const idsOf = (filter: Body['Filter']): number[] => filter[0]!.value as number[];

/** Answers every query of an entity and keeps what was asked. */
function answer(entity: string, reply: (body: Body, n: number) => [number, unknown]): Body[] {
  const asked: Body[] = [];
  nock(ZONE)
    .persist()
    .post(`${ROOT}/${entity}/query`)
    .reply((_uri, body) => {
      asked.push(body as unknown as Body);
      return reply(body as unknown as Body, asked.length) as [number, string];
    });
  return asked;
}

const rows = (first: number, count: number): object[] => Array.from({ length: count }, (_, at) => invoiceRow(first + at));

test('a query is a POST with the three headers, and asks for no particular fields', async () => {
  nock(ZONE, { reqheaders: { username: 'api@example.com', secret: SECRET, apiintegrationcode: CODE, 'content-type': 'application/json' } })
    .post(`${ROOT}/Invoices/query`, { MaxRecords: 500, Filter: [{ op: 'eq', field: 'invoiceNumber', value: '1085' }] })
    .reply(200, page([invoiceRow(155, { invoiceNumber: '1085' })]));
  expect(await lab().client.invoices({ kind: 'number', number: '1085' })).toHaveLength(1);
});

test('all pages are read by id, until one is short', async () => {
  const asked = answer('Invoices', (_, n) => [200, page(n === 1 ? rows(1, 500) : n === 2 ? rows(501, 500) : rows(1001, 3), null)]);
  const found = await lab().client.invoices({ kind: 'created', from });
  expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 1003 }, (_, at) => at + 1));
  expect(asked.map(({ Filter }) => Filter.find(({ op }) => op === 'gt')?.value)).toEqual([undefined, 500, 1000]);
});

test('a server with smaller pages is read to its end all the same', async () => {
  answer('Invoices', (_, n) => [200, n === 1 ? page(rows(1, 100), `${ZONE}/next`) : page(rows(101, 7))]);
  expect(await lab().client.invoices({ kind: 'created', from })).toHaveLength(107);
});

test('rows out of order are an error, for the next page would jump over some', async () => {
  answer('Invoices', () => [200, page([invoiceRow(9), invoiceRow(8)])]);
  expect(await failure(lab().client.invoices({ kind: 'created', from }))).toMatchObject({ kind: 'unexpected-answer' });
});

describe('the filter of each question uses searchable fields only', () => {
  const window = [
    { op: 'gte', field: 'createDateTime', value: from },
    { op: 'lt', field: 'createDateTime', value: before },
  ];
  test.each([
    [{ kind: 'created', from, before }, window],
    [{ kind: 'created', from, without: 'web-service-date' }, [window[0], { op: 'notExist', field: 'webServiceDate' }]],
    [
      { kind: 'unsynced', marker: 'web-service-date', from, before },
      [{ op: 'eq', field: 'isVoided', value: false }, ...window, { op: 'notExist', field: 'webServiceDate' }],
    ],
    [{ kind: 'unsynced', marker: 'number', before }, [{ op: 'eq', field: 'isVoided', value: false }, window[1]]],
    [
      { kind: 'voided', from },
      [
        { op: 'eq', field: 'isVoided', value: true },
        { op: 'gte', field: 'voidedDate', value: from },
      ],
    ],
    [
      { kind: 'dated', from: '2026-01-01' as LocalDate, to: '2026-01-31' as LocalDate },
      [
        { op: 'gte', field: 'invoiceDateTime', value: '2026-01-01' },
        { op: 'lt', field: 'invoiceDateTime', value: '2026-02-01' },
      ],
    ],
  ] as const)('%j', (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
  });
});

const BLANK = {
  op: 'or',
  items: [
    { op: 'notExist', field: 'invoiceNumber' },
    { op: 'eq', field: 'invoiceNumber', value: '' },
  ],
};

test('a blank number is null or empty; spaces and ERROR are not', async () => {
  const numbers = [null, '', ' ', 'ERROR', '7'];
  const asked = answer('Invoices', () => [200, page(numbers.map((invoiceNumber, at) => invoiceRow(at + 1, { invoiceNumber })))]);
  const found = await lab().client.invoices({ kind: 'unsynced', marker: 'number', before });
  expect(found.map(({ number }) => number)).toEqual([null, '']);
  expect(asked[0]?.Filter).toContainEqual(BLANK);
});

test.each([
  ['with a validation text', { errors: ['Invalid query syntax. The value of a filter may not be empty.'] }],
  ['with words nobody has seen', { errors: ['Leerer Wert.'] }],
])('where empty text is refused %s, the window is read and judged here, and that is remembered', async (_, refusal) => {
  const asked = answer('Invoices', ({ Filter }) =>
    Filter.some(({ op }) => op === 'or')
      ? [500, refusal]
      : [200, page([invoiceRow(1), invoiceRow(2, { invoiceNumber: '9' }), invoiceRow(3, { invoiceNumber: '' })])],
  );
  const { client } = lab({ retry: { tries: 1, pause: () => 0 } });
  const question = { kind: 'unsynced', marker: 'number', before } as const;
  expect((await client.invoices(question)).map(({ id }) => id)).toEqual([1, 3]);
  expect((await client.invoices(question)).map(({ id }) => id)).toEqual([1, 3]);
  expect(asked.map(({ Filter }) => Filter.some(({ op }) => op === 'or'))).toEqual([true, false, false]);
});

test('a fault while blank numbers are searched is no reason to read everything', async () => {
  const asked = answer('Invoices', () => [503, '']);
  expect(await failure(lab().client.invoices({ kind: 'unsynced', marker: 'number', before }))).toMatchObject({ kind: 'temporary' });
  expect(asked.every(({ Filter }) => Filter.some(({ op }) => op === 'or'))).toBe(true);
});

describe('invoices of the window without a number, where a search for empty text finds nothing', () => {
  const window = { kind: 'created', from: before, without: 'number' } as const;

  test('a window of one page is read in one call and judged here', async () => {
    const asked = answer('Invoices', () => [
      200,
      page([invoiceRow(1), invoiceRow(2, { invoiceNumber: '9' }), invoiceRow(3, { invoiceNumber: '' })]),
    ]);
    expect((await lab().client.invoices(window)).map(({ id }) => id)).toEqual([1, 3]);
    expect(asked.map(({ Filter }) => Filter.some(({ op }) => op === 'or'))).toEqual([false]);
  });

  test('of what follows the first page the numbers are looked through, and what has none is read by its id', async () => {
    const numberOf = (id: number): string | null => (id === 700 ? '' : id % 200 === 0 ? null : `N-${id}`);
    const all = Array.from({ length: 1200 }, (_, at) => invoiceRow(at + 1, { invoiceNumber: numberOf(at + 1) }));
    const asked = answer('Invoices', ({ Filter }) => {
      const after = Math.max(0, ...Filter.filter(({ op, field }) => op === 'gt' && field === 'id').map(({ value }) => Number(value)));
      const ids = Filter[0]?.op === 'in' ? idsOf(Filter) : null;
      return [200, page(all.filter(({ id }) => Number(id) > after && (ids?.includes(Number(id)) ?? true)).slice(0, 500))];
    });
    expect((await lab().client.invoices(window)).map(({ id }) => id)).toEqual([200, 400, 600, 700, 800, 1000, 1200]);
    expect(asked.map(({ IncludeFields }) => IncludeFields)).toEqual([
      undefined,
      ['id', 'invoiceNumber'],
      ['id', 'invoiceNumber'],
      undefined,
    ]);
    expect(asked.flatMap(({ Filter }) => Filter).some(({ op }) => op === 'or')).toBe(false);
  });
});

test('ids go in parts of 500, each once', async () => {
  const asked = answer('Invoices', ({ Filter }) => [
    200,
    page(
      idsOf(Filter)
        .slice(0, 2)
        .map((id) => invoiceRow(id)),
    ),
  ]);
  const ids = [...Array.from({ length: 501 }, (_, at) => invoiceId(at + 1)), invoiceId(1)];
  expect((await lab().client.invoices({ kind: 'ids', ids })).map(({ id }) => id)).toEqual([1, 2, 501]);
  expect(asked.map(({ Filter }) => idsOf(Filter).length)).toEqual([500, 1]);
});

test('no ids, no call', async () => {
  expect(await lab().client.lines([])).toEqual([]);
});

test('never more than three calls at once to one endpoint', async () => {
  let running = 0;
  let most = 0;
  nock(ZONE)
    .persist()
    .post(`${ROOT}/BillingItems/query`)
    .reply((_uri, _body, done) => {
      most = Math.max(most, (running += 1));
      setTimeout(() => {
        running -= 1;
        done(null, [200, page([])]);
      }, 40); // long enough that on a busy machine the third has begun
    });
  const { client } = lab();
  const many = Array.from({ length: 2000 }, (_, at) => invoiceId(at + 1));
  await Promise.all([client.lines(many), client.lines(many)]);
  expect(most).toBe(3);
});

test('lines come in printed order, 249 invoices a query, without those that are on no invoice', async () => {
  const asked = answer('BillingItems', ({ Filter }) => [
    200,
    idsOf(Filter).includes(155)
      ? page([
          lineRow(1, { sortOrderID: 3 }),
          lineRow(2, { sortOrderID: 1 }),
          lineRow(3, { sortOrderID: 1 }),
          lineRow(4, { invoiceID: 0 }),
          lineRow(5, { invoiceID: null }),
          lineRow(6, { invoiceID: 154, sortOrderID: undefined }),
          lineRow(7, { invoiceID: 154, sortOrderID: undefined }),
        ])
      : page([]),
  ]);
  const lines = await lab().client.lines(Array.from({ length: 401 }, (_, at) => invoiceId(at + 1)));
  expect(lines.map(({ id }) => id)).toEqual([6, 7, 2, 3, 1]);
  expect(asked.map(({ Filter }) => idsOf(Filter).length).sort((a, b) => a - b)).toEqual([152, 249]);
});

test('amounts keep every digit, and a prepaid line is billed 0 whatever its price', async () => {
  answer('BillingItems', () => [
    200,
    page([lineRow(1), lineRow(2, { totalAmount: '1234.5678', quantity: null, rate: '', taxDollars: 0.1 })]),
  ]);
  const [prepaid, other] = await lab().client.lines([invoiceId(155)]);
  expect(prepaid).toMatchObject({ date: '2021-12-01', companyId: 177, isNonBillable: false, poNumber: '', fullDescription: '' });
  expect([prepaid?.amount, prepaid?.quantity, prepaid?.rate].map((value) => value && plain(value))).toEqual(['0', '3.175', '100']);
  expect([other?.quantity, other?.rate]).toEqual([null, null]);
  expect([other?.amount, other?.tax].map((value) => value && plain(value))).toEqual(['1234.5678', '0.1']);
});
