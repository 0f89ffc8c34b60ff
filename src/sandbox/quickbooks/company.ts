// The company that the sandbox starts with: accounts, terms, tax codes of its country, a default item, preferences.
import { factsWith } from '../facts.ts';
import { putNamed, putTaxCode, type TaxCodeSeed } from './lists.ts';
import { saveItem } from './names.ts';
import type { Json } from './values.ts';
import type { Country, Preferences, QuickBooksOptions } from './options.ts';
import { emptyTables, fresh, type Books } from './store.ts';

const US_CODES: readonly TaxCodeSeed[] = [
  { id: '2', name: 'California', rates: [['3', 'California', '8']] },
  {
    id: '3',
    name: 'Texas',
    rates: [
      ['4', 'Texas State', '6.25'],
      ['5', 'Austin City', '2'],
    ],
  },
  {
    id: '4',
    name: 'New York',
    rates: [
      ['6', 'New York State', '4'],
      ['7', 'New York City', '4.875'],
    ],
  },
  { id: '5', name: 'Out of State', rates: [['8', 'Out of State', '0']] },
];
const CODES: Readonly<Record<Country, readonly TaxCodeSeed[]>> = {
  US: US_CODES,
  CA: [
    { id: '2', name: 'Exempt', rates: [['2', 'Exempt', '0']] },
    { id: '3', name: 'Zero-rated', rates: [['3', 'Zero-rated', '0']] },
    { id: '4', name: 'GST', rates: [['4', 'GST', '5']] },
    { id: '5', name: 'HST ON', rates: [['5', 'HST ON', '13']] },
    {
      id: '6',
      name: 'GST/QST QC - 9.975',
      rates: [
        ['6', 'GST (QC)', '5'],
        ['7', 'QST 9.975', '9.975'],
      ],
    },
    // Quebec before 2013: the provincial tax also on the federal one.
    {
      id: '7',
      name: 'GST/QST QC compound',
      rates: [
        ['8', 'GST (QC compound)', '5'],
        ['9', 'QST compound', '9.975', 'TaxOnAmountPlusTax'],
      ],
    },
  ],
  GB: [
    { id: '2', name: '20.0% S', rates: [['2', '20.0% S', '20']] },
    { id: '3', name: '5.0% R', rates: [['3', '5.0% R', '5']] },
    { id: '4', name: '0.0% Z', rates: [['4', '0.0% Z', '0']] },
  ],
  AU: [
    { id: '2', name: 'GST', rates: [['2', 'GST', '10']] },
    { id: '3', name: 'GST free', rates: [['3', 'GST free', '0']] },
  ],
};
const HOME: Readonly<Record<Country, { currency: string; state: string; city: string; code: string }>> = {
  US: { currency: 'USD', state: 'CA', city: 'San Pablo', code: '94806' },
  CA: { currency: 'CAD', state: 'ON', city: 'Toronto', code: 'M5H 2N2' },
  GB: { currency: 'GBP', state: 'London', city: 'London', code: 'EC1A 1BB' },
  AU: { currency: 'AUD', state: 'NSW', city: 'Sydney', code: '2000' },
};
const ACCOUNTS: readonly (readonly [id: string, name: string, type: string, subType: string])[] = [
  ['1', 'Services', 'Income', 'ServiceFeeIncome'],
  ['4', 'Undeposited Funds', 'Other Current Asset', 'UndepositedFunds'],
  ['30', 'Uncategorized Income', 'Income', 'ServiceFeeIncome'],
  ['35', 'Checking', 'Bank', 'Checking'],
  ['79', 'Sales of Services', 'Income', 'SalesOfProductIncome'],
  ['80', 'Cost of Goods Sold', 'Cost of Goods Sold', 'SuppliesMaterialsCogs'],
  ['81', 'Inventory Asset', 'Other Current Asset', 'Inventory'],
  ['84', 'Accounts Receivable (A/R)', 'Accounts Receivable', 'AccountsReceivable'],
  ['86', 'Discounts given', 'Income', 'DiscountsRefundsGiven'],
];
const TERMS: readonly (readonly [id: string, name: string, days: number])[] = [
  ['1', 'Due on receipt', 0],
  ['2', 'Net 15', 15],
  ['3', 'Net 30', 30],
  ['4', 'Net 60', 60],
];
/** Addresses answer in this form since October 2025. */
const ALPHA_3: Readonly<Record<Country, string>> = { US: 'USA', CA: 'CAN', GB: 'GBR', AU: 'AUS' };
const NAMES: Readonly<Record<Country, string>> = { US: 'United States', CA: 'Canada', GB: 'United Kingdom', AU: 'Australia' };
const FIRST_NUMBER = 1037;

/** The country as the company answers it; one that a person has changed stays. */
export function countryForm(books: Books): Json {
  const written = books.company['Country'];
  if (written !== books.country) return { Country: written };
  const forms = {
    'alpha-2': books.country,
    'alpha-3': ALPHA_3[books.country],
    'lower-case': books.country.toLowerCase(),
    name: NAMES[books.country],
  };
  return { Country: forms[books.facts['company-country']] };
}

