// Who has a document number in QuickBooks already: the invoice itself, or why the invoice waits.
// Nothing of the holder is kept.
import type { SavedDocument } from '../model.ts';
import { documentName } from '../model/document.ts';
import { reason, type Reason } from '../reasons.ts';
import { belongingOf, type TakenDocuments } from './belonging.ts';
import type { Bill } from './same-document.ts';

/** null: the number is free. `alike`: nobody's document, the only one of the number, that is the invoice's: it may be adopted. */
export type NumberHolder = { readonly alike: SavedDocument } | { readonly hold: Reason } | null;

export function judgeHolders(number: string, holders: readonly SavedDocument[], bill: Bill, taken: TakenDocuments): NumberHolder {
  const [first] = holders.toSorted((a, b) => Number(a.isVoided) - Number(b.isVoided));
  if (!first) return null;
  const belonging = belongingOf(first, bill, undefined, taken);
  if (belonging.kind === 'alike' && holders.length === 1) return { alike: first };
  const document = holders.map((one) => `${documentName(one)}${one.isVoided ? ', void,' : ''} for ${one.customerName}`).join('; ');
  if (belonging.kind !== 'stranger' || belonging.of === null) return { hold: reason('number-taken', { number, document }) };
  const code = first.isVoided ? 'number-on-voided' : 'number-of-another';
  return { hold: reason(code, { number, document: documentName(first), other: belonging.of }) };
}
