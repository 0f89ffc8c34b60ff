// Repeats a call that may be repeated, with growing pauses. Which failures qualify is the caller's word.
import type { Clock } from '../../core/ports.ts';

export interface RetryPlan {
  /** Tries in all. */
  readonly tries: number;
  /** Pause before try n+1 in milliseconds, n counted from 1; `after` is what the failure asked for (Retry-After), or null. */
  readonly pause: (n: number, after: number | null) => number;
}

/** Retry-After in whole seconds, from a number of them or a date (counted from the answer's own); null: there is none that says anything. */
export function retryAfterSeconds(headers: Readonly<Record<string, string | undefined>>): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.parse(headers['date'] ?? '')) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
}

/** 1 s, 2 s, 4 s … at most 60 s, each moved by up to a quarter either way so that clients don't march in step. */
export function backoff(random: () => number = Math.random): RetryPlan['pause'] {
  return (n, after) => after ?? Math.min(60_000, 1000 * 2 ** (n - 1)) * (0.75 + random() / 2);
}

/** `attempt` says 'again' (with what the service asked for) or gives the result; it throws what must not be repeated. */
export type Attempt<T> = (n: number) => Promise<{ readonly value: T } | { readonly again: unknown; readonly after?: number | null }>;

/** The last failure (`again`) is thrown when the tries are used up. */
export async function withRetry<T>(plan: RetryPlan, clock: Clock, attempt: Attempt<T>): Promise<T> {
  for (let n = 1; ; n += 1) {
    const result = await attempt(n);
    if ('value' in result) return result.value;
    if (n >= plan.tries) throw result.again;
    await clock.sleep(plan.pause(n, result.after ?? null));
  }
}
