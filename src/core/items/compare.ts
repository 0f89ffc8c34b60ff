// Billing codes against QuickBooks' items, with the same rules that sync uses.
// What matches, what differs in which field, what is missing.
import type { Catalog } from '../facts/catalog.ts';
import type { BillingCode, BillingCodeId, Item, QuickBooksId } from '../model.ts';
import { isZero, plain, type Money } from '../money.ts';
import { entryFor } from '../matching/item-kind.ts';
import { itemKey, itemName, matchCode, matchItem } from '../matching/item.ts';
import { draftItem } from '../rules/item.ts';
import { takesQuantity } from '../model/item-type.ts';
import { quickBooksId } from '../model.ts';
import type { MatchItemsBy } from '../settings.ts';
import { nameKey, pathKey } from '../text.ts';

/**
 * matched: sync books on this item. differing: it does, and a field isn't the same. ambiguous: several items fit, or several codes lead to one item.
 * unused: retired in Autotask and without an item that could be used; nothing to do.
 */
export type CodeState = 'matched' | 'differing' | 'missing' | 'ambiguous' | 'inactive' | 'category' | 'bundle' | 'unusable' | 'unused';
export const CODE_STATES: readonly CodeState[] = [
  'matched',
  'differing',
  'missing',
  'ambiguous',
  'inactive',
  'category',
  'bundle',
  'unusable',
  'unused',
];

export interface FieldDifference {
  readonly field: 'name' | 'description' | 'price' | 'active' | 'type' | 'taxable';
  /** As a person reads it; '' = nothing there. */
  readonly autotask: string;
  readonly quickbooks: string;
}

export interface ComparedItem {
  readonly id: QuickBooksId;
  readonly name: string;
  readonly type: string;
  readonly isActive: boolean;
}

export interface ComparedCode {
  readonly codeId: BillingCodeId;
  readonly code: string;
  readonly externalNumber: string;
  /** What is looked for in QuickBooks; '' when the code has none. */
  readonly key: string;
  readonly state: CodeState;
  /** The item, or all that could be meant. */
  readonly items: readonly ComparedItem[];
  readonly differences: readonly FieldDifference[];
  /** Other billing codes that lead to the same item. */
  readonly sharedWith: readonly string[];
  /** Booked on the item of its kind of line (`items.names`). */
  readonly isByKind?: true;
  /** One sentence where the state alone doesn't say it; '' else. */
  readonly note: string;
}

export interface Comparison {
  readonly matchBy: MatchItemsBy;
  readonly codes: readonly ComparedCode[];
  readonly counts: Readonly<Record<CodeState, number>>;
}

