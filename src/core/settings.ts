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
    readonly poNumberField: '1' | '2' | '3' | null;
    readonly defaultClass: string | null;
    readonly writeErrorMarker: boolean;
    readonly attachPdf: boolean;
    readonly roundingLimit: Money;
  };
  readonly items: {
    readonly matchBy: MatchItemsBy;
    readonly missing: 'create' | 'hold' | 'default-item';
    readonly incomeAccount: string | null;
    readonly defaultItem: string | null;
    readonly roundingItem: string | null;
  };
  readonly customers: {
    readonly missing: 'create' | 'hold';
    /** Autotask company id -> QuickBooks customer Id. */
    readonly map: Readonly<Record<string, string>>;
    readonly overrides: Readonly<Record<string, CustomerOverride>>;
  };
  readonly payments: {
    readonly creditCard: boolean;
    readonly creditCardOnlyWithDefaultMethod: boolean;
    readonly ach: boolean;
    readonly sync: boolean;
  };
  readonly voids: { readonly sync: boolean; readonly lookBackDays: number };
  readonly tax: {
    readonly mode: 'auto' | 'quickbooks' | 'autotask';
    /** Autotask tax region name -> QuickBooks TaxCode Id. */
    readonly codes: Readonly<Record<string, string>>;
    readonly untaxedCode: string | null;
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
  readonly notify: { readonly healthcheckUrl: string | null };
  readonly limits: {
    readonly quickbooksPerMinute: number;
    readonly quickbooksPerSecond: number;
    readonly quickbooksConcurrent: number;
    readonly firstRun: number;
    readonly autotaskConcurrent: number;
    readonly autotaskPerHour: number;
  };
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
