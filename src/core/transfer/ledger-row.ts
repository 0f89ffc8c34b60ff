// The ledger's row of an invoice on its way: how it begins, and how it is saved.
import { type Instant, instantAt } from '../dates.ts';
import type { ChangedDocument } from '../model.ts';
import type { Transfer } from '../model/ledger.ts';
import { text } from '../money.ts';
import { invoiceRequestId } from '../run/request-id.ts';
import type { Planned } from './plan/plan.ts';
import type { ApplyContext } from './send/context.ts';

/** The row of an invoice that is about to be sent or taken over. */
export function newTransfer(
  planned: Pick<Planned, 'invoice' | 'company'>,
  type: Transfer['documentType'],
  generation: number,
  context: Pick<ApplyContext, 'digest' | 'profile' | 'runId' | 'clock'>,
): Transfer {
  const { invoice } = planned;
  const at = now(context);
  return {
    invoiceId: invoice.id,
    state: 'intent',
    generation,
    requestId: invoiceRequestId(context.digest, context.profile, invoice.id, generation),
    draftHash: '',
    documentType: type,
    quickBooksId: null,
    docNumber: null,
    customerId: null,
    company: planned.company,
    date: invoice.date,
    total: null,
    tax: null,
    autotaskTotal: text(invoice.net.plus(invoice.tax)),
    syncToken: null,
    wasAdopted: false,
    reasons: [],
    email: null,
    pdf: null,
    voiding: null,
    paidDate: null,
    runId: context.runId,
    createdAt: at,
    updatedAt: at,
  };
}

/** What QuickBooks answered, as the ledger keeps it. */
export function savedPart(
  saved: ChangedDocument,
): Pick<Transfer, 'documentType' | 'quickBooksId' | 'docNumber' | 'customerId' | 'total' | 'tax' | 'syncToken'> {
  return {
    documentType: saved.type,
    quickBooksId: saved.id,
    docNumber: saved.docNumber,
    customerId: saved.customerId,
    total: text(saved.total),
    tax: text(saved.tax),
    syncToken: saved.syncToken,
  };
}

export function now(context: Pick<ApplyContext, 'clock'>): Instant {
  return instantAt(context.clock.now());
}

/** Durable when it resolves. Documents are on their way side by side, and share their trips to the disk. */
export async function save(
  context: Pick<ApplyContext, 'ledger' | 'clock'>,
  transfer: Transfer,
  what: string,
  detail?: string,
): Promise<void> {
  const event = detail === undefined ? { what } : { what, detail };
  await context.ledger.save({ ...transfer, updatedAt: now(context) }, event, { isPatient: true });
}

// QuickBooks works on a request for two minutes at most: as long as that it may still make the document of a run that was killed.
const UNDER_WAY_MS = 150_000;

/** Could the attempt of this row still become a document, although none is to be seen? */
export function mayBeUnderWay(transfer: Transfer, context: Pick<ApplyContext, 'clock'>): boolean {
  return transfer.state === 'intent' && Math.abs(context.clock.now() - Date.parse(transfer.updatedAt)) < UNDER_WAY_MS;
}
