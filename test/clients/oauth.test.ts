// Sign-in at Intuit: what is sent, what each answer means, and that nothing is posted twice or told.
import OAuthClient from 'intuit-oauth';
import { describe, expect, test } from 'vitest';
import { NetworkFailure } from '../../src/clients/http/network-failure.ts';
import type { Http, HttpRequest, HttpResponse } from '../../src/clients/http/http.ts';
import { IntuitOAuth, newState } from '../../src/clients/quickbooks/sign-in/oauth.ts';
import type { OAuthOptions } from '../../src/clients/quickbooks/sign-in/oauth.ts';
import { AuthError, ConfigError, TemporaryError, UsageError } from '../../src/core/errors.ts';

const NOW = 1_800_000_000_000;
const TOKEN = {
  token_type: 'bearer',
  access_token: 'eyACCESS',
  refresh_token: 'RT1-NEW',
  expires_in: 3600,
  x_refresh_token_expires_in: 8_726_400,
  x_refresh_token_hard_expires_in: 157_680_000,
};
const REDIRECT = 'https://example.com/back';
const STATE = newState();
const SECRETS = ['eyACCESS', 'RT1-NEW', 'RT1-OLD', 'c1ient-s3cret', 'AB11code'];

function answer(status: number, body: unknown, headers = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, text };
}
function setup(reply: HttpResponse | Error, more: Partial<OAuthOptions> = {}): { oauth: IntuitOAuth; sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const http: Http = async (request) => {
    sent.push(request);
    if (reply instanceof Error) throw reply;
    return reply;
  };
  const clock = { now: () => NOW, sleep: async () => undefined };
  const app = { clientId: 'ABid', clientSecret: 'c1ient-s3cret', redirectUri: REDIRECT, environment: 'production' as const, root: null };
  return { oauth: new IntuitOAuth({ ...app, http, clock, ...more }), sent };
}
/** All that a log could make of an error. */
function everythingSaid(error: unknown): string {
  const parts: string[] = [];
  for (let one = error; one instanceof Error; one = one.cause)
    parts.push(String(one), JSON.stringify(one, Object.getOwnPropertyNames(one)));
  return parts.join('\n');
}
const back = (query: string, page = REDIRECT): string => `${page}?${query}`;

describe('the consent page', () => {
  test('is asked with client, scopes, registered address and our state', async () => {
    const url = new URL(await setup(answer(200, TOKEN)).oauth.authorizeUrl(STATE));
    expect(url.origin + url.pathname).toBe('https://appcenter.intuit.com/connect/oauth2');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'ABid',
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'com.intuit.quickbooks.accounting openid profile email',
      state: STATE,
    });
  });
  test('another root moves all four addresses and leaves the library as it was', async () => {
    const { oauth, sent } = setup(answer(200, TOKEN), { root: 'http://127.0.0.1:9/', environment: 'sandbox' });
    const before = [OAuthClient.authorizeEndpoint, OAuthClient.tokenEndpoint, OAuthClient.revokeEndpoint];
    expect(await oauth.authorizeUrl(STATE)).toMatch(/^http:\/\/127\.0\.0\.1:9\/connect\/oauth2\?/);
    await oauth.refresh('RT1-OLD');
    await oauth.revoke('RT1-OLD');
    await oauth.userinfo('eyACCESS');
    expect(sent.map(({ url }) => url)).toEqual([
      'http://127.0.0.1:9/oauth2/v1/tokens/bearer',
      'http://127.0.0.1:9/v2/oauth2/tokens/revoke',
      'http://127.0.0.1:9/v1/openid_connect/userinfo',
    ]);
    expect([OAuthClient.authorizeEndpoint, OAuthClient.tokenEndpoint, OAuthClient.revokeEndpoint]).toEqual(before);
  });
});

test('a refresh posts the form once, with the keys in the header, and gives absolute times', async () => {
  const { oauth, sent } = setup(answer(200, TOKEN));
  expect(await oauth.refresh('RT1-OLD')).toEqual({
    accessToken: 'eyACCESS',
    refreshToken: 'RT1-NEW',
    accessExpiresAt: NOW + 3_600_000,
    refreshExpiresAt: NOW + 8_726_400_000,
    hardExpiresAt: NOW + 157_680_000_000,
    issuedAt: NOW,
  });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    method: 'POST',
    url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    body: 'grant_type=refresh_token&refresh_token=RT1-OLD',
    timeoutMs: 30_000,
    headers: {
      Authorization: `Basic ${Buffer.from('ABid:c1ient-s3cret').toString('base64')}`,
      'Content-Type': 'application/x-www-form-urlencoded',
      'x-include-refresh-token-hard-expires-in': 'true',
    },
  });
});

