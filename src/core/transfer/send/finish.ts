// A document that is in QuickBooks: compared, written back to Autotask, read back, closed in the ledger, mailed.
import { type ApplyContext } from './context.ts';
import { now, newTransfer, save, savedPart } from '../ledger-row.ts';
import { At2qboError } from '../../errors.ts';
import { documentName } from '../../model/document.ts';
import { failedOutcome } from './failed-outcome.ts';
import type { Transfer } from '../../model/ledger.ts';
import type { InvoiceId, SavedDocument, SourceInvoice, WriteBack } from '../../model.ts';
import { text } from '../../money.ts';
import { outcomeOf, referenceOf, type Outcome, type OutcomeKind } from '../../run/outcome.ts';
import type { PlannedCreate, PlannedFinish } from '../plan/plan.ts';
import { reason, type Reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import { mailAndAttach } from './side-steps.ts';
import { verifySaved } from './verify.ts';

/** A document that is in QuickBooks and written back to Autotask; its answer still has to be read back. */
export interface Written {
  readonly planned: PlannedCreate | PlannedFinish;
  readonly saved: SavedDocument;
  readonly transfer: Transfer;
  readonly kind: OutcomeKind;
  readonly remarks: readonly Reason[];
}

/** QuickBooks has it: ledger, comparison, Autotask. */
export async function finishOne(
  planned: PlannedCreate | PlannedFinish,
  saved: SavedDocument,
  before: Transfer | null,
  context: ApplyContext,
): Promise<Written | { readonly outcome: Outcome }> {
  const wasAdopted = planned.action === 'finish' && planned.wasAdopted;
  const kind: OutcomeKind = wasAdopted ? 'adopted' : 'created';
  let transfer: Transfer = {
    ...newTransfer(planned, saved.type, 0, context),
    ...before,
    ...savedPart(saved),
    wasAdopted,
    reasons: [],
    runId: context.runId,
  };
  if (transfer.state === 'intent' || transfer.state === 'rejected') {
    transfer = { ...transfer, state: 'created' };
    await save(
      context,
      transfer,
      wasAdopted ? `found in QuickBooks: ${documentName(saved)}` : `made in QuickBooks: ${documentName(saved)}`,
    );
  }
  const { expectation } = planned;
  const verdict = expectation === null ? { holds: [], remarks: [] } : verifySaved(expectation, saved, context.settings);
  if (verdict.holds.length > 0) {
    await save(context, { ...transfer, state: 'held', reasons: verdict.holds }, `held: ${verdict.holds.map((one) => one.code).join(', ')}`);
    return {
      outcome: outcomeOf(planned.invoice, planned.company, 'held', [...verdict.holds, ...planned.reasons], {
        quickbooks: referenceOf(saved),
      }),
    };
  }
  if (expectation !== null) await context.fields.note(expectation, saved);
  const remarks = [...planned.reasons, ...verdict.remarks];
  if (!wasAdopted && !saved.balance.eq(saved.total) && saved.type === 'Invoice' && saved.deposit.eq(saved.deposit.minus(saved.deposit))) {
    remarks.push(reason('credit-applied', { balance: text(saved.balance) }));
  }
  let written: WriteBack;
  try {
    const shown = await context.fresh.read(planned.invoice.id);
    const clash = clashWith(shown, planned, saved, context.settings);
    if (clash) {
      await save(context, { ...transfer, state: 'held', reasons: [clash] }, `held: ${clash.code}`);
      return { outcome: outcomeOf(planned.invoice, planned.company, 'held', [clash], { quickbooks: referenceOf(saved) }) };
    }
    context.assertMine();
    const isShown = isWrittenBack(shown, saved, context.settings);
    written = isShown ? marksOf(shown, context.settings) : writeBackOf(saved, context);
    if (!isShown) await context.autotask.writeBack(planned.invoice.id, written);
  } catch (error) {
    if (!(error instanceof At2qboError) || error.disposition === 'stop') throw error;
    const passes = error.kind === 'temporary' || error.kind === 'unknown-outcome';
    context.brake.fault(error.code ?? error.kind, passes ? 'temporary' : 'rejected', error.message, error.service ?? 'Autotask');
    context.events.log('error', error.message, { invoice: planned.invoice.id });
    const one = reason(passes ? 'write-back-failed' : 'write-back-refused', { document: documentName(saved), detail: error.message });
    return { outcome: outcomeOf(planned.invoice, planned.company, 'failed', [one], { quickbooks: referenceOf(saved) }) };
  }
  transfer = { ...transfer, state: 'written' };
  await save(
    context,
    transfer,
    `written back to Autotask: ${context.settings.invoices.numbering === 'quickbooks' ? `number ${saved.docNumber ?? ''}` : 'Web Service Date'}`,
    JSON.stringify(written), // `undo` takes back what is still exactly this
  );
  context.brake.calm();
  return { planned, saved, transfer, kind, remarks };
}

/** Autotask already shows what we would write (a kill between its answer and our ledger). */
function isWrittenBack(shown: SourceInvoice | null, saved: SavedDocument, settings: Settings): shown is SourceInvoice {
  if (shown === null || shown.webServiceDate === null) return false;
  return settings.invoices.numbering !== 'quickbooks' || shown.number === saved.docNumber;
}

/** What a run that was killed had written. */
function marksOf({ number, webServiceDate }: SourceInvoice, settings: Settings): WriteBack {
  return settings.invoices.numbering === 'quickbooks' ? { invoiceNumber: number, webServiceDate } : { webServiceDate };
}

/** Somebody voided, changed or numbered the invoice while it was on its way: nothing of theirs is overwritten. */
function clashWith(
  shown: SourceInvoice | null,
  planned: PlannedCreate | PlannedFinish,
  saved: SavedDocument,
  settings: Settings,
): Reason | null {
  const { id, net, tax } = planned.invoice;
  const document = documentName(saved);
  if (shown === null) return reason('found-different', { document, difference: 'Autotask no longer shows the invoice', id });
  if (shown.isVoided) return reason('voided-in-autotask', { document });
  if (!shown.net.eq(net) || !shown.tax.eq(tax)) {
    const difference = `Autotask's total was changed meanwhile from ${text(net.plus(tax))} to ${text(shown.net.plus(shown.tax))}`;
    return reason('found-different', { document, difference, id });
  }
  const { number } = shown;
  if (settings.invoices.numbering !== 'quickbooks' || number === null || number === '' || number === 'ERROR' || number === saved.docNumber)
    return null;
  // The number of an older copy that this one was made beside, on purpose.
  if (planned.older?.some((one) => one.docNumber === number) === true) return null;
  return reason('marker-changed', { saved: number, document, expected: saved.docNumber ?? '', id });
}

function writeBackOf(saved: SavedDocument, context: ApplyContext): WriteBack {
  const webServiceDate = now(context);
  return context.settings.invoices.numbering === 'quickbooks' ? { invoiceNumber: saved.docNumber, webServiceDate } : { webServiceDate };
}

/** One question for the whole batch: does Autotask show what was written back? Unknown fields are ignored there with a 200. */
export async function closeWritten(written: readonly Written[], context: ApplyContext): Promise<Map<InvoiceId, Outcome>> {
  if (written.length === 0) return new Map();
  let shown: Map<InvoiceId, SourceInvoice>;
  try {
    const ids = written.map((one) => one.planned.invoice.id);
    shown = new Map((await context.autotask.invoices({ kind: 'ids', ids })).map((one) => [one.id, one]));
  } catch (error) {
    return new Map(written.map((one) => [one.planned.invoice.id, failedOutcome(one.planned, error, context, one.saved)]));
  }
  const closing = written.map(async (one): Promise<[InvoiceId, Outcome]> => {
    const { id } = one.planned.invoice;
    try {
      return [id, await closeOne(one, shown.get(id), context)];
    } catch (error) {
      return [id, failedOutcome(one.planned, error, context, one.saved)];
    }
  });
  return new Map(await Promise.all(closing));
}

async function closeOne(one: Written, header: SourceInvoice | undefined, context: ApplyContext): Promise<Outcome> {
  const { planned, saved, kind, remarks } = one;
  const quickbooks = referenceOf(saved);
  const lost = lostMark(header, saved, context.settings);
  if (lost) return outcomeOf(planned.invoice, planned.company, 'held', [lost], { quickbooks });
  const transfer = { ...one.transfer, state: 'done' as const };
  await save(context, transfer, 'Autotask shows it: done');
  const side = await mailAndAttach(transfer, saved, context);
  return outcomeOf(planned.invoice, planned.company, kind, [...remarks, ...side.remarks], { quickbooks, emailed: side.emailed });
}

function lostMark(header: SourceInvoice | undefined, saved: SavedDocument, settings: Settings): Reason | null {
  if (!header || header.webServiceDate === null)
    return reason('marker-not-written', { field: 'webServiceDate', saved: 'nothing', expected: 'a date' });
  const expected = settings.invoices.numbering === 'quickbooks' ? saved.docNumber : null;
  if (expected === null || header.number === expected) return null;
  return reason('marker-not-written', { field: 'invoiceNumber', saved: JSON.stringify(header.number), expected });
}
