// Money against invoices: payments over one or several invoices, credit memos applied, and taking that back.
import { checkShape } from './properties.ts';
import { refuse } from '../wire/rejection.ts';
import { find, findCurrent, forget, fresh, homeCurrency, referTo, touch, today, type Books } from '../store.ts';
import { cents, dec, num, refOf, rows, sum, text, ZERO } from '../values.ts';
import type { Amount, Json, Linked, SalesForm, StoredLine, StoredPayment } from '../values.ts';

/** Pays these invoices in one payment. Its Id. */
export function payInvoices(books: Books, parts: readonly (readonly [string, string])[], date = today(books)): string {
  const first = parts[0];
  if (!first) throw refuse.missing('Line');
  const lines = parts.map(([id, amount]) => apply(books, 'Invoice', id, dec(amount)));
  return savePayment(books, find(books, 'Invoice', first[0]) as SalesForm, sum(parts.map(([, amount]) => dec(amount))), lines, date);
}

/** A payment as the API takes it: over the invoices and credit memos that its lines name; what is left of it stays unapplied. */
export function receivePayment(books: Books, body: Json): StoredPayment {
  checkShape('Payment', body);
  const customerId = refOf(body, 'CustomerRef');
  if (customerId === undefined) throw refuse.missing('CustomerRef');
  if (body['TotalAmt'] === undefined || body['TotalAmt'] === null) throw refuse.missing('TotalAmt');
  const customer = books.tables.Customer.get(customerId);
  if (!customer) throw refuse.reference(`Names element id ${customerId} not found`);
  const currency = refOf(customer, 'CurrencyRef') ?? homeCurrency(books);
  const sent = refOf(body, 'CurrencyRef');
  if (sent !== undefined && sent !== currency)
    throw refuse.business(`The currency of the transaction (${sent}) isn't the customer's (${currency}).`);
  const total = cents(dec(body['TotalAmt']));
  const parts = rows(body, 'Line').map((line) => linked(books, line, customerId));
  const used = sum(parts.filter(({ type }) => type === 'Invoice').map(({ amount }) => amount));
  const credits = sum(parts.filter(({ type }) => type === 'CreditMemo').map(({ amount }) => amount));
  if (total.lt(ZERO) || used.gt(total.plus(credits))) throw refuse.business('The amount applied is more than the payment amount.');
  const lines = parts.map(({ type, id, amount }) => apply(books, type, id, amount));
  const payer = { CustomerRef: referTo(customer), CurrencyRef: { value: currency } };
  const id = savePayment(books, payer, total, lines, text(body, 'TxnDate') ?? today(books));
  const payment = find(books, 'Payment', id) as StoredPayment;
  payment.UnappliedAmt = num(total.plus(credits).minus(used));
  const note = text(body, 'PrivateNote');
  if (note !== undefined) payment['PrivateNote'] = note;
  return payment;
}

export function removePayment(books: Books, body: Json): Json {
  const payment = findCurrent(books, 'Payment', body);
  deletePayment(books, payment.Id);
  return { domain: 'QBO', status: 'Deleted', Id: payment.Id };
}

interface Part {
  readonly type: 'Invoice' | 'CreditMemo';
  readonly id: string;
  readonly amount: Amount;
}

function linked(books: Books, line: Json, customerId: string): Part {
  const [link] = rows(line, 'LinkedTxn');
  const [id, type] = [text(link, 'TxnId'), text(link, 'TxnType')];
  if (id === undefined || type === undefined) throw refuse.missing('Line.LinkedTxn');
  if (line['Amount'] === undefined) throw refuse.missing('Line.Amount');
  if (type !== 'Invoice' && type !== 'CreditMemo') throw refuse.notLinkable(id);
  const form = books.tables[type].get(id);
  if (form?.CustomerRef.value !== customerId) throw refuse.notLinkable(id);
  return { type, id, amount: cents(dec(line['Amount'])) };
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

function savePayment(
  books: Books,
  payer: Pick<SalesForm, 'CustomerRef' | 'CurrencyRef'>,
  total: Amount,
  lines: StoredLine[],
  date: string,
): string {
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
