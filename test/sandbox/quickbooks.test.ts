// The built-in QuickBooks keeps to Intuit's papers: sign-in, gateway, payments, names and queries.
import { describe, expect, it } from 'vitest';
import { open, SEED, type Body } from './quickbooks-support.ts';

describe('sign-in', () => {
  it('a refresh token works once and is replaced', async () => {
    const { qbo, refresh } = await open();
    const first = qbo.issueRefreshToken();
    const second = await refresh(first);
    expect(second.body).toMatchObject({ token_type: 'bearer', expires_in: 3600, x_refresh_token_expires_in: 8726400 });
    expect(await refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await refresh(second.body['refresh_token'])).status).toBe(200);
  });

  it('a wrong client secret is invalid_client', async () => {
    const { qbo, token } = await open();
    const answer = await token({ grant_type: 'refresh_token', refresh_token: qbo.issueRefreshToken() }, 'Basic eDp5');
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('consent sends code, state and realm back, and the code works once', async () => {
    const { qbo, token } = await open();
    const redirect_uri = 'http://localhost:9477/callback';
    const ask = (uri: string) =>
      fetch(
        `${qbo.url}/connect/oauth2?${new URLSearchParams({ client_id: qbo.clientId, response_type: 'code', scope: 'com.intuit.quickbooks.accounting openid', state: 's1', redirect_uri: uri }).toString()}`,
        { redirect: 'manual' },
      );
    const back = new URL((await ask(redirect_uri)).headers.get('location')!);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: 's1', realmId: qbo.realmId });
    const form = { grant_type: 'authorization_code', code: back.searchParams.get('code')!, redirect_uri };
    expect((await token(form)).status).toBe(200);
    expect((await token(form)).body['error']).toBe('invalid_grant');
    const refused = await ask('http://192.0.2.1/callback');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('redirect_uri');
  });

  it('revoking ends the connection', async () => {
    const { qbo, refresh, call } = await open();
    const tokens = (await refresh(qbo.issueRefreshToken())).body;
    const revoked = await fetch(`${qbo.url}/v2/oauth2/tokens/revoke`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${qbo.clientId}:${qbo.clientSecret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ token: tokens['refresh_token'] }),
    });
    expect(revoked.status).toBe(200);
    expect((await call('preferences', { as: tokens['access_token'] })).status).toBe(401);
    expect((await refresh(tokens['refresh_token'])).body['error']).toBe('invalid_grant');
  });
});

describe('gateway', () => {
  it('an expired token gets 401 with a lower-case fault 3200', async () => {
    const { qbo, call } = await open();
    qbo.expireAccessTokens();
    const answer = await call('preferences');
    expect(answer.status).toBe(401);
    expect(answer.body['fault'].error[0].code).toBe('3200');
    expect(answer.headers.get('intuit_tid')).toBeTruthy();
  });

  it('another company gets 403 with 3100', async () => {
    const { qbo, access } = await open();
    const answer = await fetch(`${qbo.url}/v3/company/1/preferences`, {
      headers: { authorization: `Bearer ${access}`, accept: 'application/json' },
    });
    expect(answer.status).toBe(403);
    expect(((await answer.json()) as Body)['fault'].error[0].code).toBe('3100');
  });

  it('the eleventh call of a second is throttled, in XML for whoever did not ask for JSON', async () => {
    const { qbo, call } = await open({ limits: {} });
    for (let n = 0; n < 10; n += 1) await call('preferences');
    expect((await call('preferences')).body['fault'].error[0].code).toBe('3001');
    const xml = await call('preferences', { headers: { accept: '*/*' } });
    expect(xml.status).toBe(429);
    expect(xml.text).toContain('<Error code="3001">');
    expect(qbo.counters).toMatchObject({ throttled: 2, peakPerSecond: 10 });
  });

  it('more than ten at once are throttled', async () => {
    const { qbo, call } = await open({ latency: { read: 100 } });
    const statuses = (await Promise.all(Array.from({ length: 12 }, () => call('preferences')))).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    expect(qbo.counters.peakConcurrent).toBe(10);
  });

  it('an answer without Accept is XML', async () => {
    const { call } = await open();
    expect((await call('preferences', { headers: { accept: '*/*' } })).text).toMatch(/^<\?xml.*<IntuitResponse/);
  });
});

