// A fleet at a glance: a row a company, the one with the most trouble first, and what is left of the metered reads.
import { instantAt, type Instant } from '../dates.ts';
import { budgetOf, type Budget } from './budget.ts';
import type { FleetSeen, FleetState } from './state.ts';

/** What the shared ledger tells of one profile. */
export interface FleetFacts {
  readonly profile: string;
  readonly seen: FleetSeen | null;
  readonly state: FleetState | null;
  /** When the sign-in ends unless a run renews it, in milliseconds; null: unknown. */
  readonly tokenEndsAt: number | null;
  /** Autotask's hourly requests left by the last run; null: unknown. */
  readonly autotaskLeft: number | null;
  readonly held: number;
  readonly failed: number;
  readonly openSince: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastExitCode: number | null;
  readonly runningOn: string | null;
}

/** In the order of the trouble: a person is needed; its last run failed; it is overdue; something failed; something is held; all is well. */
export const STANDINGS = ['needs-person', 'failing', 'late', 'failed', 'held', 'new', 'ok'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface FleetRow {
  readonly profile: string;
  readonly standing: Standing;
  readonly lastSuccessAt: string | null;
  /** Whole minutes since then. */
  readonly ageMinutes: number | null;
  readonly nextAt: string | null;
  readonly runningOn: string | null;
  readonly held: number;
  readonly failed: number;
  readonly openSince: string | null;
  readonly tokenDaysLeft: number | null;
  readonly autotaskLeft: number | null;
  readonly exitCode: number | null;
  /** Why a person is needed, or why its last run failed; '' if neither. */
  readonly trouble: string;
  readonly fix: string;
  /** Since when a person is needed. */
  readonly since: string | null;
}

export interface FleetBudget extends Budget {
  readonly clientId: string;
}

export interface FleetView {
  readonly at: Instant;
  readonly profiles: readonly FleetRow[];
  readonly budgets: readonly FleetBudget[];
}

export interface FleetViewFacts {
  readonly profiles: readonly FleetFacts[];
  readonly metered: readonly { readonly clientId: string; readonly reads: number; readonly limit: number }[];
  readonly now: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A run that should have begun so long ago is overdue: the queue is behind, or no worker runs. */
const LATE_MS = 10 * MINUTE_MS;
const FAILING = new Set([2, 4, 5, 7, 70]);
/** Sign-ins that end sooner need a look. */
const FEW_DAYS = 7;

export function fleetView({ profiles, metered, now }: FleetViewFacts): FleetView {
  const rows = profiles.map((one) => rowOf(one, now));
  const rank = (row: FleetRow): number => STANDINGS.indexOf(row.standing);
  return {
    at: instantAt(now),
    profiles: rows.toSorted(
      (a, b) => rank(a) - rank(b) || (b.ageMinutes ?? Infinity) - (a.ageMinutes ?? Infinity) || (a.profile < b.profile ? -1 : 1),
    ),
    budgets: metered.map(({ clientId, reads, limit }) => ({ clientId, ...budgetOf({ used: reads, limit, now }) })),
  };
}

function rowOf(facts: FleetFacts, now: number): FleetRow {
  const { state, seen } = facts;
  const tokenDaysLeft = facts.tokenEndsAt === null ? null : Math.floor((facts.tokenEndsAt - now) / DAY_MS);
  const standing = standingOf(facts, tokenDaysLeft, now);
  const isFailing = standing === 'needs-person' || standing === 'failing';
  return {
    profile: facts.profile,
    standing,
    lastSuccessAt: facts.lastSuccessAt,
    ageMinutes: facts.lastSuccessAt === null ? null : Math.max(0, Math.floor((now - Date.parse(facts.lastSuccessAt)) / MINUTE_MS)),
    nextAt: seen?.nextAt ?? null,
    runningOn: facts.runningOn,
    held: facts.held,
    failed: facts.failed,
    openSince: facts.openSince,
    tokenDaysLeft,
    autotaskLeft: facts.autotaskLeft,
    exitCode: state?.ended?.code ?? facts.lastExitCode,
    trouble: isFailing ? (state?.ended?.trouble ?? '') : '',
    fix: isFailing ? (state?.ended?.fix ?? '') : '',
    since: state?.parkedAt ?? null,
  };
}

function standingOf(
  { state, seen, held, failed, lastSuccessAt, lastExitCode }: FleetFacts,
  tokenDaysLeft: number | null,
  now: number,
): Standing {
  if (state?.parkedAt !== null && state !== null) return 'needs-person';
  if (FAILING.has(state?.ended?.code ?? lastExitCode ?? 0)) return 'failing';
  if (seen?.nextAt !== null && seen !== null && now - Date.parse(seen.nextAt) > LATE_MS) return 'late';
  if (failed > 0) return 'failed';
  if (held > 0 || (tokenDaysLeft !== null && tokenDaysLeft < FEW_DAYS)) return 'held';
  return lastSuccessAt === null ? 'new' : 'ok';
}
