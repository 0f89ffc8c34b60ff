// Takes back what a run made, document by document.
// The order of writes: intent in the ledger -> hold -> void or delete in QuickBooks -> ledger -> Autotask's marks -> ledger. A kill
// anywhere leaves a row that says how far it came: the next run goes on with that document, and with no other.
import { isVoid } from '../matching/void-document.ts';
import { contentRequestId } from '../run/request-id.ts';
import type { LocalDate } from '../dates.ts';
import { At2qboError, RejectedError, StaleError, UnknownOutcomeError } from '../errors.ts';
import type { Transfer } from '../model/ledger.ts';
import type { SavedDocument, WriteBack } from '../model.ts';
import { reason, type Reason } from '../reasons.ts';
import type { RunContext } from '../run/context.ts';
import { documentName } from '../model/document.ts';
import { now, save } from '../transfer/ledger-row.ts';
import { troubleReason } from '../run/trouble.ts';
import { readAgain, refusal, sendVoid } from '../voids/apply.ts';
import { isUndone, marksToClear, undoneNumber, whyLeft } from './plan.ts';
import { readBegun, type UndoPlan } from './read.ts';
import type { ListOutcome, ListStep, UndoOutcome, UndoStep } from './types.ts';

/** Documents on their way at once. */
const AT_ONCE = 4;

type Put = (outcome: UndoOutcome) => void;

/** What the plan comes to without being carried out. */
export function plannedOutcomes(plan: Pick<UndoPlan, 'steps'>): UndoOutcome[] {
  return plan.steps.map((step) => {
    if (step.action === 'leave') return outcomeOf(step, 'held', step.reasons);
    if (step.action === 'skip') return outcomeOf(step, 'skipped', step.reasons);
    return outcomeOf(step, 'voided', [], takenBack(marksToClear(step.header, step.marks, step.transfer)));
  });
}

/** Carries it out; `put` gets each outcome as it happens. A brake is looked at between documents. */
export async function applyUndo(plan: Pick<UndoPlan, 'steps' | 'closed'>, runId: string, part: RunContext, put: Put): Promise<void> {
  const queue = [...plan.steps];
  const bugs: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      try {
        put(await undoOne(step, runId, plan.closed, part));
      } catch (error) {
        bugs.push(error); // the others finish what they have in hand
        queue.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, () => worker()));
  if (bugs.length > 0) throw bugs[0];
}

/** What a kill left half done is finished; every run that may write begins with it. */
export async function finishUndos(part: RunContext, put: Put): Promise<void> {
  if (part.isDryRun) return;
  const begun = await readBegun(part);
  for (const step of begun.steps) {
    const [mark] = step.transfer.reasons.filter((one) => one.code === 'undone');
    part.events.log('info', `An undo was left half done, and is finished: ${mark?.message ?? ''}`, { invoice: step.transfer.invoiceId });
  }
  await applyUndo(begun, '', part, put);
}

async function undoOne(step: UndoStep, runId: string, closed: LocalDate | null, part: RunContext): Promise<UndoOutcome> {
  if (step.action === 'leave') {
    // Begun, and changed by somebody since: what was begun is taken back.
    if (step.transfer.voiding === 'intent' && isUndone(step.transfer)) await withdraw(step.transfer, step.reasons, part);
    return outcomeOf(step, 'held', step.reasons);
  }
  if (step.action === 'skip') return outcomeOf(step, 'skipped', step.reasons);
  if (part.brake.cause) return outcomeOf(step, 'skipped', [reason('run-stopped', { why: part.brake.cause.message })]);
  part.assertMine();
  const begun = await begin(step, runId, part);
  let gone: Gone = { kind: 'gone', document: step.document };
  if (step.action === 'void' || step.action === 'delete') {
    const left = await removeDocument(step.document, begun, closed, part);
    if (left.kind === 'left') {
      if (!left.isOpen) await withdraw(begun, left.reasons, part);
      return outcomeOf(step, left.outcome, left.reasons);
    }
    gone = left;
  }
  const voided: Transfer = { ...begun, state: 'voided', email: null, pdf: null, syncToken: gone.document?.syncToken ?? begun.syncToken };
  await save(part, voided, `${step.action === 'delete' ? 'deleted' : 'voided'} in QuickBooks: taken back`);
  const remarks: Reason[] = [];
  const renumbered = gone.document === null ? voided : await freeNumber(voided, gone.document, remarks, part);
  return takeBackMarks(step, renumbered, remarks, part);
}

