// The document number that an invoice is sent with, and all numbers that it may have in QuickBooks.
import { isErrorMarker } from '../facts/marker.ts';
import type { SourceInvoice } from '../model.ts';
import type { Settings } from '../settings.ts';
import { cleanText, LIMITS } from '../text.ts';

/** `given`: null where QuickBooks gives it. Otherwise why Autotask's can't be one. */
export type NumberToSend =
  | { readonly given: string | null }
  | { readonly trouble: 'blank' }
  | { readonly trouble: 'unusable' | 'too-long'; readonly number: string };

/** The number that the document is sent with, by `invoices.numbering`. */
export function numberToSend(invoice: Pick<SourceInvoice, 'id' | 'number'>, settings: Settings): NumberToSend {
  const { numbering, numberPrefix, blankNumber } = settings.invoices;
  if (numbering === 'quickbooks') return { given: null };
  if (numbering === 'autotask-id') return fitting(`${numberPrefix}${invoice.id}`);
  const number = invoice.number ?? '';
  if (number === '') return blankNumber === 'use-id' ? fitting(`${numberPrefix}${invoice.id}`) : { trouble: 'blank' };
  // Neither ERROR nor spaces, a slip of the keyboard, are a number.
  if (number.trim() === '' || isErrorMarker(number) || cleanText(number, Infinity).text !== number.trim())
    return { trouble: 'unusable', number };
  return fitting(`${numberPrefix}${number.trim()}`);
}

function fitting(number: string): NumberToSend {
  return number.length > LIMITS.docNumber ? { trouble: 'too-long', number } : { given: number };
}

/** All numbers under which QuickBooks may have the invoice: the one that is sent, and Autotask's own; none where it has none. */
export function numbersOf(invoice: Pick<SourceInvoice, 'id' | 'number'>, settings: Settings): string[] {
  const sent = numberToSend(invoice, settings);
  const own = isErrorMarker(invoice.number) ? '' : (invoice.number ?? '').trim();
  return [...new Set(['given' in sent ? (sent.given ?? '') : '', own])].filter((number) => number !== '');
}
