// One run over the invoices: what is unfinished first, then what is eligible, batch by batch, so that memory doesn't grow with the month.
import type { Catalog } from './catalog.ts';
import { instantAt, type Instant } from './dates.ts';
import { At2qboError, ConfigError, TemporaryError, UsageError } from './errors.ts';
import { applyPlan } from './apply.ts';
import type { ApplyContext } from './apply-context.ts';
import { CompanyShelf, readCatalog, readLists, readSources } from './facts.ts';
import { gather, type Gathered, type SyncOptions, type SyncPorts } from './gather.ts';
import { FreshHeaders } from './fresh.ts';
import { findByNote, findByNumber, type Found } from './found.ts';
import type { Transfer } from './ledger.ts';
import { named } from './named.ts';
import { Maker, type Made } from './making.ts';
import type { DocumentType, InvoiceId, QuickBooksId, SavedDocument, SourceInvoice } from './model.ts';
import { outcomeOf, plannedOutcome, type Outcome } from './outcome.ts';
import { buildPlan, documentKey, type Planned } from './plan.ts';
import type { LedgerPort, QuickBooksPort } from './ports.ts';
import { reason } from './reasons.ts';
import type { Settings } from './settings.ts';
import { mailAndAttach } from './side-steps.ts';
import type { Source, SourceLists } from './source.ts';
import { documentNumber } from './rules/number.ts';

/** Invoices planned and carried out together. */
const BATCH = 500;
const DAY_MS = 86_400_000;

export interface InvoiceRun {
  readonly outcomes: readonly Outcome[];
  readonly outsideWindow: number;
  readonly made: Made;
  /** Invoices with the verdict "send" at the start. */
  readonly eligible: number;
}

const NOTHING_MADE: Made = { customers: [], items: [] };

export async function syncInvoices(ports: SyncPorts, options: SyncOptions): Promise<InvoiceRun> {
  const { settings } = options;
  const isOff = settings.invoices.sync === 'off' && !options.isNow && !options.forced;
  if (isOff) {
    ports.events.log('info', 'invoices.sync is off: no invoice was looked at');
    return { outcomes: [], outsideWindow: 0, made: NOTHING_MADE, eligible: 0 };
  }
  const headersReadAt = ports.clock.now();
  const gathered = await gather(ports, options);
  const shelf = new CompanyShelf(ports.autotask);
  const outcomes: Outcome[] = [...gathered.outcomes];
  if (gathered.work.length === 0 && gathered.sideSteps.length === 0) {
    return {
      outcomes: await named(outcomes, gathered.companies, shelf, ports.ledger, options.brake),
      outsideWindow: gathered.outsideWindow,
      made: NOTHING_MADE,
      eligible: 0,
    };
  }
  const done = new Map<InvoiceId, Outcome>();
  let run: PreparedRun | null = null;
  try {
    await checkBudget(ports, gathered.work.length, options);
    run = await prepare(ports, options, shelf, headersReadAt);
    await confirmFirst(ports, options, gathered.work.length);
    await workAll(gathered, run, done, ports, options);
    if (!options.isDryRun) await takeUpSideSteps(gathered.sideSteps, run.context, ports);
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    ports.events.log('error', error.message, { kind: error.kind, service: error.service, code: error.code, traceId: error.traceId });
    options.brake.stop(error); // what was done so far is told all the same
  }
  const why = options.brake.cause?.message ?? `--max ${options.max ?? ''} was reached.`;
  outcomes.push(...gathered.work.map((invoice) => done.get(invoice.id) ?? stopped(invoice, shelf, why)));
  return {
    outcomes: (await named(outcomes, gathered.companies, shelf, ports.ledger, options.brake)).sort((a, b) => a.invoiceId - b.invoiceId),
    outsideWindow: gathered.outsideWindow,
    made: run?.maker.made ?? NOTHING_MADE,
    eligible: gathered.work.length,
  };
}

