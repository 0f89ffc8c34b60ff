// Writes: each exactly once, whatever the network does, and never called done or undone without knowing.
import { expect, test } from 'vitest';
import { AuthError, RejectedError, StaleError, TemporaryError, UnknownOutcomeError, type At2qboError } from '../../../src/core/errors.ts';
import { quickBooksId } from '../../../src/core/model.ts';
import { company, COMPANY, draft, fixture, guardNetwork, world, type Json } from './support.ts';

guardNetwork();

const CREATE = `${COMPANY}/invoice?requestid=r-1&minorversion=75`;
const fault = (name: string): { status: number; body: Json } => fixture('faults')[name] as { status: number; body: Json };
const failure = async (promise: Promise<unknown>): Promise<At2qboError> =>
  promise.then(
    () => expect.fail('no error'),
    (error: unknown) => error as At2qboError,
  );

test('a create is one POST with minor version, request id, token and JSON both ways, and its answer is the saved document', async () => {
  const { client } = world();
  company()
    .post(CREATE, (body) => body['DocNumber'] === '1037')
    .matchHeader('authorization', 'Bearer token-1')
    .matchHeader('accept', 'application/json')
    .matchHeader('content-type', 'application/json')
    .reply(200, fixture('invoice'));
  const saved = await client.createDocument(draft, 'r-1');
  expect([saved.id, saved.docNumber, saved.total.toFixed(2), saved.tax.toFixed(2), saved.lines.length]).toEqual([
    '130',
    '1037',
    '362.07',
    '26.82',
    2,
  ]);
});

test('an expired token is refreshed once and the same request goes out again with the same request id', async () => {
  const { client, tokensRefused } = world();
  const expired = fault('3200-401-token-expired');
  company().post(CREATE).matchHeader('authorization', 'Bearer token-1').reply(401, expired.body);
  company().post(CREATE).matchHeader('authorization', 'Bearer token-2').reply(200, fixture('invoice'));
  await client.createDocument(draft, 'r-1');
  expect(tokensRefused).toEqual(['token-1']);
});

test('a token that is refused twice asks for a new connection', async () => {
  const { client, tokensRefused } = world();
  company().post(CREATE).times(2).reply(401, fault('3200-401-token-expired').body);
  const error = await failure(client.createDocument(draft, 'r-1'));
  expect(error).toBeInstanceOf(AuthError);
  expect(error.remedy).toContain('at2qbo connect quickbooks');
  expect(`${error.message} ${error.remedy}`).not.toMatch(/token-\d|AB016/);
  expect(tokensRefused).toHaveLength(1);
});

test('after a 429 nothing starts for a minute, then the same request goes on', async () => {
  const { client, clock } = world();
  company().post(CREATE).reply(429, fault('3001-429-throttled').body);
  company().post(CREATE).reply(200, fixture('invoice'));
  const started = clock.now();
  await client.createDocument(draft, 'r-1');
  expect(clock.now() - started).toBeGreaterThanOrEqual(60_000);
});

test.each<[string, () => void]>([
  [
    'the connection broke after sending',
    () =>
      company()
        .post(CREATE)
        .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
  ],
  ['a gateway’s page', () => company().post(CREATE).reply(503, '<html>busy</html>')],
  ['HTML with status 200', () => company().post(CREATE).reply(200, '<html>hello</html>')],
  ['half an answer', () => company().post(CREATE).reply(200, '{"Invoice":{"Id":"130","Tot')],
  [
    'an answer of another shape',
    () =>
      company()
        .post(CREATE)
        .reply(200, { Invoice: { Id: '130', TotalAmt: 'many' } }),
  ],
  ['a system failure', () => company().post(CREATE).reply(500, fault('10000-system-failure').body)],
])('%s: the same request is sent again and its answer counts', async (_, mock) => {
  const { client } = world();
  mock();
  company().post(CREATE).reply(200, fixture('invoice'));
  expect((await client.createDocument(draft, 'r-1')).id).toBe('130');
});

test('without any usable answer the outcome is unknown, after three tries', async () => {
  const { client } = world();
  company().post(CREATE).times(3).reply(503, '<html>busy</html>', { intuit_tid: '1-xyz' });
  const error = await failure(client.createDocument(draft, 'r-1'));
  expect(error).toBeInstanceOf(UnknownOutcomeError);
  expect(error.traceId).toBe('1-xyz');
  expect(error.message).toContain('4711');
});

test('an answer of another shape that stays so is an unknown outcome that names the field', async () => {
  const { client } = world();
  company()
    .post(CREATE)
    .times(3)
    .reply(200, { Invoice: { Id: '130', TotalAmt: 'many' } });
  const error = await failure(client.createDocument(draft, 'r-1'));
  expect(error).toBeInstanceOf(UnknownOutcomeError);
  expect((error.cause as Error).message).toMatch(/Invoice 130, \w+/);
});

test('what never left this machine is a temporary failure: nothing can have happened', async () => {
  const { client } = world();
  company()
    .post(CREATE)
    .times(4)
    .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  const error = await failure(client.createDocument(draft, 'r-1'));
  expect(error).toBeInstanceOf(TemporaryError);
  expect(error).not.toBeInstanceOf(UnknownOutcomeError);
});

test('a lost answer followed by an unreachable service stays unknown', async () => {
  const { client } = world();
  company()
    .post(CREATE)
    .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  company()
    .post(CREATE)
    .times(3)
    .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  expect(await failure(client.createDocument(draft, 'r-1'))).toBeInstanceOf(UnknownOutcomeError);
});

