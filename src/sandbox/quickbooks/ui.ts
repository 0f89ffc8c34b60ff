// What a person does in QuickBooks' own pages while an integration isn't looking.
import { inactivate } from './names.ts';
import type { QuickBooksUi } from './options.ts';
import { applyCredit, deletePayment, payInvoices } from './sales/payments.ts';
import { createSales, deleteSales, updateSales, voidInvoice } from './sales/sales.ts';
import { find, touch, type Books } from './store.ts';
import { dec, type Json, type SalesForm, type Stored } from './values.ts';

export function createUi(books: Books): QuickBooksUi {
  const identity = (stored: Stored): Json => ({ Id: stored.Id, SyncToken: stored.SyncToken });
  return {
    enter: (type, body) => createSales(books, type, body, ['allowduplicatedocnum']).Id,
    pay: (id, amount, date) =>
      payInvoices(books, [[id, amount ?? dec((find(books, 'Invoice', id) as SalesForm).Balance).toFixed(2)]], date),
    payMany: (parts, date) => payInvoices(books, parts, date),
    applyCredit: (creditMemoId, invoiceId, amount) => applyCredit(books, creditMemoId, invoiceId, amount),
    deletePayment: (id) => deletePayment(books, id),
    void: (id) => void voidInvoice(books, identity(find(books, 'Invoice', id))),
    delete: (type, id) => void deleteSales(books, type, identity(find(books, type, id))),
    edit: (type, id, patch) => {
      const stored = find(books, type, id);
      if (type === 'Invoice' || type === 'CreditMemo') {
        updateSales(books, type, { ...patch, ...identity(stored), sparse: true }, ['allowduplicatedocnum']);
        return;
      }
      Object.assign(stored, patch);
      touch(books, stored);
    },
    inactivate: (type, id) => inactivate(books, type, id),
  };
}
