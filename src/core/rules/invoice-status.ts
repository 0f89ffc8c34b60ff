// Has Autotask released the invoice? Where another system computes the tax, it waits in a status of its own.
import type { InvoiceStatus, SourceInvoice } from '../model.ts';

// A database names its statuses itself. What such names have in common:
const WAITING =
  /\b(?:pending|wait\w*|await\w*|hold|held|drafts?|not|no|un\w+ed|incomplete|progress|processing|calculating|queued?|to be|ready (?:for|to)|errors?|failed|review\w*|blocked)\b/i;
const FINISHED =
  /\b(?:ready|released?|posted|processed|completed?|final\w*|approved|invoiced|closed|done|sent|calculated|generated|issued)\b/i;

/**
 * The status it waits in, for people: its label, or its number where the picklist doesn't know it. Null: it is released, or has no status at all.
 * Where no label says that invoices are finished, it is the first one that doesn't say the opposite: each database had it before it had others.
 */
export function waitingStatus({ statusId }: Pick<SourceInvoice, 'statusId'>, statuses: readonly InvoiceStatus[]): string | null {
  if (statusId === null) return null;
  const own = statuses.find(({ id }) => id === statusId);
  if (own === undefined) return String(statusId);
  const open = statuses.filter(({ label }) => !WAITING.test(label));
  const finished = open.filter(({ label }) => FINISHED.test(label));
  const released = finished.length > 0 ? finished : open.slice(0, 1);
  return released.includes(own) ? null : own.label;
}
