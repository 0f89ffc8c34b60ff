// What the core needs of the world. Clients implement these; tests fake them.
import type { Instant, LocalDate } from './dates.ts';
import type {
  Account,
  BillingCode,
  Changes,
  CompanyId,
  Customer,
  CustomerDraft,
  CustomerUpdate,
  DocumentType,
  Draft,
  InvoiceId,
  InvoiceStatus,
  Item,
  ItemDraft,
  LineOfBusiness,
  NamedFields,
  NameHolder,
  Payment,
  PaymentTerm,
  Preferences,
  QuickBooksClass,
  QuickBooksCompany,
  QuickBooksId,
  SavedDocument,
  SourceCompany,
  SourceInvoice,
  SourceLine,
  SourceTax,
  TaxCode,
  TicketDraft,
  Term,
  WriteBack,
} from './model.ts';
import type { Money } from './money.ts';
import type { MadeRecord, OutcomeRecord, PersonHold, RunRecord, Tie, Transfer, TransferEvent } from './model/ledger.ts';

/** Which Autotask invoices; each is one question to the service, answered in pages, ordered by id. */
export type InvoiceQuery =
  /** Created in [from, before); voided ones included. With `without` only those whose marker is empty; a blank number is null or ''. */
  | { readonly kind: 'created'; readonly from: Instant; readonly before?: Instant; readonly without?: 'number' | 'web-service-date' }
  /** Not voided, marker empty, created in [from, before). A blank number is null or ''. */
  | { readonly kind: 'unsynced'; readonly marker: 'number' | 'web-service-date'; readonly from?: Instant; readonly before: Instant }
  | { readonly kind: 'ids'; readonly ids: readonly InvoiceId[] }
  | { readonly kind: 'number'; readonly number: string }
  /** Voided at or after `from`. */
  | { readonly kind: 'voided'; readonly from: Instant }
  /** Invoice date in [from, to]. */
  | { readonly kind: 'dated'; readonly from: LocalDate; readonly to: LocalDate };

/** The API user's rights. */
export interface AutotaskAccess {
  readonly canQueryInvoices: boolean;
  readonly canUpdateInvoices: boolean;
  readonly canQueryBillingItems: boolean;
}

export interface AutotaskPort {
  /** Autotask's own time, milliseconds since 1970: the `Date` of its last answer and what passed since; this computer's before the first one. */
  now(): number;
  /** Requests used and allowed in the rolling hour, all integrations of the database together. */
  budget(): Promise<{ readonly used: number; readonly limit: number }>;
  /** Requests left of the hour's share (`limits.autotaskPerHour`), as far as is known without asking. */
  hourLeft(): number;
  invoices(query: InvoiceQuery): Promise<SourceInvoice[]>;
  /** Billing items of these invoices in printed order (sort order, then id). */
  lines(ids: readonly InvoiceId[]): Promise<SourceLine[]>;
  /** Approved and posted, and on no invoice yet; their `invoiceId` is 0. By id. */
  uninvoicedLines(): Promise<SourceLine[]>;
  companies(ids: readonly CompanyId[]): Promise<SourceCompany[]>;
  /** Rows with every field as text, by id; what Autotask doesn't show is left out. */
  fields(entity: 'Invoices' | 'Companies' | 'Contracts', ids: readonly number[]): Promise<Map<number, NamedFields>>;
  /** The same of all companies. */
  everyCompany(): Promise<Map<number, NamedFields>>;
  billingCodes(): Promise<BillingCode[]>;
  /** What `SourceLine.kindId` means, in Autotask's words: `Labor`, `Recurring Services` … */
  itemKinds(): Promise<Map<number, string>>;
  /** Payment term of each invoice template: where a company's terms come from. */
  templateTerms(): Promise<Map<number, number>>;
  /** Names of tax regions. */
  taxRegions(): Promise<Map<number, string>>;
  /** Choices of `SourceInvoice.statusId`; empty where this Autotask has no such picklist. */
  invoiceStatuses(): Promise<InvoiceStatus[]>;
  /** Ids as `SourceInvoice.paymentTermId` has them. */
  paymentTerms(): Promise<PaymentTerm[]>;
  /** E-mail of the active primary contact (lowest id) of each company that has one. */
  primaryEmails(ids: readonly CompanyId[]): Promise<Map<CompanyId, string>>;
  /** Id -> ISO 4217 code. */
  currencies(): Promise<Map<number, string>>;
  linesOfBusiness(): Promise<LineOfBusiness[]>;
  taxes(): Promise<SourceTax[]>;
  /** The ticket that has this key of ours and isn't complete; null: none. */
  ticketWithKey(key: string): Promise<number | null>;
  /** Never repeated blindly: a second call makes a second ticket. Queue, priority and status by id or label. */
  createTicket(ticket: TicketDraft): Promise<number>;
  noteTicket(id: number, title: string, text: string): Promise<void>;
  completeTicket(id: number): Promise<void>;
  /** A note on the company, in the name of its owner; false: Autotask has no owner or no kind of note for it. Never repeated blindly. */
  noteCompany(id: CompanyId, title: string, text: string): Promise<boolean>;
  /** One PATCH with exactly these fields. The service answers 200 even when it ignored a field: read back. */
  writeBack(id: InvoiceId, change: WriteBack): Promise<void>;
  invoicePdf(id: InvoiceId): Promise<{ readonly fileName: string; readonly content: Uint8Array }>;
  /** What the API user may do, for `connect` and `doctor`. */
  access(): Promise<AutotaskAccess>;
}

