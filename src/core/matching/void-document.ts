// Is a document of QuickBooks void? By the mark in its memo, and where that says nothing, by what is left of it.
import type { ChangedDocument } from '../model.ts';
import type { Transfer } from '../model/ledger.ts';
import { isZero, money, type Money } from '../money.ts';

type Emptied = Pick<ChangedDocument, 'total' | 'balance'> & { readonly lines?: readonly { readonly amount: Money }[] };

/** Is nothing left of it? A void sets the total and every line to zero; lines that weren't read are taken for such. */
export function isEmpty({ total, balance, lines = [] }: Emptied): boolean {
  return isZero(total) && isZero(balance) && lines.every(({ amount }) => isZero(amount));
}

/** Void by its mark; or ours, with a total when it was sent and nothing left of it. One that never had a total shows it by the mark alone. */
export function isVoid(document: Emptied & Pick<ChangedDocument, 'isVoided'>, sent: Pick<Transfer, 'total'> | null | undefined): boolean {
  if (document.isVoided) return true;
  const total = sent?.total ?? null;
  return total !== null && !isZero(money(total)) && isEmpty(document);
}
