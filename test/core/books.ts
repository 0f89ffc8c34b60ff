// Small lists to check and compare against: whatever a test doesn't name is ordinary.
import { buildCatalog } from '../../src/core/catalog.ts';
import {
  billingCodeId,
  quickBooksId,
  type BillingCode,
  type Item,
  type Preferences,
  type QuickBooksClass,
  type QuickBooksCompany,
  type Customer,
  type TaxCode,
  type Term,
} from '../../src/core/model.ts';
import { money } from '../../src/core/money.ts';

let nextCode = 1;
export const code = (name: string, more: Partial<Omit<BillingCode, 'id' | 'name'>> & { id?: number } = {}): BillingCode => ({
  name,
  externalNumber: '',
  description: '',
  isActive: true,
  unitPrice: null,
  taxCategoryId: null,
  useType: 'General Allocation Code',
  ...more,
  id: billingCodeId(more.id ?? nextCode++),
});

export const item = (id: string, fullName: string, more: Partial<Omit<Item, 'id'>> = {}): Item => ({
  id: quickBooksId(id),
  name: fullName.slice(fullName.lastIndexOf(':') + 1),
  fullName,
  sku: '',
  description: '',
  type: 'Service',
  isActive: true,
  isTaxable: false,
  unitPrice: null,
  parentId: null,
  incomeAccountId: quickBooksId('79'),
  ...more,
});

export const taxCode = (id: string, name: string, percent: string): TaxCode => ({
  id: quickBooksId(id),
  name,
  isActive: true,
  isGroup: true,
  rates: [{ id: quickBooksId(`r${id}`), name, percent: money(percent), appliesTo: 'amount' }],
});

export interface Lists {
  readonly company?: Partial<QuickBooksCompany>;
  readonly preferences?: Partial<Preferences>;
  readonly items?: readonly Item[];
  readonly customers?: readonly Customer[];
  readonly classes?: readonly QuickBooksClass[];
  readonly terms?: readonly Term[];
  readonly taxCodes?: readonly TaxCode[];
}

/** A US company with Automated Sales Tax. */
export function books({ company, preferences, items = [], customers = [], classes = [], terms = [], taxCodes = [] }: Lists = {}) {
  return buildCatalog({
    company: { name: 'Northwind', country: 'US', address: null, ...company },
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
      onlinePaymentsEnabled: false,
      autoAppliesCredits: false,
      defaultTermId: null,
      ...preferences,
    },
    customers,
    holders: [],
    items,
    terms,
    classes,
    taxCodes,
  });
}
