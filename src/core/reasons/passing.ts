// Which reasons pass by themselves: a failure that the next run takes up, and "not looked at now".

/** Failures that the next run takes up without a person. */
export const PASSING_FAILURES: ReadonlySet<string> = new Set(['no-answer', 'not-reachable', 'write-back-failed']);
/** What is left of an invoice for a reason that passes: tried and to be taken up, or not reached. */
export const LEFT_FOR_NOW: ReadonlySet<string> = new Set([...PASSING_FAILURES, 'run-stopped', 'email-waits']);
/** Skips that say "not looked at now": a later run takes them by itself, and nothing is solved by them. */
export const NOT_TRIED: ReadonlySet<string> = new Set(['not-settled', 'run-stopped', 'sync-off']);
