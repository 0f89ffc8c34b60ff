// What QuickBooks answered: documents, payments, and what changed since a moment.
import type { Instant, LocalDate } from '../dates.ts';
import type { Money } from '../money.ts';
import type { DocumentType } from './draft.ts';
import type { QuickBooksId } from './ids.ts';

export interface SavedLine {
  readonly itemId: QuickBooksId | null;
  readonly amount: Money;
  readonly quantity: Money | null;
  readonly price: Money | null;
  readonly description: string;
  readonly taxCode: string | null;
  readonly classId: QuickBooksId | null;
}

/** A custom field of a document. `value` '': the field is there and empty. */
export interface SavedField {
  /** '1' to '3', or the long id of a present one. */
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

export interface SavedDocument {
  readonly type: DocumentType;
  readonly id: QuickBooksId;
  readonly syncToken: string;
  readonly docNumber: string | null;
  readonly customerId: QuickBooksId;
  readonly customerName: string;
  readonly date: LocalDate;
  /** Sales lines only, in order; subtotals and descriptions left out. */
  readonly lines: readonly SavedLine[];
  readonly discount: Money;
  /** What QuickBooks echoes; present fields only where they were asked for (`include`). */
  readonly customFields: readonly SavedField[];
  /** null: not in the answer. */
  readonly allowsCard: boolean | null;
  readonly allowsAch: boolean | null;
  /** Home units for one unit of `currency`; null: home currency, or one currency only. */
  readonly exchangeRate: Money | null;
  /** Total in the home currency; null where QuickBooks gives none. */
  readonly homeTotal: Money | null;
  readonly dueDate: LocalDate | null;
  readonly termId: QuickBooksId | null;
  readonly tax: Money;
  readonly total: Money;
  readonly balance: Money;
  readonly deposit: Money;
  readonly currency: string;
  readonly privateNote: string;
  /** Total 0 and a note that starts with "Voided". */
  readonly isVoided: boolean;
  readonly billEmail: string;
  readonly emailStatus: string;
  readonly isEmailed: boolean;
  readonly classId: QuickBooksId | null;
  readonly linked: readonly { readonly id: QuickBooksId; readonly type: string }[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface Payment {
  readonly id: QuickBooksId;
  readonly date: LocalDate;
  readonly total: Money;
  readonly applied: readonly { readonly id: QuickBooksId; readonly type: string; readonly amount: Money }[];
  readonly updatedAt: Instant;
}

/** As much of a document as is read of those that changed: a month of them is held at once. */
export type ChangedDocument = Omit<
  SavedDocument,
  'lines' | 'discount' | 'customFields' | 'allowsCard' | 'allowsAch' | 'exchangeRate' | 'homeTotal' | 'dueDate' | 'termId'
>;

/** What changed in QuickBooks since a moment. */
export interface Changes {
  readonly documents: readonly ChangedDocument[];
  readonly payments: readonly Payment[];
  readonly deleted: readonly { readonly type: DocumentType | 'Payment'; readonly id: QuickBooksId }[];
  /** QuickBooks' own clock when it answered: the next `since`. */
  readonly asOf: Instant;
}
