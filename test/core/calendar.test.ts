// Days in a time zone: which one a moment belongs to, and when one begins, also around the nights when clocks are set.
import { expect, test } from 'vitest';
import { Calendar } from '../../src/core/calendar.ts';
import { day, moment } from './support/facts.ts';

test.each([
  ['Australia/Sydney', '2026-11-30T22:30:00.000Z', '2026-12-01 09:30'],
  ['America/New_York', '2026-12-01T04:59:59.000Z', '2026-11-30 23:59'],
  ['Asia/Kathmandu', '2026-11-30T18:15:00.000Z', '2026-12-01 00:00'],
  ['Pacific/Kiritimati', '2026-11-30T10:00:00.000Z', '2026-12-01 00:00'],
  [null, '2026-11-30T23:59:59.999Z', '2026-11-30 23:59'],
])('in %s %s is %s', (zone, instant, shown) => {
  const calendar = new Calendar(zone);
  expect(calendar.minuteOf(moment(instant))).toBe(shown);
  expect(calendar.dayOf(moment(instant))).toBe(shown.slice(0, 10));
});

test.each([
  ['Australia/Sydney', '2026-12-01', '2026-11-30T13:00:00.000Z'],
  ['America/New_York', '2026-12-01', '2026-12-01T05:00:00.000Z'],
  // The day on which clocks go back, and the one after it.
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
  ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  // Clocks go forward at midnight: this day begins at one o’clock.
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
  [null, '2026-12-01', '2026-12-01T00:00:00.000Z'],
])('in %s %s begins at %s', (zone, date, instant) => {
  const calendar = new Calendar(zone);
  const start = calendar.startOf(day(date));
  expect(start).toBe(instant);
  expect(calendar.dayAt(Date.parse(start))).toBe(date);
  expect(calendar.dayAt(Date.parse(start) - 1) < date).toBe(true);
});

test('a time that the clocks skip is the moment at which they jump', () => {
  const berlin = new Calendar('Europe/Berlin');
  expect(berlin.firstAt('2026-03-29 02:30:00')).toBe('2026-03-29T01:00:00.000Z');
  expect(berlin.firstAt('2026-07-31 14:05:09')).toBe('2026-07-31T12:05:09.000Z');
  expect(berlin.secondOf(moment('2026-07-31T12:05:09.000Z'))).toBe('2026-07-31 14:05:09');
});

test('a zone that there isn’t is refused', () => expect(() => new Calendar('Mars/Olympus')).toThrow(RangeError));
