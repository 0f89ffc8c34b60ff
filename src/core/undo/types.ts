// The words of an undo: what a run made, what is to become of each of it, and what it came to.
import type { Instant } from '../dates.ts';
import type { MadeRecord, Transfer } from '../model/ledger.ts';
import type { Customer, Item, SavedDocument, SourceInvoice } from '../model.ts';
import type { Reason } from '../reasons.ts';
import type { VoidOutcome } from '../voids/plan.ts';

/** One document that the run made, as both sides have it now. */
export interface UndoCase {
  readonly transfer: Transfer;
  /** A later attempt replaced it (`copy-invoice --overwrite`): the ledger no longer holds what this run made. */
  readonly isReplaced: boolean;
  /** null: deleted in QuickBooks. */
  readonly document: SavedDocument | null;
  /** null: Autotask no longer shows the invoice. */
  readonly header: SourceInvoice | null;
  readonly marks: WrittenMarks;
}

/** What the run wrote to Autotask, as far as its history tells. */
export interface WrittenMarks {
  /** null: it wrote none. */
  readonly invoiceNumber: string | null;
  /** The Web Service Date that it wrote lies in this span; null: it wrote none. */
  readonly webServiceDate: { readonly from: Instant; readonly to: Instant } | null;
}

export type UndoStep = UndoCase &
  (
    | { readonly action: 'void' | 'delete'; readonly document: SavedDocument }
    /** Begun before a kill: nothing lives in QuickBooks any more, the rest is to be done. */
    | { readonly action: 'finish' }
    | { readonly action: 'leave' | 'skip'; readonly reasons: readonly Reason[] }
  );

export interface UndoOutcome extends VoidOutcome {
  readonly company: string;
  readonly type: Transfer['documentType'];
  /** Decimal text, as QuickBooks made it. */
  readonly total: string | null;
  /** ISO code; '' where QuickBooks keeps one currency only. */
  readonly currency: string;
  /** What of Autotask's marks was (or would be) taken back. */
  readonly takesBack: readonly ('invoiceNumber' | 'webServiceDate' | 'paidDate')[];
}

/** A customer or an item that the run created. `listed`: nothing is done with it unless it is asked for. */
export interface ListOutcome {
  readonly kind: MadeRecord['kind'];
  readonly id: string;
  readonly name: string;
  readonly outcome: 'listed' | 'inactive' | 'in-use' | 'gone' | 'failed';
  /** Why it stays. */
  readonly why: string;
}

/** A row of QuickBooks' lists that may be made inactive. */
export type ListStep = ListOutcome & { readonly customer?: Customer; readonly item?: Item };
