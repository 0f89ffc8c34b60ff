// Which properties each object knows (any other is refused with 2010) and how long its texts may be (2050).
import { refuse } from '../wire/rejection.ts';
import { cents, dec, isJson, shown, type Json } from '../values.ts';

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

const BASE = 'Id SyncToken MetaData CustomField AttachableRef domain status sparse';
const TRANSACTION = `${BASE} DocNumber TxnDate DepartmentRef CurrencyRef ExchangeRate PrivateNote TxnStatus LinkedTxn Line TxnTaxDetail TxnSource TaxFormType
  TaxFormNum TransactionLocationType Tag TxnApprovalInfo RecurDataRef RecurringInfo ProjectRef TotalCostAmount HomeTotalCostAmount`;
const SALES = `${TRANSACTION} AutoDocNumber CustomerRef CustomerMemo BillAddr ShipAddr FreeFormAddress ShipFromAddr RemitToRef ClassRef SalesTermRef DueDate
  SalesRepRef PONumber FOB ShipMethodRef ShipDate TrackingNum GlobalTaxCalculation TotalAmt HomeTotalAmt ApplyTaxAfterDiscount ShippingTaxIncludedInTotalTax
  TemplateRef PrintStatus EmailStatus BillEmail BillEmailCc BillEmailBcc ARAccountRef Balance HomeBalance FinanceCharge PaymentMethodRef PaymentRefNum PaymentType
  CheckPayment CreditCardPayment DepositToAccountRef DeliveryInfo DiscountRate DiscountAmt GovtTxnRefIdentifier TaxExemptionRef`;

