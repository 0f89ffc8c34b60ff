// A document that is in QuickBooks: compared, told to Autotask, read back, closed in the ledger, mailed.
import { now, newTransfer, save, savedPart, type ApplyContext } from './apply-context.ts';
import { At2qboError } from './errors.ts';
import { documentName } from './eligible.ts';
import { failedOutcome } from './failed.ts';
import type { Transfer } from './ledger.ts';
import type { InvoiceId, SavedDocument, WriteBack } from './model.ts';
import { text } from './money.ts';
import { outcomeOf, referenceOf, type Outcome, type OutcomeKind } from './outcome.ts';
import type { PlannedCreate, PlannedFinish } from './plan.ts';
import { reason, type Reason } from './reasons.ts';
import type { Settings } from './settings.ts';
import { mailAndAttach } from './side-steps.ts';
import { verifySaved } from './verify.ts';

/** A document that is in QuickBooks and told to Autotask; its answer still has to be read back. */
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
  const clash = numberClash(planned, saved, context.settings);
  if (clash) {
    await save(context, { ...transfer, state: 'held', reasons: [clash] }, `held: ${clash.code}`);
    return { outcome: outcomeOf(planned.invoice, planned.company, 'held', [clash], { quickbooks: referenceOf(saved) }) };
  }
  const remarks = [...planned.reasons, ...verdict.remarks];
  if (!wasAdopted && !saved.balance.eq(saved.total) && saved.type === 'Invoice' && saved.deposit.eq(saved.deposit.minus(saved.deposit))) {
    remarks.push(reason('credit-applied', { balance: text(saved.balance) }));
  }
  try {
    context.assertMine();
    if (!isTold(planned, saved, context.settings)) await context.autotask.writeBack(planned.invoice.id, writeBackOf(saved, context));
  } catch (error) {
    if (!(error instanceof At2qboError) || error.disposition === 'stop') throw error;
    if (error.kind === 'temporary' || error.kind === 'unknown-outcome') context.brake.fault('Autotask', 'temporary', error.message);
    context.events.log('error', error.message, { invoice: planned.invoice.id });
    const one = reason('write-back-failed', { document: documentName(saved), detail: error.message });
    return { outcome: outcomeOf(planned.invoice, planned.company, 'failed', [one], { quickbooks: referenceOf(saved) }) };
  }
  transfer = { ...transfer, state: 'written' };
  await save(
    context,
    transfer,
    `Autotask told: ${context.settings.invoices.numbering === 'quickbooks' ? `number ${saved.docNumber ?? ''}` : 'Web Service Date'}`,
  );
  context.brake.calm();
  return { planned, saved, transfer, kind, remarks };
}

/** Autotask already shows what we would write (a kill between its answer and our ledger). */
function isTold(planned: PlannedCreate | PlannedFinish, saved: SavedDocument, settings: Settings): boolean {
  const { invoice } = planned;
  if (invoice.webServiceDate === null) return false;
  return settings.invoices.numbering !== 'quickbooks' || invoice.number === saved.docNumber;
}

/** Somebody gave the invoice another number while it was on its way. */
function numberClash(planned: PlannedCreate | PlannedFinish, saved: SavedDocument, settings: Settings): Reason | null {
  const { number, id } = planned.invoice;
  if (settings.invoices.numbering !== 'quickbooks' || number === null || number === '' || number === 'ERROR' || number === saved.docNumber)
    return null;
  // The number of an older copy that this one was made beside, on purpose.
  if (planned.older?.some((one) => one.docNumber === number) === true) return null;
  return reason('marker-changed', { saved: number, document: documentName(saved), expected: saved.docNumber ?? '', id });
}

function writeBackOf(saved: SavedDocument, context: ApplyContext): WriteBack {
  const webServiceDate = now(context);
  return context.settings.invoices.numbering === 'quickbooks' ? { invoiceNumber: saved.docNumber, webServiceDate } : { webServiceDate };
}

/** One question for the whole batch: does Autotask show what it was told? Unknown fields are ignored there with a 200. */
export async function closeWritten(written: readonly Written[], context: ApplyContext): Promise<Map<InvoiceId, Outcome>> {
  const outcomes = new Map<InvoiceId, Outcome>();
  if (written.length === 0) return outcomes;
  let shown;
  try {
    shown = new Map(
      (await context.autotask.invoices({ kind: 'ids', ids: written.map((one) => one.planned.invoice.id) })).map((one) => [one.id, one]),
    );
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    for (const one of written) outcomes.set(one.planned.invoice.id, failedOutcome(one.planned, error, context));
    return outcomes;
  }
  const confirmed: Written[] = [];
  for (const one of written) {
    const header = shown.get(one.planned.invoice.id);
    const expected = context.settings.invoices.numbering === 'quickbooks' ? one.saved.docNumber : null;
    const lost =
      !header || header.webServiceDate === null
        ? 'webServiceDate'
        : expected !== null && header.number !== expected
          ? 'invoiceNumber'
          : null;
    if (lost === null) {
      const transfer = { ...one.transfer, state: 'done' as const };
      await save(context, transfer, 'Autotask shows it: done');
      confirmed.push({ ...one, transfer });
      continue;
    }
    const is = lost === 'invoiceNumber' ? JSON.stringify(header?.number ?? null) : 'nothing';
    const trouble = reason('marker-not-written', {
      field: lost,
      saved: is,
      expected: lost === 'invoiceNumber' ? (expected ?? '') : 'a date',
    });
    outcomes.set(
      one.planned.invoice.id,
      outcomeOf(one.planned.invoice, one.planned.company, 'held', [trouble], { quickbooks: referenceOf(one.saved) }),
    );
  }
  await Promise.all(
    confirmed.map(async (one) => {
      const side = await mailAndAttach(one.transfer, one.saved, context);
      const more = { quickbooks: referenceOf(one.saved), emailed: side.emailed };
      outcomes.set(
        one.planned.invoice.id,
        outcomeOf(one.planned.invoice, one.planned.company, one.kind, [...one.remarks, ...side.remarks], more),
      );
    }),
  );
  return outcomes;
}
