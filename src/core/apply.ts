// Carries a plan out. The only place that orders writes:
// intent in the ledger -> create -> ledger -> verify -> Autotask -> ledger -> read back -> ledger -> mail and PDF.
// A brake (signal, limit, breaker) is looked at between documents, never inside one.
import { canonical, invoiceRequestId } from './canonical.ts';
import { instantAt, type Instant } from './dates.ts';
import {
  At2qboError,
  AuthError,
  ConfigError,
  IntegrityError,
  RejectedError,
  SecretsError,
  TemporaryError,
  UnknownOutcomeError,
} from './errors.ts';
import { documentName } from './eligible.ts';
import { findByNote, findByNumber } from './found.ts';
import type { Transfer } from './ledger.ts';
import { MakingError, type Maker } from './making.ts';
import type { InvoiceId, SavedDocument, WriteBack } from './model.ts';
import { text } from './money.ts';
import { outcomeOf, plannedOutcome, referenceOf, type Outcome, type OutcomeKind } from './outcome.ts';
import type { Planned, PlannedCreate, PlannedFinish, PlannedWait } from './plan.ts';
import type { AutotaskPort, Clock, Digest, LedgerPort, QuickBooksPort, ResolvedDraft, RunEvents } from './ports.ts';
import { reason, type Reason } from './reasons.ts';
import { adviceFor } from './rejections.ts';
import type { Settings } from './settings.ts';
import type { Brake } from './stopping.ts';
import { mailAndAttach } from './side-steps.ts';
import { differenceToAdopt, verifySaved, type Expectation } from './verify.ts';

export interface ApplyContext {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly settings: Settings;
  readonly profile: string;
  readonly runId: string;
  readonly maker: Maker;
  readonly brake: Brake;
  readonly events: RunEvents;
  /** Throws when this run may not write any more (its lock is gone). */
  readonly assertMine: () => void;
}

/** A document that is in QuickBooks and told to Autotask; its answer still has to be read back. */
interface Written {
  readonly planned: PlannedCreate | PlannedFinish;
  readonly saved: SavedDocument;
  readonly transfer: Transfer;
  readonly kind: OutcomeKind;
  readonly remarks: readonly Reason[];
}

/** Rejected by QuickBooks; Autotask gets ERROR when it is sure that the document is at fault. */
interface Refused {
  readonly planned: PlannedCreate;
  readonly transfer: Transfer;
  readonly code: string;
}

/** Works through one batch, several documents at once. Every planned invoice gets exactly one outcome, in the plan's order. */
export async function applyPlan(plan: readonly Planned[], context: ApplyContext): Promise<Outcome[]> {
  const outcomes = new Map<InvoiceId, Outcome>();
  const written: Written[] = [];
  const refused: Refused[] = [];
  const queue = [...plan];
  const worker = async (): Promise<void> => {
    for (let planned = queue.shift(); planned; planned = queue.shift()) {
      const result = await applyOne(planned, context, refused);
      if ('outcome' in result) outcomes.set(planned.invoice.id, result.outcome);
      else written.push(result);
    }
  };
  const workers = Math.max(1, context.settings.limits.quickbooksConcurrent * 2);
  await Promise.all(Array.from({ length: Math.min(workers, plan.length) }, () => worker()));
  await markErrors(refused, context);
  for (const [id, outcome] of await closeWritten(written, context)) outcomes.set(id, outcome);
  return plan.map((planned) => outcomes.get(planned.invoice.id) ?? skippedOutcome(planned, context));
}

function skippedOutcome(planned: Planned, context: ApplyContext): Outcome {
  const why = context.brake.cause?.message ?? 'the run ended early.';
  return outcomeOf(planned.invoice, planned.company, 'skipped', [reason('run-stopped', { why })]);
}

async function applyOne(planned: Planned, context: ApplyContext, refused: Refused[]): Promise<Written | { readonly outcome: Outcome }> {
  if (planned.action === 'skip') return { outcome: plannedOutcome(planned) };
  if (context.brake.cause) return { outcome: skippedOutcome(planned, context) };
  try {
    if (planned.action === 'hold') return { outcome: await holdOne(planned, context) };
    context.assertMine();
    const result =
      planned.action === 'create'
        ? await createOne(planned, context, refused)
        : await finishOne(planned, planned.saved, planned.transfer, context);
    context.brake.calm();
    return result;
  } catch (error) {
    return { outcome: failedOutcome(planned, error, context) };
  }
}

