// Makes the items that the comparison misses, each once, sub-items under the category or item that their path names.
import type { Catalog } from '../facts/catalog.ts';
import { isForLines } from '../model/item-type.ts';
import { MakingError, type Maker } from '../transfer/send/maker.ts';
import type { BillingCode, BillingCodeId, Item, QuickBooksId } from '../model.ts';
import { entryFor } from '../matching/item-kind.ts';
import { itemKey, matchCode, matchItem } from '../matching/item.ts';
import { draftItem, kindAsCode } from '../rules/item.ts';
import type { MatchItemsBy } from '../settings.ts';
import { pathKey } from '../text.ts';

/** created: made now. exists: another code's copy, or somebody else, made it meanwhile. left: it can't be made. failed: QuickBooks refused it. */
export type CopyOutcome = 'created' | 'exists' | 'left' | 'failed';

export interface CopiedItem {
  readonly codeId: BillingCodeId;
  readonly code: string;
  readonly outcome: CopyOutcome;
  readonly item: { readonly id: QuickBooksId; readonly name: string } | null;
  readonly message: string;
}

export interface CopyFacts {
  readonly catalog: Catalog;
  /** null outside the US. */
  readonly isTaxable: (code: BillingCode) => boolean | null;
  readonly matchBy: MatchItemsBy;
  readonly accountOf: (code: BillingCode) => QuickBooksId;
  readonly names?: Readonly<Record<string, string>>;
}

/** One code after the other, each looked up again first, so that two codes of one name make one item. `before` runs before each write. */
export async function copyItems(codes: readonly BillingCode[], facts: CopyFacts, maker: Maker, before: () => void): Promise<CopiedItem[]> {
  const copied: CopiedItem[] = [];
  for (const code of parentsFirst(codes, facts.matchBy)) copied.push(await copyItem(code, facts, maker, before));
  return copied;
}

async function copyItem(code: BillingCode, facts: CopyFacts, maker: Maker, before: () => void): Promise<CopiedItem> {
  const answer = (outcome: CopyOutcome, item: Item | null, message: string): CopiedItem => ({
    codeId: code.id,
    code: code.name,
    outcome,
    item: item === null ? null : { id: item.id, name: item.fullName },
    message,
  });
  const names = facts.names ?? {};
  const key = names[String(code.id)] ?? entryFor(names, null, [code.useType]) ?? itemKey(code, facts.matchBy);
  if (key === '') return answer('left', null, 'the billing code has no external number');
  const isOwn = key === itemKey(code, facts.matchBy);
  const match = isOwn ? matchCode(code, facts.matchBy, facts.catalog) : matchItem(key, facts.catalog);
  if (match.kind === 'found') return answer('exists', match.item, 'one item serves several billing codes');
  if (match.kind !== 'missing') return answer('left', null, 'an item of this name is in the way');
  const parent = parentOf(key, facts.catalog);
  const draft = draftItem(
    isOwn || key === names[String(code.id)] ? code : kindAsCode(key),
    key,
    parent?.id ?? null,
    facts.accountOf(code),
    facts.isTaxable(code),
  );
  if (draft.name === '') return answer('left', null, 'the name has no character that QuickBooks takes');
  before();
  try {
    const item = await maker.makeItem(draft);
    if (pathKey(key) === null) return answer('created', item, '');
    return answer(
      'created',
      item,
      parent ? `under ${parent.fullName}` : `QuickBooks has no "${parentPath(key)}" to put it under; made as "${item.fullName}"`,
    );
  } catch (error) {
    if (error instanceof MakingError) return answer('failed', null, error.reason.message);
    throw error;
  }
}

/** The active category or item that the path names, a category first. */
function parentOf(key: string, catalog: Catalog): Item | null {
  if (pathKey(key) === null) return null;
  const usable = catalog.items.at(parentPath(key)).filter((item) => item.isActive && (item.type === 'Category' || isForLines(item.type)));
  return usable.find((item) => item.type === 'Category') ?? usable[0] ?? null;
}

function parentPath(key: string): string {
  return key.slice(0, key.lastIndexOf(':')).trim();
}

/** A code that is itself a parent is made before its sub-items. */
function parentsFirst(codes: readonly BillingCode[], matchBy: MatchItemsBy): BillingCode[] {
  const depth = (code: BillingCode): number => itemKey(code, matchBy).split(':').length;
  return [...codes].sort((a, b) => depth(a) - depth(b) || a.id - b.id);
}
