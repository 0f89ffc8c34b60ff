// Each setting of the hosted app, second half: what the header of a document says. With it and without it, through the sandbox.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bench, salesLines, valueOf, type Shown } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  // What these settings do is seen best where Autotask alone says what is taxed, and goods go nowhere.
  bench = await Bench.open({}, { 'tax.shipTo': 'company', 'tax.taxability': 'autotask' });
  Object.assign(bench.quickbooks.preferences.SalesFormsPrefs, { ETransactionPaymentEnabled: true });
});
afterAll(() => bench.close());
const message = (shown: Shown) => valueOf(shown.document?.['CustomerMemo']);
const state = (shown: Shown) => (shown.document?.['ShipAddr'] as { CountrySubDivisionCode?: string } | undefined)?.CountrySubDivisionCode;

it('Allow the customer to pay by credit card, by ACH: as the company has it, off, on, and the exception of a customer', async () => {
  expect((await bench.show()).document).toMatchObject({ AllowOnlineCreditCardPayment: true, AllowOnlineACHPayment: true });
  const off = { 'payments.creditCard': 'false', 'payments.ach': 'false' };
  expect((await bench.show(off)).document).toMatchObject({ AllowOnlineCreditCardPayment: false, AllowOnlineACHPayment: false });
  const on = { 'payments.creditCard': 'true', 'payments.ach': 'true' };
  expect((await bench.show(on)).document).toMatchObject({ AllowOnlineCreditCardPayment: true, AllowOnlineACHPayment: true });
  const except = { ...on, 'customers.overrides': '{"301":{"card":false}}' };
  expect((await bench.show(except)).document).toMatchObject({ AllowOnlineCreditCardPayment: false, AllowOnlineACHPayment: true });
});

it('Credit card ONLY if a default payment method is set up', async () => {
  const only = { 'payments.creditCard': 'true', 'payments.creditCardOnlyWithDefaultMethod': 'true' };
  expect((await bench.show(only)).document).toMatchObject({ AllowOnlineCreditCardPayment: false });
  bench.quickbooks.ui.edit('Customer', bench.named('Customer', 'Acme'), { PaymentMethodRef: { value: '2' } });
  expect((await bench.show(only)).document).toMatchObject({ AllowOnlineCreditCardPayment: true });
});

it('PO number: in the chosen custom field, or in none', async () => {
  const po = { header: { orderNumber: 'PO-7' } };
  const field = (shown: Shown) =>
    (shown.document?.['CustomField'] as { DefinitionId: string; StringValue?: string }[] | undefined)?.find((one) => one.StringValue);
  expect(field(await bench.show({}, po))).toBeUndefined();
  expect(field(await bench.show({ 'invoices.poNumberField': '1' }, po))).toMatchObject({ DefinitionId: '1', StringValue: 'PO-7' });
  const inactive = await bench.show({ 'invoices.poNumberField': '2' }, po);
  expect([field(inactive), inactive.reasons]).toEqual([undefined, ['custom-field-inactive']]);
});

it('Date format for from/to dates', async () => {
  for (const [format, text] of [
    ['MM/DD/YYYY', '10/01/2026 - 10/31/2026'],
    ['DD/MM/YYYY', '01/10/2026 - 31/10/2026'],
    ['YYYY-MM-DD', '2026-10-01 - 2026-10-31'],
    ['D MMM YYYY', '1 Oct 2026 - 31 Oct 2026'],
  ] as const)
    expect(message(await bench.show({ 'invoices.dateFormat': format }))).toContain(text);
});

it('Leave the customer message field empty: filled from the template, or empty', async () => {
  const facts = { region: 'Texas', header: { orderNumber: 'PO-7', comments: 'Thank you' } };
  expect(message(await bench.show({}, facts))).toMatch(/^PO: PO-7\nTax region: Texas\nInvoice date: .+\nPeriod: .+\nThank you$/);
  const own = { 'invoices.customerMessage': 'Ref {invoiceId}, {comments}' };
  const shown = await bench.show(own, facts);
  expect(message(shown)).toBe(`Ref ${shown.id}, Thank you`);
  expect(message(await bench.show({ 'invoices.emptyCustomerMessage': 'true' }, facts))).toBeUndefined();
});

it('E-mail invoices automatically: to QuickBooks’ billing address, else to Autotask’s primary contact', async () => {
  const mails = () => bench.quickbooks.mails.map((mail) => mail.to);
  await bench.show();
  expect(mails()).toEqual([]);
  expect((await bench.show({ 'invoices.email': 'true' })).document).toMatchObject({ BillEmail: { Address: 'billing@acme.example' } });
  expect(mails()).toEqual(['billing@acme.example']);
  await bench.show({ 'invoices.email': 'true' }, { company: 302 });
  expect(mails()).toEqual(['billing@acme.example', 'contact302@customer.example']);
  bench.autotask.seed({ Companies: [{ id: 304, companyName: 'Unreachable', currencyID: 1 }] });
  expect(await bench.show({ 'invoices.email': 'true' }, { company: 304 })).toMatchObject({
    outcome: 'created',
    reasons: ['email-unsent'],
    exit: 1,
  });
  expect(mails()).toHaveLength(2);
});

