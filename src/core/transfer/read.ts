// Reads what the plan is made from, as few calls as will do.
// Lists once a run, everything else by page for a batch of invoices.
import { buildCatalog, type Catalog } from '../facts/catalog.ts';
import type { CompanyShelf } from '../run/company-shelf.ts';
import { groupLines, type Source, type SourceLists } from '../facts/source.ts';
import {
  type CompanyId,
  type InvoiceId,
  type InvoiceStatus,
  type NamedFields,
  quickBooksId,
  type SourceInvoice,
  type SourceLine,
} from '../model.ts';
import type { AutotaskPort, QuickBooksPort } from '../ports.ts';
import { customerName, findCustomer } from '../matching/customer.ts';
import { needsContact, wantsEmail } from '../rules/document/email.ts';
import { companyRefusals, classRefusals, incomeAccountRefusal, itemRefusals } from '../rules/refusals.ts';
import type { Settings } from '../settings.ts';
import { nameKey } from '../text.ts';

/** QuickBooks' lists. Only those that the settings and the company's preferences call for. */
export async function readCatalog(quickbooks: QuickBooksPort, settings: Settings): Promise<Catalog> {
  const [company, preferences] = await Promise.all([quickbooks.company(), quickbooks.preferences()]);
  const [contradiction] = companyRefusals(company, preferences, settings);
  if (contradiction) throw contradiction.error;
  const wantsTaxCodes =
    preferences.taxWorld === 'manual' ||
    preferences.taxWorld === 'global' ||
    (preferences.taxWorld === 'automated' && settings.tax.mode === 'autotask');
  const [customers, items, terms, classes, taxCodes] = await Promise.all([
    quickbooks.customers(),
    quickbooks.items(),
    quickbooks.terms(),
    preferences.classTracking === 'off' ? [] : quickbooks.classes(),
    wantsTaxCodes ? quickbooks.taxCodes() : [],
  ]);
  const catalog = buildCatalog({ company, preferences, customers, holders: [], items, terms, classes, taxCodes });
  await checkSettings(catalog, quickbooks, settings);
  return catalog;
}

async function checkSettings(catalog: Catalog, quickbooks: QuickBooksPort, settings: Settings): Promise<void> {
  const { incomeAccount, missing } = settings.items;
  if (missing === 'create') {
    const accounts = new Map(Object.values(settings.items.accounts).map((id) => [id, 'items.accounts']));
    if (incomeAccount !== null) accounts.set(incomeAccount, 'items.incomeAccount');
    for (const [id, key] of accounts) {
      const refusal = incomeAccountRefusal(id, await quickbooks.account(quickBooksId(id)), key);
      if (refusal) throw refusal;
    }
  }
  const [refusal] = [...itemRefusals(catalog, settings), ...classRefusals(catalog, settings)];
  if (refusal) throw refusal.error;
}

/** Autotask's taxes tell the code of a line outside the US, and whether an item that has to be made is taxable in it. */
export function needsTaxes(catalog: Catalog, settings: Settings): boolean {
  return catalog.preferences.taxWorld === 'global' || (catalog.company.country === 'US' && settings.items.missing === 'create');
}

/** Autotask's lists. */
export async function readLists(
  autotask: AutotaskPort,
  settings: Settings,
  needs: { readonly linesOfBusiness: boolean; readonly taxes: boolean },
): Promise<SourceLists> {
  const usesLob =
    needs.linesOfBusiness &&
    (settings.linesOfBusiness.filter !== 'off' ||
      Object.keys(settings.linesOfBusiness.classes).length > 0 ||
      settings.companies.only?.lineOfBusiness !== undefined);
  const usesKinds = Object.keys(settings.items.accounts).length + Object.keys(settings.items.names).length > 0;
  const [codes, terms, currencies, lob, taxes, itemKinds] = await Promise.all([
    autotask.billingCodes(),
    autotask.paymentTerms(),
    autotask.currencies(),
    usesLob ? autotask.linesOfBusiness() : [],
    needs.taxes ? autotask.taxes() : [],
    usesKinds ? autotask.itemKinds() : new Map<number, string>(),
  ]);
  return {
    billingCodes: new Map(codes.map((code) => [code.id, code])),
    terms: new Map(terms.map((term) => [term.id, term])),
    currencies,
    itemKinds,
    linesOfBusiness: new Map(lob.map((one) => [one.id, one])),
    taxes,
  };
}

