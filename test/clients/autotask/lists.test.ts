// Autotask's lists: companies, e-mail addresses, billing codes, terms, lines of business, taxes.
import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { percentScale } from '../../../src/clients/autotask/lists.ts';
import type { Instant, LocalDate } from '../../../src/core/dates.ts';
import { companyId, invoiceId } from '../../../src/core/model.ts';
import { money, plain } from '../../../src/core/money.ts';
import { failure, lab, page, ROOT, ZONE } from './lab.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const list = (entity: string, items: readonly object[]): nock.Scope => nock(ZONE).post(`${ROOT}/${entity}/query`).reply(200, page(items));
const fields = (entity: string, name: string, values: readonly object[] | null): nock.Scope =>
  nock(ZONE)
    .get(`${ROOT}/${entity}/entityInformation/fields`)
    .reply(200, {
      fields: [
        { name: 'other', dataType: 'string', isPickList: false, picklistValues: null },
        { name, picklistValues: values },
      ],
    });

test('companies have both addresses with the country by name; countries are read once', async () => {
  const company = {
    id: 0,
    companyName: "O'Brien & Söhne",
    isActive: true,
    isTaxExempt: null,
    phone: '555',
    address1: '1 Main St',
    address2: null,
    additionalAddressInformation: 'Floor 2',
    city: 'Troy',
    state: 'NY',
    postalCode: '12180',
    countryID: 237,
    billingAddress1: 'PO Box 7',
    billToCity: 'Albany',
    billToState: 'NY',
    billToZipCode: '12201',
    billToCountryID: 237,
    billToAttention: 'Accounts payable',
    parentCompanyID: 0,
    currencyID: 1,
  };
  nock(ZONE)
    .post(`${ROOT}/Companies/query`)
    .twice()
    .reply(200, page([company]));
  const countries = list('Countries', [{ id: 237, displayName: 'United States', name: 'UNITED STATES', countryCode: 'US' }]);
  const { client } = lab();
  await client.companies([companyId(0)]);
  const [found] = await client.companies([companyId(0)]);
  expect(found).toMatchObject({
    id: 0,
    name: "O'Brien & Söhne",
    parentId: 0,
    isTaxExempt: false,
    address: { lines: ['1 Main St', 'Floor 2'], city: 'Troy', country: 'United States' },
    billTo: { lines: ['PO Box 7'], city: 'Albany', postalCode: '12201', country: 'United States' },
    billToAttention: 'Accounts payable',
  });
  expect(countries.isDone()).toBe(true);
});

test('texts that come as numbers are read: postal codes, external numbers, names', async () => {
  const company = {
    id: 7,
    companyName: 365,
    isActive: true,
    phone: 5550100,
    postalCode: 12180,
    city: 'Troy',
    billToZipCode: 12201,
    billToCity: 'Albany',
  };
  nock(ZONE)
    .post(`${ROOT}/Companies/query`)
    .reply(200, page([company]));
  list('BillingCodes', [{ id: 1, name: 'Support', externalNumber: 4000, isActive: true }]);
  nock(ZONE).get(`${ROOT}/BillingCodes/entityInformation/fields`).reply(200, { fields: [] });
  const { client } = lab();
  expect(await client.companies([companyId(7)])).toMatchObject([
    { name: '365', phone: '5550100', address: { postalCode: '12180' }, billTo: { postalCode: '12201' } },
  ]);
  expect((await client.billingCodes()).map((code) => code.externalNumber)).toEqual(['4000']);
});

test('the choices of an invoice’s status come from its picklist; without one there are none', async () => {
  const fields = (picklistValues: object[] | null) =>
    nock(ZONE)
      .get(`${ROOT}/Invoices/entityInformation/fields`)
      .reply(200, { fields: [{ name: picklistValues === null ? 'id' : 'invoiceStatus', picklistValues }] });
  const { client } = lab();
  fields([
    { value: '2', label: 'Pending tax calculation' },
    { value: '1', label: 'Ready' },
  ]);
  expect(await client.invoiceStatuses()).toEqual([
    { id: 1, label: 'Ready' },
    { id: 2, label: 'Pending tax calculation' },
  ]);
  fields(null);
  expect(await client.invoiceStatuses()).toEqual([]);
});

