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
          const next = nextRun(timetable, now, zone);
          expect(next).toBeGreaterThan(now);
          expect(next - now).toBeLessThanOrEqual(every * 60_000);
          const local = new Date(next + zone * 60_000);
          expect((local.getUTCHours() * 60 + local.getUTCMinutes() - timetable.startMinute) % every).toBe(0);
          expect(local.getUTCSeconds()).toBe(0);
        }
      }
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
