// QuickBooks' documents of a tie-out, packed: of each only what is compared.
// They are found again by what may tie them to an invoice.
import type { LocalDate } from '../dates.ts';
import type { TakenDocuments } from '../matching/belonging.ts';
import { invoiceIdInNote } from '../matching/note.ts';
import type { MatchedDocument } from '../matching/same-document.ts';
import type { DocumentType, InvoiceId, QuickBooksId, SavedDocument, SavedLine } from '../model.ts';
import { documentKey } from '../model/document.ts';
import { type Fields, PackedRows } from '../model/packing.ts';

export type BookedLine = Pick<SavedLine, 'itemId' | 'amount' | 'classId'>;

/** As much of a document as a tie-out compares and shows. */
export type BookedDocument = MatchedDocument &
  Pick<SavedDocument, 'date' | 'discount' | 'exchangeRate' | 'homeTotal' | 'balance' | 'currency' | 'classId' | 'updatedAt'> & {
    readonly lines: readonly BookedLine[];
  };

const FIELDS: Fields<BookedDocument> = {
  type: 'plain',
  id: 'plain',
  docNumber: 'plain',
  customerId: 'plain',
  customerName: 'plain',
  date: 'plain',
  discount: 'money',
  exchangeRate: 'money',
  homeTotal: 'money',
  tax: 'money',
  total: 'money',
  balance: 'money',
  currency: 'plain',
  privateNote: 'plain',
  isVoided: 'plain',
  classId: 'plain',
  updatedAt: 'plain',
  lines: { itemId: 'plain', amount: 'money', classId: 'plain' },
};

/** What is asked of all documents before any is compared. */
export interface Mark {
  readonly type: DocumentType;
  readonly id: QuickBooksId;
  readonly docNumber: string | null;
  /** The invoice that its note names. */
  readonly noted: InvoiceId | null;
  readonly currency: string;
  readonly date: LocalDate;
}

/** The documents, each once. */
export class DocumentShelf {
  readonly #rows = new PackedRows<string, BookedDocument>(FIELDS);
  readonly #marks = new Map<string, Mark>();

  /** In place of what was known of it. */
  put(document: BookedDocument): void {
    const { type, id, docNumber, privateNote, currency, date } = document;
    const key = documentKey(type, id);
    this.#rows.set(key, document);
    this.#marks.set(key, { type, id, docNumber, noted: invoiceIdInNote(privateNote), currency, date });
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  get(key: string): BookedDocument | undefined {
    return this.#rows.get(key);
  }

  /** In the order in which they came. */
  keys(): Iterable<string> {
    return this.#rows.keys();
  }

  marks(): Iterable<Mark> {
    return this.#marks.values();
  }

  index(taken: TakenDocuments): DocumentIndex {
    return new DocumentIndex(this, taken);
  }
}

/** Documents by what may tie them to an invoice. */
export class DocumentIndex {
  readonly #shelf: DocumentShelf;
  readonly #byNote = new Map<InvoiceId, string[]>();
  readonly #byNumber = new Map<string, string[]>();

  /** `taken`: what the ledger made or adopted, whatever the notes say. */
  constructor(shelf: DocumentShelf, taken: TakenDocuments) {
    this.#shelf = shelf;
    for (const { type, id, docNumber, noted } of shelf.marks()) {
      const key = documentKey(type, id);
      const owner = taken.get(key) ?? noted;
      if (owner !== null) append(this.#byNote, owner, key);
      else if (docNumber !== null) append(this.#byNumber, docNumber, key);
    }
  }

  get(key: string): BookedDocument | undefined {
    return this.#shelf.get(key);
  }

  /** Those that are this invoice's by the ledger or their note. */
  ofInvoice(id: InvoiceId): BookedDocument[] {
    return this.#all(this.#byNote.get(id));
  }

  /** Nobody's documents with this number. */
  ofNumber(number: string): BookedDocument[] {
    return this.#all(this.#byNumber.get(number));
  }

  #all(keys: readonly string[] = []): BookedDocument[] {
    return keys.flatMap((key) => this.#shelf.get(key) ?? []);
  }
}

function append<K>(lists: Map<K, string[]>, key: K, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
