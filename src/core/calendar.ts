// Calendar days in one time zone: which day a moment belongs to there, and when a day begins.
import { instantAt, utcDay, type Instant, type LocalDate } from './dates.ts';

const HOUR_MS = 3_600_000;
/** No zone is farther from UTC, and none sets its clock by more. */
const FARTHEST_MS = 16 * HOUR_MS;

export class Calendar {
  /** IANA name. */
  readonly zone: string;
  readonly #parts: Intl.DateTimeFormat | null;

  /** Null: UTC. Throws a RangeError for a zone that there isn't. */
  constructor(zone: string | null) {
    this.zone = zone ?? 'UTC';
    const options = { calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' } as const;
    const two = '2-digit';
    this.#parts =
      this.zone === 'UTC'
        ? null
        : new Intl.DateTimeFormat('en', {
            ...options,
            timeZone: this.zone,
            year: 'numeric',
            month: two,
            day: two,
            hour: two,
            minute: two,
            second: two,
          });
  }

  dayOf(moment: Instant): LocalDate {
    return this.#parts === null ? utcDay(moment) : (this.secondOf(moment).slice(0, 10) as LocalDate);
  }

  /** `2026-07-31 06:15`, as the clocks there show it. */
  minuteOf(moment: Instant): string {
    return this.secondOf(moment).slice(0, 16);
  }

  /** `2026-07-31 06:15:42`. */
  secondOf(moment: Instant): string {
    if (this.#parts === null) return moment.slice(0, 19).replace('T', ' ');
    const parts = new Map(this.#parts.formatToParts(Date.parse(moment)).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
  }

  /** `milliseconds`: since 1970. */
  dayAt(milliseconds: number): LocalDate {
    return this.dayOf(instantAt(milliseconds));
  }

  /** Its first moment, also where clocks are set forward at midnight. */
  startOf(day: LocalDate): Instant {
    return this.firstAt(`${day} 00:00:00`);
  }

  /** When the clocks there first show that time (`2026-07-31 06:15:42`) or, where it is skipped, a later one. */
  firstAt(time: string): Instant {
    const inUtc = Date.parse(`${time.replace(' ', 'T')}Z`);
    if (this.#parts === null) return instantAt(inUtc);
    let [before, from] = [inUtc - FARTHEST_MS, inUtc + FARTHEST_MS];
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      if (this.secondOf(instantAt(middle)) < time) before = middle;
      else from = middle;
    }
    return instantAt(from);
  }
}