/** Durable before anything is changed: the row says what is on its way, and the invoice is held. */
async function begin({ transfer, action }: UndoStep, runId: string, part: RunContext): Promise<Transfer> {
  const { invoiceId } = transfer;
  const isNew = !isUndone(transfer);
  const mark = reason('undone', { run: runId, document: documentName(transfer), id: invoiceId });
  const row: Transfer = isNew
    ? { ...transfer, voiding: 'intent', reasons: [...transfer.reasons, mark], runId: part.runId }
    : { ...transfer, runId: part.runId };
  if (isNew) await save(part, row, `about to be taken back (${action}): ${documentName(transfer)}`);
  const holds = await part.ledger.personHolds();
  const why = row.reasons.find((one) => one.code === 'undone')?.message ?? '';
  const before = holds.get(invoiceId)?.why ?? '';
  if (!before.includes(why))
    await part.ledger.setPersonHold({ invoiceId, why: [before, why].filter((one) => one !== '').join(' '), at: now(part) });
  return row;
}

/** It stays: the row is as before, and so is the hold. */
async function withdraw(transfer: Transfer, reasons: readonly Reason[], part: RunContext): Promise<void> {
  const state = transfer.state === 'voided' ? 'done' : transfer.state;
  const kept = transfer.reasons.filter((one) => one.code !== 'undone');
  await save(part, { ...transfer, state, voiding: null, reasons: kept }, `not taken back: ${reasons.map((one) => one.code).join(', ')}`);
  const ours = transfer.reasons.find((one) => one.code === 'undone')?.message ?? '';
  const hold = (await part.ledger.personHolds()).get(transfer.invoiceId);
  if (hold === undefined || !hold.why.includes(ours)) return;
  const why = hold.why.replace(ours, '').trim();
  if (why === '') await part.ledger.clearPersonHold(transfer.invoiceId);
  else await part.ledger.setPersonHold({ ...hold, why });
}

interface Gone {
  readonly kind: 'gone';
  /** Void, as QuickBooks has it; null: deleted. */
  readonly document: SavedDocument | null;
}
interface Left {
  readonly kind: 'left';
  readonly outcome: 'held' | 'failed';
  readonly reasons: readonly Reason[];
  /** No clear answer came: the next run looks. */
  readonly isOpen: boolean;
}

async function removeDocument(
  document: SavedDocument,
  transfer: Transfer,
  closed: LocalDate | null,
  part: RunContext,
): Promise<Gone | Left> {
  const left = (outcome: Left['outcome'], reasons: readonly Reason[], isOpen = false): Left => ({ kind: 'left', outcome, reasons, isOpen });
  try {
    const after = await sendVoid(document, part);
    part.brake.calm();
    return { kind: 'gone', document: after };
  } catch (error) {
    if (error instanceof RejectedError) {
      const result = refusal(error, document, closed);
      return left(result.kind === 'hold' ? 'held' : 'failed', result.reasons);
    }
    if (error instanceof StaleError || error instanceof UnknownOutcomeError) {
      const fresh = await readAgain(document, part);
      if (fresh === null || (fresh !== 'unknown' && isVoid(fresh, transfer))) return { kind: 'gone', document: fresh };
      // Somebody changed it while this run was at it: not as we left it any more.
      if (error instanceof StaleError && fresh !== 'unknown') {
        const why = whyLeft(transfer, fresh, closed);
        return left('held', why.length > 0 ? why : [reason('undo-edited', { document: documentName(fresh), id: transfer.invoiceId })]);
      }
    }
    if (!(error instanceof At2qboError)) throw error;
    if (error.disposition === 'stop') part.brake.stop(error);
    return left(
      'failed',
      [troubleReason(error, transfer.invoiceId, part)],
      error instanceof UnknownOutcomeError || error.disposition === 'stop',
    );
  }
}

/** Where Autotask gives the numbers, the next copy needs the one that the void invoice keeps. A refusal is said and stops nothing. */
async function freeNumber(transfer: Transfer, document: SavedDocument, remarks: Reason[], part: RunContext): Promise<Transfer> {
  const number = document.docNumber;
  if (part.settings.invoices.numbering === 'quickbooks' || document.type !== 'Invoice' || number === null || number === '') return transfer;
  if (number !== transfer.docNumber) return transfer; // renumbered before a kill, or by a person
  const free = undoneNumber(number, transfer.generation);
  try {
    const requestId = contentRequestId(part.digest, 'renumber', part.profile, [document.id, document.syncToken, free]);
    const after = await part.quickbooks.renumberInvoice(document, free, requestId);
    const renumbered = { ...transfer, docNumber: after.docNumber, syncToken: after.syncToken };
    await save(part, renumbered, `renumbered in QuickBooks: ${free}`);
    return renumbered;
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    part.events.log('warn', error.message, { invoice: transfer.invoiceId });
    remarks.push(reason('undo-number-kept', { document: documentName(document), number, detail: error.message }));
    return transfer;
  }
}

