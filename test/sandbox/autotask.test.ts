// The built-in Autotask refuses what the real one refuses. In one piece: its rules are read side by side with the service's paper.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startAutotaskSandbox } from '../../src/sandbox/autotask/server.ts';
import type { AutotaskSandbox } from '../../src/sandbox/autotask/server.ts';
import { parseFault } from '../../src/sandbox/faults.ts';
import { believableMonth, bigMonth } from '../../src/sandbox/month.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
let autotask: AutotaskSandbox;

beforeEach(async () => {
  autotask = await startAutotaskSandbox({ now: () => NOW });
  autotask.seed(believableMonth({ now: NOW, invoices: 30 }).autotask);
});
afterEach(() => autotask.stop());

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
const signIn = (): Record<string, string> => ({
  ApiIntegrationCode: autotask.credentials.integrationCode,
  UserName: autotask.credentials.username,
  Secret: autotask.credentials.secret,
});
const send = async (path: string, { method = 'GET', body, headers = {} }: Call = {}) => {
  const response = await fetch(path.startsWith('http') ? path : `${autotask.root}${path}`, {
    method,
    headers: { ...signIn(), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: (text === '' ? null : JSON.parse(text)) as Record<string, never> & Answer };
};
interface Answer {
  items: Record<string, unknown>[];
  item: Record<string, unknown> | null;
  pageDetails: { count: number; requestCount: number; prevPageUrl: string | null; nextPageUrl: string | null };
  errors: string[];
  fields: { name: string; isReadOnly: boolean; isQueryable: boolean; picklistValues: { value: string; label: string }[] | null }[];
}
const query = (entity: string, filter: unknown, more: object = {}) =>
  send(`/V1.0/${entity}/query`, { method: 'POST', body: { Filter: filter, ...more } });
const ALL = [{ op: 'gte', field: 'id', value: 0 }];
const ids = (answer: { json: Answer }) => answer.json.items.map((item) => item['id']);

describe('zone and version', () => {
  test('a known user is led back to this server', async () => {
    const { status, json } = await send(`/v1.0/zoneInformation?user=${encodeURIComponent(autotask.credentials.username)}`, {
      headers: { Secret: '' },
    });
    expect([status, json['url']]).toEqual([200, `${autotask.url}/ATServicesRest/`]);
  });

  test('an unknown user is a 500', async () => {
    const { status, json } = await send('/v1.0/zoneInformation?user=nobody');
    expect([status, json.errors]).toEqual([500, ['Zone information could not be determined']]);
  });

  test('V2.0 is announced and not there', async () => {
    expect((await send('/versioninformation')).json['apiVersions']).toEqual(['V1.0', 'V2.0']);
    expect((await send('/V2.0/Invoices/5001')).status).toBe(404);
  });
});

describe('sign-in', () => {
  test('a wrong integration code is a 500, a wrong secret a 401 without a body', async () => {
    const code = await send('/V1.0/Invoices/5001', { headers: { ApiIntegrationCode: 'wrong' } });
    expect([code.status, code.json.errors]).toEqual([500, ['IntegrationCode is invalid.']]);
    const secret = await send('/V1.0/Invoices/5001', { headers: { Secret: 'wrong' } });
    expect([secret.status, secret.text]).toEqual([401, '']);
  });

  test('wrong secrets lock the user, so that the right one is refused too until it is unlocked', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await send('/V1.0/Invoices/5001', { headers: { Secret: 'wrong' } });
    expect((await send('/V1.0/Invoices/5001')).status).toBe(401);
    autotask.unlock();
    expect((await send('/V1.0/Invoices/5001')).status).toBe(200);
  });
});

describe('filters', () => {
  test.each([
    ['no filter', [], 'At least one filter'],
    ['null', [{ op: 'eq', field: 'invoiceNumber', value: null }], 'needs a value'],
    ['exist with a value', [{ op: 'exist', field: 'id', value: 1 }], 'takes no value'],
    ['an unknown field', [{ op: 'eq', field: 'fooBar', value: 1 }], 'Unable to find fooBar in the Invoice Entity.'],
    [
      'a field that is not queryable',
      [{ op: 'gt', field: 'dueDate', value: '2026-01-01' }],
      'Unable to find dueDate in the Invoice Entity.',
    ],
    ['text for a number', [{ op: 'eq', field: 'companyID', value: '301' }], "converting the varchar value '301' to data type int"],
    ['text for a boolean', [{ op: 'eq', field: 'isVoided', value: 'false' }], 'data type bit'],
    ['a day that does not exist', [{ op: 'gt', field: 'createDateTime', value: '2026-02-30' }], 'Conversion failed'],
    ['an unknown operator', [{ op: 'like', field: 'comments', value: 'x' }], 'not an operator'],
    ['an empty list', [{ op: 'in', field: 'id', value: [] }], 'list of values'],
    ['more than 500 ORs', [{ op: 'in', field: 'id', value: Array.from({ length: 501 }, (_, id) => id) }], "500 or fewer 'OR'"],
  ])('%s is refused with 500', async (_, filter, text) => {
    const { status, json } = await query('Invoices', filter);
    expect(status).toBe(500);
    expect(json.errors[0]).toContain(text);
  });

  test('500 in a list are allowed', async () => {
    const { json } = await query('Invoices', [{ op: 'in', field: 'id', value: Array.from({ length: 500 }, (_, id) => 5000 + id) }]);
    expect(json.items).toHaveLength(30);
  });

  test('null is only found by notExist, the empty text only by eq ""', async () => {
    const missing = ids(await query('Invoices', [{ op: 'notExist', field: 'invoiceNumber' }]));
    const empty = ids(await query('Invoices', [{ op: 'eq', field: 'invoiceNumber', value: '' }]));
    expect([missing.length, empty.length]).toEqual([15, 15]);
    const both = [
      { op: 'notExist', field: 'invoiceNumber' },
      { op: 'eq', field: 'invoiceNumber', value: '' },
    ];
    expect(ids(await query('Invoices', [{ op: 'or', items: both }]))).toHaveLength(30);
    expect(ids(await query('Invoices', [{ op: 'and', items: both }]))).toHaveLength(0);
    expect(ids(await query('Invoices', [{ op: 'noteq', field: 'invoiceNumber', value: 'x' }]))).toEqual(empty);
  });

  test('a date stands for the start of its day in UTC', async () => {
    const row = autotask.tables.Invoices.get(5005)!;
    const day = String(row['createDateTime']).slice(0, 10);
    expect(ids(await query('Invoices', [{ op: 'lte', field: 'createDateTime', value: day }]))).not.toContain(5005);
    expect(
      ids(await query('Invoices', [{ op: 'lte', field: 'invoiceDateTime', value: String(row['invoiceDateTime']).slice(0, 10) }])),
    ).toContain(5005);
  });

  test('what belongs to no visible line of business is missing without a word', async () => {
    const before = ids(await query('BillingItems', ALL)).length;
    autotask.limitTo([2]);
    const after = await query('BillingItems', ALL);
    expect(after.status).toBe(200);
    expect(after.json.items.length).toBeLessThan(before);
    expect(new Set(after.json.items.map((item) => item['organizationalLevelAssociationID']))).toEqual(new Set([2]));
  });
});

describe('pages', () => {
  test('come in order of id and continue with the same verb and body', async () => {
    const body = { MaxRecords: 12, Filter: ALL };
    const first = await send('/V1.0/Invoices/query', { method: 'POST', body });
    const { nextPageUrl, ...rest } = first.json.pageDetails;
    expect(rest).toEqual({ count: 12, requestCount: 12, prevPageUrl: null });
    const wrongVerb = await send(nextPageUrl ?? '');
    expect([wrongVerb.status, wrongVerb.json['Message']]).toEqual([405, "The requested resource does not support http method 'GET'."]);
    expect(
      (await send(nextPageUrl ?? '', { method: 'POST', body: { MaxRecords: 12, Filter: [{ op: 'exist', field: 'id' }] } })).status,
    ).toBe(500);
    const second = await send(nextPageUrl ?? '', { method: 'POST', body });
    const third = await send(second.json.pageDetails.nextPageUrl ?? '', { method: 'POST', body });
    expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(Array.from({ length: 30 }, (_, index) => 5001 + index));
    expect(third.json.pageDetails.nextPageUrl).toBeNull();
    expect(ids(await send(third.json.pageDetails.prevPageUrl ?? '', { method: 'POST', body }))).toEqual(ids(second));
  });

  test('a GET query pages with GET, and fails with 404 when its address grows too long', async () => {
    const search = (value: object) => `/V1.0/Invoices/query?search=${encodeURIComponent(JSON.stringify(value))}`;
    const first = await send(search({ maxRecords: 20, filter: ALL }));
    expect(ids(await send(first.json.pageDetails.nextPageUrl ?? ''))).toHaveLength(10);
    const long = await send(search({ filter: [{ op: 'in', field: 'id', value: Array.from({ length: 400 }, (_, id) => 5000 + id) }] }));
    expect([long.status, long.text]).toEqual([404, '']);
  });

  test.each([0, 501, 1.5, '10'])('MaxRecords %s is refused', async (MaxRecords) => {
    expect((await query('Invoices', ALL, { MaxRecords })).status).toBe(500);
  });

  test('only the fields asked for come; without the id there is no next page; an unknown one is a 500', async () => {
    const { json } = await query('Invoices', ALL, { IncludeFields: ['invoiceTotal'], MaxRecords: 5 });
    expect(Object.keys(json.items[0]!)).toEqual(['invoiceTotal']);
    expect(json.pageDetails.nextPageUrl).toBeNull();
    expect((await query('BillingItems', ALL, { IncludeFields: ['id', 'lineItemID'] })).json.errors).toEqual([
      'Unable to find lineItemID in the BillingItem Entity.',
    ]);
  });

  test('a count is told for a filter', async () => {
    const { json } = await send('/V1.0/Invoices/query/count', {
      method: 'POST',
      body: { Filter: [{ op: 'eq', field: 'isVoided', value: true }] },
    });
    expect(json).toEqual({ queryCount: 1 });
  });
});

test('a big table answers as a small one does: the items of the invoices asked for, not those moved away since', async () => {
  await autotask.stop();
  autotask = await startAutotaskSandbox({ now: () => NOW });
  autotask.seed(bigMonth({ now: NOW, invoices: 2501, lines: 8 }).autotask);
  const filter = [{ op: 'in', field: 'invoiceID', value: [2501, 7, 7, 9] }];
  const range = (start: number) => Array.from({ length: 8 }, (_, line) => start + line);
  expect(ids(await query('BillingItems', filter))).toEqual([...range(49), ...range(65), ...range(20_001)]);
  expect(ids(await query('BillingItems', [...filter, { op: 'gt', field: 'id', value: 68 }]))).toEqual([
    ...range(65).slice(4),
    ...range(20_001),
  ]);
  autotask.ui.voidInvoice(7);
  expect(ids(await query('BillingItems', filter))).toEqual([...range(65), ...range(20_001)]);
  expect((await query('BillingItems', [{ op: 'in', field: 'invoiceID', value: ['7'] }])).status).toBe(500);
});

describe('rows', () => {
  test('have amounts of four decimals, midnights for days, 0 for no invoice and "" for no order', async () => {
    const { text } = await query('BillingItems', [{ op: 'eq', field: 'invoiceID', value: 0 }]);
    expect(text).toMatch(/"totalAmount":-?\d+\.\d{4}[,}]/);
    expect(text).toMatch(/"itemDate":"\d{4}-\d\d-\d\dT00:00:00Z"/);
    expect(text).toContain('"purchaseOrderNumber":""');
    const invoice = await send('/V1.0/Invoices/5002');
    expect(invoice.text).toContain('"invoiceTotal":-412.7500,');
    expect(invoice.json.item?.['invoiceDateTime']).toMatch(/T00:00:00\.000Z$/);
  });

  test('an unknown id is an item of null', async () => {
    expect(await send('/v1.0/invoices/999999')).toMatchObject({ status: 200, json: { item: null } });
  });

  test('picklists have text where rows have numbers; payment terms are the tenant’s own', async () => {
    const { fields } = (await send('/V1.0/BillingItems/entityInformation/fields')).json;
    expect(fields.find(({ name }) => name === 'billingItemType')?.picklistValues?.[0]).toMatchObject({ value: '1', label: 'Labor' });
    const invoiceFields = (await send('/V1.0/Invoices/entityInformation/fields')).json.fields;
    expect(invoiceFields.filter(({ isReadOnly }) => !isReadOnly).map(({ name }) => name)).toEqual([
      'invoiceNumber',
      'paidDate',
      'webServiceDate',
    ]);
    expect(invoiceFields.filter(({ isQueryable }) => !isQueryable).map(({ name }) => name)).toEqual(['dueDate', 'taxGroup']);
    expect(invoiceFields.find(({ name }) => name === 'paymentTerm')?.picklistValues?.map(({ label }) => label)).toContain('Net 30');
    expect((await send('/V1.0/Invoices/entityInformation')).json['info']).toMatchObject({
      canUpdate: true,
      canCreate: false,
      userAccessForUpdate: 'All',
    });
  });

  test('the printed invoice is a PDF', async () => {
    const { json } = await send('/V1.0/Invoices/5005/InvoicePdf');
    const file = Buffer.from(String(json['data']), 'base64');
    expect([file.subarray(0, 5).toString(), file.length]).toEqual(['%PDF-', json['fileSize']]);
  });
});

