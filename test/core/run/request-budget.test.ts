// How many invoices the requests that are left of the hour are good for.
import { expect, test } from 'vitest';
import { hourSpent, invoicesWithin } from '../../../src/core/run/request-budget.ts';

test('an invoice costs the request that tells Autotask, its share of the headers and its lines; some are kept for the end of the run', () => {
  expect(invoicesWithin(9000, 8, true)).toBe(8667);
  expect(invoicesWithin(9000, 500, true)).toBe(4445);
  expect(invoicesWithin(9000, 8, false)).toBeGreaterThan(100_000); // a dry run tells nobody
});

test('no room is no invoice, and never a negative number', () => {
  expect([invoicesWithin(21, 8, true), invoicesWithin(20, 8, true), invoicesWithin(-5, 8, true)]).toEqual([0, 0, 0]);
  expect(hourSpent(-5).message).toContain('(0 left)');
});
