// What a tie-out keeps of its invoices and their ledger rows until they are compared, and of a pair once it was.
import { invoiceIdInNote } from '../matching/note.ts';
import type { InvoiceId, SourceInvoice } from '../model.ts';
import type { Transfer } from '../model/ledger.ts';
import { type Fields, PackedRows } from '../model/packing.ts';
import { plain, sum, text } from '../money.ts';
import { bookedOf, dueOf, signed } from './amounts.ts';
import type { Pair, PairRow } from './types.ts';

const INVOICE: Fields<SourceInvoice> = {
  id: 'plain',
  number: 'plain',
  companyId: 'plain',
  batchId: 'plain',
  createdAt: 'plain',
  date: 'plain',
  dueDate: 'plain',
  from: 'plain',
  to: 'plain',
  net: 'money',
  tax: 'money',
  comments: 'plain',
  poNumber: 'plain',
  paymentTermId: 'plain',
  taxRegionName: 'plain',
  statusId: 'plain',
  taxMethodCode: 'plain',
  isVoided: 'plain',
  voidedAt: 'plain',
  webServiceDate: 'plain',
  paidDate: 'plain',
};

const TRANSFER: Fields<Transfer> = {
  invoiceId: 'plain',
  state: 'plain',
  generation: 'plain',
  requestId: 'plain',
  draftHash: 'plain',
  documentType: 'plain',
  quickBooksId: 'plain',
  docNumber: 'plain',
  customerId: 'plain',
  company: 'plain',
  date: 'plain',
  total: 'plain',
  tax: 'plain',
  autotaskTotal: 'plain',
  syncToken: 'plain',
  wasAdopted: 'plain',
  reasons: 'plain',
  email: 'plain',
  pdf: 'plain',
  voiding: 'plain',
  paidDate: 'plain',
  runId: 'plain',
  createdAt: 'plain',
  updatedAt: 'plain',
};

/** Invoices by id. */
export function packedInvoices(): PackedRows<InvoiceId, SourceInvoice> {
  return new PackedRows(INVOICE);
}

/** Rows of the ledger by invoice. */
export function packedTransfers(): PackedRows<InvoiceId, Transfer> {
  return new PackedRows(TRANSFER);
}

/** What is shown of a pair. */
export function pairRow(pair: Pair): PairRow {
  const { source, documents, company, date, currency } = pair;
  const [due, booked] = [dueOf(pair).total, bookedOf(pair).total];
  const homes = documents.flatMap((one) => (one.homeTotal === null ? [] : [signed(one, one.homeTotal)]));
  return {
    invoiceId: source?.invoice.id ?? invoiceIdInNote(documents[0]?.privateNote ?? ''),
    invoiceNumber: source?.invoice.number ?? '',
    company,
    date,
    currency,
    autotask: source === null ? null : text(due),
    quickbooks: documents.length === 0 ? null : text(booked),
    difference: text(booked.minus(due)),
    documents: documents.map(({ id, docNumber, date: dated }) => ({ id, docNumber, date: dated })),
    exchangeRates: documents.map((one) => (one.exchangeRate === null ? '' : plain(one.exchangeRate))).join(' '),
    home: homes.length === 0 ? null : text(sum(homes)),
  };
}