it('A missing customer: created, or held', async () => {
  bench.autotask.seed({ Companies: [{ id: 303, companyName: 'Stranger', currencyID: 1 }] });
  expect(await bench.show({ 'customers.missing': 'hold' }, { company: 303 })).toMatchObject({
    outcome: 'held',
    reasons: ['customer-missing'],
  });
  expect(valueOf((await bench.show({}, { company: 303 })).document?.['CustomerRef'])).toBe(bench.named('Customer', 'Stranger'));
  bench.autotask.seed({ Companies: [{ id: 305, companyName: 'Known otherwise', currencyID: 1 }] });
  bench.quickbooks.seed({ customers: [{ displayName: 'Elsewhere' }], vendors: [], items: [], terms: [], classes: [] });
  const mapped = { 'customers.map': JSON.stringify({ '305': bench.named('Customer', 'Elsewhere') }) };
  expect(valueOf((await bench.show(mapped, { company: 305 })).document?.['CustomerRef'])).toBe(bench.named('Customer', 'Elsewhere'));
});

it('Invoice shipping address for Automated Sales Tax: four choices, each with its own tax', async () => {
  const taxed = { lines: [{ amount: '100', tax: '8', code: 102 }] };
  const tax = (shown: Shown) => (shown.document?.['TxnTaxDetail'] as { TotalTax?: number } | undefined)?.TotalTax;
  const of = async (choice: string) => {
    const shown = await bench.show({ 'tax.shipTo': choice }, taxed);
    return [state(shown), tax(shown)];
  };
  expect(await of('autotask-company')).toEqual(['TX', 8.25]);
  expect(await of('autotask-bill-to')).toEqual(['NY', 8.88]);
  expect(await of('company')).toEqual(['CA', 8]);
  // The customer has none there: Autotask's is the next one, never the seller's own.
  expect(await of('quickbooks-customer')).toEqual(['TX', 8.25]);
});

it('Tax: computed by QuickBooks, or overridden by Autotask’s', async () => {
  const taxed = { lines: [{ amount: '100', tax: '5', code: 102 }, { amount: '50' }] };
  const [own, ours] = [
    await bench.show({ 'tax.shipTo': 'company' }, taxed),
    await bench.show({ 'tax.shipTo': 'company', 'tax.mode': 'autotask' }, taxed),
  ];
  expect(own).toMatchObject({ reasons: ['tax-by-quickbooks'], document: { TotalAmt: 158 } });
  expect(ours).toMatchObject({ reasons: [], document: { TotalAmt: 155 } });
  expect(salesLines(ours).map((line) => valueOf(line['TaxCodeRef']))).toEqual(['TAX', 'NON']);
});

it('Default class and lines of business: by transaction or by line, and the filter', async () => {
  const accounting = bench.quickbooks.preferences.AccountingInfoPrefs;
  const [managed, projects] = [bench.named('Class', 'Managed'), bench.named('Class', 'Projects')];
  const map = { 'linesOfBusiness.classes': JSON.stringify({ '1': managed }) };
  const first = { lines: [{ amount: '10', lineOfBusiness: 1 }] };
  const mixed = {
    lines: [
      { amount: '10', lineOfBusiness: 1 },
      { amount: '20', lineOfBusiness: 2 },
    ],
  };
  const header = (shown: Shown) => valueOf(shown.document?.['ClassRef']);

  accounting['ClassTrackingPerTxn'] = true;
  expect(header(await bench.show())).toBeUndefined();
  expect(header(await bench.show({ 'invoices.defaultClass': projects }))).toBe(projects);
  expect(header(await bench.show({ ...map, 'invoices.defaultClass': projects }, first))).toBe(managed);
  const both = await bench.show({ ...map, 'invoices.defaultClass': projects }, mixed);
  expect([header(both), both.reasons]).toEqual([projects, ['mixed-classes']]);

  Object.assign(accounting, { ClassTrackingPerTxn: false, ClassTrackingPerTxnLine: true });
  expect(salesLines(await bench.show(map, mixed)).map((line) => valueOf(line['ClassRef']))).toEqual([managed, undefined]);

  const filter = { ...map, 'linesOfBusiness.filter': 'selected' };
  expect((await bench.show(filter, first)).outcome).toBe('created');
  expect(await bench.show(filter)).toMatchObject({ outcome: 'skipped', reasons: ['line-of-business-not-selected'] });
  expect(await bench.show(filter, mixed)).toMatchObject({ outcome: 'held', reasons: ['line-of-business-mixed'] });
  expect((await bench.show({ ...filter, 'linesOfBusiness.filter': 'selected-or-none' })).outcome).toBe('created');
});
