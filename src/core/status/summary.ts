// Where things stand, from what the ledger knows: last run, what waits, what went through.
import { UNFINISHED_STATES, type OutcomeRecord, type PersonHold, type RunRecord, type Transfer } from '../model/ledger.ts';
import { NOT_TRIED } from '../reasons/passing.ts';

export interface StatusSummary {
  readonly lastRun: RunRecord | null;
  /** Begun and never ended: running now, or killed. */
  readonly openRun: RunRecord | null;
  readonly held: readonly OutcomeRecord[];
  readonly failed: readonly OutcomeRecord[];
  /** Skipped for now; a later run takes them by itself. */
  readonly waiting: readonly OutcomeRecord[];
  readonly personHolds: readonly PersonHold[];
  /** As the last run that looked counted them; null: none did. */
  readonly outsideWindow: number | null;
  readonly transfers: Readonly<Record<'done' | 'adopted' | 'unfinished' | 'held' | 'voided', number>>;
}

/** `runs`: newest first. */
export function summaryOf(facts: {
  readonly runs: readonly RunRecord[];
  readonly outcomes: readonly OutcomeRecord[];
  readonly personHolds: readonly PersonHold[];
  readonly transfers: readonly Transfer[];
}): StatusSummary {
  const [newest] = facts.runs;
  const of = (outcome: OutcomeRecord['outcome']): OutcomeRecord[] => facts.outcomes.filter((one) => one.outcome === outcome);
  const count = (test: (transfer: Transfer) => boolean): number => facts.transfers.filter(test).length;
  return {
    lastRun: facts.runs.find((one) => one.finishedAt !== null) ?? null,
    openRun: newest && newest.finishedAt === null ? newest : null,
    held: of('held'),
    failed: of('failed'),
    waiting: of('skipped').filter((one) => one.reasons.some((why) => NOT_TRIED.has(why.code))),
    personHolds: facts.personHolds,
    outsideWindow: facts.runs.find((one) => one.command === 'sync' && one.totals !== null)?.totals?.['outsideWindow'] ?? null,
    transfers: {
      done: count((one) => one.state === 'done'),
      adopted: count((one) => one.state === 'done' && one.wasAdopted),
      unfinished: count((one) => UNFINISHED_STATES.has(one.state)),
      held: count((one) => one.state === 'held'),
      voided: count((one) => one.state === 'voided'),
    },
  };
}
