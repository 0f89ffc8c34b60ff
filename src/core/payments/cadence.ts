// How often a scheduled run asks QuickBooks for payments: each ask is a read that Intuit meters, and most find nothing.

const MINUTE_MS = 60_000;
/** Schedulers are seldom punctual: a run that comes this part of the pause too early needn't leave it to the next one, nor one of five minutes. */
const EARLY = 0.1;
const MOST_EARLY_MS = 5 * MINUTE_MS;

const LONGEST_MINUTES = 1440;

/** How long a scheduled run leaves between two asks, in minutes: longer, up to a day, where the month's reads wouldn't last. */
export function paymentPause(everyMinutes: number, stretch: number): number {
  return Math.max(everyMinutes, Math.min(LONGEST_MINUTES, Math.round(everyMinutes * stretch)));
}

/** Is it time again? `askedAt`: our clock at the last ask that was dealt with to its end, in milliseconds; null: there was none. */
export function arePaymentsDue(facts: { readonly now: number; readonly askedAt: number | null; readonly everyMinutes: number }): boolean {
  const { now, askedAt, everyMinutes } = facts;
  // A clock that was set back since: nothing is put off by it.
  if (askedAt === null || askedAt > now) return true;
  const pause = everyMinutes * MINUTE_MS;
  return now - askedAt >= pause - Math.min(MOST_EARLY_MS, pause * EARLY);
}
