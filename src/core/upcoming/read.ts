// Reads what is approved and on no invoice yet, and everything that the rules ask about it.
// By page, like the invoices of a run.
import { money } from '../money.ts';
import { readScope } from '../companies/read.ts';
import { instantAt, utcDay } from '../dates.ts';
import type { CompanyId } from '../model.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import type { RunPorts } from '../run/context.ts';
import type { Settings } from '../settings.ts';
import { needsTaxes, readCatalog, readLists, readSources } from '../transfer/read.ts';
import { draftedInvoices, judgeUpcoming, type Upcoming } from './plan.ts';

/** One entry a company, the largest amounts first. */
export async function readUpcoming(ports: RunPorts, settings: Settings): Promise<Upcoming[]> {
  const { autotask } = ports;
  ports.events.progress('Reading billing items without an invoice from Autotask');
  const [lines, regions] = await Promise.all([autotask.uninvoicedLines(), autotask.taxRegions()]);
  if (lines.length === 0) return [];
  ports.events.progress('Reading lists from QuickBooks and Autotask');
  const catalog = await readCatalog(ports.quickbooks, settings);
  const lists = await readLists(autotask, settings, { linesOfBusiness: true, taxes: needsTaxes(catalog, settings) });
  const shelf = new CompanyShelf(autotask);
  await shelf.fetch(lines.flatMap((line) => (line.companyId === null ? [] : [line.companyId])));
  await shelf.fetch(lines.flatMap((line) => parentOf(line.companyId, shelf)));
  const all = draftedInvoices(lines, utcDay(instantAt(ports.clock.now())), (id) => shelf.get(id), regions);
  const scope = await readScope(
    autotask,
    settings,
    all.map((one) => one.invoice),
  );
  const drafted = all.filter((one) => scope(one.invoice) === null);
  const own = new Map(drafted.map((one) => [one.invoice.id, one.lines]));
  const read = await readSources(
    drafted.map((one) => one.invoice),
    { lists, shelf, catalog },
    {
      quickbooks: ports.quickbooks,
      autotask: { ...autotask, lines: async (ids) => Promise.resolve(ids.flatMap((id) => own.get(id) ?? [])) },
    },
    settings,
  );
  return read.sources
    .map((source) => judgeUpcoming(source, read.catalog, settings))
    .sort((a, b) => money(b.amount).cmp(money(a.amount)) || a.companyId - b.companyId);
}

function parentOf(id: CompanyId | null, shelf: CompanyShelf): CompanyId[] {
  const company = id === null ? null : shelf.get(id);
  return company?.billsParent === true && company.parentId !== null ? [company.parentId] : [];
}