export interface ComparisonFacts {
  readonly codes: readonly BillingCode[];
  readonly catalog: Pick<Catalog, 'items' | 'ties'>;
  /** Would an item made for it be taxable? null: nothing to compare, outside the US or without sales tax. */
  readonly isTaxable: (code: BillingCode) => boolean | null;
  readonly matchBy: MatchItemsBy;
  /** `items.names`; none: every code by its own name. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Uses of billing codes that may be goods on stock; whatever else a code is used for is work. */
const GOODS = new Set(['Product Code', 'Material Charge Code', 'Material Code']);
const ANY_ACCOUNT = quickBooksId('');

/** Each billing code with what sync would find for it, in the order of their names. */
export function compareItems(facts: ComparisonFacts): Comparison {
  const found = facts.codes.map((code) => ({ code, seen: compareCode(code, facts) }));
  const users = new Map<string, BillingCode[]>();
  for (const { code, seen } of found) {
    const target = targetOf(seen);
    if (target !== null && code.isActive) users.set(target, [...(users.get(target) ?? []), code]);
  }
  const codes = found
    .map(({ code, seen }) => shared(code, seen, users.get(targetOf(seen) ?? '') ?? []))
    .sort((a, b) => compareText(a.code, b.code) || a.codeId - b.codeId);
  return { matchBy: facts.matchBy, codes, counts: countStates(codes) };
}

/** Does every code that is used have its item, field by field? */
export function isAllMatched({ counts }: Comparison): boolean {
  return CODE_STATES.every((state) => state === 'matched' || state === 'unused' || counts[state] === 0);
}

function compareCode(code: BillingCode, facts: ComparisonFacts): ComparedCode {
  const names = facts.names ?? {};
  const named = names[String(code.id)];
  const key = named ?? itemKey(code, facts.matchBy);
  const match = named === undefined ? matchCode(code, facts.matchBy, facts.catalog) : matchItem(named, facts.catalog);
  // Without an item of its own it goes to the one of its kind, like other codes.
  const byKind = entryFor(names, null, [code.useType]);
  if (code.isActive && named === undefined && byKind !== undefined && match.kind === 'missing') return compareKind(code, byKind, facts);
  const base = { codeId: code.id, code: code.name, externalNumber: code.externalNumber.trim(), key, sharedWith: [], differences: [] };
  const unused = { ...base, state: 'unused' as const, items: [], note: 'Inactive in Autotask, and QuickBooks has no item in use for it.' };
  if (key === '' && match.kind === 'missing') {
    return code.isActive
      ? { ...base, state: 'missing', items: [], note: 'The billing code has no external number, so there is nothing to look for.' }
      : unused;
  }
  switch (match.kind) {
    case 'missing':
      return code.isActive ? { ...base, state: 'missing', items: [], note: '' } : unused;
    case 'ambiguous':
      return { ...base, state: 'ambiguous', items: match.items.map(shown), note: 'Several items have this name.' };
    case 'inactive':
      if (!code.isActive) return { ...unused, items: [shown(match.item)] };
      return { ...base, state: 'inactive', items: [shown(match.item)], note: 'The item is inactive in QuickBooks.' };
    case 'category':
      return { ...base, state: 'category', items: [shown(match.item)], note: 'A category in QuickBooks, not a product or service.' };
    case 'bundle':
      return { ...base, state: 'bundle', items: [shown(match.item)], note: 'A bundle in QuickBooks; a line needs a product or service.' };
    case 'unusable':
      return {
        ...base,
        state: 'unusable',
        items: [shown(match.item)],
        note: `An item of type ${match.item.type}; a line needs a product or service.`,
      };
    case 'found': {
      const differences = differencesOf(code, key, match.item, facts);
      return { ...base, state: differences.length === 0 ? 'matched' : 'differing', items: [shown(match.item)], differences, note: '' };
    }
  }
}

function compareKind(code: BillingCode, name: string, { catalog }: ComparisonFacts): ComparedCode {
  const match = matchItem(name, catalog);
  const base = { codeId: code.id, code: code.name, externalNumber: code.externalNumber.trim(), key: name, sharedWith: [], differences: [] };
  const note = `By its kind, ${code.useType ?? ''} (items.names).`;
  if (match.kind === 'found') return { ...base, state: 'matched', isByKind: true, items: [shown(match.item)], note };
  const items = match.kind === 'missing' ? [] : match.kind === 'ambiguous' ? match.items.map(shown) : [shown(match.item)];
  return { ...base, state: match.kind, isByKind: true, items, note };
}

/** What the code leads to: an item, or the name of the one that would be made. */
function targetOf({ state, items, key, isByKind }: ComparedCode): string | null {
  if (isByKind === true) return null; // one item for a kind is meant
  const [item] = items;
  if (state === 'matched' || state === 'differing') return item === undefined ? null : `item ${item.id}`;
  return state === 'missing' && key !== '' ? `name ${pathKey(key) ?? nameKey(itemName(key))}` : null;
}

function shared(code: BillingCode, seen: ComparedCode, users: readonly BillingCode[]): ComparedCode {
  const others = users.filter((other) => other.id !== code.id).map((other) => other.name);
  if (!code.isActive || others.length === 0) return seen;
  const [item] = seen.items;
  if (item === undefined) return { ...seen, sharedWith: others, note: `${listed(others)} would use the same item.` };
  return { ...seen, state: 'ambiguous', sharedWith: others, note: `${listed(others)} leads to the same item, "${item.name}".` };
}

function differencesOf(code: BillingCode, key: string, item: Item, { isTaxable }: ComparisonFacts): FieldDifference[] {
  const found: FieldDifference[] = [];
  const compare = (field: FieldDifference['field'], autotask: string, quickbooks: string, isSame = autotask === quickbooks): void => {
    if (!isSame) found.push({ field, autotask, quickbooks });
  };
  const wanted = draftItem(code, key, null, ANY_ACCOUNT, null);
  const paths = [item.name, item.fullName];
  const leaf = key.slice(key.lastIndexOf(':') + 1).trim();
  compare(
    'name',
    key,
    item.fullName,
    paths.includes(key) || paths.includes(itemName(key)) || (pathKey(key) !== null && item.name === leaf),
  );
  // A description that only repeats the name says nothing that the item's empty one lacks.
  const isBare = item.description.trim() === '' && ['', code.name.trim()].includes(code.description.trim());
  compare('description', wanted.description, item.description, isBare || sameText(wanted.description, item.description));
  compare('price', priceText(wanted.unitPrice), priceText(item.unitPrice));
  compare('active', yesNo(code.isActive), yesNo(item.isActive));
  const isGoods = code.useType !== null && GOODS.has(code.useType);
  const fits = takesQuantity(item.type) && (item.type !== 'Inventory' || isGoods || code.useType === null);
  compare('type', code.useType ?? '', item.type, fits);
  const taxable = isTaxable(code);
  if (taxable !== null) compare('taxable', yesNo(taxable), yesNo(item.isTaxable));
  return found;
}

function shown({ id, fullName, type, isActive }: Item): ComparedItem {
  return { id, name: fullName, type, isActive };
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll(/\s+/g, ' ').trim() === b.replaceAll(/\s+/g, ' ').trim();
}

/** No price and a price of zero are the same: Autotask stores 0, QuickBooks nothing. */
function priceText(price: Money | null): string {
  if (price === null || isZero(price)) return '';
  return price.round(2).eq(price) ? price.toFixed(2) : plain(price);
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function compareText(a: string, b: string): number {
  const [left, right] = [nameKey(a), nameKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function countStates(codes: readonly ComparedCode[]): Record<CodeState, number> {
  const count = (state: CodeState): number => codes.filter((code) => code.state === state).length;
  return Object.fromEntries(CODE_STATES.map((state) => [state, count(state)])) as Record<CodeState, number>;
}
