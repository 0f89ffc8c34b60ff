// The built-in QuickBooks keeps to Intuit's papers: what it makes of a document, and how it changes, voids, deletes and sends one.
import { describe, expect, it } from 'vitest';
import { open, type Body } from './quickbooks-support.ts';

describe('creating an invoice', () => {
  it('answers with number, due date, subtotal line, totals, and no mail address that wasn’t sent', async () => {
    const { post, invoice, line, qbo } = await open({ tax: 'off' });
    const { body, status } = await post('invoice?minorversion=75', invoice([line(1861.08, { Qty: 14.5, UnitPrice: 128.35 })]));
    expect(status).toBe(200);
    expect(body['Invoice']).toMatchObject({
      Id: '130',
      SyncToken: '0',
      DocNumber: '1037',
      TxnDate: '2026-07-31',
      DueDate: '2026-08-30',
      TotalAmt: 1861.08,
      Balance: 1861.08,
      EmailStatus: 'NotSet',
      AllowOnlineACHPayment: false,
      LinkedTxn: [],
    });
    expect(body['Invoice']['BillEmail']).toBeUndefined();
    expect(body['Invoice'].Line[1]).toEqual({ Amount: 1861.08, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} });
    expect(qbo.requests.at(-1)).toMatchObject({ kind: 'invoice.create', status: 200, metered: false, minorVersion: '75' });
  });

  it('sums cents without floats', async () => {
    const { post, invoice, line } = await open({ tax: 'off' });
    const { body } = await post('invoice', invoice([line(0.1), line(0.2), line(1.005)]));
    expect(body['Invoice'].TotalAmt).toBe(1.31);
  });

  it('refuses an amount that is not price times quantity, half-up', async () => {
    const { post, invoice, line, codeOf } = await open();
    const { body } = await post('invoice', invoice([line(1861.07, { Qty: 14.5, UnitPrice: 128.35 })]));
    expect(body['Fault'].Error[0]).toMatchObject({
      code: '6070',
      Detail: 'Amount is not equal to UnitPrice * Qty. Supplied value: 1,861.07',
    });
    expect(await codeOf('invoice', invoice([line(100, { Qty: 3, UnitPrice: 33.33 })]))).toBe('6070');
    expect(await codeOf('invoice', invoice([line(100, { Qty: 3, UnitPrice: 33.333333 })]))).toBeUndefined();
  });

  it('a line without an item loses its money without a word', async () => {
    const { post, invoice, line } = await open({ tax: 'off' });
    const { body } = await post('invoice', invoice([line(5), line(50, { ItemRef: undefined })]));
    expect(body['Invoice'].TotalAmt).toBe(5);
    expect(body['Invoice'].Line[1].DetailType).toBe('DescriptionOnly');
  });

  it.each<[string, string, (tools: Awaited<ReturnType<typeof open>>) => Body]>([
    ['2010', 'a wrapped body', ({ invoice, line }) => ({ Invoice: invoice([line(1)]) })],
    ['2010', 'an unknown property deep inside', ({ invoice, line }) => invoice([line(1, { Quantity: 1 })])],
    ['2020', 'no lines', ({ invoice }) => invoice([])],
    ['2020', 'no customer', ({ line }) => ({ Line: [line(1)] })],
    ['2050', 'a number of 22 characters', ({ invoice, line }) => invoice([line(1)], { DocNumber: 'x'.repeat(22) })],
    ['2050', 'a memo of 1001', ({ invoice, line }) => invoice([line(1)], { CustomerMemo: { value: 'x'.repeat(1001) } })],
    ['2050', 'a description of 4001', ({ invoice, line }) => invoice([line(1, {}, { Description: 'x'.repeat(4001) })])],
    [
      '2050',
      'a custom field of 32',
      ({ invoice, line }) => invoice([line(1)], { CustomField: [{ DefinitionId: '1', Type: 'StringType', StringValue: 'x'.repeat(32) }] }),
    ],
    ['2060', 'a date with a time', ({ invoice, line }) => invoice([line(1)], { TxnDate: '2026-07-31T00:00:00' })],
    ['2210', 'a bad address', ({ invoice, line }) => invoice([line(1)], { BillEmail: { Address: 'nobody' } })],
    ['2500', 'an unknown customer', ({ invoice, line }) => invoice([line(1)], { CustomerRef: { value: '999' } })],
    [
      '610',
      'an inactive customer',
      ({ invoice, line, idOf }) => invoice([line(1)], { CustomerRef: { value: idOf('Customer', 'Gone Ltd (deleted)') } }),
    ],
    [
      '2500',
      'a vendor as customer',
      ({ invoice, line, idOf }) => invoice([line(1)], { CustomerRef: { value: idOf('Vendor', 'Paper Supplier') } }),
    ],
    ['2500', 'a category', ({ invoice, line, idOf }) => invoice([line(1, { ItemRef: { value: idOf('Item', 'Hardware') } })])],
    ['2500', 'an inactive item', ({ invoice, line, idOf }) => invoice([line(1, { ItemRef: { value: idOf('Item', 'Old (deleted)') } })])],
    ['6100', 'a real tax code on a US line', ({ invoice, line }) => invoice([line(1, { TaxCodeRef: { value: '2' } })])],
    ['6000', 'a total below zero', ({ invoice, line }) => invoice([line(1), line(-2)])],
    ['6000', "another currency than the customer's", ({ invoice, line }) => invoice([line(1)], { CurrencyRef: { value: 'EUR' } })],
  ])('refuses with %s: %s', async (code, _what, body) => {
    const tools = await open();
    const before = tools.qbo.tables.Invoice.size;
    expect(await tools.codeOf('invoice', body(tools))).toBe(code);
    expect(tools.qbo.tables.Invoice.size).toBe(before);
  });

  it('refuses a date in closed books', async () => {
    const { qbo, invoice, line, codeOf } = await open();
    qbo.preferences.AccountingInfoPrefs['BookCloseDate'] = '2026-07-31';
    expect(await codeOf('invoice', invoice([line(1)]))).toBe('6210');
    expect(await codeOf('invoice', invoice([line(1)], { TxnDate: '2026-08-01' }))).toBeUndefined();
  });

  it('keeps a class only where the preference has it, and custom fields only if defined', async () => {
    const { qbo, post, invoice, line, idOf } = await open();
    const ref = { value: idOf('Class', 'Projects') };
    qbo.preferences.AccountingInfoPrefs['ClassTrackingPerTxnLine'] = true;
    const fields = ['1', '2'].map((id) => ({ DefinitionId: id, Type: 'StringType', StringValue: 'PO 7' }));
    const { body } = await post('invoice', invoice([line(1, { ClassRef: ref })], { ClassRef: ref, CustomField: fields }));
    expect(body['Invoice'].ClassRef).toBeUndefined();
    expect(body['Invoice'].Line[0].SalesItemLineDetail.ClassRef.value).toBe(ref.value);
    expect(body['Invoice'].CustomField).toEqual([{ DefinitionId: '1', Name: 'P.O. Number', Type: 'StringType', StringValue: 'PO 7' }]);
  });
});

