// The document number: QuickBooks' own, Autotask's id, or Autotask's number.
import { numberToSend } from '../../matching/numbers.ts';
import type { SourceInvoice } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import { because, held, type Decision } from '../decision.ts';

/** null: QuickBooks gives it (the field is left out; an empty text would be stored as blank). */
export function documentNumber(invoice: SourceInvoice, settings: Settings): Decision<string | null> {
  const number = numberToSend(invoice, settings);
  if ('given' in number) return because(whyNumber(invoice, settings), number.given);
  switch (number.trouble) {
    case 'blank':
      return held(reason('number-blank'));
    case 'unusable':
      return held(reason('number-unusable', { number: JSON.stringify(number.number) }));
    case 'too-long':
      return held(reason('number-too-long', { number: number.number, length: number.number.length }));
  }
}

function whyNumber(invoice: SourceInvoice, { invoices }: Settings): string {
  const { numbering } = invoices;
  if (numbering === 'quickbooks') return 'QuickBooks gives the next number (invoices.numbering quickbooks)';
  if (numbering === 'autotask-id') return "Autotask's invoice id (invoices.numbering autotask-id)";
  if ((invoice.number ?? '') === '') return "Autotask's invoice id, because its number is blank (invoices.blankNumber use-id)";
  return "Autotask's invoice number (invoices.numbering autotask-number)";
}
