// Money against invoices: payments over one or several invoices, credit memos applied, and taking that back.
import { refuse } from './rejection.ts';
import { find, forget, fresh, touch, today, type Books } from './store.ts';
import { dec, num, sum, ZERO, type Amount, type Linked, type SalesForm, type StoredLine, type StoredPayment } from './values.ts';

/** Pays these invoices in one payment. Its Id. */
export function payInvoices(books: Books, parts: readonly (readonly [string, string])[], date = today(books)): string {
  const first = parts[0];
  if (!first) throw refuse.missing('Line');
  const lines = parts.map(([id, amount]) => apply(books, 'Invoice', id, dec(amount)));
  return savePayment(books, find(books, 'Invoice', first[0]) as SalesForm, sum(parts.map(([, amount]) => dec(amount))), lines, date);
}

/** Uses a credit memo against an invoice: a payment of zero with two equal lines. */
export function applyCredit(books: Books, creditMemoId: string, invoiceId: string, amount?: string): string {
  const invoice = find(books, 'Invoice', invoiceId) as SalesForm;
  const memo = find(books, 'CreditMemo', creditMemoId) as SalesForm;
  const most = dec(invoice.Balance).lt(dec(memo.Balance)) ? dec(invoice.Balance) : dec(memo.Balance);
  const used = amount === undefined ? most : dec(amount);
  const lines = [apply(books, 'Invoice', invoiceId, used), apply(books, 'CreditMemo', creditMemoId, used)];
  return savePayment(books, invoice, ZERO, lines, today(books));
}

/** What the preference AutoApplyCredit does: every open credit of a customer goes to the oldest open invoices. */
export function applyCredits(books: Books, customerId: string): void {
  const open = (forms: Map<string, SalesForm>): SalesForm[] =>
    [...forms.values()]
      .filter((form) => form.CustomerRef.value === customerId && dec(form.Balance).gt(ZERO))
      .sort((a, b) => a.TxnDate.localeCompare(b.TxnDate));
  for (const memo of open(books.tables.CreditMemo)) {
    for (const invoice of open(books.tables.Invoice)) {
      if (dec(memo.Balance).eq(ZERO)) break;
      applyCredit(books, memo.Id, invoice.Id);
    }
  }
}

export function deletePayment(books: Books, id: string): void {
  const payment = find(books, 'Payment', id) as StoredPayment;
  for (const line of payment.Line) for (const link of line.LinkedTxn ?? []) restore(books, payment, link, dec(line.Amount));
  forget(books, 'Payment', id);
}

/** Takes every payment off an invoice; its money stays with the payment, unapplied. */
export function unlinkAll(books: Books, invoiceId: string): void {
  for (const payment of books.tables.Payment.values()) {
    const touching = payment.Line.filter((line) => line.LinkedTxn?.some((link) => link.TxnType === 'Invoice' && link.TxnId === invoiceId));
    if (touching.length === 0) continue;
    for (const line of touching) for (const link of line.LinkedTxn ?? []) restore(books, payment, link, dec(line.Amount));
    payment.Line = payment.Line.filter((line) => !touching.includes(line));
    payment.UnappliedAmt = num(dec(payment.UnappliedAmt).plus(sum(touching.map((line) => dec(line.Amount)))));
    touch(books, payment);
  }
}

function apply(books: Books, type: 'Invoice' | 'CreditMemo', id: string, amount: Amount): StoredLine {
  const form = find(books, type, id) as SalesForm;
  const open = dec(form.Balance);
  if (amount.gt(open))
    throw refuse.business(`The amount applied (${amount.toFixed(2)}) is more than what is open on ${type} ${id} (${open.toFixed(2)}).`);
  setBalance(form, open.minus(amount));
  touch(books, form);
  return {
    Amount: num(amount),
    DetailType: 'PaymentLineDetail',
    LinkedTxn: [{ TxnId: id, TxnType: type }],
    LineEx: {
      any: [
        nameValue('txnId', id),
        nameValue('txnOpenBalance', open.toFixed(2)),
        ...(form.DocNumber ? [nameValue('txnReferenceNumber', form.DocNumber)] : []),
      ],
    },
  };
}

function savePayment(books: Books, payer: SalesForm, total: Amount, lines: StoredLine[], date: string): string {
  const stored = fresh(books, 'Payment');
  const payment: StoredPayment = {
    ...stored,
    TxnDate: date,
    CustomerRef: payer.CustomerRef,
    CurrencyRef: payer.CurrencyRef,
    DepositToAccountRef: { value: '4' },
    TotalAmt: num(total),
    UnappliedAmt: 0,
    ProcessPayment: false,
    Line: lines.map(({ DetailType: _type, ...line }) => line as StoredLine),
  };
  for (const line of lines) {
    for (const link of line.LinkedTxn ?? []) {
      const form = find(books, link.TxnType as 'Invoice' | 'CreditMemo', link.TxnId) as SalesForm;
      form.LinkedTxn = [...form.LinkedTxn, { TxnId: payment.Id, TxnType: 'Payment' }];
    }
  }
  books.tables.Payment.set(payment.Id, payment);
  return payment.Id;
}

function restore(books: Books, payment: StoredPayment, link: Linked, amount: Amount): void {
  const form = (link.TxnType === 'Invoice' ? books.tables.Invoice : books.tables.CreditMemo).get(link.TxnId);
  if (!form) return;
  setBalance(form, dec(form.Balance).plus(amount));
  form.LinkedTxn = form.LinkedTxn.filter((other) => other.TxnId !== payment.Id);
  touch(books, form);
}

function setBalance(form: SalesForm, balance: Amount): void {
  form.Balance = num(balance);
  if (form.RemainingCredit !== undefined) form.RemainingCredit = num(balance);
}

function nameValue(name: string, value: string): object {
  return {
    name: '{http://schema.intuit.com/finance/v3}NameValue',
    nil: false,
    value: { Name: name, Value: value },
    declaredType: 'com.intuit.schema.finance.v3.NameValue',
    scope: 'javax.xml.bind.JAXBElement$GlobalScope',
    globalScope: true,
    typeSubstituted: false,
  };
}
