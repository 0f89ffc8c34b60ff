// Ledger types <-> table rows, for every database. Money and dates are text both ways, reasons and totals JSON text.
// A new row names its columns; the statements are built from these names, so that a column is written in one place only.
import type { Instant, LocalDate } from '../../../core/dates.ts';
import type {
  MadeRecord,
  OutcomeRecord,
  PersonHold,
  RunRecord,
  SideStep,
  Tie,
  Transfer,
  TransferEvent,
  TransferState,
} from '../../../core/model/ledger.ts';
import type { DocumentType, QuickBooksId } from '../../../core/model.ts';
import { invoiceId } from '../../../core/model.ts';
import type { Reason } from '../../../core/reasons.ts';
import { json, text, textOrNull, whole, wholeOrNull, word, wordOrNull } from './columns.ts';
import type { NewRow, Row } from '../store.ts';

const STATES = [
  'intent',
  'created',
  'accepted',
  'written',
  'done',
  'held',
  'rejected',
  'voided',
] as const satisfies readonly TransferState[];
const STEPS = ['wanted', 'intent', 'done', 'failed'] as const satisfies readonly SideStep[];
const TYPES = ['Invoice', 'CreditMemo'] as const satisfies readonly DocumentType[];
const KINDS = ['customer', 'item'] as const satisfies readonly Tie['kind'][];
const TIED_BY = ['name', 'create', 'map', 'adopt'] as const satisfies readonly Tie['by'][];
const OUTCOMES = ['held', 'failed', 'skipped'] as const satisfies readonly OutcomeRecord['outcome'][];

export function transferRow(profile: string, transfer: Transfer): NewRow {
  return {
    profile,
    invoice_id: transfer.invoiceId,
    state: transfer.state,
    generation: transfer.generation,
    request_id: transfer.requestId,
    draft_hash: transfer.draftHash,
    document_type: transfer.documentType,
    quickbooks_id: transfer.quickBooksId,
    doc_number: transfer.docNumber,
    customer_id: transfer.customerId,
    company: transfer.company,
    document_date: transfer.date,
    total: transfer.total,
    tax: transfer.tax,
    autotask_total: transfer.autotaskTotal,
    sync_token: transfer.syncToken,
    was_adopted: transfer.wasAdopted ? 1 : 0,
    reasons: JSON.stringify(transfer.reasons),
    email: transfer.email,
    pdf: transfer.pdf,
    voiding: transfer.voiding,
    paid_date: transfer.paidDate,
    run_id: transfer.runId,
    created_at: transfer.createdAt,
    updated_at: transfer.updatedAt,
  };
}

export function transferOf(row: Row): Transfer {
  return {
    invoiceId: invoiceId(whole(row, 'invoice_id')),
    state: word(row, 'state', STATES),
    generation: whole(row, 'generation'),
    requestId: text(row, 'request_id'),
    draftHash: text(row, 'draft_hash'),
    documentType: word(row, 'document_type', TYPES),
    quickBooksId: textOrNull(row, 'quickbooks_id') as QuickBooksId | null,
    docNumber: textOrNull(row, 'doc_number'),
    customerId: textOrNull(row, 'customer_id') as QuickBooksId | null,
    company: text(row, 'company'),
    date: text(row, 'document_date') as LocalDate,
    total: textOrNull(row, 'total'),
    tax: textOrNull(row, 'tax'),
    autotaskTotal: text(row, 'autotask_total'),
    syncToken: textOrNull(row, 'sync_token'),
    wasAdopted: whole(row, 'was_adopted') === 1,
    reasons: json(row, 'reasons', areReasons),
    email: wordOrNull(row, 'email', STEPS),
    pdf: wordOrNull(row, 'pdf', STEPS),
    voiding: wordOrNull(row, 'voiding', STEPS),
    paidDate: textOrNull(row, 'paid_date') as LocalDate | null,
    runId: text(row, 'run_id'),
    createdAt: text(row, 'created_at') as Instant,
    updatedAt: text(row, 'updated_at') as Instant,
  };
}

export function eventRow(profile: string, event: TransferEvent): NewRow {
  const { invoiceId, at, runId, state, what, detail } = event;
  return { profile, invoice_id: invoiceId, at, run_id: runId, state, what, detail };
}