/** An error that concerns this document marks it; one that concerns the run stops the run. */
function failedOutcome(planned: Planned, error: unknown, context: ApplyContext): Outcome {
  const failed = (one: Reason): Outcome => outcomeOf(planned.invoice, planned.company, 'failed', [one]);
  if (error instanceof RefusedDocument) return failed(error.one);
  if (!(error instanceof At2qboError)) throw error;
  context.events.log('error', error.message, {
    invoice: planned.invoice.id,
    service: error.service,
    code: error.code,
    traceId: error.traceId,
  });
  if (error instanceof AuthError || error instanceof ConfigError || error instanceof IntegrityError || error instanceof SecretsError) {
    context.brake.stop(error);
    return failed(reason('unexpected-answer', { detail: error.message }));
  }
  const service = error.service ?? 'QuickBooks';
  if (error instanceof UnknownOutcomeError || error instanceof TemporaryError) {
    context.brake.fault(service, 'temporary', error.message);
    return failed(reason(error instanceof UnknownOutcomeError ? 'no-answer' : 'not-reachable', { service, detail: error.message }));
  }
  return failed(reason('unexpected-answer', { detail: error.message }));
}

/** Carries a reason out of the middle of a step. */
class RefusedDocument extends Error {
  readonly one: Reason;
  constructor(one: Reason) {
    super(one.message);
    this.one = one;
  }
}

/** A hold about a document in QuickBooks is kept in the ledger, so that `release --accept` knows which document is meant. */
async function holdOne(planned: PlannedWait, context: ApplyContext): Promise<Outcome> {
  const { document } = planned;
  const known = (await context.ledger.transfers([planned.invoice.id])).get(planned.invoice.id);
  if (
    document &&
    !document.isVoided &&
    (known === undefined || known.state === 'intent' || known.state === 'rejected' || known.state === 'created')
  ) {
    const transfer = { ...newTransfer(planned, document.type, known?.generation ?? 0, context), ...known, ...savedPart(document) };
    await save(
      context,
      { ...transfer, state: 'held', reasons: planned.reasons, wasAdopted: known === undefined },
      `held: ${planned.reasons.map((one) => one.code).join(', ')}`,
    );
  }
  return plannedOutcome(planned);
}

async function createOne(
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
  const live =
    (await findByNote(context.quickbooks, new Map([[planned.invoice.id, planned.invoice.date]])))
      .get(planned.invoice.id)
      ?.filter((one) => !one.isVoided) ?? [];
  const [noted] = live;
  if (noted && live.length === 1) return noted;
  if (isTaken && expectation.docNumber !== null) {
    const holders = (await findByNumber(context.quickbooks, [expectation.docNumber])).get(expectation.docNumber) ?? [];
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
async function markErrors(refused: readonly Refused[], context: ApplyContext): Promise<void> {
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

/** QuickBooks has it: ledger, comparison, Autotask. */
async function finishOne(
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
  return reason('marker-changed', { saved: number, document: documentName(saved), expected: saved.docNumber ?? '', id });
}

function writeBackOf(saved: SavedDocument, context: ApplyContext): WriteBack {
  const webServiceDate = now(context);
  return context.settings.invoices.numbering === 'quickbooks' ? { invoiceNumber: saved.docNumber, webServiceDate } : { webServiceDate };
}

/** One question for the whole batch: does Autotask show what it was told? Unknown fields are ignored there with a 200. */
async function closeWritten(written: readonly Written[], context: ApplyContext): Promise<Map<InvoiceId, Outcome>> {
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
      outcomes.set(one.planned.invoice.id, outcomeOf(one.planned.invoice, one.planned.company, one.kind, [...one.remarks, ...side.remarks], more));
    }),
  );
  return outcomes;
}

function newTransfer(planned: Planned, type: Transfer['documentType'], generation: number, context: ApplyContext): Transfer {
  const { invoice } = planned;
  const at = now(context);
  return {
    invoiceId: invoice.id,
    state: 'intent',
    generation,
    requestId: invoiceRequestId(context.digest, context.profile, invoice.id, generation),
    draftHash: '',
    documentType: type,
    quickBooksId: null,
    docNumber: null,
    customerId: null,
    company: planned.company,
    date: invoice.date,
    total: null,
    tax: null,
    autotaskTotal: text(invoice.net.plus(invoice.tax)),
    syncToken: null,
    wasAdopted: false,
    reasons: [],
    email: null,
    pdf: null,
    voiding: null,
    paidDate: null,
    runId: context.runId,
    createdAt: at,
    updatedAt: at,
  };
}

function savedPart(
  saved: SavedDocument,
): Pick<Transfer, 'documentType' | 'quickBooksId' | 'docNumber' | 'customerId' | 'total' | 'tax' | 'syncToken'> {
  return {
    documentType: saved.type,
    quickBooksId: saved.id,
    docNumber: saved.docNumber,
    customerId: saved.customerId,
    total: text(saved.total),
    tax: text(saved.tax),
    syncToken: saved.syncToken,
  };
}

function now(context: ApplyContext): Instant {
  return instantAt(context.clock.now());
}

async function save(context: ApplyContext, transfer: Transfer, what: string, detail?: string): Promise<void> {
  await context.ledger.save({ ...transfer, updatedAt: now(context) }, detail === undefined ? { what } : { what, detail });
}