describe('document numbers', () => {
  it('with custom numbers a number is kept or blank, and a used one names its holder', async () => {
    const { qbo, post, invoice, line, codeOf } = await open({ customTxnNumbers: true });
    expect((await post('invoice', invoice([line(1)]))).body['Invoice'].DocNumber).toBeUndefined();
    const first = (await post('invoice', invoice([line(1)], { DocNumber: 'A-1' }))).body['Invoice'];
    const second = await post('creditmemo', invoice([line(1)], { DocNumber: 'A-1' }));
    expect(second.body['Fault'].Error[0]).toMatchObject({ code: '6140', Detail: expect.stringContaining(`TxnId=${first.Id}`) });
    qbo.duplicateNumbers = 'silent';
    expect(await codeOf('invoice', invoice([line(1)], { DocNumber: 'A-1' }))).toBeUndefined();
  });

  it('without them duplicates are taken in silence and a sent number moves the sequence', async () => {
    const { post, invoice, line } = await open();
    const numbers: string[] = [];
    for (const DocNumber of ['2000', '2000', undefined])
      numbers.push((await post('invoice', invoice([line(1)], { DocNumber }))).body['Invoice'].DocNumber);
    expect(numbers).toEqual(['2000', '2000', '2001']);
  });
});

describe('tax', () => {
  it('automated: by ship-to state, and a supplied total is honoured', async () => {
    const { post, invoice, line } = await open();
    const texas = { ShipAddr: { CountrySubDivisionCode: 'TX' } };
    const own = (await post('invoice', invoice([line(100), line(50, { TaxCodeRef: { value: 'NON' } })], texas))).body['Invoice'];
    expect([own.TxnTaxDetail.TotalTax, own.TotalAmt]).toEqual([8.25, 158.25]);
    expect(own.TxnTaxDetail.TaxLine.map((part: Body) => part['Amount'])).toEqual([6.25, 2]);
    const sent = (await post('invoice', invoice([line(100)], { ...texas, TxnTaxDetail: { TotalTax: 8.2 } }))).body['Invoice'];
    expect(sent.TotalAmt).toBe(108.2);
  });

  it('manual: a group code or a supplied total; nothing without either', async () => {
    const { post, invoice, line } = await open({ tax: 'manual' });
    const taxed = async (TxnTaxDetail?: Body) =>
      (await post('invoice', invoice([line(100)], { TxnTaxDetail }))).body['Invoice'].TxnTaxDetail.TotalTax;
    expect(await taxed({ TxnTaxCodeRef: { value: '2' } })).toBe(8);
    expect(await taxed({ TotalTax: 7.99 })).toBe(7.99);
    expect(await taxed()).toBe(0);
  });

  it('outside the US every line needs a code; tax is made per rate over the whole invoice', async () => {
    const { post, invoice, line, codeOf } = await open({ country: 'CA' });
    expect(await codeOf('invoice', invoice([line(1)]))).toBe('6000');
    const coded = (amount: number, code: string) => line(amount, { TaxCodeRef: { value: code } });
    const made = (await post('invoice', invoice([coded(0.33, '5'), coded(0.33, '5'), coded(10, '3')]))).body['Invoice'];
    expect(made.TxnTaxDetail.TotalTax).toBe(0.09); // 0.66 x 13 %; per line it would be 0.08
    const quebec = (await post('invoice', invoice([coded(100, '6')]))).body['Invoice'];
    expect(quebec.TxnTaxDetail.TotalTax).toBe(14.98);
    const compound = (await post('invoice', invoice([coded(100, '7')]))).body['Invoice'];
    expect(compound.TxnTaxDetail.TotalTax).toBe(15.47);
    const TaxLine = [{ Amount: 1.31, DetailType: 'TaxLineDetail', TaxLineDetail: { TaxRateRef: { value: '5' } } }];
    const sent = (await post('invoice', invoice([coded(10, '5')], { TxnTaxDetail: { TaxLine } }))).body['Invoice'];
    expect(sent.TxnTaxDetail.TotalTax).toBe(1.31);
    expect(await codeOf('invoice', invoice([coded(10, '5')], { GlobalTaxCalculation: 'NotApplicable', TxnTaxDetail: { TaxLine } }))).toBe(
      '6170',
    );
  });
});

