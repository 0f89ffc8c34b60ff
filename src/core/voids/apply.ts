// Carries voids out: intent in the ledger, void (or delete) in QuickBooks, ledger.
// A document is read anew before every try, so a kill or a change by a person in between is seen and never voided blindly.
import { isEmpty, isVoid } from '../matching/void-document.ts';
import { newTransfer, save, savedPart } from '../transfer/ledger-row.ts';
import { contentRequestId } from '../run/request-id.ts';
import type { LocalDate } from '../dates.ts';
import { documentName } from '../model/document.ts';
import { At2qboError, RejectedError, StaleError, UnexpectedAnswerError, UnknownOutcomeError } from '../errors.ts';
import { troubleReason } from '../run/trouble.ts';
import type { Transfer } from '../model/ledger.ts';
import type { SavedDocument } from '../model.ts';
import type { RunContext } from '../run/context.ts';
import { text } from '../money.ts';
import { reason, type Reason } from '../reasons.ts';
import { isVoidReported, planVoid, voidOutcome, type VoidCase, type VoidOutcome, type VoidPlan } from './plan.ts';
import { findVoided, readVoided } from './read.ts';

/** QuickBooks' codes for a date in closed books. */
const CLOSED_BOOKS: ReadonlySet<string> = new Set(['6200', '6210']);

export interface VoidOptions {
  /** How far back on Autotask's voided date; null: only voids that a kill left half done. */
  readonly days: number | null;
  /** Only look: what was begun is settled, nothing is voided (`clear-status`). */
  readonly isLookOnly?: boolean;
  /** List what was voided by an earlier run too. */
  readonly listsSettled?: boolean;
  /** Gets each outcome as it happens, so that a later fault doesn't lose it. */
  readonly put: (outcome: VoidOutcome) => void;
}

/** One run over the voids. */
export async function syncVoids(part: RunContext, options: VoidOptions): Promise<void> {
  part.events.progress('Reading voided invoices from Autotask');
  const voided = await readVoided(part, options.days);
  if (options.listsSettled === true) {
    for (const { id } of voided.headers) {
      const transfer = voided.transfers.get(id);
      if (transfer?.state === 'voided')
        options.put(
          voidOutcome(id, transfer, 'skipped', [
            reason(transfer.documentType === 'CreditMemo' ? 'already-deleted' : 'already-void', { document: documentName(transfer) }),
          ]),
        );
    }
  }
  const cases = await findVoided(voided, part);
  let books: { readonly closed: LocalDate | null } | null = null;
  for (const one of cases) {
    if (part.brake.cause) {
      options.put(voidOutcome(one.invoice.id, one.transfer, 'skipped', [reason('run-stopped', { why: part.brake.cause.message })]));
      continue;
    }
    if (!one.invoice.isVoided) continue; // a void begun for an invoice that Autotask doesn't call voided: nothing is voided for it
    if (planVoid(one, null).action !== 'settle') books ??= { closed: (await part.quickbooks.preferences()).bookCloseDate };
    const plan = planVoid(one, books?.closed ?? null);
    options.put(options.isLookOnly === true ? await settleOnly(one, plan, part) : await carryOut(one, plan, books?.closed ?? null, part));
  }
}

