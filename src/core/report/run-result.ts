// One run from start to end: its record in the ledger, invoices, voids, payments, and what it comes to.
import { type Instant, instantAt } from '../dates.ts';
import type { At2qboError } from '../errors.ts';
import type { OutcomeRecord } from '../model/ledger.ts';
import type { PaymentOutcome } from '../payments/plan.ts';
import type { LedgerPort } from '../ports.ts';
import type { Outcome, OutcomeKind } from '../run/outcome.ts';
import type { Made } from '../transfer/send/maker.ts';
import type { InvoiceRun } from '../transfer/sync.ts';
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
  readonly dryRun: boolean;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly invoices: readonly Outcome[];
  readonly voids: readonly VoidOutcome[];
  readonly payments: readonly PaymentOutcome[];
  readonly created: Made;
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

/** Keeps the outcomes of what waits (for status, mail and names), and forgets those of what went through. Gives those that are held or failed for another reason than before, or for the first time: each is a turn in the invoice's life. */
export async function rememberOutcomes(ledger: LedgerPort, run: InvoiceRun, runId: string, now: number): Promise<readonly OutcomeRecord[]> {
  const at = instantAt(now);
  const sign = ({ outcome, reasons }: Pick<OutcomeRecord, 'outcome' | 'reasons'>): string =>
    [outcome, ...reasons.map(({ message }) => message)].join('\n');
  const before = new Map((await ledger.outcomes()).map((one) => [one.invoiceId, sign(one)]));
  const waiting = run.outcomes.flatMap((one): OutcomeRecord[] =>
    one.outcome === 'held' || one.outcome === 'failed' || one.outcome === 'skipped'
      ? [
          {
            invoiceId: one.invoiceId,
            invoiceNumber: one.invoiceNumber,
            company: one.company,
            total: one.autotaskTotal,
            outcome: one.outcome,
            reasons: one.reasons,
            firstSeen: at,
            lastSeen: at,
            runId,
          },
        ]
      : [],
  );
  const gone = run.outcomes.filter((one) => one.outcome === 'created' || one.outcome === 'adopted').map((one) => one.invoiceId);
  if (waiting.length > 0) await ledger.saveOutcomes(waiting);
  if (gone.length > 0) await ledger.clearOutcomes(gone);
  return waiting.filter((one) => one.outcome !== 'skipped' && before.get(one.invoiceId) !== sign(one));
}

/** Does a person have to look? */
export function needsPerson(result: RunResult): boolean {
  const voids = result.voids.some((one) => one.outcome === 'held' || one.outcome === 'failed');
  return voids || result.totals.held > 0 || result.totals.failed > 0 || result.payments.some((one) => one.outcome === 'failed');
}

/** Did something fail that passes by itself, so that the next run takes it up? */
export function isUnfinished(result: RunResult): boolean {
  const passing = new Set(['no-answer', 'not-reachable', 'write-back-failed']);
  return [...result.invoices, ...result.voids, ...result.payments].some(
    (one) => one.outcome === 'failed' && one.reasons.some((why) => passing.has(why.code)),
  );
}
