// Invoices, credit memos and payments as QuickBooks answers them -> saved documents.
import { z } from 'zod';
import type { Instant } from '../../../core/dates.ts';
import type { ChangedDocument, DocumentType, Payment, QuickBooksId, SavedDocument, SavedField, SavedLine } from '../../../core/model.ts';
import { isZero, sum, type Money } from '../../../core/money.ts';
import {
  amount,
  decimal,
  decimalOrNull,
  flagOrNull,
  id,
  localDate,
  metaData,
  numberOrText,
  readShape,
  refId,
  reference,
  text,
} from './schema.ts';

const linkedTxn = z.looseObject({ TxnId: id, TxnType: z.string() });

const salesDetail = z.looseObject({ ItemRef: refId, ClassRef: refId, TaxCodeRef: refId, Qty: decimalOrNull, UnitPrice: decimalOrNull });
const plainLine = z.looseObject({
  DetailType: z.string().nullish(),
  Amount: decimalOrNull,
  Description: text,
  SalesItemLineDetail: salesDetail.nullish(),
});
const line = plainLine.extend({ GroupLineDetail: z.looseObject({ Line: z.array(plainLine).nullish() }).nullish() });

const headShape = z.looseObject({
  Id: id,
  SyncToken: z.union([z.string(), z.number()]).transform(String),
  MetaData: metaData.nullish(),
  DocNumber: z.string().nullish(),
  TxnDate: localDate,
  CustomerRef: reference,
  CurrencyRef: refId,
  ClassRef: refId,
  PrivateNote: text,
  TxnTaxDetail: z.looseObject({ TotalTax: amount }).nullish(),
  TotalAmt: decimal,
  Balance: decimalOrNull,
  RemainingCredit: decimalOrNull,
  Deposit: amount,
  BillEmail: z.looseObject({ Address: text }).nullish(),
  EmailStatus: text,
  DeliveryInfo: z.looseObject({ DeliveryTime: z.string().nullish() }).nullish(),
  LinkedTxn: z.array(linkedTxn).nullish(),
});
/** An invoice without a balance would read as unpaid or paid by guess. */
const shapes = {
  Invoice: headShape.extend({ Balance: decimal }),
  CreditMemo: headShape,
} as const;
const customField = z.looseObject({
  DefinitionId: id,
  Name: text,
  StringValue: text,
  NumberValue: numberOrText,
  DateValue: text,
  BooleanValue: flagOrNull,
});
/** What only a document that is read whole is asked for. */
const wholeShape = z.looseObject({
  Id: id,
  Line: z.array(line),
  CustomField: z.array(customField).nullish(),
  AllowOnlineCreditCardPayment: flagOrNull,
  AllowOnlineACHPayment: flagOrNull,
  ExchangeRate: decimalOrNull,
  HomeTotalAmt: decimalOrNull,
  DueDate: localDate.nullish(),
  SalesTermRef: refId,
});

/** `answeredAt`: the answer's own time, for the rare answer without MetaData (send). */
export function toDocument(type: DocumentType, value: unknown, answeredAt: Instant | null): SavedDocument {
  const head = toHead(type, value, answeredAt);
  const whole = readShape(wholeShape, value, type);
  const flat = whole.Line.flatMap((one) => [one, ...(one.GroupLineDetail?.Line ?? [])]);
  const lines = flat.flatMap((one) => (one.DetailType === 'SalesItemLineDetail' ? [toLine(one)] : []));
  const discounts = flat.flatMap((one) => (one.DetailType === 'DiscountLineDetail' && one.Amount !== null ? [one.Amount] : []));
  return {
    ...head,
    lines,
    discount: sum(discounts),
    isVoided: head.isVoided && lines.every((one) => isZero(one.amount)),
    customFields: (whole.CustomField ?? []).map(toField),
    allowsCard: whole.AllowOnlineCreditCardPayment,
    allowsAch: whole.AllowOnlineACHPayment,
    exchangeRate: whole.ExchangeRate,
    homeTotal: whole.HomeTotalAmt,
    dueDate: whole.DueDate ?? null,
    termId: whole.SalesTermRef,
  };
}

