// What is sent: exactly the allowed properties, exact digits, the same bytes for the same draft.
import { expect, test } from 'vitest';
import { quickBooksId, type Address } from '../../../src/core/model.ts';
import { money } from '../../../src/core/money.ts';
import { documentJson } from '../../../src/clients/quickbooks/wire/document.ts';
import { customerJson, itemJson } from '../../../src/clients/quickbooks/wire/lists.ts';
import { wireText } from '../../../src/clients/quickbooks/wire/json.ts';
import { draft } from './support.ts';

interface Sent {
  readonly [property: string]: unknown;
  readonly Line: readonly { readonly SalesItemLineDetail: unknown }[];
  readonly BillAddr: Readonly<Record<string, string>>;
}
const parse = (text: string): Sent => JSON.parse(text) as Sent;
const ADDRESS: Address = { lines: ['1 Main St', 'Floor 2'], city: 'Austin', state: 'TX', postalCode: '78701', country: 'USA' };

test('a plain invoice carries nothing but what was decided', () => {
  expect(documentJson(draft)).toBe(
    '{"DocNumber":"1037","TxnDate":"2026-07-31","DueDate":"2026-08-30","SalesTermRef":{"value":"3"},"CustomerRef":{"value":"24"},' +
      '"PrivateNote":"Autotask invoice id 4711","AllowOnlineCreditCardPayment":false,"AllowOnlineACHPayment":false,' +
      '"Line":[{"LineNum":1,"Description":"Managed services","Amount":1861.08,"DetailType":"SalesItemLineDetail",' +
      '"SalesItemLineDetail":{"ItemRef":{"value":"5"},"UnitPrice":128.35,"Qty":14.5,"ServiceDate":"2026-07-31","TaxCodeRef":{"value":"TAX"}}}]}',
  );
});

test('every property an invoice may have', () => {
  const full = parse(
    documentJson({
      ...draft,
      currency: 'CAD',
      taxCalculation: 'TaxExcluded',
      classId: quickBooksId('9'),
      poField: { definitionId: '2', value: 'PO 1' },
      customerMessage: 'Thanks "you"\nbye',
      billEmail: 'a@b.example',
      billTo: ADDRESS,
      shipTo: ADDRESS,
      shipFrom: ADDRESS,
      allowsCard: true,
      allowsAch: true,
    }),
  );
  expect(full).toMatchObject({
    CurrencyRef: { value: 'CAD' },
    GlobalTaxCalculation: 'TaxExcluded',
    ClassRef: { value: '9' },
    CustomField: [{ DefinitionId: '2', Type: 'StringType', StringValue: 'PO 1' }],
    CustomerMemo: { value: 'Thanks "you"\nbye' },
    BillEmail: { Address: 'a@b.example' },
    BillAddr: { Line1: '1 Main St', Line2: 'Floor 2', City: 'Austin', CountrySubDivisionCode: 'TX', PostalCode: '78701', Country: 'USA' },
    AllowOnlineCreditCardPayment: true,
    AllowOnlineACHPayment: true,
  });
  expect([full['ShipAddr'], full['ShipFromAddr']]).toEqual([full.BillAddr, full.BillAddr]);
});

test('a credit memo has no due date, no terms and no online payment', () => {
  const memo = parse(documentJson({ ...draft, type: 'CreditMemo' }));
  expect(Object.keys(memo)).toEqual(['DocNumber', 'TxnDate', 'CustomerRef', 'PrivateNote', 'Line']);
});

test('a number that QuickBooks shall give is left out, never an empty text', () => {
  expect(parse(documentJson({ ...draft, docNumber: null }))).not.toHaveProperty('DocNumber');
  expect(parse(documentJson({ ...draft, docNumber: '' }))).not.toHaveProperty('DocNumber');
});

test('amounts keep every digit of the decimal and no more', () => {
  expect(wireText([money('0.1'), money('1861.080'), money('0.0000001'), money('123456789012345.67891'), money('-2.50')])).toBe(
    '[0.1,1861.08,0.0000001,123456789012345.67891,-2.5]',
  );
});

