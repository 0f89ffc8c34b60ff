// Which of QuickBooks' items belong on a line of ours, and which of them count a quantity.

/** They take a quantity and a price. */
const COUNTED = new Set(['Service', 'NonInventory', 'Inventory']);
/** Names of it in QuickBooks' own lists. */
const BUNDLES = new Set(['Group', 'Bundle']);

/** A service, goods, or a discount: what QuickBooks has besides (bundles, subtotals, payments, taxes, and what comes next) is no line of ours. */
export function isForLines(type: string): boolean {
  return takesQuantity(type) || type === 'Discount';
}

/** A discount takes its amount alone. */
export function takesQuantity(type: string): boolean {
  return COUNTED.has(type);
}

/** What an item that isn't for lines is instead. */
export function kindOfItem(type: string): 'category' | 'bundle' | 'unusable' {
  if (type === 'Category') return 'category';
  return BUNDLES.has(type) ? 'bundle' : 'unusable';
}
