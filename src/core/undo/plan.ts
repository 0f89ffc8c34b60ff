// What a run made and what becomes of it: documents as the run left them go, everything else stays and is named.
import { isVoid } from '../matching/void-document.ts';
import type { LocalDate } from '../dates.ts';
import type { MadeRecord, Transfer, TransferEvent } from '../model/ledger.ts';
import type { Customer, InvoiceId, Item, SavedDocument, SourceInvoice, WriteBack } from '../model.ts';
import { isZero } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';
import type { Settings } from '../settings.ts';
import { documentName } from '../model/document.ts';
import { obstacles } from '../voids/plan.ts';
import type { ListStep, UndoCase, UndoStep, WrittenMarks } from './types.ts';

/** Autotask may round a moment to a second. */
const ROUNDING_MS = 1000;

/** Was this row's document taken back, or is that under way? */
export function isUndone(transfer: Pick<Transfer, 'reasons'>): boolean {
  return transfer.reasons.some((one) => one.code === 'undone');
}

/** Invoices that this run sent; whether a document came of it shows the ledger's row. */
export function sentInRun(events: readonly TransferEvent[]): InvoiceId[] {
  return [...new Set(events.filter((one) => one.state === 'intent').map((one) => one.invoiceId))];
}

/** Was the row's present document sent by this run? `history`: all of the invoice, oldest first. */
export function isOfRun(history: readonly TransferEvent[], runId: string): boolean {
  return history.findLast((one) => one.state === 'intent')?.runId === runId;
}

/** What was written to Autotask for the row's present document. Rows of older versions don't say; then numbering and time tell. */
export function writtenMarks(history: readonly TransferEvent[], transfer: Transfer, settings: Settings): WrittenMarks {
  const sent = history.findLast((one) => one.state === 'intent');
  const told = history.findLast((one) => one.state === 'written');
  if (sent === undefined || told === undefined || told.at < sent.at) return { invoiceNumber: null, webServiceDate: null };
  const written = readWriteBack(told.detail);
  if (written !== null) {
    const { invoiceNumber = null, webServiceDate = null } = written;
    return { invoiceNumber, webServiceDate: webServiceDate === null ? null : { from: webServiceDate, to: webServiceDate } };
  }
  const isNumbered = settings.invoices.numbering === 'quickbooks';
  return { invoiceNumber: isNumbered ? transfer.docNumber : null, webServiceDate: { from: sent.at, to: told.at } };
}

function readWriteBack(detail: string): WriteBack | null {
  return detail.startsWith('{') ? (JSON.parse(detail) as WriteBack) : null;
}

/** What of Autotask's marks is still ours, as the change that takes it back. */
export function marksToClear(header: SourceInvoice | null, marks: WrittenMarks, transfer: Transfer): WriteBack {
  // A voided invoice is settled: nothing is to be sent of it, whatever its number.
  if (header === null || header.isVoided) return {};
  const date = header.webServiceDate === null ? null : Date.parse(header.webServiceDate);
  const isOurDate =
    date !== null &&
    marks.webServiceDate !== null &&
    date >= Date.parse(marks.webServiceDate.from) - ROUNDING_MS &&
    date <= Date.parse(marks.webServiceDate.to) + ROUNDING_MS;
  return {
    ...(marks.invoiceNumber !== null && header.number === marks.invoiceNumber ? { invoiceNumber: null } : {}),
    ...(isOurDate ? { webServiceDate: null } : {}),
    ...(transfer.paidDate !== null && header.paidDate === transfer.paidDate ? { paidDate: null } : {}),
  };
}

