// The money of what arrived, on both sides: do the two books say the same?
import { money, sum, type Money } from '../money.ts';
import type { Outcome } from '../run/outcome.ts';
import { signed } from './rows.ts';

export interface BothTotals {
  readonly count: number;
  readonly autotask: Money;
  readonly quickbooks: Money;
  /** QuickBooks minus Autotask. */
  readonly difference: Money;
}

/** Adds up the created and the adopted ones; null where nothing arrived. */
export function bothTotals(outcomes: readonly Outcome[]): BothTotals | null {
  const arrived = outcomes.flatMap((one) =>
    (one.outcome === 'created' || one.outcome === 'adopted') && one.quickbooks !== null
      ? [{ autotask: money(one.autotaskTotal), quickbooks: money(signed(one.quickbooks)) }]
      : [],
  );
  if (arrived.length === 0) return null;
  const autotask = sum(arrived.map((one) => one.autotask));
  const quickbooks = sum(arrived.map((one) => one.quickbooks));
  return { count: arrived.length, autotask, quickbooks, difference: quickbooks.minus(autotask) };
}
