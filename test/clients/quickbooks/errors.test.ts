// Every recorded fault becomes the error that its code asks for.
import { describe, expect, test } from 'vitest';
import { classify, normalCode } from '../../../src/clients/quickbooks/error-codes.ts';
import { errorOf, faultIn, faultInXml, cleanDetail } from '../../../src/clients/quickbooks/errors.ts';
import { judge, throttlePause } from '../../../src/clients/quickbooks/answer.ts';
import { fixture } from './support.ts';

const FAULTS = fixture('faults') as unknown as Record<string, { status: number; body: unknown }>;

const EXPECTED: Record<string, [verdict: string, kind: string, code: string]> = {
  '10000-system-failure': ['unusable', 'temporary', '10000'],
  '120-authorization-failure': ['fault', 'auth', '120'],
  '200-with-fault': ['fault', 'rejected', '6000'],
  '2010-unknown-property': ['fault', 'rejected', '2010'],
  '2020-line-missing': ['fault', 'rejected', '2020'],
  '2030-invalid-id': ['fault', 'rejected', '2030'],
  '2050-string-length': ['fault', 'rejected', '2050'],
  '2500-inactive': ['fault', 'rejected', '2500'],
  '3001-403-throttled-legacy': ['throttled', 'temporary', '3001'],
  '3001-429-throttled': ['throttled', 'temporary', '3001'],
  '3100-403-wrong-environment': ['fault', 'auth', '3100'],
  '3200-401-token-expired': ['refused', 'auth', '3200'],
  '4001-query-validation': ['fault', 'rejected', '4001'],
  '4001-startposition-zero': ['fault', 'rejected', '4001'],
  '500-unsupported-operation': ['fault', 'rejected', '500'],
  '5010-stale': ['fault', 'stale', '5010'],
  '6000-amount': ['fault', 'rejected', '6000'],
  '6000-tax-rate-missing-nonus': ['fault', 'rejected', '6000'],
  '6070-amount-mismatch': ['fault', 'rejected', '6070'],
  '610-deleted': ['fault', 'rejected', '610'],
  '610-inactive': ['fault', 'rejected', '610'],
  '6100-line-taxcode-us': ['fault', 'rejected', '6100'],
  '6140-duplicate-docnumber': ['fault', 'rejected', '6140'],
  '6140-duplicate-docnumber-with-id': ['fault', 'rejected', '6140'],
  '6190-company-status': ['fault', 'config', '6190'],
  '6210-period-closed': ['fault', 'rejected', '6210'],
  '6240-duplicate-customer': ['fault', 'rejected', '6240'],
  '6240-duplicate-name': ['fault', 'rejected', '6240'],
  '6240-duplicate-name-null': ['fault', 'rejected', '6240'],
  '6240-duplicate-name-with-id': ['fault', 'rejected', '6240'],
  '6540-deposited': ['fault', 'rejected', '6540'],
};

const response = (status: number, text: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { intuit_tid: '1-abc', ...headers },
  body: Buffer.from(text),
  text,
});

describe('a recorded fault', () => {
  test('none is left without an expectation', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(FAULTS).sort());
  });

  test.each(Object.keys(EXPECTED))('%s becomes its typed error with remedy and trace id', (name) => {
    const { status, body } = FAULTS[name]!;
    const verdict = judge(response(status, JSON.stringify(body)), 'Creating it');
    const [kind, errorKind, code] = EXPECTED[name]!;
    expect(verdict.kind).toBe(kind);
    if (verdict.kind === 'ok') throw new Error('not a fault');
    expect([verdict.error.kind, verdict.error.code, verdict.error.traceId]).toEqual([errorKind, code, '1-abc']);
    expect(verdict.error.remedy).not.toBe('');
    expect(verdict.error.message).toMatch(/^Creating it: /);
  });
});

test('codes are compared as numbers: 003200, 3200 and "3200" are one', () => {
  expect([normalCode('003200'), normalCode(3200), normalCode(' 3200 ')]).toEqual(['3200', '3200', '3200']);
  expect(faultIn({ fault: { error: [{ code: 6240 }] } })).toEqual({ code: '6240', message: '', detail: '' });
});

