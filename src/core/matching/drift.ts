// A company or billing code and what it is tied to in QuickBooks, where their names no longer agree.
import type { Catalog } from '../facts/catalog.ts';
import type { Tie } from '../model/ledger.ts';
import { cleanName, nameKey, pathKey } from '../text.ts';

/** One tie and what both ends are called now. */
export interface Drift {
  readonly tie: Tie;
  readonly autotaskName: string;
  readonly quickBooksName: string;
}

/** Would the one lead to the other by name: whole, as QuickBooks writes it, or as a path? */
export function areAlike(autotask: string, quickBooks: string): boolean {
  const clean = cleanName(autotask, Number.MAX_SAFE_INTEGER).text;
  const end = quickBooks.slice(quickBooks.lastIndexOf(':') + 1);
  const path = pathKey(autotask);
  return (
    (path !== null && path === pathKey(quickBooks)) ||
    [autotask, clean].some((name) => [quickBooks, end].some((one) => nameKey(one) === nameKey(name)))
  );
}

/** The drift of a tie, by the names of today; null: they still go together, a person's map ties them, or an end isn't to be seen. */
export function driftOf(tie: Tie, catalog: Pick<Catalog, 'customers' | 'items'>, autotaskName: string | null): Drift | null {
  const list = tie.kind === 'customer' ? catalog.customers : catalog.items;
  const quickBooksName = list.byId(tie.quickBooksId)?.fullName;
  if (tie.by === 'map' || autotaskName === null || quickBooksName === undefined || areAlike(autotaskName, quickBooksName)) return null;
  return { tie, autotaskName, quickBooksName };
}

/** For the end of a sentence about something known by id: what both call it now; '' where that is alike. */
export function driftPhrase(autotask: string, quickBooks: string): string {
  return areAlike(autotask, quickBooks) ? '' : `, called "${autotask}" in Autotask and "${quickBooks}" in QuickBooks now`;
}
