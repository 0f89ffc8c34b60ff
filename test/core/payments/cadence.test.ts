// When a scheduled run asks for payments.
import { expect, test } from 'vitest';
import { arePaymentsDue, paymentPause } from '../../../src/core/payments/cadence.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-07-31T12:00:00Z');
const ago = (minutes: number): number => NOW - minutes * MINUTE;

test.each([
  ['never asked', null, 60, true],
  ['asked just now', NOW, 60, false],
  ['half of the pause ago', ago(30), 60, false],
  ['the whole pause ago', ago(60), 60, true],
  ['a scheduler that came four minutes early', ago(56), 60, true],
  ['the run before that', ago(45), 60, false],
  ['every 15 minutes, come a minute early', ago(14), 15, true],
  ['once a day, six minutes early', ago(1434), 1440, false],
  ['once a day', ago(1440), 1440, true],
  ['the clock was set back', NOW + 90 * MINUTE, 60, true],
])('%s', (_, askedAt, everyMinutes, isDue) => {
  expect(arePaymentsDue({ now: NOW, askedAt, everyMinutes })).toBe(isDue);
});

test.each([
  [60, 1, 60],
  [60, 1.5, 90],
  [60, 24, 1440],
  [15, 24, 360],
  [720, 24, 1440],
  [1440, 24, 1440],
])('a pause of %d minutes, stretched by %d, is %d', (everyMinutes, stretch, pause) => {
  expect(paymentPause(everyMinutes, stretch)).toBe(pause);
});
