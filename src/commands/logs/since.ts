// `--since`: how long ago (`90m`, `12h`, `7d`, `2w`), a day of the local calendar, or a moment.
import { DAY_MS, instantAt, isLocalDate, type Instant } from '../../core/dates.ts';
import { UsageError } from '../../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 604_800_000 };
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i;

/** The moment that the text means. Throws a UsageError for one that means none. */
export function readSince(text: string, now: number): Instant {
  const ago = /^(\d{1,6})\s*([mhdw])$/.exec(text.trim());
  const unit = UNITS[ago?.[2] ?? ''];
  const parsed = ago && unit !== undefined ? now - Number(ago[1]) * unit : momentOf(text.trim());
  if (Number.isNaN(parsed) || parsed < 0) {
    throw new UsageError(`--since can't be "${text}"`, 'give 90m, 12h, 7d, a date YYYY-MM-DD, or a moment like 2026-07-31T14:00');
  }
  return instantAt(parsed);
}

/** A day begins, and a moment without a zone is meant, where the person sits. */
function momentOf(text: string): number {
  if (isLocalDate(text)) return Date.parse(`${text}T00:00:00`);
  return MOMENT.test(text) && isLocalDate(text.slice(0, 10)) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
}

/** `2026-07-31 14:05:09` in the local zone. */
export function localTime(at: Instant): string {
  const moment = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
}
