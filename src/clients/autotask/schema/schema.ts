// Invoices and billing items of the wire -> the core's words.
// Parsed, not trusted: what can't be read is an error, never a hole in an invoice.
import { z } from 'zod';
import { companyId, billingCodeId, invoiceId } from '../../../core/model.ts';
import type { SourceInvoice, SourceLine } from '../../../core/model.ts';
import {
  day,
  decimal,
  decimalOrZero,
  flag,
  instant,
  integer,
  maybeDay,
  maybeDecimal,
  maybeInstant,
  maybeInteger,
  reference,
  textOrEmpty,
  textOrNull,
} from './wire.ts';

/**
 * The markers (`invoiceNumber`, `webServiceDate`, `isVoided`) must be present, null or not: a missing one would read as
 * "not synced yet", and the invoice would be sent again.
 */
export const InvoiceRow = z
  .object({
    id: integer,
    invoiceNumber: z.union([z.string(), z.number().transform(String)]).nullable(),
    companyID: integer,
    batchID: maybeInteger,
    createDateTime: instant,
    invoiceDateTime: day,
    dueDate: maybeDay,
    fromDate: maybeDay,
    toDate: maybeDay,
    invoiceTotal: decimal,
    totalTaxValue: decimalOrZero,
    comments: textOrEmpty,
    orderNumber: textOrEmpty,
    paymentTerm: maybeInteger,
    taxRegionName: textOrNull,
    isVoided: flag.nullable(),
    voidedDate: maybeInstant,
    webServiceDate: z.union([z.null(), z.literal('').transform(() => null), instant]),
    paidDate: maybeDay,
    // Newer than some databases.
    invoiceStatus: maybeInteger,
    invoiceTaxMethodExternalCode: textOrEmpty,
  })
  .transform((row): SourceInvoice => ({
    id: invoiceId(row.id),
    number: row.invoiceNumber,
    companyId: companyId(row.companyID),
    batchId: row.batchID,
    createdAt: row.createDateTime,
    date: row.invoiceDateTime,
    dueDate: row.dueDate,
    from: row.fromDate,
    to: row.toDate,
    net: row.invoiceTotal,
    tax: row.totalTaxValue,
    comments: row.comments,
    poNumber: row.orderNumber,
    paymentTermId: row.paymentTerm,
    taxRegionName: row.taxRegionName,
    statusId: row.invoiceStatus,
    taxMethodCode: row.invoiceTaxMethodExternalCode,
    isVoided: row.isVoided ?? false,
    voidedAt: row.voidedDate,
    webServiceDate: row.webServiceDate,
    paidDate: row.paidDate,
  }));

/** As much of an invoice as tells whether it has a number. */
export const NumberRow = z.object({ id: integer.transform((id) => invoiceId(id)), invoiceNumber: textOrEmpty });

/** A line with its place on the printed invoice; `line` is null while the item is on no invoice (0 or null on the wire). */
export interface PlacedLine {
  readonly id: number;
  readonly place: number;
  readonly line: SourceLine | null;
}

const BillingItem = z.object({
  id: integer,
  invoiceID: maybeInteger,
  companyID: maybeInteger,
  billingCodeID: reference,
  contractID: reference,
  billingItemType: maybeInteger,
  itemDate: maybeDay,
  itemName: textOrEmpty,
  description: textOrEmpty,
  lineItemFullDescription: textOrEmpty,
  lineItemGroupDescription: textOrEmpty,
  quantity: maybeDecimal,
  rate: maybeDecimal,
  totalAmount: decimal,
  taxDollars: decimalOrZero,
  taxCategoryID: reference,
  organizationalLevelAssociationID: reference,
  purchaseOrderNumber: textOrEmpty,
  nonBillable: flag.nullable(),
  // Newer than some databases: then the id alone orders the lines.
  sortOrderID: maybeInteger,
});

export const BillingItemRow = BillingItem.transform((row): PlacedLine => ({
  id: row.id,
  place: row.sortOrderID ?? 0,
  line: row.invoiceID === null || row.invoiceID === 0 ? null : lineOf(row, row.invoiceID),
}));

/** The same of an item that is on no invoice: its `invoiceId` is 0. null: it is on one. */
export const WaitingItemRow = BillingItem.transform((row): { readonly id: number; readonly line: SourceLine | null } => ({
  id: row.id,
  line: row.invoiceID === null || row.invoiceID === 0 ? lineOf(row, 0) : null,
}));

function lineOf(row: z.infer<typeof BillingItem>, invoice: number): SourceLine {
  return {
    id: row.id,
    invoiceId: invoiceId(invoice),
    companyId: row.companyID === null ? null : companyId(row.companyID),
    billingCodeId: row.billingCodeID === null ? null : billingCodeId(row.billingCodeID),
    contractId: row.contractID,
    kindId: row.billingItemType,
    date: row.itemDate,
    itemName: row.itemName,
    description: row.description,
    fullDescription: row.lineItemFullDescription,
    groupDescription: row.lineItemGroupDescription,
    quantity: row.quantity,
    rate: row.rate,
    amount: row.totalAmount,
    tax: row.taxDollars,
    taxCategoryId: row.taxCategoryID,
    lineOfBusinessId: row.organizationalLevelAssociationID,
    poNumber: row.purchaseOrderNumber,
    isNonBillable: row.nonBillable ?? false,
  };
}
