// The document number: QuickBooks' own, Autotask's id, or Autotask's number.
import { numberToSend } from '../../matching/numbers.ts';
import type { SourceInvoice } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import { decided, held, type Decision } from '../decision.ts';

/** null: QuickBooks gives it (the field is left out; an empty text would be stored as blank). */
export function documentNumber(invoice: SourceInvoice, settings: Settings): Decision<string | null> {
  const number = numberToSend(invoice, settings);
  if ('given' in number) return decided(number.given);
  switch (number.trouble) {
    case 'blank':
      return held(reason('number-blank'));
    case 'unusable':
      return held(reason('number-unusable', { number: JSON.stringify(number.number) }));
    case 'too-long':
      return held(reason('number-too-long', { number: number.number, length: number.number.length }));
  }
}
