// Invoices and credit memos: create, change, void, delete, as QuickBooks does it.
import { customFields, paymentFlags, voidedMemo } from './document-options.ts';
import { inHome, storedRate } from './exchange-rates.ts';
import { applyCredits, unlinkAll } from './payments.ts';
import { checkShape } from './properties.ts';
import { refuse } from '../wire/rejection.ts';
import { storeLines } from './sales-lines.ts';
import { daysLater, findCurrent, forget, fresh, homeCurrency, referTo, salesTable, today, touch, usable, type Books } from '../store.ts';
import { linesOf, moveStock } from './stock.ts';
import { taxOf } from './tax.ts';
import { child, dec, isJson, num, refOf, rows, text, ZERO, type Json, type Named, type SalesForm } from '../values.ts';

export type SalesType = 'Invoice' | 'CreditMemo';

const CALCULATIONS = new Set(['TaxExcluded', 'TaxInclusive', 'NotApplicable']);
const EMAIL_STATES = new Set(['NotSet', 'NeedToSend', 'EmailSent']);
// What a full update may leave out without losing it.
const OWN = new Set(['Id', 'SyncToken', 'MetaData', 'domain', 'sparse', 'DocNumber', 'LinkedTxn', 'DeliveryInfo']);

export function createSales(books: Books, type: SalesType, body: Json, include: readonly string[]): SalesForm {
  checkShape(type, body);
  const form = composeSales(books, type, body, null, include);
  salesTable(books, type).set(form.Id, form);
  moveStock(books, type, null, form.Line);
  if (books.preferences.SalesFormsPrefs.AutoApplyCredit) applyCredits(books, form.CustomerRef.value);
  return form;
}

/** Sparse: what is left out stays, lines are replaced as a whole. Full: what is left out is cleared. */
export function updateSales(books: Books, type: SalesType, body: Json, include: readonly string[]): SalesForm {
  checkShape(type, body);
  const current = findCurrent(books, type, body) as SalesForm;
  refuseClosed(books, current.TxnDate);
  const kept: Json = { ...current };
  if (body['sparse'] !== true) for (const key of Object.keys(kept)) if (!OWN.has(key)) delete kept[key];
  // New lines are taxed anew.
  if (body['Line'] !== undefined || body['ShipAddr'] !== undefined) delete kept['TxnTaxDetail'];
  const form = composeSales(books, type, { ...kept, ...body }, current, include);
  salesTable(books, type).set(form.Id, form);
  moveStock(books, type, current.Line, form.Line);
  return form;
}

export function voidInvoice(books: Books, body: Json): SalesForm {
  const form = findCurrent(books, 'Invoice', body) as SalesForm;
  refuseClosed(books, form.TxnDate);
  unlinkAll(books, form.Id);
  const before = linesOf(form);
  for (const line of form.Line) {
    if (line.DetailType === 'DescriptionOnly') continue;
    line.Amount = 0;
    if (line.SalesItemLineDetail?.['Qty'] !== undefined) line.SalesItemLineDetail['Qty'] = 0;
  }
  form.TxnTaxDetail = { TotalTax: 0 };
  form.TotalAmt = 0;
  form.Balance = 0;
  const memo = voidedMemo(books, form);
  if (memo !== undefined) form.PrivateNote = memo;
  moveStock(books, 'Invoice', before, form.Line);
  touch(books, form);
  return form;
}

export function deleteSales(books: Books, type: SalesType, body: Json): Json {
  const form = findCurrent(books, type, body) as SalesForm;
  refuseClosed(books, form.TxnDate);
  if (form.LinkedTxn.length > 0) throw refuse.hasDependents();
  moveStock(books, type, form.Line, null);
  forget(books, type, form.Id);
  return { domain: 'QBO', status: 'Deleted', Id: form.Id };
}

function refuseClosed(books: Books, date: string): void {
  const closed = books.preferences.AccountingInfoPrefs['BookCloseDate'];
  if (typeof closed === 'string' && date <= closed) throw refuse.closedBooks(books.facts['closed-books']);
}