test('a line without quantity carries neither quantity nor price', () => {
  const line = parse(
    documentJson({
      ...draft,
      lines: [{ ...draft.lines[0]!, quantityAndPrice: null, taxCode: null, serviceDate: null, classId: quickBooksId('7') }],
    }),
  ).Line[0];
  expect(line?.SalesItemLineDetail).toEqual({ ItemRef: { value: '5' }, ClassRef: { value: '7' } });
});

test('the four kinds of tax', () => {
  const line = { rateId: quickBooksId('3'), percent: money('8.875'), amount: money('26.82'), net: money('302.20') };
  const wireLine = {
    Amount: 26.82,
    DetailType: 'TaxLineDetail',
    TaxLineDetail: { TaxRateRef: { value: '3' }, PercentBased: true, TaxPercent: 8.875, NetAmountTaxable: 302.2 },
  };
  const tax = (value: typeof draft.tax): unknown => parse(documentJson({ ...draft, tax: value }))['TxnTaxDetail'];
  expect(tax({ kind: 'none' })).toBeUndefined();
  expect(tax({ kind: 'code', codeId: quickBooksId('2') })).toEqual({ TxnTaxCodeRef: { value: '2' } });
  expect(tax({ kind: 'total', total: money('26.82'), codeId: null, lines: [] })).toEqual({ TotalTax: 26.82 });
  expect(tax({ kind: 'total', total: money('26.82'), codeId: quickBooksId('2'), lines: [line] })).toEqual({
    TxnTaxCodeRef: { value: '2' },
    TotalTax: 26.82,
    TaxLine: [wireLine],
  });
  expect(tax({ kind: 'lines', total: money('26.82'), lines: [line] })).toEqual({ TotalTax: 26.82, TaxLine: [wireLine] });
});

test('a customer and an item', () => {
  const customer = {
    displayName: 'Acme',
    companyName: 'Acme Corp',
    email: 'a@b.example',
    phone: '555',
    billTo: ADDRESS,
    attention: 'Ann',
    currency: null,
    isTaxable: null,
    taxExemptionReasonId: null,
  };
  expect(parse(customerJson(customer))).toEqual({
    DisplayName: 'Acme',
    CompanyName: 'Acme Corp',
    PrimaryEmailAddr: { Address: 'a@b.example' },
    PrimaryPhone: { FreeFormNumber: '555' },
    BillAddr: {
      Line1: 'Ann',
      Line2: '1 Main St',
      Line3: 'Floor 2',
      City: 'Austin',
      CountrySubDivisionCode: 'TX',
      PostalCode: '78701',
      Country: 'USA',
    },
  });
  expect(parse(customerJson({ ...customer, currency: 'EUR', isTaxable: false, taxExemptionReasonId: '3', billTo: null }))).toMatchObject({
    CurrencyRef: { value: 'EUR' },
    Taxable: false,
    TaxExemptionReasonId: '3',
  });
  const item = {
    name: 'Labour',
    parentId: quickBooksId('8'),
    description: '',
    sku: '',
    unitPrice: money('99.5'),
    incomeAccountId: quickBooksId('79'),
    isTaxable: true,
  };
  expect(itemJson(item)).toBe(
    '{"Name":"Labour","Type":"Service","SubItem":true,"ParentRef":{"value":"8"},"UnitPrice":99.5,"IncomeAccountRef":{"value":"79"},"Taxable":true}',
  );
  expect(parse(itemJson({ ...item, parentId: null, unitPrice: null, isTaxable: null }))).toEqual({
    Name: 'Labour',
    Type: 'Service',
    IncomeAccountRef: { value: '79' },
  });
});

test('an address of more than five lines puts the rest on the fifth', () => {
  const billTo = { ...ADDRESS, lines: ['a', 'b', 'c', 'd', 'e', 'f'] };
  expect(parse(documentJson({ ...draft, billTo })).BillAddr['Line5']).toBe('e, f');
});
