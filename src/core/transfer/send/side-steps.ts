// What follows a transfer, each at most once: QuickBooks mails the document, Autotask's PDF is attached. Both have their own intent and done.
import type { ApplyContext } from './context.ts';
import { contentRequestId } from '../../run/request-id.ts';
import { instantAt } from '../../dates.ts';
import { At2qboError, TemporaryError, UnknownOutcomeError } from '../../errors.ts';
import type { SideStep, Transfer } from '../../model/ledger.ts';
import type { SavedDocument } from '../../model.ts';
import { reason, type Reason } from '../../reasons.ts';

export interface SideResult {
  readonly emailed: boolean;
  readonly remarks: readonly Reason[];
}

/** Takes up what the transfer still wants. Trouble here is a remark: the transfer itself is done. */
export async function mailAndAttach(transfer: Transfer, saved: SavedDocument, context: ApplyContext): Promise<SideResult> {
  const remarks: Reason[] = [];
  let current = transfer;
  if (current.pdf === 'wanted') {
    const [pdf, remark] = await attachPdf(current, saved, context);
    if (pdf !== 'wanted') current = await step(current, { pdf }, `PDF: ${pdf ?? 'none'}`, context);
    if (remark) remarks.push(remark);
  }
  if (current.email === 'intent' && saved.isEmailed) {
    current = await step(current, { email: 'done' }, 'QuickBooks had mailed it', context);
    return { emailed: true, remarks };
  }
  if (current.email !== 'wanted' && current.email !== 'intent') return { emailed: false, remarks };
  current = await step(current, { email: 'intent' }, 'QuickBooks is about to be asked to mail it', context);
  const [email, remark] = await send(saved, context);
  await step(current, { email }, `mail: ${email ?? 'none'}`, context);
  if (remark) remarks.push(remark);
  return { emailed: email === 'done', remarks };
}

async function send(saved: SavedDocument, context: ApplyContext): Promise<[SideStep, Reason | null]> {
  try {
    context.assertMine();
    await context.quickbooks.sendDocument(
      saved.type,
      saved.id,
      null,
      contentRequestId(context.digest, 'send', context.profile, [saved.type, saved.id]),
    );
    return ['done', null];
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    context.events.log('warn', error.message, { document: saved.id });
    if (isOfTheRun(error, context)) return ['wanted', reason('email-failed', { detail: error.message })];
    // A second call would mail twice; without a clear answer it isn't made.
    if (error instanceof UnknownOutcomeError) return ['failed', reason('email-unclear')];
    if (error instanceof TemporaryError) return ['wanted', reason('email-failed', { detail: error.message })];
    return ['failed', reason('email-failed', { detail: error.message })];
  }
}

/** A lost connection or lock isn't this document's matter: the run ends, and the next one takes the step up. */
function isOfTheRun(error: At2qboError, context: ApplyContext): boolean {
  if (error.disposition !== 'stop') return false;
  context.brake.stop(error);
  return true;
}

async function attachPdf(transfer: Transfer, saved: SavedDocument, context: ApplyContext): Promise<[SideStep, Reason | null]> {
  try {
    const file = await context.autotask.invoicePdf(transfer.invoiceId);
    context.assertMine();
    await context.quickbooks.attach(
      saved.type,
      saved.id,
      file,
      contentRequestId(context.digest, 'attach', context.profile, [saved.type, saved.id]),
    );
    return ['done', null];
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    context.events.log('warn', error.message, { document: saved.id });
    // The request id makes a second try the same one: what passes may be tried again.
    const isPassing = isOfTheRun(error, context) || error instanceof TemporaryError || error instanceof UnknownOutcomeError;
    return [isPassing ? 'wanted' : 'failed', reason('pdf-failed', { detail: error.message })];
  }
}

async function step(
  transfer: Transfer,
  change: Partial<Pick<Transfer, 'email' | 'pdf'>>,
  what: string,
  context: ApplyContext,
): Promise<Transfer> {
  const next = { ...transfer, ...change, updatedAt: instantAt(context.clock.now()) };
  await context.ledger.save(next, { what });
  return next;
}