function composeSales(books: Books, type: SalesType, body: Json, current: SalesForm | null, include: readonly string[]): SalesForm {
  if (rows(body, 'Line').length === 0) throw refuse.missing('Line');
  const customer = payer(books, body);
  const enumerated = text(body, 'GlobalTaxCalculation') ?? 'TaxExcluded';
  if (!CALCULATIONS.has(enumerated)) throw refuse.enumeration('GlobalTaxCalculation', enumerated);
  if (enumerated === 'TaxInclusive') throw refuse.business('Amounts inclusive of tax are not offered here.');
  const emailStatus = text(body, 'EmailStatus') ?? 'NotSet';
  if (!EMAIL_STATES.has(emailStatus)) throw refuse.enumeration('EmailStatus', emailStatus);
  const date = text(body, 'TxnDate') ?? today(books);
  refuseClosed(books, date);
  const currency = currencyOf(books, body, customer);
  const shipTo = child(body, 'ShipAddr') ?? ownShipTo(books, customer);
  const billTo = child(body, 'BillAddr') ?? child(customer, 'BillAddr');
  const customerTaxable = customer['Taxable'] !== false;
  const { lines, taxed, subtotal, discount } = storeLines(books, body, customerTaxable);
  const tax = taxOf(books, {
    lines: taxed,
    sent: child(body, 'TxnTaxDetail'),
    calculation: enumerated,
    customerTaxable,
    date,
    state: text(shipTo, 'CountrySubDivisionCode') ?? text(child(books.company, 'CompanyAddr'), 'CountrySubDivisionCode') ?? null,
  });
  const total = subtotal.minus(discount).plus(dec(tax.TotalTax));
  if (total.lt(ZERO)) throw refuse.business('Transaction amount must be 0 or greater.');
  const email = text(child(body, 'BillEmail'), 'Address') ?? ownAddress(books, customer);
  if (emailStatus === 'NeedToSend' && email === undefined) throw refuse.emailNeeded();
  const details: Json = {
    ...(type === 'Invoice' ? paymentFlags(books, body) : {}),
    CustomField: customFields(books, body, include, current ? rows(current, 'CustomField') : []),
    ...classAndLocation(books, body),
    ...(type === 'Invoice' ? termAndDue(books, body, customer, date) : {}),
  };
  const rate = storedRate(books, currency, date, body['ExchangeRate']);
  // Nothing is refused after this but a number already used.
  const number = numberFor(books, type, body, current, include);
  const applied = current ? dec(current.TotalAmt).minus(dec(current.Balance)) : ZERO;
  const balance = total.lt(applied) ? ZERO : total.minus(applied);
  const stored = current ?? fresh(books, type);
  if (current) touch(books, current);
  const form: SalesForm = {
    ...optional(body, [
      'PrivateNote',
      'CustomerMemo',
      'ShipFromAddr',
      'BillEmailCc',
      'BillEmailBcc',
      'ShipDate',
      'TrackingNum',
      'PONumber',
    ]),
    ...details,
    domain: 'QBO',
    sparse: false,
    Id: stored.Id,
    SyncToken: stored.SyncToken,
    MetaData: stored.MetaData,
    ...(number === null ? {} : { DocNumber: number }),
    TxnDate: date,
    CurrencyRef: { value: currency },
    ...(books.preferences.CurrencyPrefs.MultiCurrencyEnabled
      ? { ExchangeRate: num(rate), HomeTotalAmt: inHome(total, rate), HomeBalance: inHome(balance, rate) }
      : {}),
    LinkedTxn: current?.LinkedTxn ?? [],
    Line: lines,
    TxnTaxDetail: tax,
    CustomerRef: referTo(customer),
    ...(billTo ? { BillAddr: { Id: `${stored.Id}1`, ...billTo } } : {}),
    ...(shipTo ? { ShipAddr: { Id: `${stored.Id}2`, ...shipTo } } : {}),
    FreeFormAddress: true,
    ...(books.country === 'US' ? {} : { GlobalTaxCalculation: enumerated }),
    TotalAmt: num(total),
    ApplyTaxAfterDiscount: body['ApplyTaxAfterDiscount'] === true,
    PrintStatus: text(body, 'PrintStatus') ?? 'NeedToPrint',
    // Sent is what only sending makes it.
    EmailStatus: emailStatus === 'EmailSent' && current?.EmailStatus !== 'EmailSent' ? 'NotSet' : emailStatus,
    ...(email === undefined ? {} : { BillEmail: { Address: email } }),
    ...(current?.DeliveryInfo ? { DeliveryInfo: current.DeliveryInfo } : {}),
    Balance: num(balance),
    ...(type === 'CreditMemo' ? { RemainingCredit: num(balance) } : {}),
  };
  return form;
}