export type DocumentQuery =
  /** Invoices and credit memos dated in [from, to]; `isBrief`: without the descriptions of their lines. */
  | { readonly kind: 'dated'; readonly from: LocalDate; readonly to: LocalDate; readonly isBrief?: true }
  /** Invoices and credit memos with one of these numbers. */
  | { readonly kind: 'numbered'; readonly numbers: readonly string[]; readonly isBrief?: true }
  /** Invoices and credit memos made in QuickBooks since then, whatever their date. */
  | { readonly kind: 'made'; readonly since: Instant }
  | { readonly kind: 'ids'; readonly type: DocumentType; readonly ids: readonly QuickBooksId[] };

export interface QuickBooksPort {
  company(): Promise<QuickBooksCompany>;
  preferences(): Promise<Preferences>;
  /** All customers, inactive ones included. */
  customers(): Promise<Customer[]>;
  /** Vendors and employees (active or not) that hold one of these names. */
  nameHolders(names: readonly string[]): Promise<NameHolder[]>;
  /** All items, inactive ones and categories included. */
  items(): Promise<Item[]>;
  terms(): Promise<Term[]>;
  classes(): Promise<QuickBooksClass[]>;
  account(id: QuickBooksId): Promise<Account | null>;
  incomeAccounts(): Promise<Account[]>;
  /** Codes with their sales rates resolved. */
  taxCodes(): Promise<TaxCode[]>;
  /** Home units for one unit of a currency on a day, as QuickBooks would use it; null: it has none. Kept for the life of the client. */
  exchangeRate(currency: string, date: LocalDate): Promise<Money | null>;
  createCustomer(draft: CustomerDraft, requestId: string): Promise<Customer>;
  createItem(draft: ItemDraft, requestId: string): Promise<Item>;
  /** Every choice of the draft exists by now (see `ResolvedDraft`). */
  createDocument(draft: ResolvedDraft, requestId: string): Promise<SavedDocument>;
  documents(query: DocumentQuery): Promise<SavedDocument[]>;
  /** The same one by one, a page in memory at a time: for books that are larger than what is wanted of them. */
  eachDocument(query: DocumentQuery, visit: (document: SavedDocument) => void): Promise<void>;
  voidInvoice(document: Pick<SavedDocument, 'id' | 'syncToken'>, requestId: string): Promise<SavedDocument>;
  deleteCreditMemo(document: Pick<SavedDocument, 'id' | 'syncToken'>, requestId: string): Promise<void>;
  /** Gives a voided invoice another number, so that its own is free again. */
  renumberInvoice(document: Pick<SavedDocument, 'id' | 'syncToken'>, docNumber: string, requestId: string): Promise<SavedDocument>;
  /** Sparse: the fields that are there, over this version of it. */
  updateCustomer(update: CustomerUpdate, requestId: string): Promise<Customer>;
  /** Makes it inactive; what refers to it stays as it is. */
  deactivateCustomer(customer: Customer, requestId: string): Promise<Customer>;
  deactivateItem(item: Item, requestId: string): Promise<Item>;
  payments(ids: readonly QuickBooksId[]): Promise<Payment[]>;
  /** Invoices, credit memos and payments changed since; goes on past 1,000 objects and 30 days by itself. */
  changes(since: Instant): Promise<Changes>;
  /** Has QuickBooks mail it now. Never repeated blindly: a second call mails twice. */
  sendDocument(type: DocumentType, id: QuickBooksId, address: string | null, requestId: string): Promise<SavedDocument>;
  attach(
    type: DocumentType,
    id: QuickBooksId,
    file: { readonly fileName: string; readonly content: Uint8Array },
    requestId: string,
  ): Promise<void>;
}

