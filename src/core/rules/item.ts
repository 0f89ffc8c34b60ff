// Which QuickBooks item a billing item is booked on.
// By the billing code's name or external number, else made, replaced or held.
import type { Catalog } from '../facts/catalog.ts';
import type { BillingCode, Choice, Item, ItemDraft, QuickBooksId, SourceLine } from '../model.ts';
import { billingCodeId, quickBooksId } from '../model.ts';
import { driftPhrase } from '../matching/drift.ts';
import { entryFor } from '../matching/item-kind.ts';
import { itemKey, type ItemMatch, itemName, matchCode, matchItem } from '../matching/item.ts';
import { isZero } from '../money.ts';
import { reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../facts/source.ts';
import { cleanText, cut, LIMITS } from '../text.ts';
import { because, held, type Decision } from './decision.ts';
import { withoutDust } from './line.ts';
import { newItemTaxability } from './tax/new-item.ts';

export type ItemChoice = Choice<Item, ItemDraft>;

/** Item of one line. `defaultItem` serves lines without a billing code, and missing items when the settings say so. */
export function chooseItem(line: SourceLine, source: Source, catalog: Catalog, settings: Settings): Decision<ItemChoice> {
  const kind = line.kindId === null ? null : (source.lists.itemKinds.get(line.kindId) ?? null);
  if (line.billingCodeId === null) {
    const name = entryFor(settings.items.names, null, [kind]);
    if (name !== undefined) {
      const wanted = { name, by: `name "${name}", which items.names has for ${kind ?? 'the line'}`, code: null, kind };
      return chooseMatched(wanted, matchItem(name, catalog), { source, catalog, settings });
    }
    const fallback = settings.items.defaultItem;
    const item = fallback === null ? undefined : catalog.items.byId(fallback);
    if (item) return because('items.defaultItem: the line has no billing code', { existing: item });
    const label = cut(line.itemName || line.description || 'no text', 60).text;
    return held(reason('line-without-billing-code', { line: line.id, text: label }));
  }
  const code = source.lists.billingCodes.get(line.billingCodeId);
  if (!code) return held(reason('billing-code-unknown', { line: line.id, code: line.billingCodeId }));
  const own = settings.items.names[String(code.id)];
  if (own !== undefined) {
    const wanted = { name: own, by: `name "${own}", which items.names has for billing code ${code.id}`, code, kind };
    return chooseMatched(wanted, matchItem(own, catalog), { source, catalog, settings });
  }
  const key = itemKey(code, settings.items.matchBy);
  const byKind = entryFor(settings.items.names, null, [code.useType, kind]);
  const match = matchCode(code, settings.items.matchBy, catalog);
  if (byKind !== undefined && match.kind === 'missing')
    return chooseMatched(
      { name: byKind, by: `name "${byKind}", which items.names has for its kind`, code, kind },
      matchItem(byKind, catalog),
      {
        source,
        catalog,
        settings,
      },
    );
  if (key === '' && match.kind === 'missing') {
    if (settings.items.missing === 'default-item')
      return defaultItem(catalog, settings, { name: code.name, code, why: `the billing code "${code.name}" has no external number` });
    return held(reason('external-number-blank', { code: code.name }));
  }
  const isByNumber = settings.items.matchBy !== 'name' && key !== '' && key === code.externalNumber.trim();
  const by = isByNumber ? `external number ${key}` : `name "${key}"`;
  return chooseMatched({ name: key, by, code, kind }, match, { source, catalog, settings });
}

interface Wanted {
  /** What is looked for in QuickBooks, and the name of what is made. */
  readonly name: string;
  /** The same in words, and who says so. */
  readonly by: string;
  /** null: the line has none. */
  readonly code: BillingCode | null;
  /** Of the line, in Autotask's words. */
  readonly kind: string | null;
}

/** The item of this name, else made, replaced or held as the settings say. */
function chooseMatched(
  { name: key, by, code, kind }: Wanted,
  match: ItemMatch,
  { source, catalog, settings }: { readonly source: Source; readonly catalog: Catalog; readonly settings: Settings },
): Decision<ItemChoice> {
  switch (match.kind) {
    case 'found':
      return because(
        match.by === 'name'
          ? `item by ${by}`
          : `the item that the billing code was booked on before: Id ${match.item.id}${driftPhrase(key, match.item.fullName)}`,
        { existing: match.item },
      );
    case 'inactive':
      return held(reason('item-inactive', { name: match.item.fullName }));
    case 'category':
      return held(reason('item-is-category', { name: match.item.fullName }));
    case 'bundle':
      return held(reason('item-is-bundle', { name: match.item.fullName }));
    case 'unusable':
      return held(reason('item-unusable', { name: match.item.fullName, type: match.item.type }));
    case 'ambiguous':
      return held(reason('item-ambiguous', { name: key, items: match.items.map((item) => `${item.fullName} (Id ${item.id})`).join(', ') }));
    case 'missing':
      break;
  }
  if (settings.items.missing === 'default-item') return defaultItem(catalog, settings, { name: key, code, why: `no item has the ${by}` });
  if (settings.items.missing === 'hold') return held(reason('item-missing', { name: key, code: code?.name ?? kind ?? key }));
  if (itemName(key) === '') return held(reason('item-name-empty', { code: code?.id ?? kind ?? key }));
  const account = entryFor(settings.items.accounts, code?.id ?? null, [code?.useType ?? null, kind]) ?? settings.items.incomeAccount;
  if (account === null) return held(reason('income-account-unset', { name: itemName(key) }));
  const { billingCodes, taxes } = source.lists;
  const isTaxable = newItemTaxability({ codes: billingCodes.values(), taxes }, catalog, settings)(code ?? kindAsCode(key));
  // An item that stands for a kind of line has nothing of one billing code but the account.
  const isOwn = code !== null && (itemKey(code, settings.items.matchBy) === key || settings.items.names[String(code.id)] === key);
  const why = `would be created: no item has the ${by}`;
  return because(why, { create: draftItem(isOwn ? code : kindAsCode(key), key, null, quickBooksId(account), isTaxable) });
}

/** What stands for a kind of line: a name, and nothing of any one billing code. */
export function kindAsCode(name: string): BillingCode {
  return {
    id: billingCodeId(0),
    name,
    externalNumber: '',
    description: '',
    isActive: true,
    unitPrice: null,
    taxCategoryId: null,
    useType: null,
  };
}

function defaultItem(
  catalog: Catalog,
  settings: Settings,
  { name, code, why }: { readonly name: string; readonly code: BillingCode | null; readonly why: string },
): Decision<ItemChoice> {
  const item = settings.items.defaultItem === null ? undefined : catalog.items.byId(settings.items.defaultItem);
  return item ? because(`items.defaultItem: ${why}`, { existing: item }) : held(reason('item-missing', { name, code: code?.name ?? name }));
}

/** The item that would be made for a billing code; `isTaxable`: null outside the US. */
export function draftItem(
  code: BillingCode,
  key: string,
  parentId: QuickBooksId | null,
  incomeAccountId: QuickBooksId,
  isTaxable: boolean | null,
): ItemDraft {
  const leaf = parentId === null ? key : key.slice(key.lastIndexOf(':') + 1);
  return {
    name: itemName(leaf),
    parentId,
    description: cleanText(code.description === '' ? code.name : code.description, LIMITS.description).text,
    sku: cleanText(code.externalNumber, LIMITS.itemSku).text,
    unitPrice: code.unitPrice === null || isZero(code.unitPrice) ? null : withoutDust(code.unitPrice),
    incomeAccountId,
    isTaxable,
  };
}
