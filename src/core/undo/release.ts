// What `release` does to an invoice whose document was taken back: the next run sends it anew, under a new request.
import { NO_DOCUMENT, type Transfer } from '../model/ledger.ts';
import { documentName } from '../model/document.ts';
import { isUndone } from './plan.ts';

/** Is it one that waits for `release` because a run was undone? */
export function awaitsRelease(transfer: Transfer | undefined): transfer is Transfer {
  return transfer !== undefined && transfer.state === 'voided' && transfer.voiding === 'done' && isUndone(transfer);
}

/** The row as it is to be stored. The void document is kept among the older copies first, or the next run would take it for a person's void. */
export function releaseUndone(transfer: Transfer): { readonly transfer: Transfer; readonly what: string } {
  return {
    what: `released by a person after it was taken back; ${documentName(transfer)} is not tied to it any more`,
    transfer: {
      ...transfer,
      state: 'rejected',
      ...NO_DOCUMENT,
      voiding: null,
      reasons: [],
    },
  };
}
