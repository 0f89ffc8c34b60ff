// What a person's decision does to an invoice that waits.
// Release (look again) or accept (take QuickBooks' document as it is).
import { savedPart } from './ledger-row.ts';
import { documentName } from '../model/document.ts';
import { NO_DOCUMENT, type Transfer } from '../model/ledger.ts';
import type { SavedDocument } from '../model.ts';

/** `transfer`: the row as it is to be stored, with what happened; or why nothing can be done, and the choices there are. */
export type Release =
  | { readonly transfer: Transfer; readonly what: string; readonly message: string }
  | { readonly refusal: string; readonly choices: string };

/** `saved`: the document as QuickBooks has it now; null: deleted. For transfers in the state `held`. */
export function releaseTransfer(transfer: Transfer, saved: SavedDocument | null, isAccepted: boolean): Release {
  const id = transfer.invoiceId;
  const name = documentName(transfer);
  if (!isAccepted && transfer.wasAdopted) {
    // Never ours: the next run looks for it anew, whatever became of that document.
    const fresh: Transfer = {
      ...transfer,
      state: 'rejected',
      ...NO_DOCUMENT,
      reasons: [],
    };
    return {
      transfer: fresh,
      what: `released by a person; ${name} is not tied to it any more`,
      message: `Released: the next run looks for invoice ${id} in QuickBooks anew.`,
    };
  }
  if (saved === null || saved.isVoided) {
    return {
      refusal: `${name} was ${saved === null ? 'deleted' : 'voided'} in QuickBooks; there is nothing to ${isAccepted ? 'accept' : 'compare'}.`,
      choices: `Void the invoice in Autotask too, or send a new copy: at2qbo copy-invoice ${id} --overwrite`,
    };
  }
  if (isAccepted) {
    return {
      transfer: { ...transfer, ...savedPart(saved), state: 'accepted', reasons: [] },
      what: `accepted by a person as it is in QuickBooks: ${documentName(saved)}`,
      message: `Accepted: ${documentName(saved)}, total ${saved.total.toFixed(2)}. The next run writes it back to Autotask without comparing again.`,
    };
  }
  return {
    transfer: { ...transfer, ...savedPart(saved), state: 'created', reasons: [] },
    what: 'released by a person; to be compared again',
    message: `Released: the next run compares ${documentName(saved)} with Autotask again.`,
  };
}