/** One step a case. `closed`: the last day of closed books. */
export function planUndo(one: UndoCase, closed: LocalDate | null): UndoStep {
  const { transfer, document } = one;
  const name = documentName(transfer);
  const leave = (...reasons: Reason[]): UndoStep => ({ ...one, action: 'leave', reasons });
  const skip = (...reasons: Reason[]): UndoStep => ({ ...one, action: 'skip', reasons });
  if (one.isReplaced) return leave(reason('undo-replaced', { document: name }));
  const isBegun = transfer.voiding === 'intent' && isUndone(transfer);
  if (transfer.state === 'voided' && !isBegun)
    return skip(reason(isUndone(transfer) ? 'undone-already' : 'already-void', { document: name }));
  if (transfer.state === 'intent') return leave(reason('undo-unsettled', { id: transfer.invoiceId }));
  if (transfer.wasAdopted) return leave(reason('undo-adopted', { document: name }));
  if (document === null || isVoid(document, transfer)) {
    if (isBegun) return { ...one, action: 'finish' };
    return skip(reason(document === null ? 'already-deleted' : 'already-void', { document: name }));
  }
  const reasons = whyLeft(transfer, document, closed);
  if (reasons.length > 0) return leave(...reasons);
  return { ...one, action: document.type === 'CreditMemo' ? 'delete' : 'void', document };
}

/** Why a document that lives is not as we left it, or can't go. */
export function whyLeft(transfer: Transfer, document: SavedDocument, closed: LocalDate | null): Reason[] {
  const name = documentName(document);
  const found = obstacles(document, closed);
  const wasMailed = document.isEmailed || transfer.email === 'done' || transfer.email === 'intent';
  if (wasMailed) found.push(reason('undo-mailed', { document: name, id: transfer.invoiceId }));
  // Payments and mails count as changes too: one thing is said once.
  if (found.length === 0 && document.syncToken !== transfer.syncToken)
    found.push(reason('undo-edited', { document: name, id: transfer.invoiceId }));
  return found;
}

/** The number that a voided invoice gets where Autotask gives the numbers: its own must be free for the next copy. */
export function undoneNumber(number: string, generation: number): string {
  const mark = generation === 0 ? '-undone' : `-undone${generation + 1}`;
  return `${number.slice(0, 21 - mark.length)}${mark}`;
}

export interface ListFacts {
  readonly made: readonly MadeRecord[];
  /** All of QuickBooks, inactive ones included. */
  readonly customers: readonly Customer[];
  readonly items: readonly Item[];
  /** Documents made in QuickBooks since the run began, by anybody, without those that are void. */
  readonly documents: readonly Pick<SavedDocument, 'customerId' | 'lines'>[];
  readonly settings: Settings;
}

/** What the run created in QuickBooks' lists, and whether anything uses it still. */
export function planLists(facts: ListFacts): ListStep[] {
  const customers = new Map<string, Customer>(facts.customers.map((one) => [one.id, one]));
  const items = new Map<string, Item>(facts.items.map((one) => [one.id, one]));
  return facts.made.map(({ kind, id, name }): ListStep => {
    const base = { kind, id, name };
    if (kind === 'customer') {
      const customer = customers.get(id);
      if (customer === undefined || !customer.isActive) return { ...base, outcome: 'gone', why: 'it is deleted or inactive already' };
      const why = useOfCustomer(customer, facts);
      return why === null
        ? { ...base, name: customer.displayName, outcome: 'listed', why: '', customer }
        : { ...base, outcome: 'in-use', why };
    }
    const item = items.get(id);
    if (item === undefined || !item.isActive) return { ...base, outcome: 'gone', why: 'it is deleted or inactive already' };
    const why = useOfItem(item, facts);
    return why === null ? { ...base, name: item.fullName, outcome: 'listed', why: '', item } : { ...base, outcome: 'in-use', why };
  });
}

function useOfCustomer(customer: Customer, { customers, documents, settings }: ListFacts): string | null {
  if (!isZero(customer.balance)) return 'it has a balance';
  if (documents.some((one) => one.customerId === customer.id)) return 'other documents bill it';
  if (Object.values(settings.customers.map).includes(customer.id)) return 'customers.map names it';
  if (customers.some((one) => one.isActive && one.fullName.startsWith(`${customer.fullName}:`))) return 'it has sub-customers';
  return null;
}

function useOfItem(item: Item, { items, documents, settings }: ListFacts): string | null {
  if (documents.some((one) => one.lines.some((line) => line.itemId === item.id))) return 'other documents use it';
  if (settings.items.defaultItem === item.id) return 'items.defaultItem names it';
  if (settings.items.roundingItem === item.id) return 'items.roundingItem names it';
  if (items.some((one) => one.isActive && one.parentId === item.id)) return 'it has sub-items';
  return null;
}
