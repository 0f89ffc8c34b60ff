// Reads what the plan is made from, as few calls as will do: lists once a run, everything else by page for a batch of invoices.
import { buildCatalog, type Catalog } from '../facts/catalog.ts';
import { ConfigError } from '../errors.ts';
import { quickBooksId, type Account, type CompanyId, type SourceCompany, type SourceInvoice } from '../model.ts';
import type { AutotaskPort, QuickBooksPort } from '../ports.ts';
import { customerName, findCustomer } from '../rules/customer.ts';
import type { Settings } from '../settings.ts';
import { groupLines, type Source, type SourceLists } from '../facts/source.ts';
import { nameKey } from '../text.ts';

/** QuickBooks' lists. Only those that the settings and the company's preferences call for. */
export async function readCatalog(quickbooks: QuickBooksPort, settings: Settings): Promise<Catalog> {
  const [company, preferences] = await Promise.all([quickbooks.company(), quickbooks.preferences()]);
  checkRun(company.country, preferences.customTxnNumbers, settings);
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

/** What would spoil the whole run: found before the first write, exit code 2. */
export function checkRun(country: string, customTxnNumbers: boolean, settings: Settings): void {
  const { edition } = settings.quickbooks;
  if ((edition === 'us') !== (country === 'US')) {
    throw new ConfigError(
      `quickbooks.edition is ${edition}, but the QuickBooks company is in ${country}.`,
      `at2qbo settings set quickbooks.edition ${country === 'US' ? 'us' : 'non-us'}`,
    );
  }
  const { numbering } = settings.invoices;
  if (numbering === 'quickbooks' && customTxnNumbers) {
    throw new ConfigError(
      'invoices.numbering is quickbooks, but custom transaction numbers are on in QuickBooks: invoices would get no number and be sent again for ever.',
      'Turn them off in QuickBooks (Account and settings, Sales, Custom transaction numbers), or: at2qbo settings set invoices.numbering autotask-number',
    );
  }
  if (numbering !== 'quickbooks' && !customTxnNumbers) {
    throw new ConfigError(
      `invoices.numbering is ${numbering}, but custom transaction numbers are off in QuickBooks: QuickBooks would not watch for numbers used twice.`,
      'Turn them on in QuickBooks (Account and settings, Sales, Custom transaction numbers), or: at2qbo settings set invoices.numbering quickbooks',
    );
  }
}

async function checkSettings(catalog: Catalog, quickbooks: QuickBooksPort, settings: Settings): Promise<void> {
  const { incomeAccount, missing } = settings.items;
  if (missing === 'create' && incomeAccount !== null) {
    const refusal = incomeAccountRefusal(incomeAccount, await quickbooks.account(quickBooksId(incomeAccount)));
    if (refusal) throw refusal;
  }
  const [refusal] = [...itemRefusals(catalog, settings), ...classRefusals(catalog, settings)];
  if (refusal) throw refusal;
}

/** Why items can't be made under this account; null: they can. */
export function incomeAccountRefusal(id: string, account: Account | null): ConfigError | null {
  if (account !== null && account.isActive && account.type === 'Income') return null;
  const what = account
    ? `account "${account.name}" is ${account.isActive ? `of type ${account.type}` : 'inactive'}`
    : "QuickBooks doesn't have it";
  return new ConfigError(
    `items.incomeAccount ${id} must be an active account of type Income; ${what}.`,
    'at2qbo settings set items.incomeAccount <account id>',
  );
}

/** Item settings that QuickBooks' items contradict. */
export function itemRefusals(catalog: Pick<Catalog, 'items'>, settings: Settings): ConfigError[] {
  const { missing, defaultItem, roundingItem } = settings.items;
  const found: ConfigError[] = [];
  if (missing === 'default-item' && defaultItem === null) {
    found.push(
      new ConfigError(
        'items.missing is default-item, but items.defaultItem is not set.',
        'at2qbo settings set items.defaultItem <item id>',
      ),
    );
  }
  for (const [key, id] of [
    ['items.defaultItem', defaultItem],
    ['items.roundingItem', roundingItem],
  ] as const) {
    const item = id === null ? null : catalog.items.byId(id);
    if (item === undefined || (item && (!item.isActive || item.type === 'Category' || item.type === 'Group'))) {
      found.push(
        new ConfigError(`${key} ${id ?? ''} is not an active product or service in QuickBooks.`, `at2qbo settings set ${key} <item id>`),
      );
    }
  }
  return found;
}

/** Class settings that would spoil the whole run. */
export function classRefusals(catalog: Pick<Catalog, 'classes' | 'preferences'>, settings: Settings): ConfigError[] {
  const { defaultClass } = settings.invoices;
  if (defaultClass === null || catalog.preferences.classTracking !== 'transaction' || catalog.classes.has(defaultClass)) return [];
  return [
    new ConfigError(
      `invoices.defaultClass ${defaultClass} is not an active class in QuickBooks.`,
      'at2qbo settings set invoices.defaultClass <class id>',
    ),
  ];
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
    needs.linesOfBusiness && (settings.linesOfBusiness.filter !== 'off' || Object.keys(settings.linesOfBusiness.classes).length > 0);
  const [codes, terms, currencies, lob, taxes] = await Promise.all([
    autotask.billingCodes(),
    autotask.paymentTerms(),
    autotask.currencies(),
    usesLob ? autotask.linesOfBusiness() : [],
    needs.taxes ? autotask.taxes() : [],
  ]);
  return {
    billingCodes: new Map(codes.map((code) => [code.id, code])),
    terms: new Map(terms.map((term) => [term.id, term])),
    currencies,
    linesOfBusiness: new Map(lob.map((one) => [one.id, one])),
    taxes,
  };
}

/** Companies seen in this run, so that none is read twice. */
export class CompanyShelf {
  readonly #autotask: AutotaskPort;
  readonly #known = new Map<CompanyId, SourceCompany | null>();
  readonly #emails = new Map<CompanyId, string>();

  constructor(autotask: AutotaskPort) {
    this.#autotask = autotask;
  }

  async fetch(ids: Iterable<CompanyId>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) this.#known.set(id, null);
    for (const company of await this.#autotask.companies(unknown)) this.#known.set(company.id, company);
  }

  async fetchEmails(ids: Iterable<CompanyId>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#emails.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) this.#emails.set(id, '');
    for (const [id, email] of await this.#autotask.primaryEmails(unknown)) this.#emails.set(id, email);
  }

  get(id: CompanyId): SourceCompany | null {
    return this.#known.get(id) ?? null;
  }

  email(id: CompanyId): string {
    return this.#emails.get(id) ?? '';
  }
}

/** Everything of these invoices; also looks for vendors and employees that hold the names of customers to be made. */
export async function readSources(
  invoices: readonly SourceInvoice[],
  lists: SourceLists,
  shelf: CompanyShelf,
  ports: { readonly autotask: AutotaskPort; readonly quickbooks: QuickBooksPort },
  catalog: Catalog,
  settings: Settings,
): Promise<{ readonly sources: Source[]; readonly catalog: Catalog }> {
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
    const wantsEmail = settings.customers.overrides[String(company.id)]?.email ?? settings.invoices.email;
    if (!customer || (wantsEmail && customer.email === '')) needEmail.add(company.id);
  }
  const [holders] = await Promise.all([
    newcomers.size === 0 ? [] : ports.quickbooks.nameHolders([...new Set(newcomers.values())]),
    shelf.fetchEmails(needEmail),
  ]);
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
    })),
  };
}
