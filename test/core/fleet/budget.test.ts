// The metered reads of a month: what is left, when it would end, and how far the pauses stretch.
import { expect, test } from 'vitest';
import { budgetOf, stretchOf } from '../../../src/core/fleet/budget.ts';

const at = (text: string): number => Date.parse(text);

test.each([
  ['nothing read yet', 0, '2026-11-15T00:00:00Z', null],
  ['at half the month half of it', 250_000, '2026-11-16T00:00:00Z', null],
  ['twice as fast', 250_000, '2026-11-08T12:00:00Z', '2026-11-16'],
  ['used up', 500_000, '2026-11-20T09:00:00Z', '2026-11-20'],
  ['more than used up', 600_000, '2026-11-20T09:00:00Z', '2026-11-20'],
  ['a few reads in the first minute of the month', 100, '2026-11-01T00:01:00Z', null],
])('%s', (_, used, now, endsOn) => {
  const budget = budgetOf({ used, limit: 500_000, now: at(now) });
  expect([budget.left, budget.endsOn]).toEqual([Math.max(0, 500_000 - used), endsOn]);
});

test('the pauses stretch as the budget shrinks, up to a day for an hour', () => {
  const stretch = (used: number, now: string): number => stretchOf({ used, limit: 500_000, now: at(now) });
  expect(stretch(0, '2026-11-10T00:00:00Z')).toBe(1);
  expect(stretch(200_000, '2026-11-16T00:00:00Z')).toBe(1);
  expect(stretch(300_000, '2026-11-16T00:00:00Z')).toBeCloseTo(5.04, 2);
  expect(stretch(470_000, '2026-11-16T00:00:00Z')).toBe(24);
  expect(stretch(480_000, '2026-11-29T00:00:00Z')).toBe(24);
});

test('a fleet that would use it up in ten days reads to the last hour of the month', () => {
  const [limit, profiles, hours] = [500_000, 2000, 30 * 24];
  let used = 0;
  let lastRead = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    const now = at('2026-11-01T00:00:00Z') + hour * 3_600_000;
    if (used >= limit * 0.95) continue;
    used += profiles / stretchOf({ used, limit, now });
    lastRead = hour;
  }
  expect(lastRead).toBe(hours - 1);
  expect(used).toBeLessThan(limit * 0.951);
});
