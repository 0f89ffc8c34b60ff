// What really comes after a release: that runs send nothing, or that a rule still stands in the way, is said with it.
import { Calendar } from '../../core/calendar.ts';
import { At2qboError } from '../../core/errors.ts';
import type { InvoiceId, InvoiceStatus, SourceInvoice } from '../../core/model.ts';
import { isErrorMarker } from '../../core/facts/marker.ts';
import { fateOf } from '../../core/report/fate.ts';
import { readStatuses } from '../../core/transfer/read.ts';
import { judgeHeader } from '../../core/transfer/plan/eligible.ts';
import type { Context } from '../context/context.ts';

export interface Following {
  readonly message: string;
  readonly fix: string;
}

export interface Said {
  /** What was done, and what the next run does where nothing stands in the way. */
  readonly said: string;
  /** QuickBooks has a document of it: the next run takes it up whatever the rules of sending say. */
  readonly isOpen?: boolean;
}

/** The sentence with what stands in the way, and the command that goes on. */
export async function whatFollows(context: Context, id: InvoiceId, { said, isOpen = false }: Said): Promise<Following> {
  const { settings, clock } = context;
  const now = `at2qbo sync --only ${id}`;
  const but = (why: string, fix: string): Following => ({ message: `${said.replace(/: the next run .*$/, '.')} But ${why}`, fix });
  if (settings.invoices.sync === 'off') return but('invoices.sync is off: no run takes it by itself.', `${now} --now`);
  if (isOpen) return { message: said, fix: now };
  const facts = { settings, calendar: new Calendar(settings.invoices.timeZone), now: clock.now() };
  let invoice: SourceInvoice | undefined;
  let statuses: readonly InvoiceStatus[] = [];
  try {
    const autotask = await context.autotask();
    [invoice] = await autotask.invoices({ kind: 'ids', ids: [id] });
    if (invoice !== undefined) statuses = await readStatuses(autotask, [invoice]);
  } catch (cause) {
    if (!(cause instanceof At2qboError)) throw cause;
    return { message: `${said} Whether anything else stands in the way isn't known now: ${cause.message}`, fix: now };
  }
  const fate = fateOf(invoice, facts);
  if (invoice !== undefined && settings.invoices.numbering === 'quickbooks' && isErrorMarker(invoice.number))
    return but('Autotask has ERROR as its number: no run takes it until that is cleared there.', `at2qbo copy-invoice ${id}`);
  if (invoice === undefined || 'settled' in fate)
    return but(`no run sends it: ${'settled' in fate ? fate.settled : ''}`, `at2qbo explain ${id}`);
  if ('waits' in fate) return but(`no run takes it by itself: ${fate.waits.message}`, now);
  const verdict = judgeHeader({ ...facts, invoice, statuses, transfer: undefined, personHold: undefined });
  const [why] = 'reasons' in verdict ? verdict.reasons : [];
  return why === undefined ? { message: said, fix: now } : but(`the next run still doesn't send it: ${why.message}`, why.fix);
}
