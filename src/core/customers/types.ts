// The words of `sync-customers`: fields, what becomes of each, and what a customer comes to.
import type { CompanyId, Customer, CustomerUpdate, QuickBooksId, SourceCompany } from '../model.ts';

export const CUSTOMER_FIELDS = [
  'name',
  'bill-to',
  'ship-to',
  'phone',
  'email',
  'terms',
  'exemption',
  'tax-number',
  'parent',
  'active',
] as const;
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

/** The last value of each field that both sides agreed on, as text. */
export type Baseline = Readonly<Partial<Record<CustomerField, string>>>;

/** update: Autotask's value goes to QuickBooks. edited: QuickBooks' own value stays, and is said. left: it can't or shouldn't be written. */
export interface FieldChange {
  readonly field: CustomerField;
  readonly state: 'update' | 'edited' | 'left';
  readonly autotask: string;
  readonly quickbooks: string;
  /** '' where the state says it. */
  readonly why: string;
}

export interface CustomerFacts {
  readonly company: SourceCompany;
  readonly customer: Customer;
  /** Of the primary contact, cleaned; '' for none. */
  readonly email: string;
  /** null: Autotask says none, or QuickBooks has none of that name. */
  readonly term: { readonly id: QuickBooksId; readonly name: string } | null;
  /** Names of QuickBooks' terms, for people. */
  readonly termNames: ReadonlyMap<string, string>;
  /** The customer of the parent company that is billed for it; null: none. */
  readonly parent: Customer | null;
  readonly baseline: Baseline;
  /** Made by at2qbo and never changed since: its values are Autotask's of that day. */
  readonly isUntouched: boolean;
}

export interface CustomerWishes {
  readonly prefersAutotask: boolean;
  readonly renames: boolean;
  readonly nests: boolean;
  readonly isUnitedStates: boolean;
}

export interface CustomerPlan {
  readonly companyId: CompanyId;
  readonly company: string;
  readonly customerId: QuickBooksId;
  readonly customer: string;
  readonly changes: readonly FieldChange[];
  /** null: nothing is written. */
  readonly update: CustomerUpdate | null;
  /** What both sides agree on once it is written. */
  readonly baseline: Baseline;
}

export interface CustomerOutcome {
  readonly companyId: number;
  readonly company: string;
  readonly customerId: string;
  readonly customer: string;
  /** planned: a dry run. same: nothing to do. edited: something stays because QuickBooks has its own. */
  readonly outcome: 'updated' | 'planned' | 'same' | 'edited' | 'left' | 'failed';
  readonly changes: readonly FieldChange[];
  /** Why it failed or was left. */
  readonly why: string;
  readonly fix: string;
}