describe('payments', () => {
  it('one payment over two invoices is linked to both and its lines name them', async () => {
    const { qbo, post, invoice, line } = await open({ tax: 'off' });
    const ids = [];
    for (const amount of [10, 20]) ids.push((await post('invoice', invoice([line(amount)]))).body['Invoice'].Id as string);
    const payment = qbo.ui.payMany(
      [
        [ids[0]!, '10'],
        [ids[1]!, '5'],
      ],
      '2026-08-05',
    );
    expect(ids.map((id) => qbo.tables.Invoice.get(id)?.Balance)).toEqual([0, 15]);
    expect(qbo.tables.Invoice.get(ids[0]!)?.LinkedTxn).toEqual([{ TxnId: payment, TxnType: 'Payment' }]);
    expect(qbo.tables.Payment.get(payment)).toMatchObject({ TotalAmt: 15, TxnDate: '2026-08-05' });
  });

  it('open credit is applied to a new invoice when the preference says so', async () => {
    const { qbo, post, invoice, line } = await open({ tax: 'off' });
    qbo.preferences.SalesFormsPrefs.AutoApplyCredit = true;
    await post('creditmemo', invoice([line(4)]));
    const made = (await post('invoice', invoice([line(10)]))).body['Invoice'];
    expect([made.TotalAmt, made.Balance]).toEqual([10, 6]);
    expect([...qbo.tables.Payment.values()][0]).toMatchObject({ TotalAmt: 0, Line: [{ Amount: 4 }, { Amount: 4 }] });
  });
});

describe('names', () => {
  it('a name is unique over customers, vendors and employees, in three wordings', async () => {
    const { post } = await open();
    const details: string[] = [];
    for (const DisplayName of ['ACME corp', 'paper supplier', 'Gone Ltd (deleted)']) {
      const error = (await post('customer', { DisplayName })).body['Fault'].Error[0];
      expect(error.code).toBe('6240');
      details.push(error.Detail as string);
    }
    expect(new Set(details.map((detail) => detail.replace(/\d+/, 'N'))).size).toBe(3);
  });

  it('refuses colons and missing or wrong accounts', async () => {
    const { codeOf } = await open();
    expect(await codeOf('customer', { DisplayName: 'A:B' })).toBe('2040');
    expect(await codeOf('customer', {})).toBe('6080');
    expect(await codeOf('item', { Name: 'X', Type: 'Service' })).toBe('2020');
    expect(await codeOf('item', { Name: 'X', Type: 'Service', IncomeAccountRef: { value: '35' } })).toBe('6430');
    expect(await codeOf('item', { Name: 'support', Type: 'Service', IncomeAccountRef: { value: '79' } })).toBe('6240');
    expect(await codeOf('item', { Name: 'X', Type: 'Service', IncomeAccountRef: { value: '79' } })).toBeUndefined();
  });
});

describe('queries', () => {
  it('hides who is inactive unless asked, escapes apostrophes with a backslash, counts and pages', async () => {
    const { qbo, query } = await open();
    const names = async (text: string) => ((await query(text)).body['QueryResponse'].Customer ?? []).map((row: Body) => row['DisplayName']);
    expect(await names('select * from Customer')).toEqual(["O'Brien & Sons", 'Acme Corp']); // the latest first
    expect(await names('select * from Customer where Active in (true, false)')).toContain('Gone Ltd (deleted)');
    expect(await names(String.raw`select * from Customer where DisplayName = 'O\'Brien & Sons'`)).toEqual(["O'Brien & Sons"]);
    expect(await names("select * from Customer where DisplayName like 'A%' and Active = true")).toEqual(['Acme Corp']);
    expect(await names('select * from Customer orderby DisplayName desc startposition 2 maxresults 1')).toEqual(['Acme Corp']);
    expect((await query('select count(*) from Customer')).body['QueryResponse']).toEqual({ totalCount: 2 });
    expect((await query("select * from Customer where DisplayName = 'nobody'")).body['QueryResponse']).toEqual({});
    expect(qbo.counters.meteredReads).toBe(7);
  });

  it.each([
    ['4000', "select * from Customer where DisplayName = 'O''Brien'"],
    ['4000', "select * from Customer where DisplayName = 'A' or DisplayName = 'B'"],
    ['4000', "select * from Item where Type != 'Category'"],
    ['4001', 'select * from Customer startposition 0'],
    ['4001', 'select * from Customer maxresults 1001'],
    ['4001', 'select * from Custmoer'],
    ['4001', "select * from Invoice where PrivateNote = 'x'"],
    ['4001', "select * from Invoice where Id > '5'"],
  ])('refuses with %s: %s', async (code, text) => {
    const { query } = await open();
    expect((await query(text)).body['Fault'].Error[0].code).toBe(code);
  });

  it('gives a hundred unless more are asked for', async () => {
    const { qbo, query } = await open();
    qbo.seed({ ...SEED, items: [], vendors: [], customers: Array.from({ length: 150 }, (_, n) => ({ displayName: `C${n}` })) });
    expect((await query('select * from Customer')).body['QueryResponse'].Customer).toHaveLength(100);
    expect((await query('select * from Customer maxresults 1000')).body['QueryResponse'].Customer).toHaveLength(152);
  });

  it('a query can be posted as application/text', async () => {
    const { call } = await open();
    const answer = await call('query', { method: 'POST', headers: { 'content-type': 'application/text' }, body: 'select * from Term' });
    expect(answer.body['QueryResponse'].Term).toHaveLength(5);
  });
});