test('settings, data, stale and duplicates are told apart by code alone', () => {
  expect(['6430', '3000', '6070', '5010', '6140', '600', '99999'].map(classify)).toEqual([
    'fix-the-settings',
    'fix-the-settings',
    'fix-the-data',
    'stale',
    'adopt-or-ask',
    'duplicate-request',
    'fix-the-data',
  ]);
  const french = errorOf({ code: '6140', message: 'Numéro en double', detail: 'TxnType=Facture' }, 400, 'Création', {
    traceId: null,
    after: null,
  });
  expect([french.kind, french.code]).toEqual(['rejected', '6140']);
});

test('a setting at fault is said to be one', () => {
  expect(
    errorOf({ code: '6430', message: 'Invalid account type', detail: '' }, 400, 'Creating it', { traceId: null, after: null }).message,
  ).toContain('setting');
});

test('the gateway’s XML is understood', () => {
  const xml =
    '<?xml version="1.0"?><IntuitResponse time="1" xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="003001"><Message>ThrottleExceeded</Message><Detail>A &amp; B</Detail></Error></Fault></IntuitResponse>';
  expect(faultInXml(xml)).toEqual({ code: '3001', message: 'ThrottleExceeded', detail: 'A & B' });
  expect(judge(response(429, xml), 'x').kind).toBe('throttled');
  expect(faultInXml('<html><body>Error</body></html>')).toBeNull();
});

test('a fault of an uploaded file sits inside its list', () => {
  expect(faultIn({ AttachableResponse: [{ Fault: { Error: [{ code: '6041', Detail: 'bad file' }] } }] })?.code).toBe('6041');
});

test.each([
  ['HTML of a gateway', 200, '<html>busy</html>', 'unusable'],
  ['half an answer', 200, '{"Invoice":{"Id":"1"', 'unusable'],
  ['an empty answer', 200, '', 'unusable'],
  ['a 503', 503, '<html>503</html>', 'unusable'],
  ['a 404', 404, '<html>404</html>', 'fault'],
  ['a redirect', 302, '', 'fault'],
  ['a bare 401', 401, '', 'refused'],
  ['a bare 403', 403, '', 'fault'],
])('%s', (_, status, text, kind) => {
  expect(judge(response(status, text), 'x').kind).toBe(kind);
});

test.each([
  [429, '{"fault":{"error":[{"code":"3001"}]}}'],
  [503, '<html>503</html>'],
])('a %i says how long QuickBooks asked for', (status, text) => {
  const askedFor = (headers: Record<string, string>): number | null | false => {
    const verdict = judge(response(status, text, headers), 'x');
    return 'error' in verdict && verdict.error.retryAfterSeconds;
  };
  expect([askedFor({ 'retry-after': '900' }), askedFor({})]).toEqual([900, null]);
});

test('tokens and addresses of Intuit’s machines stay out of messages', () => {
  const clean = cleanDetail(
    'Token expired: AB01601390262xyz of https://c50.qbo.intuit.com/qbo50/v3 and /v3/company/123/customer eyJhbGciOiJkaXIiLCJlbmMi.AAAA',
  );
  expect(clean).not.toMatch(/AB016|c50|123|eyJ/);
  expect(cleanDetail('DocNumber=1037 is assigned to TxnType=Invoice with TxnId=130')).toBe(
    'DocNumber=1037 is assigned to TxnType=Invoice with TxnId=130',
  );
});

test('3100 names environment and realm as the likely cause', () => {
  const { status, body } = FAULTS['3100-403-wrong-environment']!;
  const verdict = judge(response(status, JSON.stringify(body)), 'Reading');
  expect(verdict.kind === 'fault' && verdict.error.message).toMatch(/quickbooks\.environment.*quickbooks\.realmId/);
});

test('the pause after a throttled call is a minute, or Retry-After where that is longer', () => {
  expect(throttlePause(response(429, ''), 0)).toBe(60_000);
  expect(throttlePause(response(429, '', { 'retry-after': '5' }), 0)).toBe(60_000);
  expect(throttlePause(response(429, '', { 'retry-after': '90' }), 0)).toBe(90_000);
  expect(throttlePause(response(429, '', { 'retry-after': 'Thu, 01 Jan 1970 00:02:00 GMT' }), 0)).toBe(120_000);
});
