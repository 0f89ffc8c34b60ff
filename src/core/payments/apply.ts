// Carries payments over: reads what changed in QuickBooks, writes paid dates to Autotask, and reads them back.
import { newTransfer, save, savedPart } from '../transfer/ledger-row.ts';
import { isLocalDate, type LocalDate } from '../dates.ts';
import { At2qboError, RejectedError } from '../errors.ts';
import { troubleReason } from '../run/trouble.ts';
import { invoiceId, type InvoiceId, type ChangedDocument, type SourceInvoice } from '../model.ts';
import type { RunContext } from '../run/context.ts';
import { mayMatter, planPayment, paymentStateOf, type PaymentOutcome, type PaymentPlan } from './plan.ts';
import { readNews, readPayments, readTouched, tieDocuments, type Tied } from './read.ts';
import { reason, type Reason } from '../reasons.ts';
import type { VoidOutcome } from '../voids/plan.ts';
import { goneTransfers } from '../voids/read-voided-in-quickbooks.ts';
import { numbersOf } from '../matching/numbers.ts';

/** Paid dates that are about to be written: after a kill the next run knows them for its own. */
const BEGUN = 'payments.begun';

export interface PaymentOptions {
  /** How far back; null: since the last finished run. */
  readonly days: number | null;
  readonly put: (outcome: PaymentOutcome) => void;
  /** Gets the invoices that were voided or deleted in QuickBooks, though Autotask has them. */
  readonly putVoid: (outcome: VoidOutcome) => void;
}

interface Write {
  readonly tied: Tied;
  readonly invoice: SourceInvoice;
  readonly paidDate: LocalDate | null;
  readonly reasons: readonly Reason[];
}

/** Did a kill leave paid dates half written? They are settled by the next run, whenever it comes. */
export async function arePaymentsBegun(ledger: Pick<RunContext['ledger'], 'recall'>): Promise<boolean> {
  return readBegun(await ledger.recall(BEGUN)).size > 0;
}

/** One run over the payments. Where nothing changed it costs one call. */
export async function syncPayments(part: RunContext, options: PaymentOptions): Promise<void> {
  part.events.progress('Asking QuickBooks what was paid');
  const news = await readNews(part, options.days);
  const documents = await readTouched(news, part);
  const begun = readBegun(await part.ledger.recall(BEGUN));
  const tied = await tieDocuments(documents, part);
  const payments = await readPayments(
    tied.map((one) => one.document),
    news,
    part,
  );
  const work = tied.flatMap((one) => {
    const state = paymentStateOf(one.document, payments);
    return mayMatter(state, one.transfer, begun.has(one.invoiceId)) ? [{ tied: one, state }] : [];
  });
  const gone = await goneTransfers(news, part);
  const ids = [...new Set([...work.map((one) => one.tied.invoiceId), ...gone.map((one) => one.transfer.invoiceId)])];
  const headers = new Map(
    (ids.length === 0 ? [] : await part.autotask.invoices({ kind: 'ids', ids })).map((invoice) => [invoice.id, invoice]),
  );
  for (const { transfer, outcome } of gone) if (headers.get(transfer.invoiceId)?.isVoided === false) options.putVoid(outcome);

  const writes: Write[] = [];
  for (const { tied: one, state } of work) {
    const invoice = headers.get(one.invoiceId);
    if (!invoice || (one.transfer === null && !isSameDocument(invoice, one.document, part))) continue;
    const plan = planPayment(state, invoice, one.transfer?.paidDate ?? null, begun.get(one.invoiceId));
    if (plan.action === 'write') writes.push({ tied: one, invoice, paidDate: plan.paidDate, reasons: plan.reasons });
    else await withoutWriting(one, invoice, plan, part, options.put);
  }
  const isDone = await write(writes, begun, part, options.put);
  if (isDone) await news.keepCursor();
}

/** Without the ledger the note alone isn't enough: a person may have copied the document. */
function isSameDocument(invoice: SourceInvoice, document: ChangedDocument, part: RunContext): boolean {
  return document.docNumber !== null && numbersOf(invoice, part.settings).includes(document.docNumber);
}

async function withoutWriting(
  tied: Tied,
  invoice: SourceInvoice,
  plan: Exclude<PaymentPlan, { readonly action: 'write' }>,
  part: RunContext,
  put: PaymentOptions['put'],
): Promise<void> {
  if (plan.action === 'quiet') return;
  if (plan.action === 'learn') {
    if (!part.isDryRun) await learn(tied, invoice, plan.paidDate, 'paid date found in Autotask after an unclear end', part);
    put({ invoiceId: invoice.id, invoiceNumber: invoice.number, paidDate: plan.paidDate, outcome: 'marked', reasons: [] });
    return;
  }
  // The date that we wrote once isn't there any more, or isn't ours any more.
  if (!part.isDryRun && tied.transfer && tied.transfer.paidDate !== null) {
    await save(part, { ...tied.transfer, paidDate: null, runId: part.runId }, 'the paid date in Autotask is no longer ours');
  }
  if (plan.action === 'forget') return;
  put({ invoiceId: invoice.id, invoiceNumber: invoice.number, paidDate: plan.paidDate, outcome: 'skipped', reasons: plan.reasons });
}

