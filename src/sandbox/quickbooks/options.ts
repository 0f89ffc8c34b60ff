// What a caller of the sandbox sets and sees.
import type { Facts } from '../facts.ts';
import type { FaultList } from '../faults.ts';
import type { Json, Named, SalesForm, Stored, StoredPayment } from './values.ts';

export type Country = 'US' | 'CA' | 'GB' | 'AU';
export type TaxWorld = 'automated' | 'manual' | 'off' | 'global';

export interface QuickBooksOptions {
  /** The company's id; one and the same unless given. */
  readonly realmId?: string;
  /** 0 or absent: any free port of the loopback address. */
  readonly port?: number;
  readonly country?: Country;
  /** `automated` in the US, `global` elsewhere, unless given. */
  readonly tax?: TaxWorld;
  readonly customTxnNumbers?: boolean;
  /** Milliseconds since 1970; dates, tokens and change times go by it. */
  readonly now?: () => number;
  /** Milliseconds added to each read and each create. */
  readonly latency?: { readonly read?: number; readonly create?: number };
  readonly limits?: { readonly perSecond?: number; readonly perMinute?: number; readonly concurrent?: number };
  /** What no paper settles, where it is to be other than usual. */
  readonly facts?: Partial<Facts>;
  /** Reads a month before they are refused; none if not given. */
  readonly meteredPerMonth?: number;
  /** Registered redirect addresses; without them any that Intuit would let development keys register. */
  readonly redirectUris?: readonly string[];
}

/** `rate` is one percent; `rates` several, each alone or with the days it holds (no `from`: always was; no `to`: still is). None: a code without sales rates. */
export interface TaxCodeToSeed {
  readonly name: string;
  readonly rate?: string;
  readonly rates?: readonly { readonly name: string; readonly percent?: string; readonly periods?: readonly TaxPeriodToSeed[] }[];
}
export interface TaxPeriodToSeed {
  readonly percent: string;
  readonly from?: string;
  readonly to?: string;
}

/** A present custom field of the company. */
export interface PresentField {
  readonly id: string;
  readonly name: string;
  readonly onInvoices: boolean;
}

export interface QuickBooksSeed {
  readonly customers: readonly {
    readonly displayName: string;
    readonly active?: boolean;
    readonly email?: string;
    readonly currency?: string;
    readonly taxable?: boolean;
    readonly billTo?: Json;
    readonly shipTo?: Json;
  }[];
  readonly vendors: readonly { readonly displayName: string }[];
  readonly employees?: readonly { readonly displayName: string }[];
  readonly items: readonly {
    readonly name: string;
    readonly parent?: string;
    readonly type?: 'Service' | 'Category' | 'NonInventory' | 'Inventory' | 'Group' | 'Bundle' | 'Payment' | 'Subtotal' | 'Tax';
    /** Of an inventory item; 100 if not given. */
    readonly quantityOnHand?: string;
    readonly active?: boolean;
    readonly sku?: string;
    readonly taxable?: boolean;
    readonly unitPrice?: string;
  }[];
  readonly terms: readonly { readonly name: string; readonly dueDays: number }[];
  readonly classes: readonly { readonly name: string }[];
  /** Percent: what Automated Sales Tax charges wherever it is shipped to; without it, by state. */
  readonly salesTaxRate?: string;
  /** In place of the country's tax codes. */
  readonly taxCodes?: readonly TaxCodeToSeed[];
  /** Currency and what one unit of it is worth in the home currency, from a day on. */
  readonly exchangeRates?: readonly { readonly currency: string; readonly rate: string; readonly from?: string }[];
  /** Present custom fields: an id of its own for each. */
  readonly customFields?: readonly { readonly name: string; readonly onInvoices?: boolean }[];
  /** ISO code. */
  readonly homeCurrency?: string;
}

export interface Tables {
  readonly Invoice: Map<string, SalesForm>;
  readonly CreditMemo: Map<string, SalesForm>;
  readonly Payment: Map<string, StoredPayment>;
  readonly Customer: Map<string, Named>;
  readonly Vendor: Map<string, Named>;
  readonly Employee: Map<string, Named>;
  readonly Item: Map<string, Named>;
  readonly Account: Map<string, Named>;
  readonly Class: Map<string, Named>;
  readonly Department: Map<string, Named>;
  readonly PaymentMethod: Map<string, Named>;
  readonly Term: Map<string, Named>;
  readonly TaxCode: Map<string, Named>;
  readonly TaxRate: Map<string, Named>;
  readonly Attachable: Map<string, Stored>;
}
export type TableName = keyof Tables;