test('Autotask’s own time is that of its last answer; a difference of seconds is none', async () => {
  const { client, setTime } = lab();
  const start = client.now();
  const answered = (date: string) =>
    nock(ZONE)
      .get(`${ROOT}/ThresholdInformation`)
      .reply(200, { externalRequestThreshold: 10000, currentTimeframeRequestCount: 1 }, { date });
  answered('Sun, 01 Feb 2026 11:35:00 GMT');
  await client.budget();
  expect(client.now() - start).toBe(-25 * 60_000);
  setTime(start + 60_000);
  expect(client.now() - start).toBe(-24 * 60_000);
  answered('Sun, 01 Feb 2026 12:01:02 GMT');
  await client.budget();
  expect(client.now() - start).toBe(60_000);
  answered('no date');
  await client.budget();
  expect(client.now() - start).toBe(60_000);
});

test('countries are not asked for when no address has one', async () => {
  list('Companies', [{ id: 5, companyName: 'A', isActive: true, countryID: null }]);
  expect((await lab().client.companies([companyId(5)]))[0]).toMatchObject({ address: null, billTo: null });
});

test('the e-mail is that of the active primary contact with the lowest id that has one', async () => {
  const contact = { companyID: 5, isActive: 1, primaryContact: true };
  nock(ZONE)
    .post(`${ROOT}/Contacts/query`, {
      MaxRecords: 500,
      Filter: [
        { op: 'in', field: 'companyID', value: [5, 6] },
        { op: 'eq', field: 'primaryContact', value: true },
        { op: 'eq', field: 'isActive', value: 1 },
      ],
    })
    .reply(
      200,
      page([
        { ...contact, id: 1, emailAddress: '' },
        { ...contact, id: 2, emailAddress: ' pay@example.com ' },
        { ...contact, id: 3, emailAddress: 'late@example.com' },
        { ...contact, id: 4, companyID: 6, emailAddress: 'gone@example.com', isActive: 0 },
      ]),
    );
  expect([...(await lab().client.primaryEmails([companyId(5), companyId(6)]))]).toEqual([[5, 'pay@example.com']]);
});

test('billing codes carry the label of their use type: text in the picklist, number in the row', async () => {
  fields('BillingCodes', 'useType', [{ value: '3', label: 'Material Cost Code', isActive: false }]);
  const code = { externalNumber: null, description: '', isActive: true, unitPrice: 95.125, taxCategoryID: 2 };
  list('BillingCodes', [
    { ...code, id: 1, name: 'Hardware', useType: 3 },
    { ...code, id: 2, name: 'Odd', useType: 9 },
  ]);
  const codes = await lab().client.billingCodes();
  expect(codes.map(({ name, useType, externalNumber }) => [name, useType, externalNumber])).toEqual([
    ['Hardware', 'Material Cost Code', ''],
    ['Odd', null, ''],
  ]);
  expect(codes[0]?.unitPrice && plain(codes[0].unitPrice)).toBe('95.125');
});

test("payment terms are the invoice's own picklist, with PaymentTerms for what it lacks", async () => {
  fields('Invoices', 'paymentTerm', [{ value: '1', label: 'Net 30 days' }]);
  list('PaymentTerms', [
    { id: 1, name: 'Something else' },
    { id: 4, name: 'Due upon receipt' },
  ]);
  expect(await lab().client.paymentTerms()).toEqual([
    { id: 1, name: 'Net 30 days' },
    { id: 4, name: 'Due upon receipt' },
  ]);
});

test('lines of business are named by both levels', async () => {
  list('OrganizationalLevelAssociations', [{ id: 71, isActive: true, organizationalLevel1ID: 1, organizationalLevel2ID: 2 }]);
  list('OrganizationalLevel1s', [{ id: 1, name: 'East' }]);
  list('OrganizationalLevel2s', [{ id: 2, name: 'Managed Services' }]);
  expect(await lab().client.linesOfBusiness()).toEqual([{ id: 71, name: 'East > Managed Services', isActive: true }]);
});

