// An invoice that QuickBooks ought to have and hasn't: why not, as far as the ledger and Autotask's own marks tell.
import { daysBetween } from '../dates.ts';
import { judgeHeader, windowStart } from '../transfer/plan/eligible.ts';
import { documentName } from '../model/document.ts';
import { isUnsynced, markerOf } from '../facts/marker.ts';
import type { Transfer } from '../model/ledger.ts';
import { cents, text } from '../money.ts';
import type { BookedDocument } from './shelf.ts';
import type { Exceptional, ReconcileException, BooksFacts } from './types.ts';
import type { Source } from '../facts/source.ts';

/** `mine`: its documents, all voided. `holders`: documents that have its number, and are strangers. */
export function missingInvoice(
  source: Source,
  mine: readonly BookedDocument[],
  holders: readonly BookedDocument[],
  facts: BooksFacts,
  about: Exceptional,
): ReconcileException {
  const { invoice } = source;
  const total = cents(invoice.net.plus(invoice.tax));
  const [voided] = mine;
  if (voided) {
    const undone = undoneFix(facts.transfers.get(invoice.id));
    const message = `${documentName(voided)} was voided in QuickBooks; Autotask has ${text(total)}`;
    const fix = `Void it in Autotask too, or make a new copy: at2qbo copy-invoice ${invoice.id} --overwrite`;
    return about('voided-in-quickbooks', message, undone ?? fix, total.neg());
  }
  const [why, fix, codes] = cause(source, facts);
  const others = holders.map((one) => `${documentName(one)} for ${one.customerName}, total ${text(one.total)}`).join('; ');
  const number = others === '' ? '' : `; its number is on ${others}, which isn't tied to it`;
  return about('missing', `not in QuickBooks (${text(total)}): ${why}${number}`, fix, total.neg(), codes);
}

function cause({ invoice }: Source, facts: BooksFacts): readonly [why: string, fix: string, codes?: readonly string[]] {
  const { settings, calendar, transfers, outcomes, now } = facts;
  const again = `at2qbo copy-invoice ${invoice.id} --overwrite`;
  const transfer = transfers.get(invoice.id);
  if (transfer?.quickBooksId && transfer.state !== 'voided') {
    return [`it was sent as ${documentName(transfer)}, which was deleted there`, `Void it in Autotask too, or make a new copy: ${again}`];
  }
  const undone = undoneFix(transfer);
  if (transfer && undone !== null) return [`${documentName(transfer)} was taken back`, undone, ['undone']];
  if (transfer?.state === 'intent') return ['a run was interrupted while it was being sent', 'at2qbo sync'];
  const last = outcomes.get(invoice.id);
  if (last !== undefined)
    return [
      last.reasons.map((one) => one.message).join(' '),
      last.reasons[0]?.fix ?? `at2qbo explain ${invoice.id}`,
      last.reasons.map((one) => one.code),
    ];
  if (!isUnsynced(invoice, settings))
    return [`Autotask marks it as sent (${markerOf(invoice, settings)})`, `at2qbo explain ${invoice.id}, then: ${again}`];
  const verdict = judgeHeader({ ...facts, invoice, transfer, personHold: undefined });
  const [young] = verdict.verdict === 'skip' || verdict.verdict === 'hold' ? verdict.reasons : [];
  if (young) return [young.message, young.fix, [young.code]];
  if (invoice.createdAt < windowStart(now, settings.invoices.lookBackDays, calendar))
    return [
      `created ${calendar.dayOf(invoice.createdAt)}, before the look-back window of ${settings.invoices.lookBackDays} days`,
      `at2qbo copy-invoice ${invoice.id}, or: at2qbo settings set invoices.lookBackDays ${daysBetween(calendar.dayOf(invoice.createdAt), calendar.dayAt(now))}`,
      ['outside-window'],
    ];
  return ['no run has sent it yet', 'at2qbo sync'];
}

/** What sends it again, where a run was undone. */
function undoneFix(transfer: Transfer | undefined): string | null {
  return transfer?.reasons.find((one) => one.code === 'undone')?.fix ?? null;
}
