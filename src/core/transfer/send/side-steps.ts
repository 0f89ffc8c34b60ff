// What follows a transfer, each at most once: QuickBooks mails the document, Autotask's PDF is attached.
// Both have their own intent and done.
import type { ApplyContext } from './context.ts';
import { contentRequestId } from '../../run/request-id.ts';
import { instantAt } from '../../dates.ts';
import { At2qboError, AuthError, TemporaryError, UnknownOutcomeError } from '../../errors.ts';
import type { SideStep, Transfer } from '../../model/ledger.ts';
import type { InvoiceId, SavedDocument } from '../../model.ts';
import type { AutotaskPort } from '../../ports.ts';
import { isVoid } from '../../matching/void-document.ts';
import { reason, type Reason } from '../../reasons.ts';
import { outcomeOfTransfer, referenceOf, type Outcome } from '../../run/outcome.ts';

type InvoicePdf = Awaited<ReturnType<AutotaskPort['invoicePdf']>>;

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
  if ((current.email === 'intent' || current.email === 'wanted') && saved.isEmailed) {
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

/** Mails and PDFs that a kill or a passing fault left owing. What doesn't work out this time either has an outcome. */
export async function takeUpSideSteps(transfers: readonly Transfer[], context: ApplyContext): Promise<Outcome[]> {
  const troubled: Outcome[] = [];
  for (const transfer of transfers) {
    if (context.brake.cause || transfer.quickBooksId === null) break;
    const [document] = await context.quickbooks.documents({ kind: 'ids', type: transfer.documentType, ids: [transfer.quickBooksId] });
    if (!document || isVoid(document, transfer)) {
      await context.ledger.save(
        { ...transfer, email: null, pdf: null, updatedAt: instantAt(context.clock.now()) },
        { what: 'no mail any more: voided or deleted in QuickBooks' },
      );
      continue;
    }
    const { emailed, remarks } = await mailAndAttach(transfer, document, context);
    if (remarks.length > 0) troubled.push(outcomeOfTransfer(transfer, 'skipped', remarks, { quickbooks: referenceOf(document), emailed }));
  }
  return troubled;
}

async function send(saved: SavedDocument, context: ApplyContext): Promise<[SideStep, Reason | null]> {
  try {
    context.assertMine();
    const after = await context.quickbooks.sendDocument(
      saved.type,
      saved.id,
      null,
      contentRequestId(context.digest, 'send', context.profile, [saved.type, saved.id]),
    );
    return after.isEmailed ? ['done', null] : ['failed', reason('email-unclear')];
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    context.events.log('warn', error.message, { document: saved.id });
    if (isOfTheRun(error, context)) return ['wanted', reason('email-waits', { detail: error.message })];
    // A second call would mail twice; without a clear answer it isn't made.
    if (error instanceof UnknownOutcomeError)
      return (await showsMailed(saved, context)) ? ['done', null] : ['failed', reason('email-unclear')];
    if (error instanceof TemporaryError) return ['wanted', reason('email-waits', { detail: error.message })];
    return ['failed', reason('email-failed', { detail: error.message })];
  }
}

/** The document itself may say that it went out. That it doesn't yet proves nothing. */
async function showsMailed(saved: SavedDocument, context: ApplyContext): Promise<boolean> {
  try {
    const [shown] = await context.quickbooks.documents({ kind: 'ids', type: saved.type, ids: [saved.id] });
    return shown?.isEmailed === true;
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    context.events.log('warn', error.message, { document: saved.id });
    return false;
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
    const file = await readPdf(transfer.invoiceId, context);
    if (file === null) return ['failed', reason('pdf-forbidden')];
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

/** null: the API user has no right to read it. A sign-in that is refused altogether is the run's matter, and thrown. */
async function readPdf(id: InvoiceId, context: ApplyContext): Promise<InvoicePdf | null> {
  try {
    return await context.autotask.invoicePdf(id);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    context.events.log('warn', error.message, { invoice: id });
    await context.autotask.budget(); // what any API user may read
    return null;
  }
}

async function step(
  transfer: Transfer,
  change: Partial<Pick<Transfer, 'email' | 'pdf'>>,
  what: string,
  context: ApplyContext,
): Promise<Transfer> {
  const next = { ...transfer, ...change, updatedAt: instantAt(context.clock.now()) };
  await context.ledger.save(next, { what }, { isPatient: true });
  return next;
}
