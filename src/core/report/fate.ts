// What became of an invoice that was told to a person, and that a run no longer meets among the unsynced.
import type { Calendar } from '../calendar.ts';
import { DAY_MS } from '../dates.ts';
import { isErrorMarker, isUnsynced } from '../facts/marker.ts';
import type { SourceInvoice } from '../model.ts';
import { reason, type Reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';

/** `settled`: how, for it is true; `waits`: it was never sent, and why no run takes it; neither: as before. */
export type Fate = { readonly settled: string } | { readonly waits: Reason } | { readonly same: true };

export interface FateFacts {
  readonly settings: Settings;
  readonly calendar: Calendar;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `invoice`: as Autotask has it now; undefined: it has it no more. */
export function fateOf(invoice: SourceInvoice | undefined, { settings, calendar, now }: FateFacts): Fate {
  if (invoice === undefined) return { settled: 'Autotask has it no more.' };
  if (invoice.isVoided) return { settled: 'It is voided in Autotask.' };
  // ERROR is our own mark of a refusal: nothing was sent.
  if (settings.invoices.numbering === 'quickbooks' && isErrorMarker(invoice.number)) return { same: true };
  if (!isUnsynced(invoice, settings)) return { settled: 'Autotask marks it as sent.' };
  const created = calendar.dayOf(invoice.createdAt);
  const age = Math.round((Date.parse(calendar.dayAt(now)) - Date.parse(created)) / DAY_MS);
  const { lookBackDays: days } = settings.invoices;
  return age > days ? { waits: reason('outside-window', { created, days, needed: age }) } : { same: true };
}