/** Says once of each that its document lives on, where `voids.sync` is off; what a person voided on both sides is settled silently. */
export async function reportVoids(
  part: RunContext,
  days: number,
  isSaid: (one: VoidCase) => boolean,
  put: VoidOptions['put'],
): Promise<void> {
  const voided = await readVoided(part, days);
  const news = voided.headers.filter((invoice) => {
    const transfer = voided.transfers.get(invoice.id);
    return (
      invoice.isVoided &&
      transfer !== undefined &&
      transfer.quickBooksId !== null &&
      transfer.state !== 'voided' &&
      !isVoidReported(transfer)
    );
  });
  for (const one of await findVoided({ headers: news, transfers: voided.transfers }, part)) {
    const plan = planVoid(one, null);
    const { transfer } = one;
    if (transfer === null) continue;
    if (plan.action === 'settle') {
      if (!part.isDryRun) await markVoided(transfer, plan.document, 'void on both sides', part);
      continue;
    }
    const told = reason('voided-in-autotask', { document: documentName(transfer) });
    if (!part.isDryRun)
      await save(part, { ...transfer, reasons: [...transfer.reasons, told] }, 'reported: voided in Autotask, lives on in QuickBooks');
    if (!isSaid(one)) put(voidOutcome(one.invoice.id, transfer, 'held', [told]));
  }
}

async function carryOut(one: VoidCase, plan: VoidPlan, closed: LocalDate | null, part: RunContext): Promise<VoidOutcome> {
  const { invoice } = one;
  if (plan.action === 'hold') return voidOutcome(invoice.id, plan.document ?? one.transfer, 'held', plan.reasons);
  if (plan.action === 'settle') return settled(one, plan.document, plan.reason, part);
  if (part.isDryRun) return voidOutcome(invoice.id, plan.document, 'voided', []);
  const before = transferOf(one, plan.document, part);
  await save(part, { ...before, voiding: 'intent' }, `about to be voided in QuickBooks: ${documentName(plan.document)}`);
  const result = await voidDocument(plan.document, closed, part);
  if (result.kind === 'done') {
    await markVoided(before, result.document, plan.action === 'delete' ? 'deleted in QuickBooks' : 'voided in QuickBooks', part);
    return voidOutcome(invoice.id, plan.document, 'voided', []);
  }
  // Without a clear answer the intent stays: the next run looks first.
  const isOpen = result.kind === 'trouble' && result.error instanceof UnknownOutcomeError;
  const why = result.kind === 'trouble' ? [troubleReason(result.error, invoice.id, part)] : result.reasons;
  if (!isOpen) await save(part, { ...before, voiding: null }, `not voided: ${why.map((each) => each.code).join(', ')}`);
  return voidOutcome(invoice.id, plan.document, result.kind === 'hold' ? 'held' : 'failed', why);
}

export type VoidResult =
  | { readonly kind: 'done'; readonly document: SavedDocument | null }
  | { readonly kind: 'hold' | 'refused'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'trouble'; readonly error: unknown };

/** Voids it, or deletes a credit memo. Changed by somebody meanwhile: read again once and judged again. */
export async function voidDocument(document: SavedDocument, closed: LocalDate | null, part: RunContext): Promise<VoidResult> {
  let current = document;
  for (let isAgain = false; ; isAgain = true) {
    try {
      part.assertMine();
      const after = await sendVoid(current, part);
      part.brake.calm();
      return { kind: 'done', document: after };
    } catch (error) {
      const name = documentName(current);
      if (error instanceof RejectedError) return refusal(error, current, closed);
      if (!(error instanceof StaleError) && !(error instanceof UnknownOutcomeError)) return { kind: 'trouble', error };
      const fresh = await readAgain(current, part);
      if (fresh === 'unknown') return { kind: 'trouble', error };
      if (fresh !== null && isVoid(fresh, { total: text(current.total) })) return { kind: 'done', document: fresh };
      const plan = planVoid({ documents: fresh === null ? [] : [fresh], transfer: null, tie: 'ledger' }, closed);
      if (plan.action === 'settle') return { kind: 'done', document: plan.document };
      if (error instanceof UnknownOutcomeError) return { kind: 'trouble', error };
      if (plan.action === 'hold') return { kind: 'hold', reasons: plan.reasons };
      if (isAgain) return { kind: 'hold', reasons: [reason('void-changed-meanwhile', { document: name })] };
      current = plan.document;
    }
  }
}

