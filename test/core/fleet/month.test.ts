// A month of a fleet, minute for minute by its own rules: how many metered reads it costs. The figures stand in docs/scale.md.
import { expect, test } from 'vitest';
import { stretchOf } from '../../../src/core/fleet/budget.ts';
import { arePaymentsDue, paymentPause } from '../../../src/core/payments/cadence.ts';

const START = Date.parse('2026-11-01T00:00:00Z');
const MINUTE = 60_000;
const [DAYS, LIMIT, RUN_EVERY] = [30, 500_000, 15];
/** A run that sends something reads customers, items and what it made: by what docs/performance.md measured. */
const READS_OF_A_BATCH = 12;
const BATCHES = 8;

/** Reads of the month, the last day with a look, and the longest pause between two looks in minutes; `everyMinutes` null: each run looks, as it was before. */
function month(profiles: number, everyMinutes: number | null): { reads: number; lastLookDay: number; longestPause: number } {
  const askedAt = new Float64Array(profiles).fill(-1);
  let [reads, lastLookDay, longestPause] = [0, 0, 0];
  for (let minute = 0; minute < DAYS * 1440; minute += 1) {
    const now = START + minute * MINUTE;
    const stretch = everyMinutes === null ? 1 : stretchOf({ used: reads, limit: LIMIT, now });
    for (let one = minute % RUN_EVERY; one < profiles; one += RUN_EVERY) {
      if ((minute + one * 7) % (DAYS * 180) < RUN_EVERY) reads += READS_OF_A_BATCH;
      const asked = askedAt[one] ?? -1;
      const facts = { now, askedAt: asked < 0 ? null : asked, everyMinutes: paymentPause(everyMinutes ?? RUN_EVERY, stretch) };
      if (!arePaymentsDue(facts) || (everyMinutes !== null && reads >= LIMIT * 0.95)) continue;
      reads += 1;
      if (asked >= 0) longestPause = Math.max(longestPause, (now - asked) / MINUTE);
      askedAt[one] = now;
      lastLookDay = Math.floor(minute / 1440) + 1;
    }
  }
  return { reads, lastLookDay, longestPause };
}

test('500 profiles, a run every 15 minutes: before, each run was a read', () => {
  const { reads } = month(500, null);
  expect(reads).toBeGreaterThan(1_440_000);
  expect(reads).toBe(500 * (DAYS * 96 + BATCHES * READS_OF_A_BATCH));
});

test('500 profiles now: inside the free tier, a look each hour', () => {
  expect(month(500, 60)).toEqual({ reads: 500 * (DAYS * 24 + BATCHES * READS_OF_A_BATCH), lastLookDay: DAYS, longestPause: 60 });
});

test('1,000 profiles now: the pauses stretch, and the month lasts to its end', () => {
  const { reads, lastLookDay, longestPause } = month(1000, 60);
  expect(reads).toBeLessThan(LIMIT);
  expect([lastLookDay, longestPause < 1440]).toEqual([DAYS, true]);
});
