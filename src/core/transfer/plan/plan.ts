// Decides what is to be done with each invoice: create, finish (QuickBooks has it), hold or skip.
// `--dry-run` prints exactly this.
import { isVoid } from '../../matching/void-document.ts';
import type { Catalog } from '../../facts/catalog.ts';
import { isUnsynced, markerOf } from '../../facts/marker.ts';
import type { Source } from '../../facts/source.ts';
import type { Found } from '../../matching/read.ts';
import type { InvoiceId, SavedDocument, SourceInvoice } from '../../model.ts';
import { documentKey, documentName } from '../../model/document.ts';
import type { Transfer } from '../../model/ledger.ts';
import { reason, type Reason } from '../../reasons.ts';
import { passesFilter } from '../../rules/document/class.ts';
import { ownerOf, type TakenDocuments } from '../../matching/belonging.ts';
import { judgeHolders } from '../../matching/number-holder.ts';
import type { Settings } from '../../settings.ts';
import { type Drafted, draftInvoice } from './draft.ts';
import { expectationOf } from '../send/verify.ts';
import { billExpected, differenceOf, type Expectation } from '../../matching/same-document.ts';

/** A document of an invoice of which a new copy was wanted on purpose. */
export interface OlderCopy {
  readonly type: string;
  readonly id: string;
  readonly docNumber: string | null;
}

interface PlannedBase {
  /** Earlier documents of this invoice that a new copy stands beside; none in most cases. */
  readonly older?: readonly OlderCopy[];
  readonly invoice: SourceInvoice;
  readonly company: string;
  readonly reasons: readonly Reason[];
}

/** Make it. `generation` numbers the attempt; the same one is the same request to QuickBooks. */
export interface PlannedCreate extends PlannedBase {
  readonly action: 'create';
  readonly source: Source;
  readonly drafted: Drafted;
  readonly expectation: Expectation;
  readonly generation: number;
  /** The attempt before this one: without an answer, or refused. */
  readonly before: Transfer | null;
}

/** QuickBooks has it: verify, write back to Autotask, close the row. */
export interface PlannedFinish extends PlannedBase {
  readonly action: 'finish';
  readonly saved: SavedDocument;
  readonly transfer: Transfer | null;
  /** null: not compared again (verified before, or accepted by a person). */
  readonly expectation: Expectation | null;
  /** Found, not made by this ledger's own attempt. */
  readonly wasAdopted: boolean;
}

interface WaitBase extends PlannedBase {
  /** The document that is the trouble, if one is: `release --accept` can take it. */
  readonly document: SavedDocument | null;
}

export type PlannedWait = (WaitBase & { readonly action: 'hold' }) | (WaitBase & { readonly action: 'skip' });

export type Planned = PlannedCreate | PlannedFinish | PlannedWait;

export interface PlanFacts {
  readonly sources: readonly Source[];
  readonly transfers: ReadonlyMap<InvoiceId, Transfer>;
  readonly found: Found;
  /** Which of the documents found the ledger made or adopted. */
  readonly taken: TakenDocuments;
  /** Documents of transfers past `intent`, by type and id; absent: deleted in QuickBooks. */
  readonly documents: ReadonlyMap<string, SavedDocument>;
  readonly catalog: Catalog;
  readonly settings: Settings;
  /** A second copy is wanted on purpose (`copy-invoice --overwrite`). */
  readonly makesNewCopy?: boolean;
  /** By invoice: the documents that its present one is a copy of. */
  readonly older?: ReadonlyMap<InvoiceId, readonly OlderCopy[]>;
  /** A person named the invoice: its marker doesn't matter. */
  readonly isForced?: boolean;
}

export function buildPlan(facts: PlanFacts): Planned[] {
  const numbers = new Map<string, InvoiceId>();
  return facts.sources.map((source) => {
    const older = facts.older?.get(source.invoice.id);
    const planned: Planned = { ...planOne(source, facts), ...(older === undefined ? {} : { older }) };
    if (planned.action !== 'create' || planned.drafted.draft.docNumber === null) return planned;
    const number = planned.drafted.draft.docNumber;
    const other = numbers.get(number);
    if (other !== undefined) return wait('hold', source, [reason('number-twice', { number, other })]);
    numbers.set(number, source.invoice.id);
    return planned;
  });
}

function wait(action: 'hold' | 'skip', source: Source, reasons: readonly Reason[], document: SavedDocument | null = null): PlannedWait {
  return { action, invoice: source.invoice, company: companyOf(source), reasons, document };
}

const companyOf = (source: Source): string => source.company?.name ?? `company ${source.invoice.companyId}`;

function planOne(source: Source, facts: PlanFacts): Planned {
  const transfer = facts.transfers.get(source.invoice.id);
  if (transfer && transfer.state !== 'intent' && transfer.state !== 'rejected' && facts.makesNewCopy !== true)
    return finishKnown(source, transfer, facts);

  if (source.invoice.isVoided && facts.isForced !== true) return planVoided(source, facts);
  const filter = passesFilter(source, facts.settings);
  if (filter.verdict !== 'send' && transfer === undefined) return wait(filter.verdict, source, [filter.reason]);

  const result = draftInvoice(source, facts.catalog, facts.settings);
  if (facts.makesNewCopy !== true) {
    const existing = planExisting(source, result, transfer ?? null, facts);
    if (existing) return existing;
  }
  // Begun by an earlier run and never made; meanwhile somebody dealt with it by hand.
  if (facts.isForced !== true && !isUnsynced(source.invoice, facts.settings)) {
    return wait('skip', source, [reason('already-synced', { marker: markerOf(source.invoice, facts.settings), id: source.invoice.id })]);
  }
  if ('holds' in result) return wait('hold', source, result.holds);
  const { drafted } = result;
  return {
    action: 'create',
    invoice: source.invoice,
    company: companyOf(source),
    source,
    drafted,
    expectation: expectationOf(source, drafted),
    // Never the request of a document that is there: a ledger may have been lost in between.
    generation: Math.max(nextGeneration(transfer, facts.makesNewCopy === true), facts.older?.get(source.invoice.id)?.length ?? 0),
    before: transfer ?? null,
    reasons: drafted.remarks,
  };
}

