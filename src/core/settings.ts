// The settings as the core reads them. Defaults, ranges and help live in config/schema.ts, the one source.
import type { DateFormat, LocalDate } from './dates.ts';
import type { Money } from './money.ts';

export type Numbering = 'quickbooks' | 'autotask-id' | 'autotask-number';
export type MatchItemsBy = 'name' | 'external-number' | 'external-number-or-name';

export interface CustomerOverride {
  readonly email?: boolean | undefined;
  readonly card?: boolean | undefined;
  readonly ach?: boolean | undefined;
  /** QuickBooks class Id. */
  readonly class?: string | undefined;
  /** QuickBooks term Id. */
  readonly terms?: string | undefined;
  readonly hold?: boolean | undefined;
}

/** Which Autotask companies a profile serves: those that fit every part that is there; in a part any value does. */
export interface CompanyFilter {
  /** Ids or labels of Autotask's picklists. */
  readonly classification?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  /** Names or ISO codes. */
  readonly country?: readonly string[] | undefined;
  readonly currency?: readonly string[] | undefined;
  /** Ids of organizational level associations, or names of lines of business. */
  readonly lineOfBusiness?: readonly string[] | undefined;
  /** Name of a company's user-defined field -> its values. */
  readonly udf?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Autotask company ids. */
  readonly ids?: readonly string[] | undefined;
}

/** The Autotask ticket of a hold: ids or labels of its picklists. */
export interface TicketChoice {
  readonly queue: string;
  readonly priority: string;
  readonly status?: string | undefined;
}

export interface Settings {
  readonly quickbooks: {
    readonly edition: 'us' | 'non-us';
    readonly environment: 'production' | 'sandbox';
    readonly realmId: string | null;
    readonly clientId: string | null;
    readonly redirectUri: string | null;
  };
  readonly autotask: { readonly username: string | null };
  readonly invoices: {
    readonly sync: 'on' | 'off' | 'next-batch';
    readonly lookBackDays: number;
    readonly goLiveDate: LocalDate | null;
    readonly settleMinutes: number;
    readonly numbering: Numbering;
    readonly numberPrefix: string;
    readonly blankNumber: 'hold' | 'use-id';
    readonly skipZeroTotal: boolean;
    readonly negative: 'credit-memo' | 'hold';
    readonly blendedRate: boolean;
    readonly suppressRoundingWarnings: boolean;
    readonly email: boolean;
    readonly dateFormat: DateFormat;
    readonly emptyCustomerMessage: boolean;
    readonly customerMessage: string;
    /** A custom field's id: 1 to 3, or a present one's long number. */
    readonly poNumberField: string | null;
    /** IANA name; null: UTC. Where a person set none, it holds this computer's. */
    readonly timeZone: string | null;
    readonly defaultClass: string | null;
    readonly writeErrorMarker: boolean;
    readonly attachPdf: boolean;
    readonly roundingLimit: Money;
  };
  readonly items: {
    readonly matchBy: MatchItemsBy;
    readonly missing: 'create' | 'hold' | 'default-item';
    readonly incomeAccount: string | null;
    readonly taxable: boolean | 'auto';
    /** Billing code id or type -> account Id. */
    readonly accounts: Readonly<Record<string, string>>;
    /** Billing code id or type -> item name. */
    readonly names: Readonly<Record<string, string>>;
    readonly defaultItem: string | null;
    readonly roundingItem: string | null;
  };
  readonly customers: {
    readonly missing: 'create' | 'hold';
    /** Autotask company id -> QuickBooks customer Id. */
    readonly map: Readonly<Record<string, string>>;
    readonly sync: boolean;
    readonly overrides: Readonly<Record<string, CustomerOverride>>;
  };
  /** Autotask term name -> QuickBooks Term Id. */
  readonly terms: { readonly map: Readonly<Record<string, string>> };
  /** QuickBooks custom field id -> `invoice.FIELD`, `company.FIELD`, `contract.FIELD` or the name of a user-defined field. */
  readonly customFields: { readonly map: Readonly<Record<string, string>> };
  readonly companies: { readonly only: CompanyFilter | null };
  readonly payments: {
    /** `company`: the flag is left out, and QuickBooks uses the company's own setting. */
    readonly creditCard: boolean | 'company';
    readonly creditCardOnlyWithDefaultMethod: boolean;
    readonly ach: boolean | 'company';
    readonly sync: boolean;
    readonly everyMinutes: number;
  };
  readonly voids: { readonly sync: boolean; readonly lookBackDays: number };
  readonly tax: {
    readonly mode: 'auto' | 'quickbooks' | 'autotask';
    /** Autotask tax region name -> QuickBooks TaxCode Id. */
    readonly codes: Readonly<Record<string, string>>;
    readonly untaxedCode: string | null;
    readonly taxability: 'auto' | 'autotask' | 'quickbooks';
    readonly tolerance: Money;
    readonly shipTo: 'quickbooks-customer' | 'autotask-company' | 'autotask-bill-to' | 'company';
  };
  readonly linesOfBusiness: {
    readonly filter: 'off' | 'selected' | 'selected-or-none';
    /** Organizational level association id -> QuickBooks class Id, or '' for "selected, no class". */
    readonly classes: Readonly<Record<string, string>>;
  };
  readonly mail: {
    readonly host: string | null;
    readonly port: number;
    readonly secure: boolean;
    readonly user: string | null;
    readonly from: string | null;
    readonly to: string | null;
    readonly cc: string | null;
    readonly onSuccess: boolean;
    readonly onError: boolean;
    readonly onHold: boolean;
  };
  readonly notify: { readonly ticket: TicketChoice | null; readonly webhookUrl: string | null; readonly healthcheckUrl: string | null };
  readonly limits: {
    readonly quickbooksPerMinute: number;
    readonly quickbooksPerSecond: number;
    readonly quickbooksConcurrent: number;
    readonly meteredPerMonth: number;
    readonly firstRun: number;
    readonly autotaskConcurrent: number;
    readonly autotaskPerHour: number;
  };
  /** Of `at2qbo worker`. */
  readonly schedule: { readonly everyMinutes: number; readonly quietHours: string | null; readonly closingMinutes: number | null };
  readonly updates: { readonly check: boolean };
  readonly logs: { readonly keepDays: number };
  readonly ledger: { readonly url: string | null };
  readonly secrets: { readonly store: 'file' | 'ledger'; readonly keyCommand: readonly string[] | null };
  readonly endpoints: {
    readonly autotask: string | null;
    readonly autotaskZones: string;
    readonly quickbooks: string | null;
    readonly intuitOAuth: string | null;
  };
}