/** The kinds of object that a request may hold, and their properties. */
export const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Invoice:
    words(`${SALES} Deposit AllowIPNPayment AllowOnlinePayment AllowOnlineCreditCardPayment AllowOnlineACHPayment AllowOnlinePayPalPayment EInvoiceStatus
    ECloudStatusTimeStamp CfdiUse Exportation GlobalInfo invoiceStatus callToAction invoiceStatusLog InvoiceEx LessCIS InvoiceLink PaymentDetailsMessage
    ConvenienceFeeDetail EnabledSurchargeInfo InvoiceLinkSecurityCode InvoiceLinkExpiryDate AutoPayEligible SchedulePayEligible ScheduledPaymentId GratuityEnabled
    FinancingProductType SubscriptionPaymentsSetting`),
  CreditMemo: words(`${SALES} RemainingCredit InvoiceRef CreditMemoEx`),
  Payment:
    words(`${TRANSACTION} CustomerRef RemitToRef ARAccountRef DepositToAccountRef PaymentMethodRef PaymentRefNum CreditCardPayment CheckPayment
    PaymentType TotalAmt UnappliedAmt ProcessPayment PaymentEx TaxExemptionRef`),
  Customer:
    words(`${BASE} IntuitId Organization Title GivenName MiddleName FamilyName Suffix FullyQualifiedName CompanyName DisplayName PrintOnCheckName UserId
    Active V4IDPseudonym PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr OtherContactInfo DefaultTaxCodeRef Taxable BillAddr ShipAddr OtherAddr
    ContactName AltContactName Notes Job BillWithParent RootCustomerRef ParentRef Level CustomerTypeRef SalesTermRef SalesRepRef TaxGroupCodeRef TaxRateRef
    PaymentMethodRef CCDetail PriceLevelRef Balance OpenBalanceDate BalanceWithJobs CreditLimit AcctNum CurrencyRef OverDueBalance TotalRevenue TotalExpense
    PreferredDeliveryMethod ResaleNum JobInfo TDSEnabled CustomerEx SecondaryTaxIdentifier ARAccountRef PrimaryTaxIdentifier TaxExemptionReasonId IsProject
    BusinessNumber GSTIN GSTRegistrationType IsCISContractor ClientCompanyId ClientEntityId Source TaxRegime`),
  Item: words(`${BASE} Name Sku Description Active SubItem ParentRef Level FullyQualifiedName Taxable SalesTaxIncluded PercentBased UnitPrice RatePercent Type
    PaymentMethodRef UOMSetRef IncomeAccountRef PurchaseDesc PurchaseTaxIncluded PurchaseCost ExpenseAccountRef COGSAccountRef AssetAccountRef PrefVendorRef AvgCost
    TrackQtyOnHand QtyOnHand QtyOnPurchaseOrder QtyOnSalesOrder ReorderPoint ManPartNum DepositToAccountRef SalesTaxCodeRef PurchaseTaxCodeRef InvStartDate BuildPoint
    PrintGroupedItems SpecialItem SpecialItemType ItemGroupDetail ItemAssemblyDetail AbatementRate ReverseChargeRate ServiceType ItemCategoryType ItemEx
    TaxClassificationRef UQCDisplayText UQCId ClassRef Source DeferredRevenue CustomExtensions`),
  Line: words(`Id LineNum Description Amount Received LinkedTxn DetailType PaymentLineDetail DiscountLineDetail TaxLineDetail SalesItemLineDetail
    DescriptionLineDetail GroupLineDetail SubTotalLineDetail CustomField LineEx ProjectRef CostAmount HomeCostAmount CustomExtensions`),
  SalesItemLineDetail:
    words(`ItemRef ClassRef UnitPrice UnitCostPrice RatePercent PriceLevelRef MarkupInfo Qty UOMRef ItemAccountRef InventorySiteRef TaxCodeRef
    TaxClassificationRef ServiceDate TaxInclusiveAmt DiscountRate DiscountAmt DeferredRevenue SalesItemLineDetailEx`),
  DescriptionLineDetail: words('ServiceDate TaxCodeRef DescriptionLineDetailEx'),
  DiscountLineDetail: words(
    'DiscountRef PercentBased DiscountPercent DiscountAccountRef ServiceDate ClassRef TaxCodeRef DiscountLineDetailEx',
  ),
  TaxLineDetail: words(
    'TaxRateRef PercentBased TaxPercent NetAmountTaxable TaxInclusiveAmount OverrideDeltaAmount ServiceDate TaxLineDetailEx',
  ),
  TxnTaxDetail: words('DefaultTaxCodeRef TxnTaxCodeRef TotalTax TaxReviewStatus TaxLine UseAutomatedSalesTax'),
  PhysicalAddress: words(
    'Id Line1 Line2 Line3 Line4 Line5 City Country CountryCode County CountrySubDivisionCode PostalCode PostalCodeSuffix Lat Long Tag Note',
  ),
  CustomField: words('DefinitionId Name Type StringValue BooleanValue DateValue NumberValue'),
  EmailAddress: words('Id Address Default Tag'),
  MemoRef: words('value'),
  ReferenceType: words('value name type'),
  TelephoneNumber: words('Id DeviceType CountryCode AreaCode ExchangeCode Extension FreeFormNumber Default Tag'),
  WebSiteAddress: words('Id URI Default Tag'),
};

// Which kind of object a property holds; a property that ends in Ref is a reference.
const HOLDS: Readonly<Record<string, string>> = {
  Line: 'Line',
  TaxLine: 'Line',
  SalesItemLineDetail: 'SalesItemLineDetail',
  DescriptionLineDetail: 'DescriptionLineDetail',
  DiscountLineDetail: 'DiscountLineDetail',
  TaxLineDetail: 'TaxLineDetail',
  TxnTaxDetail: 'TxnTaxDetail',
  BillAddr: 'PhysicalAddress',
  ShipAddr: 'PhysicalAddress',
  ShipFromAddr: 'PhysicalAddress',
  CustomField: 'CustomField',
  BillEmail: 'EmailAddress',
  BillEmailCc: 'EmailAddress',
  BillEmailBcc: 'EmailAddress',
  PrimaryEmailAddr: 'EmailAddress',
  CustomerMemo: 'MemoRef',
  PrimaryPhone: 'TelephoneNumber',
  AlternatePhone: 'TelephoneNumber',
  Mobile: 'TelephoneNumber',
  Fax: 'TelephoneNumber',
  WebAddr: 'WebSiteAddress',
};

