// Payments through the built-in QuickBooks' API: taken over invoices and credits, refused where they don't fit, deleted again.
import { describe, expect, it } from 'vitest';
import { code, made, open, type Body } from './quickbooks-support.ts';

describe('a payment', () => {
  const world = async () => {
    const own = await open({ tax: 'off' });
    const invoice = await made(own, [own.line(100)]);
    const pay = (amount: number, more: Body = {}) =>
      own.post('payment', {
        CustomerRef: invoice['CustomerRef'],
        TotalAmt: amount,
        Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoice['Id'], TxnType: 'Invoice' }] }],
        ...more,
      });
    const now = async () => (await own.call(`invoice/${invoice['Id']}`)).body['Invoice'] as Body;
    return { ...own, invoice, pay, now };
  };

  it('lowers the balance of its invoice, which names it and has another version', async () => {
    const { invoice, pay, now } = await world();
    const payment = (await pay(60)).body['Payment'] as Body;
    expect(payment).toMatchObject({ TotalAmt: 60, UnappliedAmt: 0, CustomerRef: { value: invoice['CustomerRef'].value } });
    const after = await now();
    expect([after['Balance'], after['LinkedTxn']]).toEqual([40, [{ TxnId: payment['Id'], TxnType: 'Payment' }]]);
    expect(Number(after['SyncToken'])).toBeGreaterThan(Number(invoice['SyncToken']));
  });

  it('keeps what it isn’t applied to, and gives all of it back when it is deleted', async () => {
    const { post, pay, now } = await world();
    const payment = (await pay(60, { TotalAmt: 75 })).body['Payment'] as Body;
    expect(payment['UnappliedAmt']).toBe(15);
    expect(code(await post('payment?operation=delete', { Id: payment['Id'], SyncToken: '7' }))).toBe('5010');
    const gone = await post('payment?operation=delete', { Id: payment['Id'], SyncToken: payment['SyncToken'] });
    expect(gone.body['Payment']).toMatchObject({ status: 'Deleted', Id: payment['Id'] });
    expect(await now()).toMatchObject({ Balance: 100, LinkedTxn: [] });
  });

  it.each([
    ['more than the invoice is open for', 120, {}, '6000'],
    ['more applied than paid', 60, { TotalAmt: 50 }, '6000'],
    ['an invoice that isn’t there', 60, { Line: [{ Amount: 60, LinkedTxn: [{ TxnId: '999', TxnType: 'Invoice' }] }] }, '620'],
    ['nobody’s', 60, { CustomerRef: undefined }, '2020'],
    ['without an amount', 60, { TotalAmt: undefined }, '2020'],
    ['a property that nobody knows', 60, { Colour: 'red' }, '2010'],
    ['another currency', 60, { CurrencyRef: { value: 'EUR' } }, '6000'],
  ])('of %s is refused', async (_, amount, more, refused) => {
    const { pay, now } = await world();
    expect(code(await pay(amount, more))).toBe(refused);
    expect((await now())['Balance']).toBe(100);
  });
});

it('a day that doesn’t exist is refused as such, what isn’t written like a date in another way', async () => {
  const { post, invoice, line } = await open();
  expect(code(await post('invoice', invoice([line(1)], { TxnDate: '2026-02-30' })))).toBe('2070');
  expect(code(await post('invoice', invoice([line(1)], { TxnDate: '30.2.2026' })))).toBe('2060');
});
