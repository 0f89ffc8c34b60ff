// Builders for tests of the core: an ordinary invoice, line, company and catalog, each overridden by what a test is about.
import { nestSettings, SETTINGS, settingKeys, type SettingValues } from '../../../src/config/schema/schema.ts';
import { buildCatalog, type Catalog } from '../../../src/core/facts/catalog.ts';
import type { Instant, LocalDate } from '../../../src/core/dates.ts';
import { draftInvoice, type Drafted } from '../../../src/core/transfer/plan/draft.ts';
import {
  billingCodeId,
  companyId,
  invoiceId,
  quickBooksId,
  type Address,
  type BillingCode,
  type Customer,
  type Item,
  type Preferences,
  type QuickBooksClass,
  type SourceCompany,
  type SourceInvoice,
  type SourceLine,
  type SourceTax,
  type TaxCode,
  type Term,
} from '../../../src/core/model.ts';
import { money, sum, ZERO, type Money } from '../../../src/core/money.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { Source } from '../../../src/core/facts/source.ts';

export const day = (text: string): LocalDate => text as LocalDate;
export const moment = (text: string): Instant => text as Instant;
export const id = quickBooksId;

/** Where goods go to, unless a test says otherwise. */
export const AUSTIN: Address = { lines: ['1 Main St'], city: 'Austin', state: 'TX', postalCode: '78701', country: 'US' };

export function settings(changed: Partial<SettingValues> = {}): Settings {
  const initial = Object.fromEntries(settingKeys.map((key) => [key, SETTINGS[key].initial]));
  return nestSettings({ ...initial, 'items.incomeAccount': '79', ...changed } as unknown as SettingValues);
}

export function line(changed: Partial<SourceLine> = {}): SourceLine {
  return {
    id: 1,
    invoiceId: invoiceId(4711),
    companyId: null,
    billingCodeId: billingCodeId(101),
    contractId: null,
    kindId: null,
    date: day('2026-10-30'),
    itemName: 'Remote support',
    description: 'Remote support, October',
    fullDescription: '',
    groupDescription: '',
    quantity: money('2'),
    rate: money('50'),
    amount: money('100'),
    tax: ZERO,
    taxCategoryId: 1,
    lineOfBusinessId: null,
    poNumber: '',
    isNonBillable: false,
    ...changed,
  };
}

/** A line of quantity 1. */
export const amountLine = (amount: string, tax = '0', changed: Partial<SourceLine> = {}): SourceLine =>
  line({ quantity: money('1'), rate: money(amount), amount: money(amount), tax: money(tax), ...changed });

export function invoice(changed: Partial<SourceInvoice> = {}): SourceInvoice {
  return {
    id: invoiceId(4711),
    number: null,
    companyId: companyId(301),
    batchId: 7,
    createdAt: moment('2026-10-31T12:00:00.000Z'),
    date: day('2026-10-31'),
    dueDate: day('2026-11-30'),
    from: day('2026-10-01'),
    to: day('2026-10-31'),
    net: money('100'),
    tax: ZERO,
    comments: '',
    poNumber: '',
    paymentTermId: null,
    taxRegionName: 'Travis County',
    statusId: null,
    taxMethodCode: '',
    isVoided: false,
    voidedAt: null,
    webServiceDate: null,
    paidDate: null,
    ...changed,
  };
}

export function company(changed: Partial<SourceCompany> = {}): SourceCompany {
  return {
    id: companyId(301),
    name: 'Acme',
    isActive: true,
    isTaxExempt: false,
    taxRegionId: 1,
    parentId: null,
    billsParent: false,
    phone: '',
    taxId: '',
    currencyId: null,
    address: AUSTIN,
    billTo: null,
    billToAttention: '',
    ...changed,
  };
}

export function billingCode(number: number, name: string, changed: Partial<BillingCode> = {}): BillingCode {
  return {
    id: billingCodeId(number),
    name,
    externalNumber: '',
    description: name,
    isActive: true,
    unitPrice: null,
    taxCategoryId: null,
    useType: null,
    ...changed,
  };
}

export interface SourceParts {
  readonly invoice?: Partial<SourceInvoice>;
  readonly lines?: readonly SourceLine[];
  readonly company?: Partial<SourceCompany> | null;
  readonly codes?: readonly BillingCode[];
  readonly primaryEmail?: string;
  readonly companyNames?: Source['companyNames'];
  readonly terms?: readonly (readonly [id: number, name: string])[];
  readonly currencies?: readonly (readonly [id: number, code: string])[];
  readonly linesOfBusiness?: readonly (readonly [id: number, name: string])[];
  readonly taxes?: readonly SourceTax[];
}