/** QuickBooks' preferences in their own structure; change them while the sandbox runs. */
export interface Preferences extends Json {
  AccountingInfoPrefs: Json;
  SalesFormsPrefs: Json & { CustomTxnNumbers: boolean; AutoApplyCredit: boolean; ETransactionPaymentEnabled: boolean; CustomField: Json[] };
  TaxPrefs: Json & { UsingSalesTax: boolean; PartnerTaxEnabled?: boolean; TaxGroupCodeRef?: { value: string } };
  CurrencyPrefs: { HomeCurrency: { value: string }; MultiCurrencyEnabled: boolean };
}

export interface RequestNote {
  readonly method: string;
  readonly path: string;
  /** One word: `invoice.create`, `query.Item`, `cdc`, `oauth.token`. */
  readonly kind: string;
  /** Null: the connection was cut. */
  status: number | null;
  metered: boolean;
  readonly minorVersion: string | null;
  readonly requestId: string | null;
  /** The query as it was asked; null for other calls. */
  readonly query: string | null;
  /** The answer is the stored one of an earlier call with the same request id. */
  replayed: boolean;
}

export interface Counters {
  /** Reads that Intuit would meter (answered with 2xx), batches included. */
  meteredReads: number;
  writes: number;
  batches: number;
  throttled: number;
  peakPerSecond: number;
  peakPerMinute: number;
  peakConcurrent: number;
}

export interface SentMail {
  readonly type: string;
  readonly id: string;
  readonly to: string;
  readonly at: string;
}

/** What a person does in QuickBooks' own pages. */
export interface QuickBooksUi {
  /** A document entered by hand, its number as typed; its Id. */
  enter(type: 'Invoice' | 'CreditMemo', body: Json): string;
  /** A payment of the whole balance unless an amount is given; dated today unless a date is. Its Id. */
  pay(invoiceId: string, amount?: string, date?: string): string;
  payMany(parts: readonly (readonly [invoiceId: string, amount: string])[], date?: string): string;
  applyCredit(creditMemoId: string, invoiceId: string, amount?: string): string;
  deletePayment(paymentId: string): void;
  void(invoiceId: string): void;
  delete(type: 'Invoice' | 'CreditMemo', id: string): void;
  /** Sets properties as they are given; sums are made anew for invoices and credit memos. */
  edit(type: TableName, id: string, patch: Json): void;
  inactivate(type: 'Customer' | 'Vendor' | 'Employee' | 'Item' | 'Class' | 'Term' | 'Account', id: string): void;
}

export interface QuickBooksSandbox {
  /** Accounting root and OAuth root. */
  readonly url: string;
  readonly realmId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A fresh refresh token with consent for accounting, openid and email, as Intuit's playground gives it. */
  issueRefreshToken(): string;
  /** Every access and refresh token ever given out, to look for them where they mustn't be. */
  issuedTokens(): readonly string[];
  expireAccessTokens(): void;
  readonly tables: Tables;
  readonly preferences: Preferences;
  readonly company: Json;
  /** Contents of attachments by Attachable Id. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** `refused`: 6140 while custom numbers are on. `silent`: the warning is switched off and duplicates are taken. */
  duplicateNumbers: 'refused' | 'silent';
  /** Change them while the sandbox runs. */
  readonly facts: Facts;
  /** `Invoice/130`: rows that can't be written into a page of a query; alone, by its id, each still can. */
  readonly badRows: Set<string>;
  /** The company's own setting of online payment: what a document gets that doesn't say, where QuickBooks Payments is on. */
  readonly onlinePayments: { card: boolean; ach: boolean };
  readonly presentFields: readonly PresentField[];
  /** Reads a month before they are refused; null: as many as one likes. */
  meteredPerMonth: number | null;
  seed(seed: QuickBooksSeed): void;
  readonly requests: RequestNote[];
  readonly counters: Counters;
  readonly mails: SentMail[];
  readonly faults: FaultList;
  readonly ui: QuickBooksUi;
  stop(): Promise<void>;
}
