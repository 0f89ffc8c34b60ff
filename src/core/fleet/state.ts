// What the worker knows of a profile between two runs: when it ran, how that ended, and whether it waits for a person.
import type { Instant } from '../dates.ts';

/** Where a profile is in the schedule. Kept in the shared ledger, by profile. */
export interface FleetSeen {
  /** The host that last had it among its profiles, and when. */
  readonly host: string;
  readonly seenAt: Instant;
  /** When the queue starts it next; null: not scheduled. */
  readonly nextAt: Instant | null;
}

/** What its runs came to. Kept in the shared ledger, by profile. */
export interface FleetState {
  /** The last run that a worker did; null: none yet. */
  readonly ended: {
    readonly at: Instant;
    readonly code: number;
    readonly seconds: number;
    /** Why it ended early; '' if it didn't. */
    readonly trouble: string;
    readonly fix: string;
  } | null;
  /** Since when a person is needed before it is tried again; null: it goes on by itself. */
  readonly parkedAt: Instant | null;
  /** By host: what `connect`, `settings` or `release` would change. As it was when it was parked. */
  readonly prints: Readonly<Record<string, string>>;
  /** How many runs in a row found a service down. */
  readonly downs: number;
}

/** A profile that no worker has run yet. */
export const NEVER_RUN: FleetState = { ended: null, parkedAt: null, prints: {}, downs: 0 };

/** What happens to a profile after a run of this exit code. */
export type Next =
  /** Its next turn by the schedule. */
  | { readonly kind: 'done' }
  /** Documents are left over: it goes to the end of the queue. */
  | { readonly kind: 'again' }
  /** Again after this many seconds. */
  | { readonly kind: 'later'; readonly seconds: number }
  /** Not before a person changed something. */
  | { readonly kind: 'person' };

const FIRST_PAUSE_S = 60;
const LONGEST_PAUSE_S = 3600;
/** Whatever a service asks for: a profile is looked at once a day. */
const LONGEST_ASKED_S = 86_400;
/** After its holder died: a lease is free fifty seconds after its last sign of life, and the profile is taken over within the minute. */
const LEASE_PAUSE_S = 3;
const BY_CODE: Readonly<Record<number, Next['kind']>> = {
  0: 'done',
  1: 'done',
  3: 'done',
  6: 'done',
  2: 'person',
  4: 'person',
  7: 'person',
  70: 'person',
};

export interface RunEnding {
  /** Null: its thread was ended. */
  readonly code: number | null;
  /** `--max` was reached. */
  readonly hasMore: boolean;
  /** The worker that had it before died. */
  readonly isTakenOver: boolean;
  /** As the service asked; null: it didn't. */
  readonly retryAfterSeconds: number | null;
  /** Runs before this one that found a service down, in a row. */
  readonly downs: number;
}

/** Decides by the exit code: 0, 1, 3 done; 5 later; 6 dropped; 2, 4, 7, 70 and a run that had to be ended need a person; a stopped one goes on at once. */
export function nextOf(ending: RunEnding): Next {
  const { code } = ending;
  if (code === null) return { kind: 'person' };
  if (code === 6 && ending.isTakenOver) return { kind: 'later', seconds: LEASE_PAUSE_S };
  if (code === 5)
    return { kind: 'later', seconds: Math.max(Math.min(ending.retryAfterSeconds ?? 0, LONGEST_ASKED_S), pauseAfter(ending.downs)) };
  const kind = BY_CODE[code];
  if (kind === 'person') return { kind };
  if (kind === 'done') return { kind: ending.hasMore ? 'again' : 'done' };
  return { kind: 'later', seconds: 0 }; // stopped by a signal: another worker goes on
}

function pauseAfter(downs: number): number {
  return Math.min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** Math.min(downs, 10));
}
