// The domain's shapes: what Autotask has, what we want in QuickBooks, what it answered, and its lists.
// Amounts are decimal in the document's currency.
export type { Address } from './model/address.ts';
export type * from './model/lists.ts';
export type * from './model/draft.ts';
export * from './model/ids.ts';
export type * from './model/saved.ts';
export type * from './model/autotask.ts';
