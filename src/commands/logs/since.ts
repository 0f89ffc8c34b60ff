// `--since`: how long ago (`90m`, `12h`, `7d`, `2w`), a day or a time in the zone of the settings, or a moment.
import { Calendar } from '../../core/calendar.ts';
import { DAY_MS, instantAt, isLocalDate, type Instant } from '../../core/dates.ts';
import { UsageError } from '../../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 604_800_000 };
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i;

/** The moment that the text means. Throws a UsageError for one that means none. */
export function readSince(text: string, now: number, calendar: Calendar): Instant {
  const ago = /^(\d{1,6})\s*([mhdw])$/.exec(text.trim());
  const unit = UNITS[ago?.[2] ?? ''];
  const parsed = ago && unit !== undefined ? now - Number(ago[1]) * unit : momentOf(text.trim(), calendar);
  if (Number.isNaN(parsed) || parsed < 0) {
    throw new UsageError(`--since can't be "${text}"`, 'give 90m, 12h, 7d, a date YYYY-MM-DD, or a moment like 2026-07-31T14:00');
  }
  return instantAt(parsed);
}

/** A day begins, and a time without a zone is meant, in the zone of the settings. */
function momentOf(text: string, calendar: Calendar): number {
  if (isLocalDate(text)) return Date.parse(calendar.startOf(text));
  if (!MOMENT.test(text) || !isLocalDate(text.slice(0, 10))) return Number.NaN;
  if (/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Date.parse(text.replace(' ', 'T'));
  const inUtc = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(inUtc) ? inUtc : Date.parse(calendar.firstAt(new Calendar(null).secondOf(instantAt(inUtc))));
}
