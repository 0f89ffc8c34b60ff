// Makes one document in QuickBooks: intent in the ledger, the create, and a look where no clear answer came.
import { type ApplyContext } from './context.ts';
import { mayBeUnderWay, newTransfer, save, savedPart } from '../ledger-row.ts';
import { canonical } from '../../canonical.ts';
import { documentName } from '../../model/document.ts';
import { At2qboError, RejectedError, UnknownOutcomeError } from '../../errors.ts';
import { RefusedDocument } from './failed-outcome.ts';
import { judgeHolders } from '../../matching/number-holder.ts';
import { findByNote, findByNumber, readTaken } from '../../matching/read.ts';
import { STALE_MS } from './fresh-headers.ts';
import type { Transfer } from '../../model/ledger.ts';
import { MakingError } from './maker.ts';
import type { SavedDocument } from '../../model.ts';
import { outcomeOf, type Outcome } from '../../run/outcome.ts';
import { withoutOlder, type PlannedCreate } from '../plan/plan.ts';
import type { ResolvedDraft } from '../../ports.ts';
import { reason, type Reason } from '../../reasons.ts';
import { adviceFor } from '../../reasons/advice.ts';
import { billExpected, type Expectation } from '../../matching/same-document.ts';

/** Rejected by QuickBooks; Autotask gets ERROR when it is sure that the document is at fault. */
export interface Refused {
  readonly planned: PlannedCreate;
  readonly transfer: Transfer;
  readonly code: string;
}

/** QuickBooks has it, and the ledger knows the attempt; `finishOne` does the rest. */
export interface Created {
  readonly planned: PlannedCreate;
  readonly saved: SavedDocument;
  readonly transfer: Transfer;
}

/** Makes the document, or says what it came to instead. */
export async function createOne(
  planned: PlannedCreate,
  context: ApplyContext,
  refused: Refused[],
): Promise<Created | { readonly outcome: Outcome }> {
  context.fresh.reached(planned.invoice.id);
  const changed = await changeSinceRead(planned, context);
  if (changed) return { outcome: outcomeOf(planned.invoice, planned.company, 'skipped', [changed]) };
  context.assertMine();
  const draft = await resolveDraft(planned, context);
  const draftHash = context.digest(canonical(draft));
  const generation = generationOf(planned, draftHash, context);
  if (generation === null) {
    const detail = 'it was changed since it was sent a moment ago, and QuickBooks may still be at work on that';
    return { outcome: outcomeOf(planned.invoice, planned.company, 'failed', [reason('no-answer', { service: 'QuickBooks', detail })]) };
  }
  const leave = await context.brake.turn();
  let sent: Sent;
  try {
    if (context.brake.cause) {
      const why = context.brake.cause.message;
      return { outcome: outcomeOf(planned.invoice, planned.company, 'skipped', [reason('run-stopped', { why })]) };
    }
    context.assertMine();
    sent = await send(planned, draft, { generation, draftHash }, context, refused);
  } finally {
    leave();
  }
  if ('outcome' in sent) return sent;
  const reasons = [...planned.reasons, ...context.maker.takeRemarks(draft.customerId)];
  return { planned: { ...planned, reasons, expectation: sent.expectation }, saved: sent.saved, transfer: sent.transfer };
}

type Sent =
  | { readonly saved: SavedDocument; readonly transfer: Transfer; readonly expectation: Expectation }
  | { readonly outcome: Outcome };

