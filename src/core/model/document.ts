// How a QuickBooks document is named in a sentence, and its key among both kinds.
import type { QuickBooksId } from '../model.ts';

/** `invoice 1037 (Id 130)`. */
export function documentName(document: {
  readonly documentType?: string;
  readonly type?: string;
  readonly docNumber: string | null;
  readonly quickBooksId?: string | null;
  readonly id?: string;
}): string {
  const type = (document.documentType ?? document.type) === 'CreditMemo' ? 'credit memo' : 'invoice';
  return `${type} ${document.docNumber ?? 'without number'} (Id ${document.quickBooksId ?? document.id ?? 'unknown'})`;
}

export const documentKey = (type: string, id: QuickBooksId): string => `${type}/${id}`;