/** Voided in Autotask while an attempt was without an answer: is there a document that has to go? */
function planVoided(source: Source, facts: PlanFacts): Planned {
  const live = (facts.found.byNote.get(source.invoice.id) ?? []).filter((document) => !document.isVoided);
  const [document] = live;
  if (!document) return wait('skip', source, [reason('voided')]);
  return wait('hold', source, [reason('voided-in-autotask', { document: live.map((one) => documentName(one)).join(', ') })], document);
}

/** The same id as long as no answer is known; a new one after a Fault, or for a copy made on purpose. */
function nextGeneration(transfer: Transfer | undefined, makesNewCopy: boolean): number {
  if (!transfer) return makesNewCopy ? 1 : 0;
  return transfer.state === 'intent' ? transfer.generation : transfer.generation + 1;
}

/** The ledger says QuickBooks has it. */
function finishKnown(source: Source, transfer: Transfer, facts: PlanFacts): Planned {
  if (transfer.state === 'held') return wait('hold', source, transfer.reasons);
  const name = documentName(transfer);
  if (transfer.quickBooksId === null)
    return wait('hold', source, [reason('deleted-in-quickbooks', { document: name, id: source.invoice.id })]);
  const saved = facts.documents.get(documentKey(transfer.documentType, transfer.quickBooksId));
  if (!saved) return wait('hold', source, [reason('deleted-in-quickbooks', { document: name, id: source.invoice.id })]);
  if (isVoid(saved, transfer) || transfer.state === 'voided') {
    return wait('hold', source, [reason('voided-in-quickbooks', { document: name, id: source.invoice.id })], saved);
  }
  const result = transfer.state === 'created' ? draftInvoice(source, facts.catalog, facts.settings) : null;
  if (result && 'holds' in result) {
    return holdDifferent(source, saved, incomparable(result.holds), name);
  }
  const drafted = result?.drafted ?? null;
  return finish(source, {
    saved,
    transfer,
    expectation: drafted ? expectationOf(source, drafted) : null,
    wasAdopted: transfer.state === 'done' || transfer.wasAdopted,
  });
}

/** What the document itself tells: our note, or Autotask's number on a document of the same customer and total. */
function planExisting(
  source: Source,
  result: ReturnType<typeof draftInvoice>,
  transfer: Transfer | null,
  facts: PlanFacts,
): Planned | null {
  const { invoice } = source;
  const noting = (facts.found.byNote.get(invoice.id) ?? []).filter((document) => ownerOf(document, facts.taken) === invoice.id);
  const noted = withoutOlder(noting, facts.older?.get(invoice.id));
  const live = noted.filter((document) => !document.isVoided);
  const [only] = live;
  if (live.length > 1)
    return wait('hold', source, [
      reason('twice-in-quickbooks', { documents: live.map((one) => documentName(one)).join(', '), id: invoice.id }),
    ]);
  const [voided] = noted;
  if (!only && voided)
    return wait('hold', source, [reason('voided-in-quickbooks', { document: documentName(voided), id: invoice.id })], voided);
  if (only) return takeOver(source, only, result, transfer);
  if ('holds' in result) return null;
  const number = result.drafted.draft.docNumber;
  if (number === null) return null;
  const bill = billExpected(expectationOf(source, result.drafted));
  const holder = judgeHolders(number, facts.found.byNumber.get(number) ?? [], bill, facts.taken);
  if (holder === null) return null;
  // A stranger's document isn't kept: when the number is free, the next run sends the invoice.
  return 'alike' in holder ? takeOver(source, holder.alike, result, transfer) : wait('hold', source, [holder.hold]);
}

/** Documents without those that a newer copy stands for. */
export function withoutOlder(documents: readonly SavedDocument[], older: readonly OlderCopy[] | undefined): readonly SavedDocument[] {
  if (older === undefined) return documents;
  return documents.filter((document) => !older.some((one) => one.type === document.type && one.id === document.id));
}

function takeOver(source: Source, saved: SavedDocument, result: ReturnType<typeof draftInvoice>, transfer: Transfer | null): Planned {
  if ('holds' in result) return holdDifferent(source, saved, incomparable(result.holds));
  const expectation = expectationOf(source, result.drafted);
  const difference = differenceOf(billExpected(expectation), saved);
  if (difference !== null) return holdDifferent(source, saved, difference);
  const isOthers = transfer === null || transfer.wasAdopted;
  // Our own attempt is compared line by line; a document of other hands by number, customer and total.
  return finish(source, { saved, transfer, expectation: isOthers ? null : expectation, wasAdopted: isOthers });
}

function finish(source: Source, found: Pick<PlannedFinish, 'saved' | 'transfer' | 'expectation' | 'wasAdopted'>): PlannedFinish {
  return { action: 'finish', invoice: source.invoice, company: companyOf(source), ...found, reasons: [] };
}

function holdDifferent(source: Source, saved: SavedDocument, difference: string, document = documentName(saved)): Planned {
  return wait('hold', source, [reason('found-different', { document, difference, id: source.invoice.id })], saved);
}

function incomparable(holds: readonly Reason[]): string {
  return `it can't be compared (${holds.map((hold) => hold.message).join(' ')})`;
}
