// The document number: QuickBooks' own, Autotask's id, or Autotask's number.
import type { SourceInvoice } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import { cleanText, LIMITS } from '../../text.ts';
import { decided, held, type Decision } from '../decision.ts';

/** null: QuickBooks gives it (the field is left out; an empty text would be stored as blank). */
export function documentNumber(invoice: SourceInvoice, settings: Settings): Decision<string | null> {
  const { numbering, numberPrefix, blankNumber } = settings.invoices;
  if (numbering === 'quickbooks') return decided(null);
  if (numbering === 'autotask-id') return checked(`${numberPrefix}${invoice.id}`);
  const number = invoice.number ?? '';
  if (number === '') return blankNumber === 'use-id' ? checked(`${numberPrefix}${invoice.id}`) : held(reason('number-blank'));
  // ERROR is what integrations leave behind after a failure; spaces are a slip of the keyboard. Neither is a number.
  if (number.trim() === '' || /^\s*error\b/i.test(number) || cleanText(number, Infinity).text !== number.trim()) {
    return held(reason('number-unusable', { number: JSON.stringify(number) }));
  }
  return checked(`${numberPrefix}${number.trim()}`);
}

function checked(number: string): Decision<string> {
  if (number.length > LIMITS.docNumber) return held(reason('number-too-long', { number, length: number.length }));
  return decided(number);
}