/** The books of a new company. */
export function openBooks(options: QuickBooksOptions, realmId: string): Books {
  const country = options.country ?? 'US';
  const tax = options.tax ?? (country === 'US' ? 'automated' : 'global');
  const home = HOME[country];
  const address = {
    Id: '1',
    Line1: '123 Sierra Way',
    City: home.city,
    Country: ALPHA_3[country],
    CountrySubDivisionCode: home.state,
    PostalCode: home.code,
  };
  const books: Books = {
    tables: emptyTables(),
    country,
    preferences: firstPreferences(home.currency, tax, options.customTxnNumbers ?? false),
    company: {},
    deleted: [],
    now: options.now ?? Date.now,
    nextIds: new Map(),
    facts: factsWith(options.facts),
    badRows: new Set(),
    onlinePayments: { card: true, ach: true },
    presentFields: [],
    exchangeRates: [],
    changeOrder: new WeakMap(),
    lastChange: 0,
    duplicateNumbers: 'refused',
    duplicateNames: 0,
    lastAutoNumber: FIRST_NUMBER - 1,
    flatTaxCode: null,
  };
  Object.assign(books.company, fresh(books, 'Customer', '1'), {
    CompanyName: 'Northwind Managed Services',
    LegalName: 'Northwind Managed Services',
    CompanyAddr: address,
    LegalAddr: address,
    Email: { Address: 'books@northwind.example' },
    CompanyStartDate: '2019-01-01',
    FiscalYearStartMonth: 'January',
    Country: country,
    SupportedLanguages: 'en',
    NameValue: [
      { Name: 'OfferingSku', Value: 'QuickBooks Online Plus' },
      { Name: 'SubscriptionStatus', Value: 'PAID' },
      { Name: 'ItemCategoriesFeature', Value: 'true' },
      { Name: 'CompanyId', Value: realmId },
    ],
  });
  for (const [id, name, type, subType] of ACCOUNTS)
    putNamed(books, 'Account', id, {
      Name: name,
      AccountType: type,
      AccountSubType: subType,
      CurrencyRef: { value: home.currency },
      CurrentBalance: 0,
    });
  for (const [id, name, days] of TERMS) putNamed(books, 'Term', id, { Name: name, Type: 'STANDARD', DueDays: days });
  for (const [id, name, type] of [
    ['1', 'Cash', 'NON_CREDIT_CARD'],
    ['2', 'Visa', 'CREDIT_CARD'],
  ] as const)
    putNamed(books, 'PaymentMethod', id, { Name: name, Type: type });
  if (tax !== 'off') putTaxCodes(books);
  saveItem(books, { Name: 'Services', Type: 'Service', IncomeAccountRef: { value: '1' } });
  return books;
}

function putTaxCodes(books: Books): void {
  if (books.country === 'US') {
    for (const id of ['TAX', 'NON', 'CustomSalesTax'])
      putNamed(books, 'TaxCode', id, { Name: id, Description: id, Taxable: id !== 'NON', TaxGroup: id === 'CustomSalesTax' });
  }
  for (const code of CODES[books.country]) putTaxCode(books, code);
}

function firstPreferences(currency: string, tax: string, customTxnNumbers: boolean): Preferences {
  return {
    domain: 'QBO',
    sparse: false,
    Id: '1',
    SyncToken: '6',
    MetaData: { CreateTime: '2019-01-01T01:05:43-08:00', LastUpdatedTime: '2019-03-08T13:24:26-08:00' },
    ProductAndServicesPrefs: { ForSales: true, ForPurchase: true, QuantityWithPriceAndRate: true, QuantityOnHand: false },
    AccountingInfoPrefs: {
      UseAccountNumbers: false,
      TrackDepartments: false,
      ClassTrackingPerTxn: false,
      ClassTrackingPerTxnLine: false,
      FirstMonthOfFiscalYear: 'January',
      TaxYearMonth: 'January',
      CustomerTerminology: 'Customers',
    },
    SalesFormsPrefs: {
      CustomTxnNumbers: customTxnNumbers,
      AutoApplyCredit: false,
      AutoApplyPayments: false,
      ETransactionPaymentEnabled: false,
      ETransactionEnabledStatus: 'NotApplicable',
      ETransactionAttachPDF: false,
      AllowDeposit: false,
      AllowDiscount: true,
      DefaultDiscountAccount: '86',
      AllowEstimates: true,
      AllowServiceDate: true,
      AllowShipping: false,
      EmailCopyToCompany: false,
      IPNSupportEnabled: false,
      UsingPriceLevels: false,
      DefaultTerms: { value: '3' },
      DefaultCustomerMessage: 'Thank you for your business and have a great day!',
      CustomField: [
        { CustomField: [3, 2, 1].map((n) => ({ Name: `SalesFormsPrefs.UseSalesCustom${n}`, Type: 'BooleanType', BooleanValue: n === 1 })) },
        { CustomField: [{ Name: 'SalesFormsPrefs.SalesCustomName1', Type: 'StringType', StringValue: 'P.O. Number' }] },
      ],
    },
    TaxPrefs: {
      UsingSalesTax: tax !== 'off',
      ...(tax === 'automated' ? { PartnerTaxEnabled: true } : {}),
      ...(tax === 'manual' ? { TaxGroupCodeRef: { value: '2' } } : {}),
    },
    CurrencyPrefs: { HomeCurrency: { value: currency }, MultiCurrencyEnabled: false },
    OtherPrefs: {
      NameValue: [
        { Name: 'SalesFormsPrefs.DefaultItem', Value: '1' },
        { Name: 'UncategorizedIncomeAccountId', Value: '30' },
        { Name: 'WarnDuplicateCheckNumber', Value: 'true' },
        { Name: 'WarnDuplicateBillNumber', Value: 'false' },
      ],
    },
  };
}