/** The intent, then the create; a refusal is written down before the turn ends. */
async function send(
  planned: PlannedCreate,
  draft: ResolvedDraft,
  attempt: { readonly generation: number; readonly draftHash: string },
  context: ApplyContext,
  refused: Refused[],
): Promise<Sent> {
  const transfer: Transfer = {
    ...newTransfer(planned, draft.type, attempt.generation, context),
    draftHash: attempt.draftHash,
    customerId: draft.customerId,
    // Written for a document that wasn't the invoice's (an older version): the next look at payments takes it back.
    paidDate: planned.before?.paidDate ?? null,
    email: planned.drafted.wantsEmail ? 'wanted' : null,
    pdf: context.settings.invoices.attachPdf ? 'wanted' : null,
  };
  await save(context, transfer, 'about to be sent to QuickBooks');
  const expectation: Expectation = { ...planned.expectation, customerId: draft.customerId };
  try {
    const saved = await context.quickbooks.createDocument(draft, transfer.requestId);
    const present = isAnsweredAgain(planned, transfer, saved, context) ? await shownNow(saved, context) : saved;
    if (present === null) return { outcome: await deletedMeanwhile(planned, { ...transfer, ...savedPart(saved) }, context) };
    return { saved: present, transfer, expectation };
  } catch (error) {
    const found = await lookAfterTrouble(planned, expectation, error, context);
    if ('saved' in found) return { saved: found.saved, transfer, expectation };
    return { outcome: await rejectedOutcome(planned, transfer, { error, number: found.number }, context, refused) };
  }
}

/** An older document than any clock's error explains was made by the same request before: by a run that was killed, or whose ledger is lost. */
const JUST_MADE_MS = 300_000;

function isAnsweredAgain(planned: PlannedCreate, transfer: Transfer, saved: SavedDocument, context: ApplyContext): boolean {
  if (planned.before?.requestId === transfer.requestId) return true;
  return Math.abs(context.clock.now() - Date.parse(saved.createdAt)) > JUST_MADE_MS;
}

/** Such a request is answered as it was then, whatever became of the document: what QuickBooks has now is asked for. null: somebody deleted it. */
async function shownNow(saved: SavedDocument, context: ApplyContext): Promise<SavedDocument | null> {
  const [shown] = await context.quickbooks.documents({ kind: 'ids', type: saved.type, ids: [saved.id] });
  return shown ?? null;
}

async function deletedMeanwhile(planned: PlannedCreate, transfer: Transfer, context: ApplyContext): Promise<Outcome> {
  const one = reason('deleted-in-quickbooks', { document: documentName(transfer), id: planned.invoice.id });
  // `created`: from here on the ledger looks for that document, and never sends the request again.
  await save(
    context,
    { ...transfer, state: 'created', reasons: [one] },
    `made by an earlier run and deleted in QuickBooks: ${documentName(transfer)}`,
  );
  return outcomeOf(planned.invoice, planned.company, 'held', [one]);
}

/** A long run reads the header again before it sends: somebody may have numbered, voided or changed the invoice meanwhile. */
async function changeSinceRead(planned: PlannedCreate, context: ApplyContext): Promise<Reason | null> {
  if (context.clock.now() - context.headersReadAt < STALE_MS) return null;
  const { invoice } = planned;
  const shown = await context.fresh.recent(invoice.id);
  if (shown === null) return reason('run-stopped', { why: 'Autotask no longer shows it.' });
  if (shown.isVoided) return reason('voided');
  if (shown.number !== invoice.number || (shown.webServiceDate !== null && invoice.webServiceDate === null)) {
    return reason('already-synced', { marker: `invoice number ${shown.number ?? ''}`, id: invoice.id });
  }
  return shown.net.eq(invoice.net) && shown.tax.eq(invoice.tax)
    ? null
    : reason('run-stopped', { why: 'it was changed in Autotask while this run was under way.' });
}

/** Another document is another request: an id stands for one content. null: the first one may still be under way. */
function generationOf(planned: PlannedCreate, draftHash: string, context: ApplyContext): number | null {
  const { before } = planned;
  if (before?.state !== 'intent' || before.draftHash === draftHash || before.generation !== planned.generation) return planned.generation;
  return mayBeUnderWay(before, context) ? null : planned.generation + 1;
}

