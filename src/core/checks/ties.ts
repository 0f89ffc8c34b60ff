// Companies and billing codes that the ledger knows by id, and those whose names no longer agree.
import type { Catalog } from '../facts/catalog.ts';
import { driftOf } from '../matching/drift.ts';
import type { Tie } from '../model/ledger.ts';
import { customerMap } from '../rules/customer.ts';
import type { Settings } from '../settings.ts';
import { type DoctorLine, remark } from './health-line.ts';
import { counted } from '../words.ts';
import { ok } from './line.ts';

/** Named one by one; the rest is counted. */
const MOST = 6;

/** What Autotask calls them now; null: it doesn't show it. */
export type NamesNow = Readonly<Record<Tie['kind'], (id: number) => string | null>>;

export function checkTies(catalog: Pick<Catalog, 'customers' | 'items' | 'ties'>, namesNow: NamesNow, settings: Settings): DoctorLine[] {
  const ties = catalog.ties.all();
  if (ties.length === 0) return [];
  const drifts = ties.flatMap((tie) => driftOf(tie, catalog, namesNow[tie.kind](tie.autotaskId)) ?? []);
  const count = (kind: Tie['kind']): number => ties.filter((tie) => tie.kind === kind).length;
  const known = `${counted(count('customer'), 'company', 'companies')} and ${counted(count('item'), 'billing code')} are known by id`;
  if (drifts.length === 0) return [ok('known by id', known)];
  const lines = drifts.slice(0, MOST).map(({ tie, autotaskName, quickBooksName }) => {
    const what = tie.kind === 'customer' ? `company ${tie.autotaskId} is customer` : `billing code ${tie.autotaskId} is item`;
    const fix =
      tie.kind === 'customer'
        ? `Nothing to do if they are the same; otherwise: at2qbo settings set customers.map ${customerMap([tie.autotaskId], null, settings)}`
        : 'Nothing to do if they are the same; otherwise make that item inactive in QuickBooks, or give the billing code an external number.';
    return remark(
      'known by id',
      `${what} ${tie.quickBooksId}, called "${autotaskName}" in Autotask and "${quickBooksName}" in QuickBooks`,
      fix,
    );
  });
  if (drifts.length > MOST)
    lines.push(remark('known by id', `and ${drifts.length - MOST} more that are called otherwise`, 'at2qbo compare-items'));
  return [ok('known by id', known), ...lines];
}
