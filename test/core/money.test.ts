// Money as QuickBooks counts it.
import { expect, test } from 'vitest';
import { extended, money, text } from '../../src/core/money.ts';

test('quantity x price rounds half-up to the cent as QuickBooks checks it', () => {
  expect(text(extended(money('14.50'), money('128.350')))).toBe('1861.08');
});
