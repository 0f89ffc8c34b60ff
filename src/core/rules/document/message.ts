// The message a customer reads on the invoice, and the note that only the bookkeeper sees.
import { formatDate, type LocalDate } from '../../dates.ts';
import type { Source } from '../../facts/source.ts';
import { reason } from '../../reasons.ts';
import { decided, type Decision } from '../decision.ts';
import { purchaseOrder } from './po-number.ts';
import type { Settings } from '../../settings.ts';
import { cleanText, LIMITS } from '../../text.ts';

/** The template with its placeholders filled; a line whose placeholders are all empty vanishes. */
export function customerMessage(source: Source, settings: Settings): Decision<string> {
  if (settings.invoices.emptyCustomerMessage) return decided('');
  const { invoice } = source;
  const date = (day: LocalDate | null): string => (day === null ? '' : formatDate(day, settings.invoices.dateFormat));
  const values: Readonly<Record<string, string>> = {
    poNumber: purchaseOrder(source),
    taxRegion: invoice.taxRegionName ?? '',
    invoiceDate: date(invoice.date),
    from: date(invoice.from),
    to: date(invoice.to),
    comments: invoice.comments.trim(),
    invoiceId: String(invoice.id),
    invoiceNumber: invoice.number ?? '',
  };
  const lines = settings.invoices.customerMessage.split('\n').filter((line) => {
    const names = [...line.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    return names.length === 0 || names.some((name) => (values[name] ?? '') !== '');
  });
  const fill = (line: string): string => line.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  // "Period: {from} - {to}" with one of the two: the dash goes with the other.
  const tidy = (line: string): string => line.replace(/\s-\s*\{(\w+)\}/g, dropDash(values)).replace(/\{(\w+)\}\s*-\s/g, dropDash(values));
  const filled = lines.map((line) => fill(tidy(line))).join('\n');
  const message = cleanText(filled, LIMITS.customerMessage);
  return decided(
    message.text,
    ...(message.wasCut ? [reason('text-cut', { what: 'The customer message', most: LIMITS.customerMessage })] : []),
  );
}

const dropDash =
  (values: Readonly<Record<string, string>>) =>
  (whole: string, name: string): string =>
    values[name] === '' ? '' : whole;