/** Batch by batch; `done` has what each came to, also when one of them ends the run. */
async function workAll(
  gathered: Gathered,
  run: PreparedRun,
  done: Map<InvoiceId, Outcome>,
  ports: SyncPorts,
  options: SyncOptions,
): Promise<void> {
  const limited = options.max === null ? gathered.work : gathered.work.slice(0, options.max);
  const unsure = limited.filter((invoice) => needsLook(gathered.transfers.get(invoice.id), options));
  const noted = await findByNote(
    ports.quickbooks,
    new Map(unsure.map((invoice) => [invoice.id, [invoice.date, gathered.transfers.get(invoice.id)?.date ?? invoice.date]])),
    await lookBackTo(unsure, gathered.transfers, ports.ledger),
  );
  for (let at = 0; at < limited.length && !options.brake.cause; at += BATCH) {
    const batch = limited.slice(at, at + BATCH);
    ports.events.progress(`Invoices ${at + 1} to ${at + batch.length} of ${limited.length}`);
    for (const outcome of await workBatch(batch, run, noted, gathered.transfers, at === 0, ports, options))
      done.set(outcome.invoiceId, outcome);
  }
}

/**
 * Since when documents have to be looked at whatever their date: the first attempt without an answer; where the ledger has never seen a transfer
 * (a new one, or a lost one), the first of the invoices, for no document of it can be older. null: the ledger can be relied on.
 */
async function lookBackTo(
  unsure: readonly SourceInvoice[],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  ledger: LedgerPort,
): Promise<Instant | null> {
  if (unsure.length === 0) return null;
  const isNew = (await ledger.transferredCount()) === 0;
  const times = unsure.flatMap((invoice) => {
    const transfer = transfers.get(invoice.id);
    if (isNew) return [Date.parse(invoice.createdAt)];
    return transfer?.state === 'intent' ? [Date.parse(transfer.createdAt)] : [];
  });
  return times.length === 0 ? null : instantAt(Math.min(...times) - DAY_MS); // a day for clocks that don't agree
}

function stopped(invoice: SourceInvoice, shelf: CompanyShelf, why: string): Outcome {
  return outcomeOf(invoice, shelf.get(invoice.companyId)?.name ?? '', 'skipped', [reason('run-stopped', { why })]);
}

/** Autotask's budget is shared by every integration of the database: a run that can't end inside it doesn't begin. */
async function checkBudget(ports: SyncPorts, count: number, options: SyncOptions): Promise<void> {
  const { used, limit } = await ports.autotask.budget();
  const left = Math.min(limit, options.settings.limits.autotaskPerHour) - used;
  ports.events.log('info', 'Autotask requests of this hour', { used, limit });
  if (left >= Math.min(count, 50) + 20) return;
  throw new TemporaryError(
    `Autotask has ${Math.max(0, left)} of its ${limit} requests an hour left; ${used} were used, by all integrations together.`,
    {
      service: 'Autotask',
      remedy: 'Nothing to do: the next run goes on when requests are free again.',
    },
  );
}

interface PreparedRun {
  catalog: Catalog;
  readonly lists: SourceLists;
  readonly shelf: CompanyShelf;
  readonly maker: Maker;
  readonly context: ApplyContext;
}

async function prepare(ports: SyncPorts, options: SyncOptions, shelf: CompanyShelf, headersReadAt: number): Promise<PreparedRun> {
  ports.events.progress('Reading lists from QuickBooks and Autotask');
  const { settings } = options;
  const catalog = await readCatalog(ports.quickbooks, settings);
  const needs = { linesOfBusiness: true, taxes: catalog.preferences.taxWorld === 'global' };
  const lists = await readLists(ports.autotask, settings, needs);
  const maker = new Maker(ports.quickbooks, ports.digest, options.profile, catalog);
  const context: ApplyContext = {
    ...ports,
    settings,
    profile: options.profile,
    runId: options.runId,
    maker,
    fresh: new FreshHeaders(ports.autotask),
    headersReadAt,
    brake: options.brake,
    assertMine: options.assertMine,
  };
  return { catalog, lists, shelf, maker, context };
}

