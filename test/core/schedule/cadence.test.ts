// How often the worker runs a profile, as cron expressions.
import { expect, test } from 'vitest';
import { cronParts, parseQuietHours } from '../../../src/core/schedule/cadence.ts';

const cron = (everyMinutes: number, quietHours: string | null, spread: number): string | undefined =>
  cronParts({ everyMinutes, quietHours, closingMinutes: null }, spread)[0]?.cron;

test.each([
  [15, null, 7, '7-59/15 * * * *'],
  [15, null, 22, '7-59/15 * * * *'],
  [5, '22-6', 0, '0-59/5 6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21 * * *'],
  [30, '12-13', 3, '3-59/30 0,1,2,3,4,5,6,7,8,9,10,11,13,14,15,16,17,18,19,20,21,22,23 * * *'],
  [60, null, 119, '59 * * * *'],
  [240, null, 61, '1 1,5,9,13,17,21 * * *'],
  [1440, '22-6', 0, '0 6 * * *'],
  [1440, '22-6', 15 * 60 + 9, '9 21 * * *'],
  [1440, '4-0', 2 * 60 + 9, '9 2 * * *'],
])('every %d minutes, quiet %s, spread by %d: %s', (every, quiet, spread, expected) => {
  expect(cron(every, quiet, spread)).toBe(expected);
});

test('the one run of a day is in no hour that a change of the clocks leaves out', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => Number(cron(1440, null, hour * 60 + 7)?.split(' ')[1]));
  expect(Math.min(...hours)).toBe(4);
  expect(hours.slice(4)).toEqual(Array.from({ length: 20 }, (_, n) => n + 4));
  expect(cron(1440, '23-1', 60)).toBe('0 5 * * *');
  expect(cron(720, '6-22', 2 * 60)).toBe('0 22 * * *');
  expect(cron(720, null, 2 * 60)).toBe('0 2,14 * * *');
});

test('around the end of the month more often, never less', () => {
  const parts = cronParts({ everyMinutes: 60, quietHours: null, closingMinutes: 10 }, 4);
  expect(parts).toEqual([
    { name: 'every', cron: '4 * * * *' },
    { name: 'closing', cron: '4-59/10 * 1-5,28-31 * *' },
  ]);
  expect(cronParts({ everyMinutes: 15, quietHours: null, closingMinutes: 60 }, 4)).toHaveLength(1);
});

test('500 profiles are spread over the quarter of an hour', () => {
  const minutes = Array.from({ length: 500 }, (_, n) => cron(15, null, n * 2_654_435_761)?.split('-')[0]);
  const counts = [...new Set(minutes)].map((one) => minutes.filter((minute) => minute === one).length);
  expect([counts.length, Math.max(...counts) < 50]).toEqual([15, true]);
});

test.each([
  ['22-6', { from: 22, to: 6 }],
  ['0-7', { from: 0, to: 7 }],
  ['7-7', null],
  ['24-6', null],
  ['22', null],
  ['', null],
  ['22:00-6', null],
])('quiet hours %s', (text, hours) => {
  expect(parseQuietHours(text)).toEqual(hours);
});
