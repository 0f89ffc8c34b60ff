// One run from start to end: its record in the ledger, invoices, voids, payments, and what it comes to.
import { PASSING_FAILURES } from '../reasons/passing.ts';
import type { Instant } from '../dates.ts';
import type { At2qboError } from '../errors.ts';
import type { PaymentOutcome } from '../payments/plan.ts';
import type { Books, Outcome, OutcomeKind } from '../run/outcome.ts';
import type { Reason, ReasonCode } from '../reasons.ts';
import type { Made } from '../transfer/send/maker.ts';
import type { VoidOutcome } from '../voids/plan.ts';

export interface RunTotals extends Readonly<Record<string, number>> {
  readonly created: number;
  readonly adopted: number;
  readonly planned: number;
  readonly skipped: number;
  readonly held: number;
  readonly failed: number;
  readonly outsideWindow: number;
}

export interface RunResult {
  readonly run: string;
  readonly profile: string;
  /** null: the run ended, or had nothing to do, before they were read. */
  readonly books: Books | null;
  readonly dryRun: boolean;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly invoices: readonly Outcome[];
  readonly voids: readonly VoidOutcome[];
  readonly payments: readonly PaymentOutcome[];
  readonly created: Made;
  /** Worth a look, and said of the run as a whole. */
  readonly remarks: readonly Reason[];
  readonly totals: RunTotals;
  /** What ended the run early, or one of its parts; null: it went to its end. */
  readonly trouble: At2qboError | null;
}

export function totalsOf(invoices: readonly Outcome[], outsideWindow: number): RunTotals {
  const count = (kind: OutcomeKind): number => invoices.filter((one) => one.outcome === kind).length;
  return {
    created: count('created'),
    adopted: count('adopted'),
    planned: count('planned'),
    skipped: count('skipped'),
    held: count('held'),
    failed: count('failed'),
    outsideWindow,
  };
}

/** A mail that was wanted and didn't go. */
const NOT_MAILED = new Set<ReasonCode>(['email-unsent', 'email-failed', 'email-unclear']);

/** Does a person have to look? */
export function needsPerson(result: RunResult): boolean {
  if (!result.dryRun && result.invoices.some((one) => one.reasons.some((why) => NOT_MAILED.has(why.code)))) return true;
  const voids = result.voids.some((one) => one.outcome === 'held' || one.outcome === 'failed');
  return voids || result.totals.held > 0 || result.totals.failed > 0 || result.payments.some((one) => one.outcome === 'failed');
}

/** Did something fail that passes by itself, so that the next run takes it up? */
export function isUnfinished(result: RunResult): boolean {
  if (result.invoices.some((one) => one.reasons.some((why) => why.code === 'email-waits'))) return true;
  return [...result.invoices, ...result.voids, ...result.payments].some(
    (one) => one.outcome === 'failed' && one.reasons.some((why) => PASSING_FAILURES.has(why.code)),
  );
}
