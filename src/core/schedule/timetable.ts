// When the scheduled run starts: every few minutes, from a minute of its own; as cron, systemd and people say it.

/** The whole day, and each part of it that comes out even: so that every day looks the same. */
export const EVERY_MINUTES = [5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440] as const;

export interface Timetable {
  readonly everyMinutes: number;
  /** First run of the day, in minutes after midnight, local time. */
  readonly startMinute: number;
}

/** The ledger's key for what was installed. */
export const SCHEDULE = 'schedule';

/** What was installed, as the ledger remembers it under `schedule`. */
export interface Schedule extends Timetable {
  readonly kind: 'cron' | 'systemd';
  readonly host: string;
  readonly installedAt: string;
}

const DAY = 1440;
/** A daily run goes before anyone is at work. */
const EARLY = 300;

/** `15m`, `1h`, `1d` in minutes; null: not one of those that divide the day. */
export function parseEvery(text: string): number | null {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})(m|h|d)$/.exec(text) ?? [];
  const minutes = Number(count) * (unit === 'd' ? DAY : unit === 'h' ? 60 : 1);
  return EVERY_MINUTES.find((one) => one === minutes) ?? null;
}

/** `number` spreads several profiles of one host over the time between two runs. */
export function timetableOf(everyMinutes: number, number: number): Timetable {
  const minute = number % Math.min(everyMinutes, 60);
  return { everyMinutes, startMinute: minute + (everyMinutes === DAY ? EARLY : 0) };
}

/** The five fields of cron. */
export function cronTimes({ everyMinutes, startMinute }: Timetable): string {
  const [hour, minute] = [Math.floor(startMinute / 60), startMinute % 60];
  if (everyMinutes < 60) return `${minute === 0 ? '*' : `${minute}-59`}/${everyMinutes} * * * *`;
  if (everyMinutes === 60) return `${minute} * * * *`;
  return everyMinutes === DAY ? `${minute} ${hour} * * *` : `${minute} */${everyMinutes / 60} * * *`;
}

/** systemd's `OnCalendar=`. */
export function calendarTimes({ everyMinutes, startMinute }: Timetable): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const [hour, minute] = [Math.floor(startMinute / 60), startMinute % 60];
  if (everyMinutes < 60) return `*-*-* *:${two(minute)}/${everyMinutes}:00`;
  if (everyMinutes === 60) return `*-*-* *:${two(minute)}:00`;
  return everyMinutes === DAY ? `*-*-* ${two(hour)}:${two(minute)}:00` : `*-*-* 00/${everyMinutes / 60}:${two(minute)}:00`;
}

/** `every 15 minutes`, `every day at 05:07`. */
export function sayTimes({ everyMinutes, startMinute }: Timetable): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  if (everyMinutes < 60) return `every ${everyMinutes} minutes`;
  if (everyMinutes === 60) return 'every hour';
  return everyMinutes === DAY
    ? `every day at ${two(Math.floor(startMinute / 60))}:${two(startMinute % 60)}`
    : `every ${everyMinutes / 60} hours`;
}

/**
 * The first start after `now` (milliseconds). `aheadAt`: what the local time is ahead of UTC at an instant, in minutes. Schedulers go by the clock on the
 * wall: after a change they start at the same local time; one that falls into the hour that is left out starts as much later, and in the hour that comes
 * twice all but a daily one start twice.
 */
export function nextRun(timetable: Timetable, now: number, aheadAt: (instant: number) => number): number {
  const before = aheadAt(now);
  const straight = nextIn(timetable, now, before);
  const after = aheadAt(straight);
  if (after === before) return straight;
  const isTwice = after < before && timetable.everyMinutes < DAY;
  const changed = isTwice ? nextIn(timetable, now, after) : straight + (before - after) * 60_000;
  return aheadAt(changed) === after && changed > now ? changed : straight;
}

/** As if the clocks were never changed: each interval divides the day, so the remainder is the same every day. */
function nextIn({ everyMinutes, startMinute }: Timetable, now: number, ahead: number): number {
  const local = Math.floor(now / 60_000) + ahead;
  const since = (((local - startMinute) % everyMinutes) + everyMinutes) % everyMinutes;
  return (local + everyMinutes - since - ahead) * 60_000;
}

/** What the ledger remembers, or null where it is nothing that can be read. */
export function readSchedule(text: string | null): Schedule | null {
  if (text === null) return null;
  try {
    const { kind, host, installedAt, everyMinutes, startMinute } = JSON.parse(text) as Partial<Schedule>;
    if ((kind !== 'cron' && kind !== 'systemd') || typeof host !== 'string' || typeof installedAt !== 'string') return null;
    if (!Number.isInteger(everyMinutes) || !Number.isInteger(startMinute)) return null;
    return { kind, host, installedAt, everyMinutes: everyMinutes ?? DAY, startMinute: startMinute ?? 0 };
  } catch {
    return null; // written by another version: as if there were none
  }
}