/** Voids it, or deletes a credit memo (null); the same document in the same version is the same request. */
export async function sendVoid(document: SavedDocument, part: RunContext): Promise<SavedDocument | null> {
  const requestId = contentRequestId(part.digest, 'void', part.profile, [document.type, document.id, document.syncToken]);
  if (document.type === 'CreditMemo') {
    await part.quickbooks.deleteCreditMemo(document, requestId);
    return null;
  }
  const after = await part.quickbooks.voidInvoice(document, requestId);
  if (after.isVoided || isEmpty(after)) return after;
  throw new UnexpectedAnswerError(`QuickBooks answered to the void of ${documentName(document)} with a document that is not void.`, {
    service: 'QuickBooks',
    remedy: 'Look at it in QuickBooks, then: at2qbo sync-voids',
  });
}

/** What QuickBooks' no to a void means. */
export function refusal(
  error: RejectedError,
  document: SavedDocument,
  closed: LocalDate | null,
): Extract<VoidResult, { readonly kind: 'hold' | 'refused' }> {
  const name = documentName(document);
  if (!CLOSED_BOOKS.has(error.code ?? ''))
    return { kind: 'refused', reasons: [reason('void-failed', { document: name, detail: error.message })] };
  const until = closed === null ? '' : ` up to ${closed}`;
  return { kind: 'hold', reasons: [reason('void-in-closed-books', { document: name, date: document.date, closed: until })] };
}

/** null: it is gone. `unknown`: no answer to this question either. */
export async function readAgain(document: SavedDocument, part: RunContext): Promise<SavedDocument | null | 'unknown'> {
  try {
    const [fresh] = await part.quickbooks.documents({ kind: 'ids', type: document.type, ids: [document.id] });
    return fresh ?? null;
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    part.events.log('warn', `it could not be read again: ${error.message}`, { document: document.id });
    return 'unknown';
  }
}

async function settleOnly(one: VoidCase, plan: VoidPlan, part: RunContext): Promise<VoidOutcome> {
  if (plan.action === 'settle') return settled(one, plan.document, plan.reason, part);
  if (one.transfer) await save(part, { ...one.transfer, voiding: null }, 'looked: not voided in QuickBooks');
  return voidOutcome(one.invoice.id, one.transfer, 'skipped', [
    reason('not-voided-yet', { document: one.transfer ? documentName(one.transfer) : '' }),
  ]);
}

async function settled(one: VoidCase, document: SavedDocument | null, why: Reason, part: RunContext): Promise<VoidOutcome> {
  const transfer = document === null ? one.transfer : transferOf(one, document, part);
  // Ours, begun before a kill: it is this product's own void that is found done.
  const isOurs = one.transfer?.voiding === 'intent';
  if (transfer && !part.isDryRun)
    await markVoided(transfer, document, isOurs ? 'found voided in QuickBooks after an unclear end' : 'found void in QuickBooks', part);
  return voidOutcome(one.invoice.id, document ?? one.transfer, isOurs ? 'voided' : 'skipped', isOurs ? [] : [why]);
}

/** The ledger's row; a document found without one gets one, so that later runs needn't look. */
function transferOf(one: VoidCase, document: SavedDocument, part: RunContext): Transfer {
  const fresh = newTransfer({ invoice: one.invoice, company: document.customerName }, document.type, 0, part);
  const base: Transfer = one.transfer?.quickBooksId
    ? one.transfer
    : { ...fresh, ...one.transfer, ...savedPart(document), state: 'done', wasAdopted: true };
  return { ...base, runId: part.runId };
}

/** No mail and no PDF is owed for a document that is void. */
async function markVoided(transfer: Transfer, document: SavedDocument | null, what: string, part: RunContext): Promise<void> {
  const syncToken = document?.syncToken ?? transfer.syncToken;
  await save(
    part,
    { ...transfer, state: 'voided', voiding: 'done', reasons: [], email: null, pdf: null, syncToken, runId: part.runId },
    what,
  );
}
