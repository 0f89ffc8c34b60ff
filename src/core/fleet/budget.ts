// The reads that Intuit meters, of one app and month (UTC): what is left, when it ends, how far pauses stretch.
import { utcDay, instantAt, type LocalDate } from '../dates.ts';

/** The month so far. */
export interface BudgetFacts {
  readonly used: number;
  readonly limit: number;
  /** Milliseconds. */
  readonly now: number;
}

export interface Budget {
  readonly used: number;
  readonly limit: number;
  readonly left: number;
  /** The day on which it ends at the month's pace so far; null: it lasts. */
  readonly endsOn: LocalDate | null;
}

const DAY_MS = 86_400_000;
/** What is kept for documents: looks that can wait stop here. */
const FOR_LOOKS = 0.95;
/** The first reads of a month say little about its pace. */
const LEAST_ELAPSED_MS = DAY_MS;
const MOST_STRETCH = 24;
/** The pace of the whole month follows what is done about it slowly: the answer has to be firm. */
const STEEPNESS = 3;

/** What is left of it, and for how long. */
export function budgetOf(facts: BudgetFacts): Budget {
  const { used, limit } = facts;
  const { elapsed, end } = monthOf(facts.now);
  const endsAt = used === 0 ? Infinity : facts.now + ((limit - used) * Math.max(elapsed, LEAST_ELAPSED_MS)) / used;
  const left = Math.max(0, limit - used);
  return { used, limit, left, endsOn: left === 0 || endsAt < end ? utcDay(instantAt(Math.max(facts.now, Math.min(endsAt, end)))) : null };
}

/** `at this pace they end on 2026-11-20`. */
export function sayEnd({ left, endsOn }: Budget): string {
  if (left === 0) return 'used up';
  return endsOn === null ? 'at this pace they last the month' : `at this pace they end on ${endsOn}`;
}

/** By how much the pauses between looks have to grow so that the budget lasts: 1, they needn't, to 24. */
export function stretchOf(facts: BudgetFacts): number {
  const { elapsed, remaining } = monthOf(facts.now);
  const left = facts.limit * FOR_LOOKS - facts.used;
  if (left <= 0) return MOST_STRETCH;
  const pace = facts.used / Math.max(elapsed, LEAST_ELAPSED_MS);
  return Math.min(MOST_STRETCH, Math.max(1, ((pace * remaining) / left) ** STEEPNESS));
}

function monthOf(now: number): { readonly elapsed: number; readonly remaining: number; readonly end: number } {
  const date = new Date(now);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return { elapsed: now - start, remaining: end - now, end };
}
