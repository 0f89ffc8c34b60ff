// Calendar dates are strings `YYYY-MM-DD` and are never shifted by a time zone; instants are ISO 8601 strings in UTC.

/** A calendar date `YYYY-MM-DD`. */
export type LocalDate = string & { readonly __brand: 'LocalDate' };
/** A moment in UTC, `2026-01-31T12:34:56.000Z`. */
export type Instant = string & { readonly __brand: 'Instant' };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
export const MINUTE_MS = 60_000;
/** Milliseconds of a day of 24 hours. */
export const DAY_MS = 86_400_000;

/** Does the text name a day that exists? `2026-02-30` doesn't. */
export function isLocalDate(text: string): text is LocalDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return day.toISOString().slice(0, 10) === text;
}

/** The calendar day of an Autotask date-only field (`2021-12-01T00:00:00Z`, with or without designator): its first ten characters. */
export function dayOf(wire: string): LocalDate {
  const day = wire.slice(0, 10);
  if (!isLocalDate(day)) throw new RangeError(`not a calendar date: ${wire}`);
  return day;
}

/** A timestamp of the wire as a UTC instant; one without a designator is UTC already. */
export function instantOf(wire: string): Instant {
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(wire);
  const time = Date.parse(hasZone || !wire.includes('T') ? wire : `${wire}Z`);
  if (Number.isNaN(time)) throw new RangeError(`not a timestamp: ${wire}`);
  return instantAt(time);
}

export function instantAt(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString() as Instant;
}

/** Whole days from the first to the last; below zero where the last is earlier. */
export function daysBetween(first: LocalDate, last: LocalDate): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
}

/** `2026-03-03` minus 14 days = `2026-02-17`. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as LocalDate;
}

/** The UTC day of an instant: the day as the Autotask database counts it. */
export function utcDay(instant: Instant): LocalDate {
  return instant.slice(0, 10) as LocalDate;
}

export type DateFormat = 'MM/DD/YYYY' | 'DD/MM/YYYY' | 'YYYY-MM-DD' | 'D MMM YYYY';

/** A date as it is written on an invoice. */
export function formatDate(date: LocalDate, format: DateFormat): string {
  const [year = '', month = '', day = ''] = date.split('-');
  switch (format) {
    case 'MM/DD/YYYY':
      return `${month}/${day}/${year}`;
    case 'DD/MM/YYYY':
      return `${day}/${month}/${year}`;
    case 'YYYY-MM-DD':
      return date;
    case 'D MMM YYYY':
      return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
  }
}
