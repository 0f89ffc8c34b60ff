// What a run reads and sets up once, before its first batch.
import type { Catalog } from '../facts/catalog.ts';
import type { SourceLists } from '../facts/source.ts';
import type { RunPorts } from '../run/context.ts';
import type { CompanyShelf } from '../run/company-shelf.ts';
import type { InvoiceId } from '../model.ts';
import type { SyncOptions } from './options.ts';
import { TaxTally } from './plan/tax-tally.ts';
import { needsTaxes, readCatalog, readLists } from './read.ts';
import type { ApplyContext } from './send/context.ts';
import { FieldLosses } from './send/field-losses.ts';
import { FreshHeaders } from './send/fresh-headers.ts';
import { keptIn, Maker } from './send/maker.ts';
import { TieKeeper } from './send/tie-keeper.ts';
import type { Gathered } from './select.ts';
import { keepReadTies, withTies } from './ties.ts';

export interface PreparedRun {
  catalog: Catalog;
  readonly lists: SourceLists;
  readonly shelf: CompanyShelf;
  readonly maker: Maker;
  readonly context: ApplyContext;
  readonly taxes: TaxTally;
  /** Of the invoices that were planned so far. */
  readonly currencies: Map<InvoiceId, string>;
}

/** QuickBooks' lists and Autotask's, once a run. */
export async function prepare(
  ports: RunPorts,
  options: SyncOptions,
  shelf: CompanyShelf,
  gathered: Pick<Gathered, 'billed' | 'readAt'>,
): Promise<PreparedRun> {
  ports.events.progress('Reading lists from QuickBooks and Autotask');
  const { settings } = options;
  const catalog = await withTies(await readCatalog(ports.quickbooks, settings), gathered.billed, shelf, ports, settings);
  if (!options.isDryRun) await keepReadTies(catalog.ties, ports.ledger, settings);
  const needs = { linesOfBusiness: true, taxes: needsTaxes(catalog, settings) };
  const lists = await readLists(ports.autotask, settings, needs);
  const maker = new Maker(ports.quickbooks, ports.digest, options.profile, catalog, keptIn(ports.ledger, options.runId));
  const context: ApplyContext = {
    ...ports,
    settings,
    profile: options.profile,
    runId: options.runId,
    maker,
    fields: new FieldLosses(ports.ledger, ports.clock),
    ties: new TieKeeper({ ...ports, catalog, settings }),
    fresh: new FreshHeaders(ports.autotask, ports.clock),
    headersReadAt: gathered.readAt,
    brake: options.brake,
    assertMine: options.assertMine,
  };
  return { catalog, lists, shelf, maker, context, taxes: new TaxTally(), currencies: new Map() };
}