describe('request ids', () => {
  it('the same id gives the same answer and one invoice; a refusal is not kept', async () => {
    const { qbo, post, invoice, line } = await open();
    const refused = await post('invoice?requestid=r1', invoice([]));
    expect(refused.status).toBe(400);
    const first = await post('invoice?requestid=r1', invoice([line(1)]));
    const again = await post('invoice?requestid=r1', invoice([line(2)]));
    expect(again.text).toBe(first.text);
    expect(qbo.tables.Invoice.size).toBe(1);
    expect(qbo.requests.at(-1)?.replayed).toBe(true);
    expect((await post(`invoice?requestid=${'x'.repeat(51)}`, invoice([line(1)]))).body['Fault'].Error[0].code).toBe('2130');
  });

  it('a connection cut after the create is healed by the same id', async () => {
    const { qbo, post, invoice, line } = await open();
    qbo.faults.add({ match: (request) => request.kind === 'invoice.create', action: 'reset-after' });
    await expect(post('invoice?requestid=r2', invoice([line(1)]))).rejects.toThrow('fetch failed');
    expect(qbo.tables.Invoice.size).toBe(1);
    expect((await post('invoice?requestid=r2', invoice([line(1)]))).body['Invoice'].Id).toBe('130');
    expect(qbo.tables.Invoice.size).toBe(1);
  });

  it('a fault can hide in a 200', async () => {
    const { qbo, post, invoice, line } = await open();
    qbo.faults.add({ match: () => true, action: 'fault-in-200' });
    const answer = await post('invoice', invoice([line(1)]));
    expect(answer.status).toBe(200);
    expect(answer.body['Fault'].Error[0].code).toBe('10000');
    expect(qbo.tables.Invoice.size).toBe(0);
  });
});