export function eventOf(row: Row): TransferEvent {
  return {
    invoiceId: invoiceId(whole(row, 'invoice_id')),
    at: text(row, 'at') as Instant,
    runId: text(row, 'run_id'),
    state: word(row, 'state', STATES),
    what: text(row, 'what'),
    detail: text(row, 'detail'),
  };
}

export function tieRow(profile: string, tie: Tie): NewRow {
  return {
    profile,
    kind: tie.kind,
    autotask_id: tie.autotaskId,
    quickbooks_id: tie.quickBooksId,
    autotask_name: tie.autotaskName,
    quickbooks_name: tie.quickBooksName,
    tied_by: tie.by,
    at: tie.at,
  };
}

export function tieOf(row: Row): Tie {
  return {
    kind: word(row, 'kind', KINDS),
    autotaskId: whole(row, 'autotask_id'),
    quickBooksId: text(row, 'quickbooks_id') as QuickBooksId,
    autotaskName: text(row, 'autotask_name'),
    quickBooksName: text(row, 'quickbooks_name'),
    by: word(row, 'tied_by', TIED_BY),
    at: text(row, 'at') as Instant,
  };
}

export function personHoldRow(profile: string, hold: PersonHold): NewRow {
  return { profile, invoice_id: hold.invoiceId, why: hold.why, at: hold.at };
}

export function personHoldOf(row: Row): PersonHold {
  return { invoiceId: invoiceId(whole(row, 'invoice_id')), why: text(row, 'why'), at: text(row, 'at') as Instant };
}

export function madeRow(profile: string, made: MadeRecord): NewRow {
  return { profile, run_id: made.runId, kind: made.kind, quickbooks_id: made.id, name: made.name };
}

export function madeOf(row: Row): MadeRecord {
  return {
    runId: text(row, 'run_id'),
    kind: word(row, 'kind', KINDS),
    id: text(row, 'quickbooks_id') as QuickBooksId,
    name: text(row, 'name'),
  };
}

export function outcomeRow(profile: string, outcome: OutcomeRecord): NewRow {
  return {
    profile,
    invoice_id: outcome.invoiceId,
    invoice_number: outcome.invoiceNumber,
    company: outcome.company,
    total: outcome.total,
    outcome: outcome.outcome,
    reasons: JSON.stringify(outcome.reasons),
    first_seen: outcome.firstSeen,
    last_seen: outcome.lastSeen,
    run_id: outcome.runId,
  };
}

export function outcomeOf(row: Row): OutcomeRecord {
  return {
    invoiceId: invoiceId(whole(row, 'invoice_id')),
    invoiceNumber: textOrNull(row, 'invoice_number'),
    company: text(row, 'company'),
    total: text(row, 'total'),
    outcome: word(row, 'outcome', OUTCOMES),
    reasons: json(row, 'reasons', areReasons),
    firstSeen: text(row, 'first_seen') as Instant,
    lastSeen: text(row, 'last_seen') as Instant,
    runId: text(row, 'run_id'),
  };
}

export function runRow(profile: string, run: RunRecord): NewRow {
  return {
    profile,
    id: run.id,
    command: run.command,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    exit_code: run.exitCode,
    totals: run.totals === null ? null : JSON.stringify(run.totals),
    host: run.host,
    pid: run.pid,
  };
}

export function runOf(row: Row): RunRecord {
  return {
    id: text(row, 'id'),
    command: text(row, 'command'),
    startedAt: text(row, 'started_at') as Instant,
    finishedAt: textOrNull(row, 'finished_at') as Instant | null,
    exitCode: wholeOrNull(row, 'exit_code'),
    totals: row['totals'] === null ? null : json(row, 'totals', areTotals),
    host: text(row, 'host'),
    pid: whole(row, 'pid'),
  };
}

/** A code that this version doesn't know (written by another one) is kept: its sentence stands beside it. */
function areReasons(value: unknown): value is Reason[] {
  return (
    Array.isArray(value) &&
    value.every(
      (item: unknown) =>
        isObject(item) && typeof item['code'] === 'string' && typeof item['message'] === 'string' && typeof item['fix'] === 'string',
    )
  );
}

function areTotals(value: unknown): value is Record<string, number> {
  return isObject(value) && Object.values(value).every((count) => typeof count === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