/** True when each of them is in Autotask. */
async function write(
  writes: readonly Write[],
  begun: Map<InvoiceId, LocalDate>,
  part: RunContext,
  put: PaymentOptions['put'],
): Promise<boolean> {
  const say = (one: Write, outcome: PaymentOutcome['outcome'], paidDate: LocalDate | null, reasons: readonly Reason[]): void =>
    put({ invoiceId: one.invoice.id, invoiceNumber: one.invoice.number, paidDate, outcome, reasons });
  if (part.isDryRun) {
    for (const one of writes) say(one, 'marked', one.paidDate, one.reasons);
    return true;
  }
  if (writes.length > 0) {
    const dates = [...begun, ...writes.flatMap((one) => (one.paidDate === null ? [] : [[one.invoice.id, one.paidDate] as const]))];
    await part.ledger.remember(BEGUN, JSON.stringify(Object.fromEntries(dates)));
  }
  const sent: Write[] = [];
  let isWhole = true;
  for (const one of writes) {
    const shown = one.invoice.paidDate;
    if (part.brake.cause) {
      say(one, 'skipped', shown, [reason('run-stopped', { why: part.brake.cause.message })]);
      isWhole = false;
      continue;
    }
    try {
      part.assertMine();
      await part.autotask.writeBack(one.invoice.id, { paidDate: one.paidDate });
      part.brake.calm();
      sent.push(one);
    } catch (error) {
      isWhole = false;
      say(one, 'failed', shown, [refusalOf(error, one, part)]);
    }
  }
  const isShown = await readBack(sent, part, say);
  if (!isWhole || !isShown) return false;
  if (begun.size > 0 || writes.length > 0) await part.ledger.remember(BEGUN, null);
  return true;
}

function refusalOf(error: unknown, one: Write, part: RunContext): Reason {
  if (!(error instanceof RejectedError)) return troubleReason(error, one.invoice.id, part);
  part.events.log('error', error.message, { invoice: one.invoice.id });
  return reason('paid-date-refused', { paidDate: one.paidDate ?? 'taken back', detail: error.message });
}

/** Autotask answers 200 even when it ignored a field. */
async function readBack(
  sent: readonly Write[],
  part: RunContext,
  say: (one: Write, outcome: PaymentOutcome['outcome'], paidDate: LocalDate | null, reasons: readonly Reason[]) => void,
): Promise<boolean> {
  let isWhole = true;
  if (sent.length > 0) {
    let shown: Map<InvoiceId, SourceInvoice>;
    try {
      shown = new Map((await part.autotask.invoices({ kind: 'ids', ids: sent.map((one) => one.invoice.id) })).map((one) => [one.id, one]));
    } catch (error) {
      if (!(error instanceof At2qboError)) throw error;
      for (const one of sent) say(one, 'failed', null, [troubleReason(error, one.invoice.id, part)]);
      return false;
    }
    for (const one of sent) {
      const has = shown.get(one.invoice.id)?.paidDate ?? null;
      if (has === one.paidDate) {
        const what = one.paidDate === null ? 'paid date taken back in Autotask' : `paid date ${one.paidDate} written to Autotask`;
        await learn(one.tied, one.invoice, one.paidDate, what, part);
        say(one, 'marked', has, one.reasons);
        continue;
      }
      isWhole = false;
      const facts = { field: 'paidDate', saved: has ?? 'nothing', expected: one.paidDate ?? 'nothing' };
      say(one, 'failed', has, [reason('marker-not-written', facts)]);
    }
  }
  return isWhole;
}

/** The ledger keeps which date is ours. A document found without a row gets one. */
async function learn(tied: Tied, invoice: SourceInvoice, paidDate: LocalDate | null, what: string, part: RunContext): Promise<void> {
  const { document, transfer } = tied;
  const fresh = newTransfer({ invoice, company: document.customerName }, document.type, 0, part);
  const row = transfer ?? { ...fresh, ...savedPart(document), state: 'done' as const, wasAdopted: true };
  await save(part, { ...row, paidDate, runId: part.runId }, what);
}

function readBegun(mark: string | null): Map<InvoiceId, LocalDate> {
  const parsed = mark === null ? {} : (JSON.parse(mark) as Record<string, string>);
  return new Map(Object.entries(parsed).flatMap(([id, date]) => (isLocalDate(date) ? [[invoiceId(Number(id)), date] as const] : [])));
}