/** An invoice whose header is the sum of its lines unless it says otherwise. */
export function source(parts: SourceParts = {}): Source {
  const lines = (parts.lines ?? [line()]).map((one, n) => ({ ...one, id: n + 1 }));
  const totals = { net: sum(lines.map((one) => one.amount)), tax: sum(lines.map((one) => one.tax)) };
  return {
    invoice: invoice({ ...totals, ...parts.invoice }),
    lines,
    company: parts.company === null ? null : company(parts.company),
    primaryEmail: parts.primaryEmail ?? '',
    companyNames: parts.companyNames ?? new Map(),
    lists: {
      itemKinds: new Map([
        [1, 'Labor'],
        [12, 'Contract Block'],
      ]),
      billingCodes: new Map((parts.codes ?? [billingCode(101, 'Remote Support')]).map((code) => [code.id, code])),
      terms: new Map((parts.terms ?? []).map(([term, name]) => [term, { id: term, name }])),
      currencies: new Map(parts.currencies ?? []),
      linesOfBusiness: new Map((parts.linesOfBusiness ?? []).map(([lob, name]) => [lob, { id: lob, name, isActive: true }])),
      taxes: parts.taxes ?? [],
    },
  };
}

export const tax = (regionName: string, name: string, percent: string, categoryId = 1): SourceTax => ({
  regionName,
  categoryId,
  name,
  percent: money(percent),
  isCompounded: false,
});

export function customer(number: string, displayName: string, changed: Partial<Customer> = {}): Customer {
  return {
    id: id(number),
    syncToken: '0',
    displayName,
    fullName: displayName,
    isActive: true,
    email: '',
    currency: 'USD',
    isTaxable: true,
    taxExemptionReasonId: null,
    billTo: null,
    shipTo: AUSTIN,
    termId: null,
    phone: '',
    taxNumber: '',
    parentId: null,
    hasDefaultPaymentMethod: false,
    balance: ZERO,
    ...changed,
  };
}

export function item(number: string, name: string, changed: Partial<Item> = {}): Item {
  return {
    id: id(number),
    syncToken: '0',
    name,
    fullName: name,
    sku: '',
    description: '',
    type: 'Service',
    isActive: true,
    isTaxable: false,
    unitPrice: null,
    parentId: null,
    incomeAccountId: id('79'),
    ...changed,
  };
}

export const term = (number: string, name: string, isActive = true): Term => ({ id: id(number), name, isActive });
export const aClass = (number: string, name: string): QuickBooksClass => ({ id: id(number), name, fullName: name, isActive: true });

type Rate = readonly [name: string, percent: string, appliesTo?: 'amount' | 'amount-plus-tax'];
/** A tax code; its rates get ids of their own: `2.1`, `2.2`. */
export function taxCode(number: string, name: string, ...rates: readonly Rate[]): TaxCode {
  return {
    id: id(number),
    name,
    isActive: true,
    isGroup: true,
    rates: rates.map(([rate, percent, appliesTo], n) => ({
      id: id(`${number}.${n + 1}`),
      name: rate,
      percent: money(percent),
      periods: [],
      appliesTo: appliesTo ?? 'amount',
    })),
  };
}

export interface CatalogParts {
  readonly country?: string;
  readonly address?: Catalog['company']['address'];
  readonly preferences?: Partial<Preferences>;
  readonly customers?: readonly Customer[];
  readonly holders?: Parameters<typeof buildCatalog>[0]['holders'];
  readonly items?: readonly Item[];
  readonly terms?: readonly Term[];
  readonly classes?: readonly QuickBooksClass[];
  readonly taxCodes?: readonly TaxCode[];
}

/** A US company with Automated Sales Tax, customer Acme (Id 24) and item Remote Support (Id 5). */
export function catalog(parts: CatalogParts = {}): Catalog {
  return buildCatalog({
    company: { name: 'Example Managed IT', country: parts.country ?? 'US', address: parts.address ?? null },
    preferences: {
      customTxnNumbers: false,
      classTracking: 'off',
      usesSalesTax: true,
      taxWorld: 'automated',
      defaultTaxCodeId: null,
      homeCurrency: 'USD',
      usesMultiCurrency: false,
      bookCloseDate: null,
      customFields: [],
      onlinePaymentsEnabled: true,
      autoAppliesCredits: false,
      defaultTermId: null,
      ...parts.preferences,
    },
    customers: parts.customers ?? [customer('24', 'Acme')],
    holders: parts.holders ?? [],
    items: parts.items ?? [item('5', 'Remote Support')],
    terms: parts.terms ?? [],
    classes: parts.classes ?? [],
    taxCodes: parts.taxCodes ?? [],
  });
}

/** The draft, or an error that names the holds. */
export function drafted(of: Source, books: Catalog = catalog(), with_: Settings = settings()): Drafted {
  const result = draftInvoice(of, books, with_);
  if ('holds' in result) throw new Error(result.holds.map((hold) => `${hold.code}: ${hold.message}`).join('\n'));
  return result.drafted;
}

/** Codes of the holds; empty when there is a draft. */
export function holdsOf(of: Source, books: Catalog = catalog(), with_: Settings = settings()): string[] {
  const result = draftInvoice(of, books, with_);
  return 'holds' in result ? result.holds.map((hold) => hold.code) : [];
}

export const texts = (amounts: readonly Money[]): string[] => amounts.map((amount) => amount.toFixed());
