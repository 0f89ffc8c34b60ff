// One run over the invoices: what is unfinished first, then what is eligible, batch by batch.
import { At2qboError, TemporaryError, UsageError } from '../errors.ts';
import type { InvoiceId, SourceInvoice } from '../model.ts';
import { reason, type Reason } from '../reasons.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import type { RunPorts } from '../run/context.ts';
import { type Books, type Outcome, outcomeOf } from '../run/outcome.ts';
import { workAll } from './batches.ts';
import { withCurrencies } from './outcomes/currencies.ts';
import { withCompanyNames } from './outcomes/company-names.ts';
import type { SyncOptions } from './options.ts';
import { saidOnce } from './plan/said-once.ts';
import { prepare, type PreparedRun } from './preparation.ts';
import { gather } from './select.ts';
import type { Made } from './send/maker.ts';
import { takeUpSideSteps } from './send/side-steps.ts';

export interface InvoiceRun {
  readonly outcomes: readonly Outcome[];
  readonly outsideWindow: number;
  readonly made: Made;
  /** null: they weren't read. */
  readonly books: Books | null;
  /** Invoices with the verdict "send" at the start. */
  readonly eligible: number;
  /** Said of the run as a whole. */
  readonly remarks: readonly Reason[];
}

const NOTHING_MADE: Made = { customers: [], items: [] };

export async function syncInvoices(ports: RunPorts, options: SyncOptions): Promise<InvoiceRun> {
  const { settings } = options;
  const isOff = settings.invoices.sync === 'off' && !options.isNow && !options.forced;
  if (isOff) {
    ports.events.log('info', 'invoices.sync is off: no invoice was looked at');
    return { outcomes: [], outsideWindow: 0, made: NOTHING_MADE, books: null, eligible: 0, remarks: [] };
  }
  const gathered = await gather(ports, options);
  const shelf = new CompanyShelf(ports.autotask);
  const outcomes: Outcome[] = [...gathered.outcomes];
  const complete = async (run: PreparedRun | null): Promise<readonly Outcome[]> => {
    const { companies } = gathered;
    const named = await withCompanyNames(outcomes, companies, shelf, ports.ledger, options.brake);
    const facts = {
      run,
      companies,
      shelf,
      autotask: ports.autotask,
      ledger: ports.ledger,
      brake: options.brake,
      isDryRun: options.isDryRun,
    };
    return (await withCurrencies(named, facts)).toSorted((a, b) => a.invoiceId - b.invoiceId);
  };
  if (gathered.work.length === 0 && gathered.sideSteps.length === 0) {
    return {
      outcomes: await complete(null),
      outsideWindow: gathered.outsideWindow,
      made: NOTHING_MADE,
      books: null,
      eligible: 0,
      remarks: [],
    };
  }
  const done = new Map<InvoiceId, Outcome>();
  let run: PreparedRun | null = null;
  try {
    await checkBudget(ports, gathered.work.length, options);
    run = await prepare(ports, options, shelf, gathered);
    await confirmFirst(ports, options, gathered.work.length);
    await workAll({ gathered, run, done, ports, options });
    if (!options.isDryRun && options.isSettling !== true) outcomes.push(...(await takeUpSideSteps(gathered.sideSteps, run.context)));
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    ports.events.log('error', error.message, { kind: error.kind, service: error.service, code: error.code, traceId: error.traceId });
    options.brake.stop(error); // what was done so far is reported all the same
  }
  const why = options.brake.cause?.message ?? `--max ${options.max ?? ''} was reached.`;
  outcomes.push(...gathered.work.map((invoice) => done.get(invoice.id) ?? stopped(invoice, shelf, why)));
  const remarks = run === null ? [] : run.taxes.remarks(run.catalog, settings);
  return {
    outcomes: saidOnce(await complete(run), remarks),
    outsideWindow: gathered.outsideWindow,
    made: run?.maker.made ?? NOTHING_MADE,
    books: run === null ? null : { company: run.catalog.company.name, currency: run.catalog.preferences.homeCurrency },
    eligible: gathered.work.length,
    remarks,
  };
}

function stopped(invoice: SourceInvoice, shelf: CompanyShelf, why: string): Outcome {
  return outcomeOf(invoice, shelf.get(invoice.companyId)?.name ?? '', 'skipped', [reason('run-stopped', { why })]);
}

/** Autotask's budget is shared by every integration of the database: a run that can't end inside it doesn't begin. */
async function checkBudget(ports: RunPorts, count: number, options: SyncOptions): Promise<void> {
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

async function confirmFirst(ports: RunPorts, options: SyncOptions, count: number): Promise<void> {
  const most = options.settings.limits.firstRun;
  if (options.isDryRun || options.forced || count <= most || (await ports.ledger.transferredCount()) > 0) return;
  if (await options.confirmFirstRun(count)) return;
  throw new UsageError(
    `This connection has never transferred anything, and ${count} invoices are eligible (limits.firstRun is ${most}).`,
    'Look first: at2qbo sync --dry-run. Then send them: at2qbo sync --yes. Or leave the old ones out: at2qbo settings set invoices.goLiveDate <YYYY-MM-DD>',
  );
}
