// Which QuickBooks item a billing code is: by the tie that the ledger keeps, then by its name or external number.
import type { Catalog } from '../facts/catalog.ts';
import type { BillingCode, Item } from '../model.ts';
import type { MatchItemsBy } from '../settings.ts';
import { isForLines, kindOfItem } from '../model/item-type.ts';
import { cleanName, LIMITS, pathKey } from '../text.ts';

/** The text that is looked for in QuickBooks; '' when the billing code has none. */
export function itemKey(code: BillingCode, matchBy: MatchItemsBy): string {
  const external = code.externalNumber.trim();
  if (matchBy === 'name') return code.name.trim();
  if (matchBy === 'external-number') return external;
  return external === '' ? code.name.trim() : external;
}

/** The name of an item that is created for this key. */
export function itemName(key: string): string {
  return cleanName(key, LIMITS.itemName).text;
}

export type ItemMatch =
  | { readonly kind: 'found'; readonly item: Item; readonly by: 'tie' | 'name' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'inactive' | 'category' | 'bundle' | 'unusable'; readonly item: Item }
  | { readonly kind: 'ambiguous'; readonly items: readonly Item[] };

/** Path first (`Hardware:Cables`), then the top level, then any level; the cleaned name last, under which we would have made it. */
export function matchItem(key: string, catalog: Pick<Catalog, 'items'>): ItemMatch {
  const { items } = catalog;
  const attempts = [items.at(key), items.named(key), items.at(itemName(key)), items.named(itemName(key))];
  if (pathKey(key) !== null) attempts.splice(1, 1);
  let refused: ItemMatch | null = null;
  for (const found of attempts) {
    const usable = found.filter((item) => item.isActive && isForLines(item.type));
    const exact = usable.filter((item) => item.name === key || item.fullName === key);
    const best = exact.length > 0 ? exact : usable;
    const [first] = best;
    if (first && best.length === 1) return { kind: 'found', item: first, by: 'name' };
    if (first) return { kind: 'ambiguous', items: best };
    const [other] = found;
    if (other && refused === null) {
      refused = { kind: isForLines(other.type) ? 'inactive' : kindOfItem(other.type), item: other };
    }
  }
  return refused ?? { kind: 'missing' };
}

const isUsable = (item: Item): boolean => item.isActive && isForLines(item.type);

/**
 * The item of a billing code. The one that it was booked on before, whatever either is called now; except that another external number, where that is
 * what items are matched by, was entered to mean another item. One that can't be used any more makes room for one of the name, never for a new one.
 */
export function matchCode(code: BillingCode, matchBy: MatchItemsBy, catalog: Pick<Catalog, 'items' | 'ties'>): ItemMatch {
  const key = itemKey(code, matchBy);
  const tie = catalog.ties.itemOf(code.id);
  const tied = tie && catalog.items.byId(tie.quickBooksId);
  const isByNumber = matchBy !== 'name' && key !== '' && key === code.externalNumber.trim();
  const keeps = tie !== undefined && tied !== undefined && isUsable(tied);
  if (keeps && !(isByNumber && key !== tie.autotaskName)) return { kind: 'found', item: tied, by: 'tie' };
  const named: ItemMatch = key === '' ? { kind: 'missing' } : matchItem(key, catalog);
  if (named.kind === 'found' || tied === undefined) return named;
  if (keeps) return { kind: 'found', item: tied, by: 'tie' };
  return named.kind === 'missing' ? { kind: 'inactive', item: tied } : named;
}
