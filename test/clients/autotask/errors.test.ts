// What each answer of Autotask means, and which faults are tried again.
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classify } from '../../../src/clients/autotask/errors.ts';
import { CODE, failure, invoiceRow, lab, page, ROOT, SECRET, ZONE } from './lab.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const asked = { entity: 'Invoices', kind: 'Invoices.query', id: null };
const errors = (...texts: string[]): string => JSON.stringify({ errors: texts });
const HTML = '<html><head><title>502 Bad Gateway</title></head></html>';

describe('what an answer means', () => {
  test.each([
    [200, '{"items":[]}', 'answer', null],
    [401, '', 'not-signed-in', null],
    [401, HTML, 'not-signed-in', null],
    [500, errors('Zone information could not be determined'), 'refused', 'auth'],
    [500, errors('IntegrationCode is invalid.'), 'refused', 'auth'],
    [403, errors('The logged in Resource does not have the adequate permissions'), 'refused', 'auth'],
    [500, errors('The logged in Resource does not have the adequate permissions to query this'), 'refused', 'auth'],
    [403, '', 'refused', 'auth'],
    [500, errors('Unable to find fooBar in the Invoice Entity.'), 'refused', 'rejected'],
    [500, errors("Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions."), 'refused', 'rejected'],
    [500, errors("Conversion failed when converting the varchar value 'material' to data type int."), 'refused', 'rejected'],
    [500, errors('Picklist value [99] does not exist for priority.'), 'refused', 'rejected'],
    [500, errors('Value does not reference an existing entity for taskType .'), 'refused', 'rejected'],
    [
      500,
      errors('No message. No matching records found. The logged in Resource may not have the required permissions to delete the data.'),
      'refused',
      'rejected',
    ],
    [500, JSON.stringify({ errors: [{ message: 'invoiceTotal is read only.' }] }), 'refused', 'rejected'],
    [500, errors('Transaction (Process ID 71) was deadlocked on lock resources with another process.'), 'again', 'temporary'],
    [500, errors('Something nobody has seen.'), 'again', 'temporary'],
    [500, '', 'again', 'temporary'],
    [502, HTML, 'again', 'temporary'],
    [503, 'Service Unavailable', 'again', 'temporary'],
    [429, '', 'throttled', null],
    [500, errors('The thread threshold of 3 threads has been exceeded.'), 'throttled', null],
    [405, JSON.stringify({ Message: "The requested resource does not support http method 'GET'." }), 'refused', 'unexpected-answer'],
    [404, '', 'refused', 'unexpected-answer'],
    [302, '', 'refused', 'unexpected-answer'],
    [200, HTML, 'refused', 'unexpected-answer'],
    [200, '', 'again', 'unexpected-answer'],
    [200, '{"items":[', 'again', 'unexpected-answer'],
  ])('%i %s is %s (%s)', (status, text, is, kind) => {
    const verdict = classify({ status, headers: {}, text }, asked, (said) => said);
    expect(verdict.is).toBe(is);
    const error = 'error' in verdict ? verdict.error : null;
    expect(error?.kind ?? null).toBe(kind);
    expect([error?.service ?? 'Autotask', error?.remedy]).not.toContain('');
  });
});

test.each([
  [503, '1800', 1800],
  [503, 'Wed, 21 Oct 2026 07:30:00 GMT', 120],
  [503, 'soon', null],
])('a %i with Retry-After %s asks for %s s', (status, after, seconds) => {
  const headers = { 'retry-after': after, date: 'Wed, 21 Oct 2026 07:28:00 GMT' };
  const verdict = classify({ status, headers, text: '' }, asked, (said) => said);
  expect('error' in verdict && verdict.error.retryAfterSeconds).toBe(seconds);
});

const ids = { kind: 'ids', ids: [155] } as never;
const query = (): nock.Interceptor => nock(ZONE).post(`${ROOT}/Invoices/query`);

test('passing faults of reads are tried again with growing pauses', async () => {
  query().reply(503);
  query().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  query().reply(500, '{"errors":["deadlocked"]}');
  query().reply(200, '{"items":');
  query().reply(200, page([invoiceRow(155)]));
  const { client, pauses } = lab();
  expect(await client.invoices(ids)).toHaveLength(1);
  expect(pauses).toEqual([1000, 2000, 4000, 8000]);
});

test('a fault that stays ends as a temporary error, with the way on', async () => {
  query().times(5).reply(502, HTML, { 'content-type': 'text/html' });
  const error = await failure(lab().client.invoices(ids));
  expect(error).toMatchObject({ kind: 'temporary', disposition: 'retry', code: '502' });
  expect(error.remedy).toContain('next run');
});

test('a validation text is never tried again', async () => {
  query().reply(500, '{"errors":["Unable to find fooBar in the Invoice Entity."]}');
  const { client, pauses } = lab();
  expect(await failure(client.invoices(ids))).toMatchObject({ kind: 'rejected', disposition: 'hold' });
  expect(pauses).toEqual([]);
});

test('Retry-After of a 429 is waited for', async () => {
  query().reply(429, '', { 'retry-after': '7' });
  query().reply(200, page([]));
  const { client, pauses } = lab();
  await client.invoices(ids);
  expect(pauses.reduce((all, pause) => all + pause, 0)).toBe(7000);
});

test('refusals in a row silence the whole client, not each call for itself', async () => {
  let refused = 0;
  nock(ZONE)
    .persist()
    .post(/./)
    .reply(() => [429, (refused += 1) && '']);
  const { client } = lab();
  expect(await failure(client.invoices(ids))).toMatchObject({ kind: 'temporary', code: '429' });
  expect(await failure(client.currencies())).toMatchObject({ kind: 'temporary', code: '429' });
  expect(refused).toBe(5);
});

test('a suspended database is left alone at the first refusal that says so', async () => {
  query().reply(429, { errors: ['The number of external requests has exceeded the threshold of 10000 per hour.'] });
  const { client, pauses } = lab();
  expect(await failure(client.invoices(ids))).toMatchObject({ kind: 'temporary' });
  expect(pauses).toEqual([]);
});

test('a secret that Autotask repeats is not repeated by us', async () => {
  query().reply(500, { errors: [`Value ${SECRET} of ${CODE} is invalid`] });
  const { client, log } = lab();
  const error = await failure(client.invoices(ids));
  const shown = JSON.stringify([error.message, error.remedy, error.stack, log]);
  expect(shown).toMatch(/\*\*\*|\[secret\]/);
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain(CODE);
});

test('a secret that no header can carry is named, not shown', () => {
  expect(() => lab({ credentials: { username: 'a', secret: 'x\u2028y', integrationCode: 'c' } })).toThrow(
    /Secret is empty or holds a character/,
  );
});

test('the budget of the hour stops before it is exceeded, counting what others used', async () => {
  nock(ZONE)
    .get(`${ROOT}/ThresholdInformation`)
    .reply(200, { externalRequestThreshold: 10_000, requestThresholdTimeframe: 60, currentTimeframeRequestCount: 8999 });
  const last = query().reply(200, page([]));
  const { client, setTime } = lab();
  expect(await client.budget()).toEqual({ used: 8999, limit: 10_000 });
  await client.invoices(ids);
  const error = await failure(client.invoices(ids));
  expect(error).toMatchObject({ kind: 'temporary', code: 'hourly-budget' });
  expect(error.remedy).toMatch(/after 13:00 UTC.*next run goes on/);
  expect(last.isDone()).toBe(true);
  setTime(Date.parse('2026-02-01T13:00:01Z'));
  query().reply(200, page([]));
  expect(await client.invoices(ids)).toEqual([]);
});