async function resolveDraft(planned: PlannedCreate, context: ApplyContext): Promise<ResolvedDraft> {
  try {
    return await context.maker.resolve(planned.drafted.draft);
  } catch (error) {
    if (!(error instanceof MakingError)) throw error;
    const code = error.reason.code ?? 'none';
    // One customer that can't be made is one refusal, however many of its invoices wait for it.
    if (context.maker.isFirstWord(error)) context.brake.fault(code, 'rejected', error.message);
    throw new RefusedDocument(
      reason('rejected', {
        code,
        detail: `the ${error.what} "${error.wanted}" could not be made: ${error.message}`,
        advice: adviceFor(code),
      }),
    );
  }
}

/** QuickBooks has it; or it refused it and nothing was made, because of its number where one is named. */
type Looked = { readonly saved: SavedDocument } | { readonly number: Reason | null };

/** After a create without a clear answer: is it there? Throws the error again when nothing can be said. */
async function lookAfterTrouble(planned: PlannedCreate, expectation: Expectation, error: unknown, context: ApplyContext): Promise<Looked> {
  const isTaken = error instanceof RejectedError && error.code === '6140';
  if (!(error instanceof UnknownOutcomeError) && !isTaken) {
    if (error instanceof RejectedError) return { number: null };
    throw error;
  }
  const found = await findByNote(context.quickbooks, new Map([[planned.invoice.id, [planned.drafted.draft.date]]]));
  const live = withoutOlder(found.get(planned.invoice.id) ?? [], planned.older).filter((one) => !one.isVoided);
  const [noted] = live;
  if (noted && live.length === 1) return { saved: noted };
  const number = expectation.docNumber;
  if (!isTaken || number === null) throw error;
  const holders = (await findByNumber(context.quickbooks, [number])).get(number) ?? [];
  const holder = judgeHolders(number, holders, billExpected(expectation), await readTaken(holders, context.ledger));
  // One that agrees was entered by somebody since this run looked: the next run adopts it, in its own words.
  const document = holder !== null && 'alike' in holder ? documentName(holder.alike) : 'another document';
  return { number: holder !== null && 'hold' in holder ? holder.hold : reason('number-taken', { number, document }) };
}

async function rejectedOutcome(
  planned: PlannedCreate,
  transfer: Transfer,
  why: { readonly error: unknown; readonly number: Reason | null },
  context: ApplyContext,
  refused: Refused[],
): Promise<Outcome> {
  const { error } = why;
  const rejection = error instanceof RejectedError ? error : new RejectedError(String(error));
  const code = rejection.code ?? 'none';
  const one = why.number ?? reason('rejected', { code, detail: rejection.message, advice: adviceFor(code) });
  await save(
    context,
    { ...transfer, state: 'rejected', reasons: [one] },
    `refused by QuickBooks (code ${code})`,
    rejection.traceId ?? undefined,
  );
  context.events.log('error', one.message, { invoice: planned.invoice.id, code, traceId: rejection.traceId });
  context.brake.fault(code, 'rejected', rejection.message);
  if (why.number !== null) return outcomeOf(planned.invoice, planned.company, 'held', [one]);
  refused.push({ planned, transfer, code });
  return outcomeOf(planned.invoice, planned.company, 'failed', [one]);
}

/** ERROR in Autotask's number, as the hosted app did; not where the same refusal stopped the run, for then the documents aren't at fault. */
export async function markErrors(refused: readonly Refused[], context: ApplyContext): Promise<void> {
  const { numbering, writeErrorMarker } = context.settings.invoices;
  if (numbering !== 'quickbooks' || !writeErrorMarker) return;
  await Promise.all(
    refused
      .filter((one) => !context.brake.isStreakOf(one.code))
      .map(async ({ planned }) => {
        try {
          context.assertMine();
          await context.autotask.writeBack(planned.invoice.id, { invoiceNumber: 'ERROR' });
        } catch (error) {
          if (!(error instanceof At2qboError)) throw error;
          context.events.log('warn', `ERROR could not be written to Autotask: ${error.message}`, { invoice: planned.invoice.id });
        }
      }),
  );
}