test('taxes carry the name of their region and a rate in percent', async () => {
  list('Taxes', [
    { id: 1, taxName: 'VAT', taxRate: 0.21, taxRegionID: 7, taxCategoryID: 2, isCompounded: null },
    { id: 2, taxName: 'None', taxRate: 0, taxRegionID: 7, taxCategoryID: 3, isCompounded: false },
    { id: 3, taxName: 'Lost', taxRate: 0.1, taxRegionID: 8, taxCategoryID: 2, isCompounded: false },
  ]);
  list('TaxRegions', [{ id: 7, name: 'Belgium', isActive: true }]);
  const taxes = await lab().client.taxes();
  expect(taxes.map((tax) => [tax.regionName, tax.name, plain(tax.percent), tax.isCompounded])).toEqual([
    ['Belgium', 'VAT', '21', false],
    ['Belgium', 'None', '0', false],
  ]);
});

test.each([
  [['21', '6'], '1'],
  [['0.21', '0'], '100'],
  [['8.875', '0.5'], '1'],
  [['0'], '1'],
  [[], '1'],
])('rates %j are percent after times %s', (rates, scale) => {
  expect(plain(percentScale(rates.map(money)))).toBe(scale);
});

test('currencies by id', async () => {
  list('Currencies', [{ id: 1, name: 'USD', isInternalCurrency: true, exchangeRate: 1 }]);
  expect(await lab().client.currencies()).toEqual(new Map([[1, 'USD']]));
});

test('a write-back sends exactly the given fields as a PATCH without id in the address', async () => {
  const sent: unknown[] = [];
  nock(ZONE)
    .patch(`${ROOT}/Invoices`, (body) => sent.push(body) > 0)
    .times(3)
    .reply(200, { itemId: 155 });
  const { client } = lab();
  await client.writeBack(invoiceId(155), { invoiceNumber: '1085', webServiceDate: '2026-01-15T12:34:56.000Z' as Instant });
  await client.writeBack(invoiceId(155), { invoiceNumber: null });
  await client.writeBack(invoiceId(155), { paidDate: '2026-01-31' as LocalDate });
  expect(sent).toEqual([
    { id: 155, invoiceNumber: '1085', webServiceDate: '2026-01-15T12:34:56.000Z' },
    { id: 155, invoiceNumber: null },
    { id: 155, paidDate: '2026-01-31' },
  ]);
});

test('a write-back is repeated after a fault, and its answer must name the same invoice', async () => {
  nock(ZONE).patch(`${ROOT}/Invoices`).reply(503);
  nock(ZONE).patch(`${ROOT}/Invoices`).reply(200, { itemId: 156 });
  const error = await failure(lab().client.writeBack(invoiceId(155), { invoiceNumber: '1' }));
  expect(error).toMatchObject({ kind: 'unexpected-answer' });
  expect(error.message).toMatch(/id 155.*itemId names 156/);
});

const pdf = { id: 155, contentType: 'application/pdf', fileName: 'Invoice 155.pdf', fileSize: 4 };
const base64 = Buffer.from('%PDF').toString('base64');
test.each([
  ['bare', { ...pdf, data: base64 }],
  ['in item', { item: { ...pdf, data: base64 } }],
  ['first of items', { items: [{ ...pdf, data: base64 }] }],
  ['as bytes', { ...pdf, data: [...Buffer.from('%PDF')] }],
])('the PDF is taken %s', async (_, answer) => {
  nock(ZONE).get(`${ROOT}/Invoices/155/InvoicePdf`).reply(200, answer);
  const { fileName, content } = await lab().client.invoicePdf(invoiceId(155));
  expect([fileName, Buffer.from(content).toString()]).toEqual(['Invoice 155.pdf', '%PDF']);
});

test.each([{ ...pdf, data: '' }, { item: null }, { items: [] }])('no PDF in the answer is an error: %j', async (answer) => {
  nock(ZONE).get(`${ROOT}/Invoices/155/InvoicePdf`).reply(200, answer);
  expect(await failure(lab().client.invoicePdf(invoiceId(155)))).toMatchObject({ kind: 'unexpected-answer' });
});

test('what the API user may do is read from the service', async () => {
  const info = { canQuery: true, canUpdate: true, userAccessForQuery: 'All', userAccessForUpdate: 'None' };
  nock(ZONE).get(`${ROOT}/Invoices/entityInformation`).reply(200, { info });
  nock(ZONE)
    .get(`${ROOT}/BillingItems/entityInformation`)
    .reply(200, { info: { ...info, userAccessForQuery: 'None' } });
  expect(await lab().client.access()).toEqual({ canQueryInvoices: true, canUpdateInvoices: false, canQueryBillingItems: false });
});
