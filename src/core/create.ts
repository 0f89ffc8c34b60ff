// Makes one document in QuickBooks: intent in the ledger first, then the create, then a look where no clear answer came.
import { newTransfer, save, type ApplyContext } from './apply-context.ts';
import { canonical } from './canonical.ts';
import { At2qboError, RejectedError, UnknownOutcomeError } from './errors.ts';
import { RefusedDocument } from './failed.ts';
import { finishOne, type Written } from './finish.ts';
import { findByNote, findByNumber } from './found.ts';
import type { Transfer } from './ledger.ts';
import { MakingError } from './making.ts';
import type { SavedDocument } from './model.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { withoutOlder, type PlannedCreate } from './plan.ts';
import type { ResolvedDraft } from './ports.ts';
import { reason } from './reasons.ts';
import { adviceFor } from './rejections.ts';
import { differenceToAdopt, type Expectation } from './verify.ts';

/** Rejected by QuickBooks; Autotask gets ERROR when it is sure that the document is at fault. */
export interface Refused {
  readonly planned: PlannedCreate;
  readonly transfer: Transfer;
  readonly code: string;
}

export async function createOne(
  planned: PlannedCreate,
  context: ApplyContext,
  refused: Refused[],
): Promise<Written | { readonly outcome: Outcome }> {
  context.assertMine();
  const draft = await resolveDraft(planned, context);
  const transfer: Transfer = {
    ...newTransfer(planned, draft.type, planned.generation, context),
    draftHash: context.digest(canonical(draft)),
    customerId: draft.customerId,
    email: planned.drafted.wantsEmail ? 'wanted' : null,
    pdf: context.settings.invoices.attachPdf ? 'wanted' : null,
  };
  await save(context, transfer, 'about to be sent to QuickBooks');
  const expectation: Expectation = { ...planned.expectation, customerId: draft.customerId };
  let saved: SavedDocument;
  try {
    saved = await context.quickbooks.createDocument(draft, transfer.requestId);
  } catch (error) {
    const found = await lookAfterTrouble(planned, expectation, error, context);
    if (found === null) return { outcome: await rejectedOutcome(planned, transfer, error, context, refused) };
    saved = found;
  }
  return finishOne({ ...planned, expectation }, saved, transfer, context);
}

async function resolveDraft(planned: PlannedCreate, context: ApplyContext): Promise<ResolvedDraft> {
  try {
    return await context.maker.resolve(planned.drafted.draft);
  } catch (error) {
    if (!(error instanceof MakingError)) throw error;
    const code = error.reason.code ?? 'none';
    context.brake.fault(code, 'rejected', error.message);
    throw new RefusedDocument(
      reason('rejected', {
        code,
        detail: `the ${error.what} "${error.wanted}" could not be made: ${error.message}`,
        advice: adviceFor(code),
      }),
    );
  }
}

/**
 * After a create without a clear answer: is it there? Throws the error again when nothing can be said.
 * null: QuickBooks refused it, nothing was made.
 */
async function lookAfterTrouble(
  planned: PlannedCreate,
  expectation: Expectation,
  error: unknown,
  context: ApplyContext,
): Promise<SavedDocument | null> {
  const isTaken = error instanceof RejectedError && error.code === '6140';
  if (!(error instanceof UnknownOutcomeError) && !isTaken) {
    if (error instanceof RejectedError) return null;
    throw error;
  }
  const found = await findByNote(context.quickbooks, new Map([[planned.invoice.id, planned.invoice.date]]));
  const live = withoutOlder(found.get(planned.invoice.id) ?? [], planned.older).filter((one) => !one.isVoided);
  const [noted] = live;
  if (noted && live.length === 1) return noted;
  if (isTaken && expectation.docNumber !== null) {
    const holders = withoutOlder(
      (await findByNumber(context.quickbooks, [expectation.docNumber])).get(expectation.docNumber) ?? [],
      planned.older,
    );
    const [holder] = holders;
    if (holder && holders.length === 1 && !holder.isVoided && differenceToAdopt(expectation, holder) === null) return holder;
    return null;
  }
  throw error;
}

async function rejectedOutcome(
  planned: PlannedCreate,
  transfer: Transfer,
  error: unknown,
  context: ApplyContext,
  refused: Refused[],
): Promise<Outcome> {
  const rejection = error instanceof RejectedError ? error : new RejectedError(String(error));
  const code = rejection.code ?? 'none';
  const isTaken = code === '6140' && planned.expectation.docNumber !== null;
  const one = isTaken
    ? reason('number-taken', { number: planned.expectation.docNumber ?? '', document: 'another document' })
    : reason('rejected', { code, detail: rejection.message, advice: adviceFor(code) });
  await save(
    context,
    { ...transfer, state: 'rejected', reasons: [one] },
    `refused by QuickBooks (code ${code})`,
    rejection.traceId ?? undefined,
  );
  context.events.log('error', one.message, { invoice: planned.invoice.id, code, traceId: rejection.traceId });
  context.brake.fault(code, 'rejected', rejection.message);
  if (isTaken) return outcomeOf(planned.invoice, planned.company, 'held', [one]);
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
