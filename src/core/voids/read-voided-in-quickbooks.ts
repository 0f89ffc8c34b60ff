// Documents of ours that somebody voided or deleted in QuickBooks: reported, never undone and never made again.
import { isEmpty, isVoid } from '../matching/void-document.ts';
import { Calendar } from '../calendar.ts';
import { windowStart } from '../transfer/plan/eligible.ts';
import { documentName } from '../model/document.ts';
import type { Transfer } from '../model/ledger.ts';
import type { Changes } from '../model.ts';
import type { RunContext } from '../run/context.ts';
import { reason } from '../reasons.ts';
import { voidOutcome, type VoidOutcome } from './plan.ts';

/** A little less than change data capture reaches back; older deletions are never shown by QuickBooks. */
const MOST_DAYS = 28;

/** Among these changes: transfers that are done in our ledger and whose document no longer lives. Autotask still has to be asked. */
export async function goneTransfers(
  changes: Pick<Changes, 'documents' | 'deleted'>,
  part: RunContext,
): Promise<{ readonly transfer: Transfer; readonly outcome: VoidOutcome }[]> {
  const found: { readonly transfer: Transfer; readonly outcome: VoidOutcome }[] = [];
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const emptied = new Map(
      changes.documents.filter((one) => one.type === type && (one.isVoided || isEmpty(one))).map((one) => [one.id, one]),
    );
    const deleted = changes.deleted.filter((one) => one.type === type).map((one) => one.id);
    const ids = [...new Set([...emptied.keys(), ...deleted])];
    if (ids.length === 0) continue;
    for (const transfer of await part.ledger.transfersOfDocuments(type, ids)) {
      if (transfer.state !== 'done') continue;
      const document = transfer.quickBooksId === null ? undefined : emptied.get(transfer.quickBooksId);
      if (document && !isVoid(document, transfer)) continue;
      const code = document ? 'voided-in-quickbooks' : 'deleted-in-quickbooks';
      const why = reason(code, { document: documentName(transfer), id: transfer.invoiceId });
      found.push({ transfer, outcome: voidOutcome(transfer.invoiceId, transfer, 'held', [why]) });
    }
  }
  return found;
}

/** `sync-voids`: all of the last days, until they are void in Autotask too. */
export async function reportGone(part: RunContext, days: number, put: (outcome: VoidOutcome) => void): Promise<void> {
  if (part.brake.cause) return;
  const from = windowStart(part.clock.now(), Math.min(days, MOST_DAYS), new Calendar(part.settings.invoices.timeZone));
  const gone = await goneTransfers(await part.quickbooks.changes(from), part);
  if (gone.length === 0) return;
  const headers = await part.autotask.invoices({ kind: 'ids', ids: gone.map((one) => one.transfer.invoiceId) });
  const live = new Set(headers.filter((invoice) => !invoice.isVoided).map((invoice) => invoice.id));
  for (const { transfer, outcome } of gone) if (live.has(transfer.invoiceId)) put(outcome);
}