test('the answer of the consent page is exchanged once, with its company', async () => {
  const { oauth, sent } = setup(answer(200, TOKEN));
  const redirected = back(`code=AB11code&state=${STATE}&realmId=1234&redirectUri=https://evil.example/`);
  expect(await oauth.exchange(redirected, STATE)).toMatchObject({ realmId: '1234', refreshToken: 'RT1-NEW' });
  expect(Object.fromEntries(new URLSearchParams(String(sent[0]?.body)))).toEqual({
    grant_type: 'authorization_code',
    code: 'AB11code',
    redirect_uri: REDIRECT,
  });
  await expect(oauth.exchange(redirected, STATE)).rejects.toThrow(/used already/);
  expect(sent).toHaveLength(1);
});

test.each([
  ['another page', back(`code=AB11code&state=${STATE}&realmId=1`, 'https://evil.example/back'), UsageError],
  ['another path', back(`code=AB11code&state=${STATE}&realmId=1`, 'https://example.com/other'), UsageError],
  ['another state', back('code=AB11code&state=nope&realmId=1'), AuthError],
  ['no state', back('code=AB11code&realmId=1'), AuthError],
  ['two states', back(`code=AB11code&state=${STATE}&state=${STATE}&realmId=1`), AuthError],
  ['no company', back(`code=AB11code&state=${STATE}`), UsageError],
  ['a company that is no number', back(`code=AB11code&state=${STATE}&realmId=../1`), UsageError],
  ['no code', back(`state=${STATE}&realmId=1`), UsageError],
  ['a refusal', back(`error=access_denied&state=${STATE}`), AuthError],
  ['no address', 'hello', UsageError],
])('a redirected address with %s is refused and nothing is sent', async (_, redirected, kind) => {
  const { oauth, sent } = setup(answer(200, TOKEN));
  const error = await oauth.exchange(redirected, STATE).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(kind);
  expect(everythingSaid(error)).not.toContain('AB11code');
  expect(sent).toHaveLength(0);
});

describe('an answer that is no token', () => {
  const cases: readonly [string, HttpResponse | Error, unknown, string][] = [
    ['400 invalid_grant', answer(400, { error: 'invalid_grant', error_description: 'Token RT1-OLD invalid' }), AuthError, 'invalid_grant'],
    ['401 invalid_client', answer(401, { error: 'invalid_client' }, { intuit_tid: 't-1' }), AuthError, 'invalid_client'],
    ['401 without a body', answer(401, ''), AuthError, '401'],
    ['400 invalid_request', answer(400, { error: 'invalid_request' }), AuthError, 'invalid_request'],
    ['429', answer(429, { error: 'slow' }), TemporaryError, 'slow'],
    ['500', answer(500, { error: 'RT1-OLD' }), TemporaryError, '500'],
    ['502 with HTML', answer(502, '<html>RT1-OLD</html>'), TemporaryError, '502'],
    ['503', answer(503, ''), TemporaryError, '503'],
    ['403 of a gateway', answer(403, '<html>'), TemporaryError, '403'],
    ['302', answer(302, ''), TemporaryError, '302'],
    ['200 with HTML', answer(200, '<html>'), TemporaryError, '200'],
    ['200 with half a token', answer(200, { access_token: 'eyACCESS' }), TemporaryError, '200'],
    ['no connection', new NetworkFailure('ECONNREFUSED', false, null), TemporaryError, 'ECONNREFUSED'],
    ['a lost answer', new NetworkFailure('ECONNRESET', true, null), TemporaryError, 'ECONNRESET'],
  ];
  test.each(cases)('%s is told apart, posted once, and no secret is in the error', async (_, reply, kind, code) => {
    const { oauth, sent } = setup(reply);
    const error = await oauth.refresh('RT1-OLD').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code });
    expect(sent).toHaveLength(1);
    for (const secret of SECRETS) expect(everythingSaid(error)).not.toContain(secret);
  });
});

test('revoking sends the refresh token as JSON', async () => {
  const { oauth, sent } = setup(answer(200, ''));
  await oauth.revoke('RT1-OLD');
  expect(sent[0]).toMatchObject({ url: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke', body: '{"token":"RT1-OLD"}' });
});

test('who connected is told by e-mail, or null where Intuit may not tell', async () => {
  const { oauth, sent } = setup(answer(200, { sub: '1', email: 'pat@example.com' }));
  expect(await oauth.userinfo('eyACCESS')).toBe('pat@example.com');
  expect(sent[0]).toMatchObject({ method: 'GET', headers: { Authorization: 'Bearer eyACCESS' } });
  expect(await setup(answer(403, { error: 'insufficient_scope' })).oauth.userinfo('eyACCESS')).toBeNull();
  await expect(setup(answer(503, '')).oauth.userinfo('eyACCESS')).rejects.toBeInstanceOf(TemporaryError);
});

test('keys with stray characters are refused before anything is sent', () => {
  expect(() => setup(answer(200, TOKEN), { clientSecret: 'abc\u200b' })).toThrow(ConfigError);
});