test('a rejection is not repeated and carries the code', async () => {
  const { client } = world();
  company().post(CREATE).reply(400, fault('6140-duplicate-docnumber-with-id').body);
  const error = await failure(client.createDocument(draft, 'r-1'));
  expect(error).toBeInstanceOf(RejectedError);
  expect(error.code).toBe('6140');
  expect(error.message).toContain('TxnId=130');
});

test('a duplicate number after a lost answer may be our own: unknown, not rejected', async () => {
  const { client } = world();
  company().post(CREATE).reply(503, '');
  company().post(CREATE).reply(400, fault('6140-duplicate-docnumber').body);
  const error = await failure(client.createDocument(draft, 'r-1'));
  expect(error).toBeInstanceOf(UnknownOutcomeError);
  expect([error.code, error.cause]).toEqual(['6140', expect.any(RejectedError)]);
});

test('a request id that was used before is an unknown outcome', async () => {
  const { client } = world();
  company()
    .post(CREATE)
    .reply(400, { Fault: { Error: [{ Message: 'Duplicate Request ID', code: '600' }] } });
  expect(await failure(client.createDocument(draft, 'r-1'))).toBeInstanceOf(UnknownOutcomeError);
});

test('a fault inside a 200 is a rejection', async () => {
  const { client } = world();
  company().post(`${COMPANY}/customer?requestid=r-2&minorversion=75`).reply(200, fault('200-with-fault').body);
  const customer = {
    displayName: 'Acme',
    companyName: '',
    email: '',
    phone: '',
    billTo: null,
    attention: '',
    currency: null,
    isTaxable: null,
    taxExemptionReasonId: null,
  };
  expect((await failure(client.createCustomer(customer, 'r-2'))).code).toBe('6000');
});

test('void names id and version; somebody else’s change is stale', async () => {
  const { client } = world();
  const path = `${COMPANY}/invoice?operation=void&requestid=r-3&minorversion=75`;
  const voided = fixture('invoice');
  Object.assign(voided['Invoice'] ?? {}, {
    TotalAmt: 0,
    Balance: 0,
    PrivateNote: 'Voided - note',
    Line: [{ DetailType: 'SalesItemLineDetail', Amount: 0, SalesItemLineDetail: {} }],
  });
  company().post(path, { Id: '130', SyncToken: '0' }).reply(200, voided);
  const document = { id: quickBooksId('130'), syncToken: '0' };
  expect((await client.voidInvoice(document, 'r-3')).isVoided).toBe(true);
  company().post(path).reply(400, fault('5010-stale').body);
  expect(await failure(client.voidInvoice(document, 'r-3'))).toBeInstanceOf(StaleError);
});

test('a credit memo is deleted when QuickBooks says so', async () => {
  const { client } = world();
  const path = `${COMPANY}/creditmemo?operation=delete&requestid=r-4&minorversion=75`;
  company()
    .post(path, { Id: '7', SyncToken: '2' })
    .reply(200, { CreditMemo: { domain: 'QBO', status: 'Deleted', Id: '7' }, time: '2026-08-01T00:00:00Z' });
  await client.deleteCreditMemo({ id: quickBooksId('7'), syncToken: '2' }, 'r-4');
});

test('mailing goes out once: no body, octet-stream, and never again when the answer is lost', async () => {
  const { client } = world();
  const path = `${COMPANY}/invoice/96/send?sendTo=${encodeURIComponent('a+b@example.com')}&requestid=r-5&minorversion=75`;
  company().post(path, '').matchHeader('content-type', 'application/octet-stream').reply(200, fixture('invoice-sent'));
  const sent = await client.sendDocument('Invoice', quickBooksId('96'), 'a+b@example.com', 'r-5');
  expect([sent.isEmailed, sent.deposit.toFixed(2), sent.discount.toFixed(2)]).toEqual([true, '12.00', '5.00']);
  company().post(`${COMPANY}/invoice/96/send?requestid=r-6&minorversion=75`).reply(503, '');
  expect(await failure(client.sendDocument('Invoice', quickBooksId('96'), null, 'r-6'))).toBeInstanceOf(UnknownOutcomeError);
});

test('a file is uploaded with the reference to its document', async () => {
  const { client } = world();
  let body = '';
  company()
    .post(`${COMPANY}/upload?requestid=r-7&minorversion=75`, (sent: string) => {
      body = sent;
      return true;
    })
    .matchHeader('content-type', /^multipart\/form-data; boundary=/)
    .reply(200, { AttachableResponse: [{ Attachable: { Id: '5' } }] });
  await client.attach('Invoice', quickBooksId('130'), { fileName: 'a"b.pdf', content: Buffer.from('%PDF-1.4 text') }, 'r-7');
  expect(body).toContain('"AttachableRef":[{"EntityRef":{"type":"Invoice","value":"130"}}]');
  expect(body).toMatch(/name="file_content_0"; filename="a_b\.pdf"/);
  expect(body).toContain('%PDF-1.4 text');
});

test('a throttled call holds back every call that waits, not only its own repeat', async () => {
  const { client, clock } = world(1);
  const legacy = fault('3001-403-throttled-legacy');
  company().post(CREATE).reply(legacy.status, legacy.body);
  const starts: number[] = [];
  for (const id of ['r-1', 'r-9'])
    company()
      .post(`${COMPANY}/invoice?requestid=${id}&minorversion=75`)
      .reply(200, () => {
        starts.push(clock.now());
        return fixture('invoice');
      });
  const began = clock.now();
  await Promise.all([client.createDocument(draft, 'r-1'), client.createDocument(draft, 'r-9')]); // one at a time: the second waits
  expect(starts.map((at) => at - began >= 60_000)).toEqual([true, true]);
});