describe('writes', () => {
  const patch = (body: unknown, path = '/V1.0/Invoices') => send(path, { method: 'PATCH', body });

  test('three fields of an invoice take effect; all else is ignored in silence', async () => {
    const body = {
      id: 5005,
      invoiceNumber: '1085',
      webServiceDate: '2026-11-20T12:34:56Z',
      isVoided: true,
      invoiceNumbr: 'x',
      comments: 'x',
    };
    expect(await patch(body)).toMatchObject({ status: 200, json: { itemId: 5005 } });
    const item = (await send('/V1.0/Invoices/5005')).json.item;
    expect(item).toMatchObject({ invoiceNumber: '1085', webServiceDate: '2026-11-20T12:34:56.000Z', isVoided: false });
    expect(item?.['comments']).not.toBe('x');
    expect(autotask.writes.map(({ id, fields }) => [id, Object.keys(fields)])).toEqual([[5005, ['invoiceNumber', 'webServiceDate']]]);
  });

  test('a paid date keeps its day whatever the time says, and null clears it', async () => {
    await patch({ id: 5005, paidDate: '2026-01-31T23:30:00-06:00' });
    expect(autotask.tables.Invoices.get(5005)?.['paidDate']).toBe('2026-01-31T00:00:00.000Z');
    await patch({ id: 5005, paidDate: null });
    expect(autotask.tables.Invoices.get(5005)?.['paidDate']).toBeNull();
  });

  test('PUT empties the writable fields that it does not name', async () => {
    await patch({ id: 5005, invoiceNumber: '1085', paidDate: '2026-01-31' });
    await send('/V1.0/Invoices', { method: 'PUT', body: { id: 5005, webServiceDate: '2026-02-01T00:00:00Z' } });
    expect(autotask.tables.Invoices.get(5005)).toMatchObject({
      invoiceNumber: null,
      paidDate: null,
      webServiceDate: '2026-02-01T00:00:00.000Z',
    });
  });

  test.each([
    ['the id in the address', 'PATCH', '/V1.0/Invoices/5005', { id: 5005, invoiceNumber: 'x' }, 405],
    ['no id in the body', 'PATCH', '/V1.0/Invoices', { itemId: 5005, invoiceNumber: 'x' }, 500],
    ['an unknown id', 'PATCH', '/V1.0/Invoices', { id: 1, invoiceNumber: 'x' }, 404],
    ['a number of 101 characters', 'PATCH', '/V1.0/Invoices', { id: 5005, invoiceNumber: 'x'.repeat(101) }, 500],
    ['a date that is none', 'PATCH', '/V1.0/Invoices', { id: 5005, invoiceNumber: 'x', paidDate: '2026-02-30' }, 500],
    ['creating', 'POST', '/V1.0/Invoices', { invoiceNumber: 'x' }, 405],
    ['deleting', 'DELETE', '/V1.0/Invoices/5005', undefined, 405],
    ['a billing code', 'PATCH', '/V1.0/BillingCodes', { id: 101, externalNumber: 'x' }, 405],
    ['a company', 'PATCH', '/V1.0/Companies', { id: 301, companyName: 'x' }, 403],
  ])('%s is refused and changes nothing', async (_, method, path, body, status) => {
    const before = JSON.stringify(autotask.tables.Invoices.get(5005));
    expect((await send(path, { method, body })).status).toBe(status);
    expect(JSON.stringify(autotask.tables.Invoices.get(5005))).toBe(before);
    expect(autotask.writes).toEqual([]);
  });

  test('a billing item takes its web service date alone', async () => {
    await patch({ id: 90_001, webServiceDate: '2026-11-20T00:00:00Z', totalAmount: 1 }, '/V1.0/BillingItems');
    expect(Object.keys(autotask.writes[0]!.fields)).toEqual(['webServiceDate']);
  });

  test('a body that is not declared as JSON is refused', async () => {
    expect((await send('/V1.0/Invoices', { method: 'PATCH', body: { id: 5005 }, headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
  });
});

test('a person can void, and the items are free again; and can clear what a sync needs cleared', async () => {
  const items = () => [...autotask.tables.BillingItems.values()].filter((item) => item['invoiceID'] === 5005).length;
  expect(items()).toBeGreaterThan(0);
  autotask.ui.setPaidDate(5005, '2026-11-19');
  autotask.ui.voidInvoice(5005);
  autotask.ui.clearNumber(5005);
  autotask.ui.clearWebServiceDate(5005);
  expect(items()).toBe(0);
  expect((await send('/V1.0/Invoices/5005')).json.item).toMatchObject({
    isVoided: true,
    voidedDate: '2026-11-20T12:00:00.000Z',
    paidDate: '2026-11-19T00:00:00.000Z',
    invoiceNumber: '',
    webServiceDate: null,
  });
  expect(() => autotask.ui.voidInvoice(1)).toThrow('no invoice 1');
});

describe('limits', () => {
  test('a fourth call at once to one endpoint is refused with 429, not one to another endpoint', async () => {
    await autotask.stop();
    autotask = await startAutotaskSandbox({ now: () => NOW, latency: { read: 100 } });
    const paths = ['Invoices/1', 'Invoices/2', 'Invoices/entityInformation', 'Invoices/4', 'Companies/1'];
    const statuses = await Promise.all(paths.map(async (path) => (await send(`/V1.0/${path}`)).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 429]);
    expect(autotask.counts).toMatchObject({ peak: { Invoices: 3, Companies: 1 }, threadRefusals: 1 });
    expect((await send('/V1.0/Invoices/1')).status).toBe(200);
  });

  test('the hour’s calls end with 429 and come back as they grow old', async () => {
    await autotask.stop();
    let now = NOW;
    autotask = await startAutotaskSandbox({ now: () => now, perHour: 2 });
    expect((await send('/V1.0/ThresholdInformation')).json).toEqual({
      externalRequestThreshold: 2,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: 1,
    });
    await send('/V1.0/Invoices/1');
    expect((await send('/V1.0/Invoices/1')).status).toBe(429);
    now += 3_600_001;
    expect((await send('/V1.0/Invoices/1')).status).toBe(200);
  });
});

describe('faults', () => {
  const patch = () => send('/V1.0/Invoices', { method: 'PATCH', body: { id: 5005, invoiceNumber: '1085' } });
  const number = () => autotask.tables.Invoices.get(5005)?.['invoiceNumber'];

  test.each(['reset-before', '503', '502', '429'])('%s leaves the effect undone', async (name) => {
    const before = number();
    autotask.faults.add(parseFault(`${name}@autotask:Invoices.patch`));
    await patch().catch(() => null);
    expect(number()).toBe(before);
    await patch();
    expect(number()).toBe('1085');
  });

  test.each(['reset-after', 'malformed-json', 'truncated'])('%s does the effect and spoils the answer', async (name) => {
    autotask.faults.add(parseFault(`${name}@*.patch`));
    await expect(patch()).rejects.toThrow(/fetch failed|terminated|JSON/);
    expect(number()).toBe('1085');
    expect(autotask.faults.left).toBe(0);
  });

  test('a slow answer comes late, its effect at once', async () => {
    autotask.faults.add(parseFault('slow:150@Invoices.patch'));
    const started = performance.now();
    expect((await patch()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  test('a fault strikes as often as said, after as many calls as said, only its own kind', async () => {
    autotask.faults.add(parseFault('503@Invoices.get after 1 x2'));
    await query('Invoices', ALL);
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await send('/V1.0/Invoices/5005')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect(autotask.requests.filter(({ kind }) => kind === 'Invoices.get').map(({ status }) => status)).toEqual(statuses);
  });

  test.each(['', 'boom', '503@', '999', 'slow', '503@Invoices.query x'])('%j is no fault', (text) => {
    expect(() => parseFault(text)).toThrow('not a fault');
  });
});
