// Secrets are masked in every spelling, and ordinary text stays.
import { expect, test } from 'vitest';
import { redact, secretValues } from '../../../src/clients/secrets/redact.ts';
import { hideSeen, noteSecrets } from '../../../src/clients/secrets/seen.ts';

test('known secrets are masked in every spelling', () => {
  const secret = 'pa/ss"wörd+1';
  const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('base64')];
  const clean = redact(`a ${spellings.join(' b ')} c`, [secret]);
  for (const spelling of spellings) expect(clean).not.toContain(spelling);
  expect(clean).toContain(' c');
});

test.each([
  ['Authorization: Bearer eyJhbGciOi.abc-def_1', 'eyJhbGciOi'],
  ['authorization=Basic QWxhZGRpbjpvcGVu', 'QWxhZGRpbjpvcGVu'],
  ['grant_type=refresh_token&refresh_token=RT1-12-abc&x=1', 'RT1-12-abc'],
  ['?code=AB11xyz&state=ok&realmId=1', 'AB11xyz'],
  ['{"refresh_token":"RT1-\\"x","expires_in":1}', 'RT1-'],
  ['{"accessToken":"eyabc"}', 'eyabc'],
  ['Secret: hunter2, UserName: u', 'hunter2'],
])('what looks like a secret is masked: %s', (text, secret) => {
  expect(redact(text)).not.toContain(secret);
});

test('ordinary text stays', () => {
  const text = 'Invoice 4711 of Acme: Basic plan, 12 tokens, status code 200';
  expect(redact(text, ['', 'ab'])).toBe(text);
});

test('every secret of the profile is known', () => {
  const token = {
    accessToken: 'at',
    refreshToken: 'rt',
    accessExpiresAt: 0,
    refreshExpiresAt: 0,
    hardExpiresAt: null,
    issuedAt: 0,
    realmId: '1',
  };
  const all = {
    'autotask.secret': 'a',
    'autotask.integrationCode': 'b',
    'quickbooks.clientSecret': 'c',
    'mail.password': 'd',
    'quickbooks.token': token,
  };
  expect(secretValues(all).sort()).toEqual(['a', 'at', 'b', 'c', 'd', 'rt']);
});

test('a secret that was seen once is hidden everywhere from then on; short ones and words are left', () => {
  noteSecrets(['tr0ub4dor&3', 'Acme', undefined, null]);
  expect(hideSeen('x tr0ub4dor&3 Acme')).toBe('x [secret] Acme');
  expect(redact('{"said":"tr0ub4dor&3"}')).toBe('{"said":"[secret]"}');
});

test('tokens are known by their look, also ones that were never ours', () => {
  for (const token of [`AB1${'0f'.repeat(24)}`, `eyJ${'x_-9'.repeat(30)}`, Buffer.from(`AB1${'0f'.repeat(24)}`).toString('base64')])
    expect(redact(`sent ${token} today`)).toBe('sent [secret] today');
  expect(redact('invoice 20260731.0001 run 01J8ZK3V9Q4W5E6R7T8Y9U0I1O /v3/company/9341452718281828/invoice')).not.toContain('[secret]');
});