async function takeBackMarks(step: UndoStep, transfer: Transfer, remarks: readonly Reason[], part: RunContext): Promise<UndoOutcome> {
  const { invoiceId } = transfer;
  let wanted: WriteBack = {};
  try {
    const [header] = await part.autotask.invoices({ kind: 'ids', ids: [invoiceId] });
    wanted = marksToClear(header ?? null, step.marks, transfer);
    const stays = await clearMarks(wanted, transfer, part);
    const rest = stays.length === 0 ? [] : [reason('undo-mark-stays', { fields: stays.join(', '), id: invoiceId })];
    await save(part, { ...transfer, voiding: 'done' }, `taken back; Autotask's marks cleared: ${takenBack(wanted).join(', ') || 'none'}`);
    return outcomeOf(step, rest.length === 0 ? 'voided' : 'held', [...rest, ...remarks], takenBack(wanted));
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    if (error.disposition === 'stop') part.brake.stop(error);
    const passes = error.kind === 'temporary' || error.kind === 'unknown-outcome' || error.disposition === 'stop';
    // What passes by itself is taken up by the next run; a refusal that lasts is a person's matter.
    if (!passes) await save(part, { ...transfer, voiding: 'done' }, `taken back; Autotask refused: ${error.message}`);
    const why = reason(passes ? 'undo-unfinished' : 'undo-mark-stays', {
      fields: takenBack(wanted).join(', ') || 'its marks',
      id: invoiceId,
      detail: error.message,
    });
    return outcomeOf(step, 'failed', [why, ...remarks]);
  }
}

/** The names of the fields that Autotask shows all the same. That null clears is undocumented: a text is emptied too. */
async function clearMarks(wanted: WriteBack, { invoiceId }: Transfer, part: RunContext): Promise<string[]> {
  const fields = takenBack(wanted);
  if (fields.length === 0) return [];
  const shown = async (): Promise<string[]> => {
    const [header] = await part.autotask.invoices({ kind: 'ids', ids: [invoiceId] });
    if (header === undefined) return [];
    const left = { invoiceNumber: header.number, webServiceDate: header.webServiceDate, paidDate: header.paidDate };
    return fields.filter((field) => (left[field] ?? '') !== '');
  };
  part.assertMine();
  await part.autotask.writeBack(invoiceId, wanted);
  const stays = await shown();
  if (!stays.includes('invoiceNumber')) return stays;
  await part.autotask.writeBack(invoiceId, { invoiceNumber: '' });
  return shown();
}

function takenBack(change: WriteBack): UndoOutcome['takesBack'][number][] {
  return (['invoiceNumber', 'webServiceDate', 'paidDate'] as const).filter((field) => change[field] !== undefined);
}

function outcomeOf(
  step: UndoStep,
  outcome: UndoOutcome['outcome'],
  reasons: readonly Reason[],
  takesBack: UndoOutcome['takesBack'] = [],
): UndoOutcome {
  const { transfer } = step;
  return {
    invoiceId: transfer.invoiceId,
    quickBooksId: transfer.quickBooksId,
    docNumber: transfer.docNumber,
    outcome,
    reasons,
    company: transfer.company,
    type: transfer.documentType,
    total: transfer.total,
    currency: step.document?.currency ?? '',
    takesBack,
  };
}

/** Makes inactive what nothing uses. */
export async function applyLists(steps: readonly ListStep[], part: RunContext): Promise<ListOutcome[]> {
  const outcomes: ListOutcome[] = [];
  for (const { customer, item, ...step } of steps) {
    const form = customer ?? item;
    if (step.outcome !== 'listed' || form === undefined || part.brake.cause) {
      outcomes.push(step);
      continue;
    }
    try {
      part.assertMine();
      const requestId = contentRequestId(part.digest, 'deactivate', part.profile, [step.kind, form.id, form.syncToken]);
      if (customer) await part.quickbooks.deactivateCustomer(customer, requestId);
      else if (item) await part.quickbooks.deactivateItem(item, requestId);
      part.events.log('info', `${step.kind} made inactive in QuickBooks: ${step.name}`, { id: step.id });
      outcomes.push({ ...step, outcome: 'inactive' });
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      if (error.disposition === 'stop') part.brake.stop(error);
      outcomes.push({ ...step, outcome: 'failed', why: error.message });
    }
  }
  return outcomes;
}
