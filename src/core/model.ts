// The words of the domain: what Autotask has (source), what we want in QuickBooks (draft), what QuickBooks answered
// (saved), and its lists (catalog).
// Amounts are decimal in the document's currency.
export type { Address } from './model/address.ts';
export type * from './model/lists.ts';
export type * from './model/draft.ts';
export * from './model/ids.ts';
export type * from './model/saved.ts';
export type * from './model/autotask.ts';
