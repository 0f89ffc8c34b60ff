// Stock of inventory items: each sale takes the quantity of its lines away, each credit memo gives it back.
import type { Books } from '../store.ts';
import { dec, num, refOf, ZERO, type Amount, type SalesForm, type StoredLine } from '../values.ts';

/** Moves the stock from what a document took to what it takes now (null: not there). */
export function moveStock(
  books: Books,
  type: 'Invoice' | 'CreditMemo',
  before: readonly StoredLine[] | null,
  after: readonly StoredLine[] | null,
): void {
  const moves = new Map<string, Amount>();
  const add = (lines: readonly StoredLine[] | null, sign: 1 | -1): void => {
    for (const { SalesItemLineDetail: detail } of lines ?? []) {
      const item = refOf(detail, 'ItemRef');
      if (item === undefined || detail?.['Qty'] === undefined) continue;
      moves.set(item, (moves.get(item) ?? ZERO).plus(dec(detail['Qty']).times(dec(sign))));
    }
  };
  add(before, 1);
  add(after, -1);
  for (const [id, change] of moves) {
    const item = books.tables.Item.get(id);
    if (item?.['TrackQtyOnHand'] !== true) continue;
    item['QtyOnHand'] = num(dec(item['QtyOnHand']).plus(type === 'Invoice' ? change : change.neg()));
  }
}

/** A copy of a document's lines, before they change. */
export function linesOf(form: SalesForm): StoredLine[] {
  return structuredClone(form.Line);
}