function payer(books: Books, body: Json): Named {
  const id = refOf(body, 'CustomerRef');
  if (id === undefined || id === '') throw refuse.missing('CustomerRef');
  const customer = books.tables.Customer.get(id);
  if (!customer) throw refuse.reference(`Names element id ${id} not found`);
  if (customer.Active === false) throw refuse.inactive(books.facts['inactive-customer']);
  return customer;
}

function ownShipTo(books: Books, customer: Named): Json | undefined {
  switch (books.facts['ship-to-omitted']) {
    case 'customer-ship-to':
      return child(customer, 'ShipAddr');
    case 'customer-bill-to':
      return child(customer, 'ShipAddr') ?? child(customer, 'BillAddr');
    case 'company':
      return undefined;
  }
}

function ownAddress(books: Books, customer: Named): string | undefined {
  return books.facts['bill-email-omitted'] === 'none' ? undefined : text(child(customer, 'PrimaryEmailAddr'), 'Address');
}

function currencyOf(books: Books, body: Json, customer: Named): string {
  const sent = refOf(body, 'CurrencyRef');
  const own = refOf(customer, 'CurrencyRef') ?? homeCurrency(books);
  if (sent === undefined && books.preferences.CurrencyPrefs.MultiCurrencyEnabled) throw refuse.missing('CurrencyRef');
  if (sent !== undefined && sent !== own) throw refuse.business(`The currency of the transaction (${sent}) isn't the customer's (${own}).`);
  return own;
}

function numberFor(books: Books, type: SalesType, body: Json, current: SalesForm | null, include: readonly string[]): string | null {
  const custom = books.preferences.SalesFormsPrefs.CustomTxnNumbers;
  const sent = text(body, 'DocNumber');
  if (current && sent === current.DocNumber) return current.DocNumber ?? null;
  if (sent === undefined ? !custom || body['AutoDocNumber'] === true : sent === 'AUTO_GENERATE') {
    books.lastAutoNumber += 1;
    return String(books.lastAutoNumber);
  }
  if (sent === undefined || sent === '') return sent ?? null;
  if (custom && books.duplicateNumbers === 'refused' && !include.includes('allowduplicatedocnum')) {
    for (const other of ['Invoice', 'CreditMemo'] as const) {
      for (const form of salesTable(books, other).values()) {
        if (form.DocNumber === sent && !(other === type && form.Id === current?.Id)) throw refuse.duplicateNumber(sent, other, form.Id);
      }
    }
  }
  // A number sent to a company that numbers by itself is kept, and the sequence goes on from it.
  if (!custom && /^\d{1,9}$/.test(sent)) books.lastAutoNumber = Number(sent);
  return sent;
}

function classAndLocation(books: Books, body: Json): Json {
  const prefs = books.preferences.AccountingInfoPrefs;
  const classId = refOf(body, 'ClassRef');
  const formClass = classId === undefined ? null : usable(books, 'Class', classId);
  const departmentId = refOf(body, 'DepartmentRef');
  const department = departmentId === undefined ? null : usable(books, 'Department', departmentId);
  return {
    ...(formClass && prefs['ClassTrackingPerTxn'] === true ? { ClassRef: referTo(formClass) } : {}),
    ...(department && prefs['TrackDepartments'] === true ? { DepartmentRef: referTo(department) } : {}),
  };
}

function termAndDue(books: Books, body: Json, customer: Named, date: string): Json {
  const named = refOf(body, 'SalesTermRef') ?? refOf(customer, 'SalesTermRef');
  const byDefault = refOf(books.preferences.SalesFormsPrefs, 'DefaultTerms');
  const term = named === undefined ? undefined : usable(books, 'Term', named);
  const counted = term ?? (byDefault === undefined ? undefined : books.tables.Term.get(byDefault));
  const days = typeof counted?.['DueDays'] === 'number' ? counted['DueDays'] : 0;
  return { ...(term ? { SalesTermRef: referTo(term) } : {}), DueDate: text(body, 'DueDate') ?? daysLater(date, days) };
}

function optional(body: Json, keys: readonly string[]): Json {
  const taken: Json = {};
  for (const key of keys) {
    const value = body[key];
    if (value === undefined || value === null || (isJson(value) && Object.keys(value).length === 0)) continue;
    taken[key] = value;
  }
  return taken;
}