async function confirmFirst(ports: SyncPorts, options: SyncOptions, count: number): Promise<void> {
  const most = options.settings.limits.firstRun;
  if (options.isDryRun || options.forced || count <= most || (await ports.ledger.transferredCount()) > 0) return;
  if (await options.confirmFirstRun(count)) return;
  throw new UsageError(
    `This connection has never transferred anything, and ${count} invoices are eligible (limits.firstRun is ${most}).`,
    'Look first: at2qbo sync --dry-run. Then send them: at2qbo sync --yes. Or leave the old ones out: at2qbo settings set invoices.goLiveDate <YYYY-MM-DD>',
  );
}

/** Is it unknown whether QuickBooks has it? */
function needsLook(transfer: Transfer | undefined, options: SyncOptions): boolean {
  if (options.forced?.makesNewCopy === true) return false;
  return transfer === undefined || transfer.state === 'intent' || transfer.state === 'rejected';
}

async function workBatch(
  batch: readonly SourceInvoice[],
  run: PreparedRun,
  noted: Found['byNote'],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  isFirst: boolean,
  ports: SyncPorts,
  options: SyncOptions,
): Promise<Outcome[]> {
  const { settings } = options;
  const read = await readSources(batch, run.lists, run.shelf, ports, run.catalog, settings);
  run.catalog = read.catalog;
  const numbers = read.sources.flatMap((source) =>
    needsLook(transfers.get(source.invoice.id), options) ? numberOf(source, settings) : [],
  );
  const [byNumber, documents] = await Promise.all([
    findByNumber(ports.quickbooks, [...new Set(numbers)]),
    readDocuments(batch, transfers, ports.quickbooks),
  ]);
  const plan = buildPlan({
    sources: read.sources,
    transfers,
    found: { byNote: noted, byNumber },
    documents,
    catalog: run.catalog,
    settings,
    makesNewCopy: options.forced?.makesNewCopy ?? false,
    isForced: options.forced !== undefined,
  });
  if (isFirst) assertIncomeAccount(plan);
  options.onPlan?.(plan);
  return options.isDryRun ? plan.map((planned) => plannedOutcome(planned)) : applyPlan(plan, run.context);
}

function numberOf(source: Source, settings: Settings): string[] {
  const number = documentNumber(source.invoice, settings);
  return 'value' in number && number.value !== null ? [number.value] : [];
}

/** An item has to be made and there is no account for it: the whole run's matter, before its first write. */
function assertIncomeAccount(plan: readonly Planned[]): void {
  for (const planned of plan) {
    const missing = planned.reasons.find((one) => one.code === 'income-account-unset');
    if (missing) throw new ConfigError(missing.message, missing.fix);
  }
}

/** Documents of transfers whose state says that QuickBooks has them. */
async function readDocuments(
  batch: readonly SourceInvoice[],
  transfers: ReadonlyMap<InvoiceId, Transfer>,
  quickbooks: QuickBooksPort,
): Promise<Map<string, SavedDocument>> {
  const ids: Record<DocumentType, QuickBooksId[]> = { Invoice: [], CreditMemo: [] };
  for (const invoice of batch) {
    const transfer = transfers.get(invoice.id);
    if (transfer && transfer.quickBooksId !== null && transfer.state !== 'held' && transfer.state !== 'rejected')
      ids[transfer.documentType].push(transfer.quickBooksId);
  }
  const documents = new Map<string, SavedDocument>();
  for (const type of ['Invoice', 'CreditMemo'] as const) {
    if (ids[type].length === 0) continue;
    for (const document of await quickbooks.documents({ kind: 'ids', type, ids: ids[type] }))
      documents.set(documentKey(type, document.id), document);
  }
  return documents;
}

/** Mails and PDFs that a kill left owing. */
async function takeUpSideSteps(transfers: readonly Transfer[], context: ApplyContext, ports: SyncPorts): Promise<void> {
  for (const transfer of transfers) {
    if (context.brake.cause || transfer.quickBooksId === null) return;
    const [document] = await ports.quickbooks.documents({ kind: 'ids', type: transfer.documentType, ids: [transfer.quickBooksId] });
    if (!document || document.isVoided) {
      await ports.ledger.save(
        { ...transfer, email: null, pdf: null, updatedAt: instantAt(ports.clock.now()) },
        { what: 'no mail any more: voided or deleted in QuickBooks' },
      );
      continue;
    }
    await mailAndAttach(transfer, document, context);
  }
}
