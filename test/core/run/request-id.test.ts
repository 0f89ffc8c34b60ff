// Request ids: the same content is the same request, whatever order its fields are in; another attempt is another.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../../src/core/canonical.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { contentRequestId, invoiceRequestId } from '../../../src/core/run/request-id.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('canonical text', () => {
  test.each([
    ['the order of keys', { b: 1, a: { d: 2, c: 3 } }, { a: { c: 3, d: 2 }, b: 1 }],
    ['how a decimal was written', { total: money('1.50') }, { total: money('1.5') }],
    ['a field that is undefined', { a: 1, b: undefined }, { a: 1 }],
  ])('%s doesn’t matter', (_, one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });

  test.each([
    ['the order of a list', [1, 2], [2, 1]],
    ['null and absent', { a: null }, {}],
    ['a number and its text', { a: 1 }, { a: '1' }],
  ])('%s matters', (_, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });
});

test('at most 50 characters, which is QuickBooks’ limit, and nothing that an address would have to escape', () => {
  for (const id of [
    invoiceRequestId(digest, 'default', invoiceId(4711), 0),
    contentRequestId(digest, 'customer', 'default', { name: 'A' }),
  ]) {
    expect(id.length).toBeLessThanOrEqual(50);
    expect(id).toMatch(/^[\w-]+$/);
  }
});

test('profile, invoice and attempt each make another request', () => {
  const id = (profile: string, invoice: number, generation: number): string =>
    invoiceRequestId(digest, profile, invoiceId(invoice), generation);
  expect(new Set([id('a', 1, 0), id('b', 1, 0), id('a', 2, 0), id('a', 1, 1), id('a', 11, 0), id('a1', 1, 0)]).size).toBe(6);
  expect(id('a', 1, 0)).toBe(id('a', 1, 0));
});
