// Autotask's own mark of a transfer: the invoice number or the Web Service Date, by the numbering.
import type { SourceInvoice } from '../model.ts';
import type { Settings } from '../settings.ts';

/** Unsynced: a blank number (null or ''; spaces aren't blank, nor is ERROR) where QuickBooks numbers, no Web Service Date elsewhere. */
export function isUnsynced(invoice: SourceInvoice, settings: Settings): boolean {
  if (settings.invoices.numbering === 'quickbooks') return invoice.number === null || invoice.number === '';
  return invoice.webServiceDate === null;
}

/** ERROR is what integrations leave behind after a failure, alone or with words after it: a mark, and no number. */
export function isErrorMarker(number: string | null): boolean {
  return number !== null && /^\s*error\b/i.test(number);
}

/** What Autotask shows as its mark of a transfer, for messages. */
export function markerOf(invoice: SourceInvoice, settings: Settings): string {
  return settings.invoices.numbering === 'quickbooks'
    ? `invoice number ${invoice.number ?? ''}`
    : `Web Service Date ${invoice.webServiceDate ?? ''}`;
}
