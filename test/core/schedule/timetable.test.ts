// How often a schedule runs: the same times for cron, systemd and people.
import { describe, expect, test } from 'vitest';
import {
  calendarTimes,
  cronTimes,
  EVERY_MINUTES,
  nextRun,
  parseEvery,
  readSchedule,
  sayTimes,
  timetableOf,
} from '../../../src/core/schedule/timetable.ts';

describe('how often', () => {
  test.each([
    ['15m', 15],
    ['60m', 60],
    ['1h', 60],
    ['12h', 720],
    ['1d', 1440],
    ['24h', 1440],
  ])('%s is taken', (text, minutes) => expect(parseEvery(text)).toBe(minutes));

  test.each(['', '7m', '1m', '5h', '2d', '15', 'm', '0m', '-5m', '15 m', '1.5h'])(
    '%j is refused: it doesn’t divide the day, or is no time',
    (text) => expect(parseEvery(text)).toBeNull(),
  );
});

describe('the same times for cron, systemd and people', () => {
  test.each([
    [15, 0, '*/15 * * * *', '*-*-* *:00/15:00', 'every 15 minutes'],
    [15, 22, '7-59/15 * * * *', '*-*-* *:07/15:00', 'every 15 minutes'],
    [60, 67, '7 * * * *', '*-*-* *:07:00', 'every hour'],
    [120, 67, '7 */2 * * *', '*-*-* 00/2:07:00', 'every 2 hours'],
    [1440, 67, '7 5 * * *', '*-*-* 05:07:00', 'every day at 05:07'],
  ])('every %i minutes', (every, number, cron, calendar, said) => {
    const timetable = timetableOf(every, number);
    expect([cronTimes(timetable), calendarTimes(timetable), sayTimes(timetable)]).toEqual([cron, calendar, said]);
  });

  test('the next run is after now, at most one interval away, and on the timetable in local time', () => {
    for (const every of EVERY_MINUTES)
      for (const zone of [0, 330, -480]) {
        const timetable = timetableOf(every, 12_345);
        for (let now = Date.parse('2026-11-23T04:59:30Z'); now < Date.parse('2026-11-24T05:00:00Z'); now += 1_777_000) {
          const next = nextRun(timetable, now, () => zone);
          expect(next).toBeGreaterThan(now);
          expect(next - now).toBeLessThanOrEqual(every * 60_000);
          const local = new Date(next + zone * 60_000);
          expect((local.getUTCHours() * 60 + local.getUTCMinutes() - timetable.startMinute) % every).toBe(0);
          expect(local.getUTCSeconds()).toBe(0);
        }
      }
  });
});

describe('across a change of the clocks', () => {
  /** Berlin in 2026: an hour more from 29 March 01:00 to 25 October 01:00, in UTC. */
  const berlin = (instant: number): number => (instant >= Date.UTC(2026, 2, 29, 1) && instant < Date.UTC(2026, 9, 25, 1) ? 120 : 60);
  const day = { everyMinutes: 1440, startMinute: 307 };
  test.each([
    ['every day at 05:07: the same local time in spring', day, '2026-03-28T12:00Z', '2026-03-29T03:07Z'],
    ['every day at 05:07: the same local time in autumn', day, '2026-10-24T12:00Z', '2026-10-25T04:07Z'],
    [
      'every day at 02:30, which is left out: an hour later',
      { everyMinutes: 1440, startMinute: 150 },
      '2026-03-28T12:00Z',
      '2026-03-29T01:30Z',
    ],
    ['every two hours, the one at 02:10 left out', { everyMinutes: 120, startMinute: 10 }, '2026-03-29T00:30Z', '2026-03-29T01:10Z'],
    ['every two hours in autumn', { everyMinutes: 120, startMinute: 10 }, '2026-10-25T00:30Z', '2026-10-25T01:10Z'],
    ['every quarter of an hour', { everyMinutes: 15, startMinute: 7 }, '2026-03-29T00:59Z', '2026-03-29T01:07Z'],
  ])('%s', (_, timetable, now, next) => {
    expect(new Date(nextRun(timetable, Date.parse(now), berlin)).toISOString()).toBe(new Date(next).toISOString());
  });
});

test('what the ledger remembers is read, and anything else is as if there were none', () => {
  const kept = { kind: 'cron', host: 'h', installedAt: '2026-11-23T05:00:00.000Z', everyMinutes: 15, startMinute: 7 };
  expect(readSchedule(JSON.stringify(kept))).toEqual(kept);
  for (const text of [
    null,
    '',
    '{}',
    '[1]',
    'null',
    JSON.stringify({ ...kept, kind: 'launchd' }),
    JSON.stringify({ ...kept, everyMinutes: 'x' }),
  ])
    expect(readSchedule(text)).toBeNull();
});
