// Autotask's rows at the border: what may be absent, and what can't be read names invoice and field.
import { describe, expect, test } from 'vitest';
import { BillingItemRow, InvoiceRow } from '../../../src/clients/autotask/schema/schema.ts';
import { addressOf, CompanyRow, ContactRow } from '../../../src/clients/autotask/schema/lists.ts';
import { readRow } from '../../../src/clients/autotask/schema/wire.ts';
import { plain } from '../../../src/core/money.ts';
import { invoiceRow, lineRow } from './lab.ts';

const asked = { entity: 'Invoices', kind: 'Invoices.query', id: null };
const read = (change: object): ReturnType<typeof InvoiceRow.parse> => readRow(InvoiceRow, invoiceRow(155, change), asked);

test('a recorded invoice becomes a source invoice; company 0 is a company', () => {
  const invoice = read({});
  expect(invoice).toMatchObject({
    id: 155,
    number: null,
    companyId: 0,
    createdAt: '2026-01-05T09:47:15.227Z',
    date: '2026-01-05',
    dueDate: '2026-02-04',
    from: null,
    comments: '',
    poNumber: '',
    isVoided: false,
    webServiceDate: null,
    paidDate: null,
  });
  expect([plain(invoice.net), plain(invoice.tax)]).toEqual(['52.7775', '11.0833']);
});

test.each(['2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00', '2026-01-05T00:00:00-05:00', '2026-01-05'])(
  'the calendar date %s is 5 January in every time zone',
  (invoiceDateTime) => {
    expect(read({ invoiceDateTime }).date).toBe('2026-01-05');
  },
);

test('a timestamp without designator is UTC', () => {
  expect(read({ webServiceDate: '2026-01-15T12:34:56' }).webServiceDate).toBe('2026-01-15T12:34:56.000Z');
});

describe('what can be absent, null or empty', () => {
  test.each([
    [
      { dueDate: undefined, comments: undefined, orderNumber: null, paymentTerm: null, taxRegionName: '' },
      { dueDate: null, comments: '', paymentTermId: null, taxRegionName: null },
    ],
    [
      { webServiceDate: '', paidDate: '', invoiceNumber: '' },
      { webServiceDate: null, paidDate: null, number: '' },
    ],
    [{ isVoided: null }, { isVoided: false }],
    [{ somethingNew: { a: 1 } }, { id: 155 }],
  ])('%j', (change, expected) => {
    expect(read(change)).toMatchObject(expected);
  });
});

describe('what cannot be read names invoice and field', () => {
  test.each([
    [{ invoiceTotal: undefined }, 'invoiceTotal is missing'],
    [{ invoiceTotal: null }, "invoiceTotal can't be read"],
    [{ invoiceTotal: 'lots' }, "invoiceTotal can't be read"],
    [{ totalTaxValue: undefined }, 'totalTaxValue is missing'],
    // An absent marker would read as "not synced yet".
    [{ invoiceNumber: undefined }, 'invoiceNumber is missing'],
    [{ webServiceDate: undefined }, 'webServiceDate is missing'],
    [{ isVoided: undefined }, 'isVoided is missing'],
    [{ companyID: null }, "companyID can't be read"],
    [{ invoiceDateTime: '2026-02-30T00:00:00Z' }, "invoiceDateTime can't be read"],
    [{ createDateTime: 'yesterday' }, "createDateTime can't be read"],
  ])('%j', (change, message) => {
    expect(() => read(change)).toThrow(new RegExp(`Invoices of id 155.*${message}`));
  });
});

test.each([
  [{ totalAmount: null }, 'totalAmount'],
  [{ totalAmount: undefined }, 'totalAmount'],
  [{ nonBillable: 'maybe' }, 'nonBillable'],
])('a billing item with %j is an error that names it', (change, field) => {
  expect(() => readRow(BillingItemRow, lineRow(7, change), { ...asked, entity: 'BillingItems' })).toThrow(
    new RegExp(`BillingItems of id 7.*${field}`),
  );
});

test('a reference of 0 is none, but company 0 is one', () => {
  const { line } = readRow(
    BillingItemRow,
    lineRow(7, { companyID: 0, billingCodeID: 0, organizationalLevelAssociationID: 0, taxCategoryID: '5' }),
    asked,
  );
  expect(line).toMatchObject({ companyId: 0, billingCodeId: null, lineOfBusinessId: null, taxCategoryId: 5 });
});

test('an answer that is no row is an error, not a hole', () => {
  expect(() => readRow(InvoiceRow, null, asked)).toThrow(/the whole answer/);
});

test('an address keeps its filled lines; an empty one is none', () => {
  expect(addressOf(['1 Main St', '', ' '], { city: 'Troy', state: 'NY', postalCode: '12180' }, 'United States')).toEqual({
    lines: ['1 Main St'],
    city: 'Troy',
    state: 'NY',
    postalCode: '12180',
    country: 'United States',
  });
  expect(addressOf(['', ''], { city: '', state: ' ', postalCode: '' }, 'United States')).toBeNull();
});

test('isActive of a contact is an integer, of a company a boolean', () => {
  expect(ContactRow.parse({ id: 1, companyID: 0, emailAddress: null, isActive: 1, primaryContact: true })).toMatchObject({
    isActive: true,
    emailAddress: '',
  });
  expect(CompanyRow.parse({ id: 0, companyName: 'Own', isActive: false })).toMatchObject({
    isActive: false,
    billToCity: '',
    parentCompanyID: null,
  });
});
