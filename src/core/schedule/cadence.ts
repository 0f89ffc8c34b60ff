// How often the worker runs a profile, not in quiet hours, more often at the end of the month: as cron expressions.

export interface Cadence {
  /** One of those that divide the day. */
  readonly everyMinutes: number;
  /** `22-6`: no run begins from 22:00 to 05:59; null: there are none. */
  readonly quietHours: string | null;
  /** From the 28th to the 5th; null: as on other days. */
  readonly closingMinutes: number | null;
}

/** One cron expression, with the name that tells it from others of its profile. */
export interface CronPart {
  readonly name: 'every' | 'closing';
  readonly cron: string;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const CLOSING_DAYS = '1-5,28-31';
/** Hours before this one can be left out when the clocks change. pg-boss then begins no run in them, not even a later one: none of them may be a day's only. */
const STEADY_FROM = 4;

/** Null where it isn't two different hours of the day. */
export function parseQuietHours(text: string): { readonly from: number; readonly to: number } | null {
  const [, from = '', to = ''] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  const hours = { from: Number(from), to: Number(to) };
  return from === '' || hours.from > 23 || hours.to > 23 || hours.from === hours.to ? null : hours;
}

/** The expressions of one profile; `spread`, any whole number, gives it a minute of its own, so that a fleet doesn't start all at once. */
export function cronParts(cadence: Cadence, spread: number): CronPart[] {
  const { everyMinutes, closingMinutes } = cadence;
  const awake = awakeHours(cadence.quietHours);
  const every: CronPart = { name: 'every', cron: `${fields(everyMinutes, awake, spread)} * * *` };
  if (closingMinutes === null || closingMinutes >= everyMinutes) return [every];
  return [every, { name: 'closing', cron: `${fields(closingMinutes, awake, spread)} ${CLOSING_DAYS} * *` }];
}

function awakeHours(quietHours: string | null): number[] {
  const quiet = quietHours === null ? null : parseQuietHours(quietHours);
  if (quiet === null) return HOURS;
  const { from, to } = quiet;
  return HOURS.filter((hour) => (from < to ? hour < from || hour >= to : hour < from && hour >= to));
}

/** Minutes and hours. */
function fields(everyMinutes: number, awake: readonly number[], spread: number): string {
  const minute = spread % Math.min(everyMinutes, 60);
  const minutes = everyMinutes < 60 ? `${minute}-59/${everyMinutes}` : String(minute);
  const pause = Math.max(1, everyMinutes / 60);
  const hours = pause === 1 ? awake : hoursOfDay(awake, Math.floor(spread / 60), pause);
  return `${minutes} ${hours.length === HOURS.length ? '*' : hours.join(',')}`;
}

function hoursOfDay(awake: readonly number[], spread: number, pause: number): number[] {
  const from = (first: number): number[] => awake.filter((hour) => hour % pause === first % pause);
  // The first hour is one that is awake: else a daily run could fall into the night for good.
  const hours = from(awake[spread % awake.length] ?? 0);
  const steady = awake.filter((hour) => hour >= STEADY_FROM);
  return steady.length > 0 && hours.every((hour) => hour < STEADY_FROM) ? from(steady[spread % steady.length] ?? 0) : hours;
}
