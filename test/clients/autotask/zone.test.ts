// Where a database of Autotask is: asked for once, asked again after a 401, and never outside autotask.net.
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zoneFault } from '../../../src/clients/autotask/zone.ts';
import { failure, invoiceRow, lab, page, ROOT, SECRET, ZONE, zoneInformation } from './lab.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const ids = { kind: 'ids', ids: [155] } as never;
const OLD = 'https://webservices2.autotask.net';

test('the zone is asked for once and remembered; a later client asks no more', async () => {
  const zone = zoneInformation(`${ZONE}/ATServicesRest/`);
  const query = nock(ZONE)
    .post(`${ROOT}/Invoices/query`)
    .twice()
    .reply(200, page([invoiceRow(155)]));
  const first = lab({ remembered: null });
  await first.client.invoices(ids);
  const second = lab({ remembered: first.zone() });
  await second.client.invoices(ids);
  expect(first.zone()).toBe(`${ZONE}/ATServicesRest`);
  expect([zone.isDone(), query.isDone()]).toEqual([true, true]);
});

test('an unknown user name is an error about the user name, asked once', async () => {
  zoneInformation(null, 500);
  const { client } = lab({ remembered: null });
  const error = await failure(client.access());
  expect(await failure(client.currencies())).toBe(error);
  expect(error).toMatchObject({ kind: 'auth', service: 'Autotask' });
  expect(`${error.message} ${error.remedy}`).toMatch(/user name.*at2qbo connect autotask/);
});

test('after a 401 the zone is asked for again, and the call repeated because the database has moved', async () => {
  nock(OLD).post(`${ROOT}/Invoices/query`).reply(401);
  zoneInformation(`${ZONE}/ATServicesRest/`);
  nock(ZONE)
    .post(`${ROOT}/Invoices/query`)
    .reply(200, page([invoiceRow(155)]));
  const { client, zone } = lab({ remembered: `${OLD}/ATServicesRest` });
  expect(await client.invoices(ids)).toHaveLength(1);
  expect(zone()).toBe(`${ZONE}/ATServicesRest`);
});

test('a 401 in the right zone is never repeated, not by later calls either', async () => {
  let refusals = 0;
  nock(ZONE)
    .persist()
    .post(/./)
    .reply(() => [401, (refusals += 1) && '']);
  const zone = zoneInformation(`${ZONE}/ATServicesRest/`);
  const { client } = lab();
  const errors = await Promise.all([failure(client.invoices(ids)), failure(client.currencies()), failure(client.billingCodes())]);
  errors.push(await failure(client.taxes()));
  expect(refusals).toBe(1);
  expect(zone.isDone()).toBe(true);
  for (const error of errors) {
    expect(error).toMatchObject({ kind: 'auth' });
    expect(`${error.message} ${error.remedy}`).toMatch(/secret is wrong.*locked.*at2qbo connect autotask/);
    expect(JSON.stringify([error.message, error.remedy, error.stack])).not.toContain(SECRET);
  }
});

test('with a root given by the settings no zone is asked for, not even after a 401', async () => {
  nock('http://127.0.0.1:8701').post('/atservicesrest/V1.0/Invoices/query').reply(401);
  const { client } = lab({
    endpoints: { autotask: 'http://127.0.0.1:8701/atservicesrest/', autotaskZones: 'https://webservices.autotask.net/atservicesrest' },
  });
  expect(await failure(client.invoices(ids))).toMatchObject({ kind: 'auth' });
});

test('a zone address outside autotask.net gets no secret', async () => {
  zoneInformation('https://webservices5.autotask.net.example.com/ATServicesRest/');
  const error = await failure(lab({ remembered: null }).client.currencies());
  expect(error).toMatchObject({ kind: 'unexpected-answer' });
  expect(error.message).toContain('field url');
});

describe('which zone addresses are taken', () => {
  const official = 'https://webservices.autotask.net/atservicesrest';
  test.each([
    ['https://webservices5.autotask.net/ATServicesRest/', official, null],
    ['http://webservices5.autotask.net/ATServicesRest/', official, 'not https'],
    ['https://evilautotask.net/', official, 'outside autotask.net'],
    ['http://127.0.0.1:9/atservicesrest', official, 'outside autotask.net'],
    ['http://127.0.0.1:9/atservicesrest', 'http://127.0.0.1:9/atservicesrest', null],
    ['http://localhost:9/x', 'http://localhost:9/atservicesrest', null],
    ['http://10.0.0.4/x', 'http://127.0.0.1:9/atservicesrest', 'not https'],
    ['https://user:pass@webservices5.autotask.net/', official, 'more than an address'],
    ['ftp://webservices5.autotask.net/', official, 'not https'],
    ['webservices5', official, 'no address'],
  ])('%s with zones at %s: %s', (address, zones, fault) => {
    expect(zoneFault(address, zones)).toBe(fault);
  });
});