/** A draft whose customer and items exist. */
export interface ResolvedDraft extends Omit<Draft, 'customer' | 'lines'> {
  readonly customerId: QuickBooksId;
  readonly lines: readonly (Omit<Draft['lines'][number], 'item'> & { readonly itemId: QuickBooksId })[];
}

/** Our own truth. Every write is durable when its promise resolves. */
export interface LedgerPort {
  transfers(ids: readonly InvoiceId[]): Promise<Map<InvoiceId, Transfer>>;
  /** Transfers tied to these QuickBooks documents. */
  transfersOfDocuments(type: DocumentType, ids: readonly QuickBooksId[]): Promise<Transfer[]>;
  /** Transfers that a kill or a fault left between two states, that wait for a person, or that owe a mail or a PDF. */
  unfinished(): Promise<Transfer[]>;
  /** All transfers, oldest first; for doctor, reconcile, export. */
  allTransfers(): Promise<Transfer[]>;
  /**
   * Stores the row and appends what happened to its history. `isPatient`: several are on their way side by side, and it may wait a third of a second
   * for others that share its trip to the disk.
   */
  save(
    transfer: Transfer,
    event: { readonly what: string; readonly detail?: string },
    how?: { readonly isPatient: boolean },
  ): Promise<void>;
  history(id: InvoiceId): Promise<TransferEvent[]>;
  /** All ties of companies to customers and of billing codes to items, by kind and Autotask id; a few thousand at most. */
  ties(): Promise<Tie[]>;
  /** Stores these, one a kind and Autotask id: a newer one takes the place of an older one. All in one transaction; none: nothing is written. */
  saveTies(ties: readonly Tie[]): Promise<void>;
  /** Forgets what it was tied to; false: it was tied to nothing. */
  removeTie(kind: Tie['kind'], autotaskId: number): Promise<boolean>;
  /** What this run did to any invoice, oldest first. */
  eventsOfRun(runId: string): Promise<TransferEvent[]>;
  /** A customer or an item that a run created in QuickBooks. */
  saveMade(made: MadeRecord): Promise<void>;
  madeInRun(runId: string): Promise<MadeRecord[]>;
  /** How many documents this connection has ever transferred. */
  transferredCount(): Promise<number>;
  personHolds(): Promise<Map<InvoiceId, PersonHold>>;
  setPersonHold(hold: PersonHold): Promise<void>;
  clearPersonHold(id: InvoiceId): Promise<boolean>;
  /** Last outcome of each invoice that was not transferred (held, failed, skipped), for status, mail and `explain`. */
  outcomes(): Promise<OutcomeRecord[]>;
  saveOutcomes(records: readonly OutcomeRecord[]): Promise<void>;
  clearOutcomes(ids: readonly InvoiceId[]): Promise<void>;
  startRun(run: RunRecord): Promise<void>;
  finishRun(run: RunRecord): Promise<void>;
  /** Newest first. */
  runs(limit: number): Promise<RunRecord[]>;
  /** Small facts kept between runs: zone, change cursor, marks. */
  recall(key: string): Promise<string | null>;
  remember(key: string, value: string | null): Promise<void>;
  close(): Promise<void>;
}

export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** sha-256, hex. A port so that the core imports nothing of Node. */
export type Digest = (text: string) => string;

/** How far work has come. */
export interface Step {
  readonly done: number;
  readonly of: number;
}

/** Progress and decisions of a run, for the screen and the log. */
export interface RunEvents {
  progress(text: string, step?: Step): void;
  log(level: 'info' | 'warn' | 'error', message: string, facts?: LogFacts): void;
}
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface CallCounts {
  readonly autotask: number;
  readonly quickbooksReads: number;
  readonly quickbooksWrites: number;
}