/** Choices of the invoice status; not asked for where no invoice that lives has one. */
export async function readStatuses(autotask: AutotaskPort, invoices: readonly SourceInvoice[]): Promise<readonly InvoiceStatus[]> {
  return invoices.some(({ statusId, isVoided }) => !isVoided && statusId !== null) ? autotask.invoiceStatuses() : [];
}

/** Everything of these invoices; also looks for vendors and employees that hold the names of customers to be made. */
export async function readSources(
  invoices: readonly SourceInvoice[],
  known: { readonly lists: SourceLists; readonly shelf: CompanyShelf; readonly catalog: Catalog },
  ports: { readonly autotask: AutotaskPort; readonly quickbooks: QuickBooksPort },
  settings: Settings,
): Promise<{ readonly sources: Source[]; readonly catalog: Catalog }> {
  const { lists, shelf, catalog } = known;
  const [lines] = await Promise.all([
    ports.autotask.lines(invoices.map((invoice) => invoice.id)),
    shelf.fetch(invoices.map((invoice) => invoice.companyId)),
  ]);
  const groups = groupLines(lines);
  const others = lines.flatMap((line) => (line.companyId === null ? [] : [line.companyId]));
  await shelf.fetch(others);

  const newcomers = new Map<CompanyId, string>();
  const needEmail = new Set<CompanyId>();
  for (const invoice of invoices) {
    const company = shelf.get(invoice.companyId);
    if (!company) continue;
    const customer = findCustomer(company, catalog, settings);
    if (!customer) newcomers.set(company.id, customerName(company));
    if (!customer || (wantsEmail(company.id, settings) && needsContact(customer))) needEmail.add(company.id);
  }
  const [holders] = await Promise.all([
    newcomers.size === 0 ? [] : ports.quickbooks.nameHolders([...new Set(newcomers.values())]),
    shelf.fetchEmails(needEmail),
  ]);
  const namedOf = await readNamed(invoices, groups, ports.autotask, settings);
  const names = new Map<CompanyId, string>();
  for (const id of others) {
    const company = shelf.get(id);
    if (company) names.set(id, company.name);
  }
  return {
    catalog:
      holders.length === 0
        ? catalog
        : {
            ...catalog,
            holders: new Map([...catalog.holders, ...holders.map((holder) => [nameKey(holder.displayName), holder] as const)]),
          },
    sources: invoices.map((invoice) => ({
      invoice,
      lines: groups.get(invoice.id) ?? [],
      company: shelf.get(invoice.companyId),
      primaryEmail: shelf.email(invoice.companyId),
      companyNames: names,
      lists,
      ...namedOf(invoice),
    })),
  };
}

/** Every field of these invoices, their companies and contracts, as far as customFields.map asks for them. */
async function readNamed(
  invoices: readonly SourceInvoice[],
  groups: ReadonlyMap<InvoiceId, readonly SourceLine[]>,
  autotask: AutotaskPort,
  settings: Settings,
): Promise<(invoice: SourceInvoice) => Pick<Source, 'named'>> {
  const wanted = Object.values(settings.customFields.map);
  if (wanted.length === 0) return () => ({});
  const asks = (entity: string): boolean => wanted.some((from) => from.startsWith(`${entity}.`));
  const asksUserDefined = wanted.some((from) => !/^(?:invoice|company|contract)\./.test(from));
  const contractsOf = (id: InvoiceId): number[] => [...new Set((groups.get(id) ?? []).flatMap((line) => line.contractId ?? []))];
  const contractIds = [...new Set(invoices.flatMap((invoice) => contractsOf(invoice.id)))];
  const none = new Map<number, NamedFields>();
  const [headers, companies, contracts] = await Promise.all([
    asks('invoice')
      ? autotask.fields(
          'Invoices',
          invoices.map((one) => one.id),
        )
      : none,
    asks('company') || asksUserDefined ? autotask.fields('Companies', [...new Set(invoices.map((one) => one.companyId))]) : none,
    (asks('contract') || asksUserDefined) && contractIds.length > 0 ? autotask.fields('Contracts', contractIds) : none,
  ]);
  return (invoice) => ({
    named: {
      invoice: headers.get(invoice.id) ?? null,
      company: companies.get(invoice.companyId) ?? null,
      contracts: contractsOf(invoice.id).flatMap((id) => contracts.get(id) ?? []),
    },
  });
}
