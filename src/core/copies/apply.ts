// One Autotask invoice sent now, because a person asked for it.
// What QuickBooks has is named, and a second copy is made only on purpose.
import { keepOlderCopies } from '../transfer/older-copies.ts';
import { documentsOfInvoice } from './read.ts';
import { documentName } from '../model/document.ts';
import { numberToSend } from '../matching/numbers.ts';
import { findByNumber } from '../matching/read.ts';
import type { InvoiceId, SavedDocument, SourceInvoice } from '../model.ts';
import { type Outcome, outcomeOf } from '../run/outcome.ts';
import type { RunContext } from '../run/context.ts';
import { reason, type Reason } from '../reasons.ts';
import { syncInvoices, type InvoiceRun } from '../transfer/sync.ts';
import { troubleReason } from '../run/trouble.ts';
import { obstacles } from '../voids/plan.ts';
import { voidDocument } from '../voids/apply.ts';

export interface CopyOptions {
  readonly id: InvoiceId;
  /** Save a new copy although QuickBooks has the invoice. */
  readonly makesNewCopy: boolean;
  /** And void the older ones, once the new one stands. */
  readonly voidsOld: boolean;
}

/** The run over this one invoice. `isRefused`: nothing was tried and nothing saved. */
export async function copyInvoice(
  part: RunContext,
  options: CopyOptions,
): Promise<{ readonly run: InvoiceRun; readonly isRefused: boolean }> {
  const { id } = options;
  const [invoice] = await part.autotask.invoices({ kind: 'ids', ids: [id] });
  if (!invoice) return send(part, options); // it says `not-found` in its own words
  if (invoice.isVoided) return refused(invoice, '', [reason('copy-of-voided', { id })]);
  const transfer = (await part.ledger.transfers([id])).get(id);
  if (options.makesNewCopy && transfer?.state === 'intent') return refused(invoice, transfer.company, [reason('copy-unsettled', { id })]);
  const older = await documentsOfInvoice(invoice, part);
  const company = transfer?.company ?? older[0]?.customerName ?? '';
  const live = older.filter((document) => !document.isVoided);
  const documents = older.map((document) => `${documentName(document)}${document.isVoided ? ', void' : ''}`).join('; ');
  if (!options.makesNewCopy) {
    if (live.length > 0) return refused(invoice, company, [reason('exists-in-quickbooks', { documents, id })]);
    return send(part, options);
  }
  const obstacle = (await numberObstacle(invoice, older, part)) ?? (options.voidsOld ? await voidObstacle(live, part) : []);
  if (obstacle.length > 0) return refused(invoice, company, obstacle);
  if (older.length > 0) await keepOlderCopies(part.ledger, id, older);
  const { run } = await send(part, options);
  const [outcome] = run.outcomes;
  if (outcome?.outcome !== 'created' || older.length === 0) return { run, isRefused: false };
  const old = options.voidsOld ? await voidOlder(live, id, part) : [reason('sent-again', { documents })];
  const isAllVoid = old.every((one) => one.code !== 'old-copy-stays');
  const said: Outcome = { ...outcome, outcome: isAllVoid ? 'created' : 'failed', reasons: [...outcome.reasons, ...old] };
  return { run: { ...run, outcomes: [said] }, isRefused: false };
}

async function send(part: RunContext, options: CopyOptions): Promise<{ readonly run: InvoiceRun; readonly isRefused: boolean }> {
  const run = await syncInvoices(part, {
    ...part,
    isNow: true,
    only: null,
    max: null,
    confirmFirstRun: () => Promise.resolve(true),
    forced: { id: options.id, makesNewCopy: options.makesNewCopy },
  });
  // A person asked for this one: skipped is not what they wanted.
  const outcomes = run.outcomes.map((one): Outcome => {
    const isFailure = one.outcome === 'skipped' || one.reasons.some((why) => why.code === 'exists-in-quickbooks');
    return isFailure ? { ...one, outcome: 'failed' } : one;
  });
  return { run: { ...run, outcomes }, isRefused: outcomes.every((one) => one.outcome === 'failed') };
}

function refused(
  invoice: SourceInvoice,
  company: string,
  reasons: readonly Reason[],
): { readonly run: InvoiceRun; readonly isRefused: boolean } {
  const run: InvoiceRun = {
    outcomes: [outcomeOf(invoice, company, 'failed', reasons)],
    outsideWindow: 0,
    made: { customers: [], items: [] },
    books: null,
    eligible: 0,
    remarks: [],
  };
  return { run, isRefused: true };
}

/** Where Autotask gives the number, a copy would need the same one; QuickBooks keeps a number occupied even after a void. */
async function numberObstacle(invoice: SourceInvoice, older: readonly SavedDocument[], part: RunContext): Promise<Reason[] | null> {
  const number = numberToSend(invoice, part.settings);
  if (!('given' in number) || number.given === null) return null;
  const holders = (await findByNumber(part.quickbooks, [number.given])).get(number.given) ?? [];
  if (holders.length === 0) return null;
  const documents = holders.map((one) => `${documentName(one)}${one.isVoided ? ', void' : ''} for ${one.customerName}`).join('; ');
  const isOlder = holders.every((holder) => older.some((one) => one.type === holder.type && one.id === holder.id));
  return [reason(isOlder ? 'copy-number-taken' : 'copy-number-of-another', { number: number.given, documents, id: invoice.id })];
}

/** Before anything is made: could the older ones be voided? */
async function voidObstacle(live: readonly SavedDocument[], part: RunContext): Promise<Reason[]> {
  if (live.length === 0) return [];
  const { bookCloseDate } = await part.quickbooks.preferences();
  return live.flatMap((document) => obstacles(document, bookCloseDate));
}

/** After the new copy stands, so that the customer is never left without an invoice. */
async function voidOlder(live: readonly SavedDocument[], id: InvoiceId, part: RunContext): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for (const document of live) {
    const result = await voidDocument(document, null, part);
    if (result.kind === 'done') {
      reasons.push(reason('old-copy-voided', { document: documentName(document) }));
      continue;
    }
    const why = result.kind === 'trouble' ? [troubleReason(result.error, id, part)] : result.reasons;
    reasons.push(reason('old-copy-stays', { detail: why.map((one) => one.message).join(' ') }));
  }
  return reasons;
}
