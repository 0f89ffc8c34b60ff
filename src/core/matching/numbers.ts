// Under which document numbers an invoice can stand in QuickBooks.
import type { SourceInvoice } from '../model.ts';
import { documentNumber } from '../rules/document/number.ts';
import type { Settings } from '../settings.ts';

/** The numbers under which QuickBooks may have the invoice. */
export function numbersOf(invoice: SourceInvoice, settings: Settings): string[] {
  const decision = documentNumber(invoice, settings);
  const given = 'value' in decision ? decision.value : null;
  const numbers = [given, invoice.number].filter((one): one is string => one !== null && one.trim() !== '' && !/^error$/i.test(one.trim()));
  return [...new Set(numbers)];
}
