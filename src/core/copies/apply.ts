// One Autotask invoice sent now, because a person asked for it: what QuickBooks has is named, and a second copy is made only on purpose.
import { keepOlderCopies, readOlderCopies } from '../transfer/older-copies.ts';
import { documentName } from '../model/document.ts';
import { findByNote, findByNumber } from '../matching/read.ts';
import type { InvoiceId, SavedDocument, SourceInvoice } from '../model.ts';
import { type Outcome, outcomeOf } from '../run/outcome.ts';
import type { RunContext } from '../run/context.ts';
import { reason, type Reason } from '../reasons.ts';
import { documentNumber } from '../rules/document/number.ts';
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
  const older = await documentsOf(invoice, part);
  const company = transfer?.company ?? older[0]?.customerName ?? '';
  const live = older.filter((document) => !document.isVoided);
  const documents = older.map((document) => `${documentName(document)}${document.isVoided ? ', void' : ''}`).join('; ');
  if (!options.makesNewCopy) {
    if (live.length > 0) return refused(invoice, company, [reason('exists-in-quickbooks', { documents, id })]);
    return send(part, options);
  }
  const obstacle = (await numberObstacle(invoice, part)) ?? (options.voidsOld ? await voidObstacle(live, part) : []);
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
    eligible: 0,
  };
  return { run, isRefused: true };
}

/** All that QuickBooks has of it, void ones included: by the ledger, by earlier copies, by the note. */
async function documentsOf(invoice: SourceInvoice, part: RunContext): Promise<SavedDocument[]> {
  const found = new Map<string, SavedDocument>();
  const add = (document: SavedDocument): void => void found.set(`${document.type}/${document.id}`, document);
  const transfer = (await part.ledger.transfers([invoice.id])).get(invoice.id);
  const known = [
    ...((await readOlderCopies(part.ledger)).get(invoice.id) ?? []),
    ...(transfer?.quickBooksId ? [{ type: transfer.documentType, id: transfer.quickBooksId }] : []),
  ];
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    const ids = known.filter((one) => one.type === type).map((one) => one.id as SavedDocument['id']);
    if (ids.length > 0) for (const document of await part.quickbooks.documents({ kind: 'ids', type, ids })) add(document);
  }
  const noted = await findByNote(part.quickbooks, new Map([[invoice.id, [invoice.date]]]));
  for (const document of noted.get(invoice.id) ?? []) add(document);
  return [...found.values()];
}

/** Where Autotask gives the number, a copy would need the same one; QuickBooks keeps a number occupied even after a void. */
async function numberObstacle(invoice: SourceInvoice, part: RunContext): Promise<Reason[] | null> {
  const number = documentNumber(invoice, part.settings);
  if (!('value' in number) || number.value === null) return null;
  const holders = (await findByNumber(part.quickbooks, [number.value])).get(number.value) ?? [];
  if (holders.length === 0) return null;
  const documents = holders.map((one) => `${documentName(one)}${one.isVoided ? ', void' : ''}`).join('; ');
  return [reason('copy-number-taken', { number: number.value, documents, id: invoice.id })];
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