describe('change, void, delete, send', () => {
  it('a sparse update keeps what is left out, a full one clears it, a stale one is refused', async () => {
    const { post, invoice, line, codeOf } = await open();
    const made = (await post('invoice', invoice([line(1)], { PrivateNote: 'Autotask 4711' }))).body['Invoice'];
    const due = (await post('invoice', { Id: made.Id, SyncToken: '0', sparse: true, DueDate: '2026-09-30' })).body['Invoice'];
    expect(due).toMatchObject({ SyncToken: '1', DueDate: '2026-09-30', PrivateNote: 'Autotask 4711', TotalAmt: made.TotalAmt });
    expect(await codeOf('invoice', { Id: made.Id, SyncToken: '0', sparse: true, DueDate: '2026-10-01' })).toBe('5010');
    const full = (await post('invoice', { ...invoice([line(2)]), Id: made.Id, SyncToken: '1' })).body['Invoice'];
    expect(full.PrivateNote).toBeUndefined();
  });

  it('a void leaves zeros, the number and a prefixed note; a credit memo has none', async () => {
    const { post, invoice, line, codeOf } = await open();
    const made = (await post('invoice', invoice([line(10)], { PrivateNote: 'Autotask 4711' }))).body['Invoice'];
    const gone = (await post('invoice?operation=void', { Id: made.Id, SyncToken: '0' })).body['Invoice'];
    expect(gone).toMatchObject({ TotalAmt: 0, Balance: 0, DocNumber: made.DocNumber, SyncToken: '1' });
    expect(gone.PrivateNote).toMatch(/^Voided.*Autotask 4711$/);
    const memo = (await post('creditmemo', invoice([line(1)]))).body['CreditMemo'];
    expect(await codeOf('creditmemo?operation=void', { Id: memo.Id, SyncToken: '0' })).toBe('500');
  });

  it('a deleted invoice is gone from reads and shown by change data capture', async () => {
    const { qbo, post, call, query, invoice, line, codeOf } = await open();
    const made = (await post('invoice', invoice([line(10)]))).body['Invoice'];
    const payment = qbo.ui.pay(made.Id, '1');
    const token = qbo.tables.Invoice.get(made.Id)!.SyncToken;
    expect(await codeOf('invoice?operation=delete', { Id: made.Id, SyncToken: token })).toBe('800');
    qbo.ui.deletePayment(payment);
    qbo.ui.delete('Invoice', made.Id);
    expect((await call(`invoice/${made.Id}`)).body['Fault'].Error[0].code).toBe('610');
    expect((await query('select * from Invoice')).body['QueryResponse']).toEqual({});
    const cdc = (await call('cdc?entities=Invoice,CreditMemo&changedSince=2026-07-30T00:00:00Z')).body['CDCResponse'][0].QueryResponse;
    expect(cdc[0].Invoice).toMatchObject([{ status: 'Deleted', Id: made.Id }]);
    expect(cdc[1]).toEqual({});
    expect((await call('cdc?entities=Invoice&changedSince=2026-06-01T00:00:00Z')).status).toBe(400);
  });

  it('sending mails, and the address sent to replaces the one that was there', async () => {
    const { qbo, post, call, invoice, line } = await open();
    const made = (await post('invoice', invoice([line(10)]))).body['Invoice'];
    const sent = await call(`invoice/${made.Id}/send?sendTo=other%40acme.example`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(sent.body['Invoice']).toMatchObject({ EmailStatus: 'EmailSent', BillEmail: { Address: 'other@acme.example' } });
    expect(qbo.mails).toMatchObject([{ id: made.Id, to: 'other@acme.example' }]);
  });

  it('a file is attached to its invoice', async () => {
    const { qbo, post, call, invoice, line } = await open();
    const made = (await post('invoice', invoice([line(10)]))).body['Invoice'];
    const form = new FormData();
    const metadata = {
      AttachableRef: [{ EntityRef: { type: 'Invoice', value: made.Id } }],
      FileName: 'a.pdf',
      ContentType: 'application/pdf',
    };
    form.append('file_metadata_01', new Blob([JSON.stringify(metadata)], { type: 'application/json' }), 'metadata.json');
    form.append('file_content_01', new Blob(['%PDF-1.4\r\n\r\nx'], { type: 'application/pdf' }), 'a.pdf');
    const answer = await call('upload', { method: 'POST', body: form });
    const attachable = answer.body['AttachableResponse'][0].Attachable;
    expect(attachable).toMatchObject({ FileName: 'a.pdf', Size: 13 });
    expect(qbo.files.get(attachable.Id)?.toString()).toBe('%PDF-1.4\r\n\r\nx');
  });
});
