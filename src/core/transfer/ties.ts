// Ties of companies to customers and billing codes to items: read for a run, and what a document adds to them.
import type { Catalog } from '../facts/catalog.ts';
import { BilledCompanies, Ties } from '../facts/ties.ts';
import { itemKey, matchCode } from '../matching/item.ts';
import { instantAt } from '../dates.ts';
import type { BillingCode, CompanyId, InvoiceId, QuickBooksId } from '../model.ts';
import type { Tie, Transfer } from '../model/ledger.ts';
import type { AutotaskPort, LedgerPort } from '../ports.ts';
import type { CompanyShelf } from '../run/company-shelf.ts';
import type { Settings } from '../settings.ts';

/** Which QuickBooks company the ties are of: ids of another one mean other customers. Not there: a ledger of before there were ties. */
const TIES_OF = 'ties.of';

interface TiePorts {
  readonly ledger: Pick<LedgerPort, 'ties' | 'recall' | 'allTransfers'>;
  readonly autotask: Pick<AutotaskPort, 'invoices'>;
}

/** The ledger's ties; where there are none yet, those that its transfers show. Writes nothing. */
export async function readTies(ports: TiePorts, settings: Settings): Promise<Ties> {
  const of = await ports.ledger.recall(TIES_OF);
  if (of === realmOf(settings)) return new Ties(await ports.ledger.ties());
  return of === null ? new Ties(await tiesOfTransfers(ports, settings)) : new Ties();
}

/** The catalog with the ledger's ties, and with the names of all companies that are billed beside each other. */
export async function withTies(
  catalog: Catalog,
  billed: Iterable<CompanyId>,
  shelf: CompanyShelf,
  ports: TiePorts,
  settings: Settings,
): Promise<Catalog> {
  const [ties] = await Promise.all([readTies(ports, settings), shelf.fetch(billed)]);
  const companies = new BilledCompanies();
  for (const id of billed) {
    const company = shelf.get(id);
    if (company !== null) companies.add(id, company.name);
  }
  return { ...catalog, ties, billed: companies };
}

/** Keeps what `readTies` found, and for which QuickBooks company; at the begin of a run that may write. */
export async function keepReadTies(ties: Ties, ledger: LedgerPort, settings: Settings): Promise<void> {
  const of = await ledger.recall(TIES_OF);
  if (of === realmOf(settings)) return;
  for (const old of of === null ? [] : await ledger.ties()) await ledger.removeTie(old.kind, old.autotaskId);
  await ledger.saveTies(ties.all());
  await ledger.remember(TIES_OF, realmOf(settings));
}

const realmOf = (settings: Settings): string => settings.quickbooks.realmId ?? '';

/** What a ledger of before shows: which customer each company was billed as last. One question for a header of each. */
async function tiesOfTransfers(ports: TiePorts, settings: Settings): Promise<Tie[]> {
  const last = new Map<string, Transfer>();
  for (const row of await ports.ledger.allTransfers())
    if (row.quickBooksId !== null && row.customerId !== null && row.state === 'done') last.set(`${row.customerId} ${row.company}`, row);
  if (last.size === 0) return [];
  const headers = await ports.autotask.invoices({ kind: 'ids', ids: [...last.values()].map((row) => row.invoiceId) });
  const companies = new Map<InvoiceId, CompanyId>(headers.map((one) => [one.id, one.companyId]));
  return [...last.values()]
    .toSorted((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1))
    .flatMap((row): Tie[] => {
      const company = companies.get(row.invoiceId);
      if (company === undefined || row.customerId === null) return [];
      const by = settings.customers.map[String(company)] === row.customerId ? 'map' : 'name';
      const names = { autotaskName: row.company, quickBooksName: row.company };
      return [{ kind: 'customer', autotaskId: company, quickBooksId: row.customerId, ...names, by, at: row.updatedAt }];
    });
}

/** The company's tie to the customer of a document that went through; null: it is known already. */
export function customerTie(
  company: { readonly id: CompanyId; readonly name: string },
  customerId: QuickBooksId,
  by: Tie['by'],
  facts: { readonly catalog: Pick<Catalog, 'customers' | 'ties'>; readonly settings: Settings; readonly now: number },
): Tie | null {
  const { catalog, settings } = facts;
  const isMapped = settings.customers.map[String(company.id)] === customerId;
  const known = catalog.ties.customerOf(company.id);
  if (known?.quickBooksId === customerId && (known.by === 'map') === isMapped) return null;
  const quickBooksName = catalog.customers.byId(customerId)?.fullName ?? company.name;
  return {
    kind: 'customer',
    autotaskId: company.id,
    quickBooksId: customerId,
    autotaskName: company.name,
    quickBooksName,
    by: isMapped ? 'map' : by,
    at: instantAt(facts.now),
  };
}

/** A billing code's tie to the item that a line was booked on; null: known, or the item only replaces one that is missing. */
export function itemTie(
  code: BillingCode,
  itemId: QuickBooksId,
  wasCreated: boolean,
  facts: { readonly catalog: Pick<Catalog, 'items' | 'ties'>; readonly settings: Settings; readonly now: number },
): Tie | null {
  const { catalog, settings } = facts;
  const { matchBy } = settings.items;
  const key = itemKey(code, matchBy);
  if (catalog.ties.itemOf(code.id)?.quickBooksId === itemId || key === '') return null;
  const match = matchCode(code, matchBy, catalog);
  if (!wasCreated && (match.kind !== 'found' || match.item.id !== itemId)) return null;
  const quickBooksName = catalog.items.byId(itemId)?.fullName ?? key;
  const names = { autotaskName: key, quickBooksName };
  return {
    kind: 'item',
    autotaskId: code.id,
    quickBooksId: itemId,
    ...names,
    by: wasCreated ? 'create' : 'name',
    at: instantAt(facts.now),
  };
}