const LENGTHS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Invoice: { DocNumber: 21, PrivateNote: 4000, PONumber: 15 },
  CreditMemo: { DocNumber: 21, PrivateNote: 4000 },
  Payment: { PaymentRefNum: 21, PrivateNote: 4000 },
  Customer: {
    DisplayName: 500,
    GivenName: 100,
    MiddleName: 100,
    FamilyName: 100,
    Title: 16,
    Suffix: 16,
    CompanyName: 100,
    PrintOnCheckName: 110,
    Notes: 2000,
    ResaleNum: 16,
  },
  Item: { Name: 100, Sku: 100, Description: 4000, PurchaseDesc: 1000 },
  Line: { Description: 4000 },
  MemoRef: { value: 1000 },
  CustomField: { StringValue: 31 },
  PhysicalAddress: {
    Line1: 500,
    Line2: 500,
    Line3: 500,
    Line4: 500,
    Line5: 500,
    City: 255,
    CountrySubDivisionCode: 255,
    PostalCode: 30,
    Country: 255,
  },
  TelephoneNumber: { FreeFormNumber: 30 },
  WebSiteAddress: { URI: 1000 },
};
const EMAIL_LENGTHS: Readonly<Record<string, number>> = { BillEmail: 100, PrimaryEmailAddr: 100, BillEmailCc: 200, BillEmailBcc: 200 };
const DATES = new Set(['TxnDate', 'DueDate', 'ServiceDate', 'ShipDate', 'InvStartDate']);
const DECIMALS = new Set([
  'Amount',
  'UnitPrice',
  'Qty',
  'TotalAmt',
  'TotalTax',
  'TaxPercent',
  'NetAmountTaxable',
  'ExchangeRate',
  'PurchaseCost',
  'DiscountPercent',
]);
const FLAGS = new Set([
  'sparse',
  'Active',
  'Taxable',
  'SubItem',
  'Job',
  'PercentBased',
  'AllowOnlineCreditCardPayment',
  'AllowOnlineACHPayment',
]);
const ADDRESS = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:"]+$/;

/** Refuses what an object of this type can't hold: unknown properties first, anywhere in it, then lengths and formats. */
export function checkShape(type: string, body: Json): void {
  walk(type, body, checkKnown);
  walk(type, body, checkValues);
}

/** One or several addresses, separated by commas; 2210 otherwise. */
export function checkEmail(addresses: string, element: string, max: number): void {
  if (addresses.length > max) throw refuse.length(element, max, addresses.length);
  if (!addresses.split(',').every((address) => ADDRESS.test(address.trim()))) throw refuse.email(addresses);
}

function walk(type: string, body: Json, check: (type: string, key: string, value: unknown) => void): void {
  for (const [key, value] of Object.entries(body)) {
    check(type, key, value);
    const inner = HOLDS[key] ?? (key.endsWith('Ref') ? 'ReferenceType' : null);
    if (inner === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) if (isJson(item)) walk(inner, item, check);
  }
}

function checkKnown(type: string, key: string): void {
  const known = KNOWN[type] ?? [];
  if (!known.includes(key)) throw refuse.property(key, type, known.length);
}

function checkValues(type: string, key: string, value: unknown): void {
  if (value === null || value === undefined) return;
  const max = LENGTHS[type]?.[key];
  if (max !== undefined) {
    if (typeof value !== 'string') throw refuse.malformed(`Can not deserialize value of type java.lang.String for "${key}"`);
    if (value.length > max) throw refuse.length(key, max, value.length);
  }
  const emailMax = EMAIL_LENGTHS[key];
  if (emailMax !== undefined && isJson(value) && typeof value['Address'] === 'string') checkEmail(value['Address'], key, emailMax);
  if (DATES.has(key)) checkDate(key, value);
  if (FLAGS.has(key) && typeof value !== 'boolean')
    throw refuse.malformed(`Can not deserialize value of type java.lang.Boolean for "${key}"`);
  if (DECIMALS.has(key)) checkDecimal(key, value);
}

function checkDecimal(key: string, value: unknown): void {
  const digits = shown(value);
  if ((typeof value !== 'number' && typeof value !== 'string') || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(digits))
    throw refuse.number(key, digits);
  // ten digits before the point
  if (cents(dec(value)).abs().gte(dec('10000000000'))) throw refuse.decimal(key, digits);
}

// 2060 for what isn't written like a date, 2070 for a day that doesn't exist.
function checkDate(key: string, value: unknown): void {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw refuse.date(key, shown(value));
  const parsed = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(value)) throw refuse.noDate(key, value);
}
