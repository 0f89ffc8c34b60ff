// Proves that the differences of a tie-out add up to the difference of its totals.
import { isZero, sum, type Money } from '../money.ts';
import { bookedOf, dueOf } from './amounts.ts';
import type { BooksFacts, Explained, ExplainedKind, Pair, ReconcileException } from './types.ts';

export interface Footed {
  readonly exceptions: readonly ReconcileException[];
  readonly explained: readonly Explained[];
}

/** What several findings of one pair say twice is counted once; what none of them says is explained. */
export function footed(pair: Pair, found: readonly ReconcileException[], facts: BooksFacts): Footed {
  const [due, booked] = [dueOf(pair), bookedOf(pair)];
  const said = sum(found.filter(({ kind }) => kind !== 'edited').map((one) => one.difference));
  const taxAlone = isTaxedAlone(pair, facts) ? booked.tax.minus(due.tax) : said.minus(said);
  const left = booked.total.minus(due.total).minus(said).minus(taxAlone);
  // An edit is the cause of what the other findings say; it has an amount of its own only where they say none.
  const isOfEdit = found.some(({ kind }) => kind === 'edited') && left.abs().gt(facts.settings.tax.tolerance);
  const nothing = left.minus(left);
  const { source } = pair;
  const explain = (kind: ExplainedKind, difference: Money): Explained[] =>
    source === null || isZero(difference)
      ? []
      : [{ kind, invoiceId: source.invoice.id, company: pair.company, currency: pair.currency, difference }];
  return {
    exceptions: found.map((one) => (one.kind === 'edited' ? { ...one, difference: isOfEdit ? left : nothing } : one)),
    explained: [...explain('tax-by-quickbooks', taxAlone), ...explain('rounding', isOfEdit ? nothing : left)],
  };
}

/** QuickBooks computes the tax, and Autotask leaves it all to QuickBooks: the amount is no slip of either. An exempt company has to have none. */
export function isTaxedAlone({ source, documents }: Pick<Pair, 'source' | 'documents'>, facts: BooksFacts): boolean {
  if (!facts.isTaxByQuickBooks || !facts.isTaxlessInAutotask || documents.length !== 1) return false;
  return source !== null && !source.invoice.isVoided && source.company?.isTaxExempt !== true;
}

/** What the difference of a currency's totals is made of. */
export interface FootedSums {
  readonly currency: string;
  readonly toLookAt: Money;
  readonly rounding: Money;
  readonly taxByQuickBooks: Money;
  readonly difference: Money;
}

export function footedSums({ exceptions, explained }: Footed): FootedSums[] {
  const currencies = [...new Set([...exceptions, ...explained].map((one) => one.currency))].sort();
  return currencies.map((currency) => {
    const mine = explained.filter((one) => one.currency === currency);
    const of = (kind: ExplainedKind): Money => sum(mine.filter((one) => one.kind === kind).map((one) => one.difference));
    const toLookAt = sum(exceptions.filter((one) => one.currency === currency).map((one) => one.difference));
    const [rounding, taxByQuickBooks] = [of('rounding'), of('tax-by-quickbooks')];
    return { currency, toLookAt, rounding, taxByQuickBooks, difference: toLookAt.plus(rounding).plus(taxByQuickBooks) };
  });
}