function toField(field: z.output<typeof customField>): SavedField {
  const { StringValue: words, NumberValue: number, DateValue: date, BooleanValue: flag } = field;
  return { id: field.DefinitionId, name: field.Name, value: words || number || date || (flag === null ? '' : String(flag)) };
}

/** Written by a void before or behind what the memo was; which of the two, and whether in English, isn't documented. */
const VOID_MARK = /^\s*Voided\b|\bVoided\W*$/;

/** Without the lines: `isVoided` then says that it looks so. */
export function toHead(type: DocumentType, value: unknown, answeredAt: Instant | null): ChangedDocument {
  const row = readShape(shapes[type], value, type);
  const meta = row.MetaData ?? (answeredAt === null ? null : { CreateTime: answeredAt, LastUpdatedTime: answeredAt });
  const times = meta ?? readShape(metaData, row.MetaData, `${type} ${row.Id} MetaData`);
  const note = row.PrivateNote;
  return {
    type,
    id: row.Id,
    syncToken: row.SyncToken,
    docNumber: row.DocNumber ?? null,
    customerId: row.CustomerRef.value,
    customerName: row.CustomerRef.name ?? '',
    date: row.TxnDate,
    tax: row.TxnTaxDetail?.TotalTax ?? sum([]),
    total: row.TotalAmt,
    balance: row.Balance ?? row.RemainingCredit ?? row.TotalAmt,
    deposit: row.Deposit,
    currency: row.CurrencyRef ?? '',
    privateNote: note,
    isVoided: isZero(row.TotalAmt) && VOID_MARK.test(note),
    billEmail: row.BillEmail?.Address ?? '',
    emailStatus: row.EmailStatus,
    isEmailed: row.EmailStatus === 'EmailSent' || (row.DeliveryInfo?.DeliveryTime ?? '') !== '',
    classId: row.ClassRef,
    linked: (row.LinkedTxn ?? []).map((link) => ({ id: link.TxnId, type: link.TxnType })),
    createdAt: times.CreateTime,
    updatedAt: times.LastUpdatedTime,
  };
}

function toLine(value: z.output<typeof plainLine>): SavedLine {
  const detail = value.SalesItemLineDetail;
  return {
    itemId: detail?.ItemRef ?? null,
    amount: value.Amount ?? sum([]),
    quantity: detail?.Qty ?? null,
    price: detail?.UnitPrice ?? null,
    description: value.Description,
    taxCode: detail?.TaxCodeRef ?? null,
    classId: detail?.ClassRef ?? null,
  };
}

const paymentLine = z.looseObject({ Amount: decimal, LinkedTxn: z.array(linkedTxn).nullish() });
const payment = z.looseObject({ Id: id, TxnDate: localDate, TotalAmt: decimal, Line: z.array(paymentLine).nullish(), MetaData: metaData });

/** Each line of a payment is the share of the transaction it is linked to. */
export function toPayment(value: unknown): Payment {
  const row = readShape(payment, value, 'Payment');
  const applied = (row.Line ?? []).flatMap((one) =>
    (one.LinkedTxn ?? []).map((link): { id: typeof link.TxnId; type: string; amount: Money } => ({
      id: link.TxnId,
      type: link.TxnType,
      amount: one.Amount,
    })),
  );
  return { id: row.Id, date: row.TxnDate, total: row.TotalAmt, applied, updatedAt: row.MetaData.LastUpdatedTime };
}

const deleted = z.looseObject({ Id: id, status: z.literal('Deleted') });

/** The mark that change data capture and deletes leave of a document that is gone; null for one that is there. */
export function deletedId(value: unknown): QuickBooksId | null {
  const result = deleted.safeParse(value);
  return result.success ? result.data.Id : null;
}
