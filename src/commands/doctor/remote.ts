// What `doctor` asks both systems: settings against their lists, and the last weeks' invoices by sync's own rules.
import { proveFilters } from '../../core/companies/plan.ts';
import { proofLines } from '../../core/checks/companies.ts';
import { readProofCompanies, readScope } from '../../core/companies/read.ts';
import { windowStart } from '../../core/transfer/plan/eligible.ts';
import { Calendar } from '../../core/calendar.ts';
import { ok } from '../../core/checks/line.ts';
import {
  checkBudget,
  checkLostFields,
  checkOtherIntegration,
  checkPreferences,
  checkReads,
  checkReleases,
  checkTimeZone,
} from '../../core/checks/health.ts';
import { Coverage } from '../../core/checks/coverage.ts';
import type { DoctorLine } from '../../core/checks/health-line.ts';
import { checkTies } from '../../core/checks/ties.ts';
import { itemKey } from '../../core/matching/item.ts';
import { billingCodeId, type BillingCode, companyId } from '../../core/model.ts';
import type { Settings } from '../../core/settings.ts';
import { withTies } from '../../core/transfer/ties.ts';
import { buildCatalog } from '../../core/facts/catalog.ts';
import { checkSettings } from '../../core/checks/settings.ts';
import { readLostFields } from '../../core/transfer/send/field-losses.ts';
import { readLists, readSources, readStatuses } from '../../core/transfer/read.ts';
import { CompanyShelf } from '../../core/run/company-shelf.ts';
import type { Transfer } from '../../core/model/ledger.ts';
import type { AutotaskPort } from '../../core/ports.ts';
import type { Context } from '../context/context.ts';
import { readSettingsFacts } from '../settings/check.ts';

const DAYS = 90;
const BATCH = 500;

/** Autotask answers, and what is left of its hour. */
export async function checkAutotask(autotask: AutotaskPort, user: string): Promise<DoctorLine[]> {
  const budget = await autotask.budget();
  return [ok('Autotask', `signed in as ${user}`), checkBudget(budget)];
}

/** Settings, preferences and the coverage of the last 90 days. */
export async function checkBoth(context: Context, transfers: readonly Transfer[]): Promise<DoctorLine[]> {
  const { settings, events } = context;
  const [autotask, quickbooks] = [await context.autotask(), await context.quickbooks()];
  const facts = await readSettingsFacts(context);
  const { company, preferences } = facts.catalog;
  events.progress(`Reading the invoices of ${DAYS} days`);
  const now = autotask.now();
  const calendar = new Calendar(settings.invoices.timeZone);
  const [invoices, lists, customers] = await Promise.all([
    autotask.invoices({ kind: 'created', from: windowStart(now, DAYS, calendar) }),
    readLists(autotask, settings, { linesOfBusiness: true, taxes: true }),
    quickbooks.customers(),
  ]);
  const shelf = new CompanyShelf(autotask);
  const scope = await readScope(autotask, settings, invoices);
  const live = invoices.filter((invoice) => !invoice.isVoided && scope(invoice) === null);
  const books = buildCatalog({
    company,
    preferences,
    customers,
    holders: [],
    items: [...facts.catalog.items.all()],
    terms: [...facts.catalog.termsById.values()],
    classes: [...facts.catalog.classes.values()],
    taxCodes: [...facts.catalog.taxCodes],
  });
  const billed = new Set(live.map((one) => one.companyId));
  const catalog = await withTies(books, billed, shelf, { autotask, ledger: context.ledger('look') }, settings);
  const known = new Set(transfers.filter((one) => one.quickBooksId !== null).map((one) => one.invoiceId));
  const coverage = new Coverage(settings, now, (id) => known.has(id));
  for (let at = 0; at < live.length; at += BATCH) {
    const batch = await readSources(live.slice(at, at + BATCH), { lists, shelf, catalog }, { autotask, quickbooks }, settings);
    coverage.add(batch.sources, batch.catalog);
  }
  return [
    ...checkPreferences(company, preferences),
    // Mail has a line of its own, which signs in.
    ...checkSettings({ ...facts, mailTrouble: null }).filter((line) => line.key !== 'mail.host'),
    ...checkLostFields(await readLostFields(context.ledger('look')), settings.invoices, calendar),
    checkTimeZone(calendar),
    ...checkReleases(live, await readStatuses(autotask, live)),
    ...(await checkCompanies(context)),
    ...coverage.lines(DAYS),
    ...checkTies(
      catalog,
      {
        customer: (id) => shelf.get(companyId(id))?.name ?? null,
        item: (id) => nameOfCode(lists.billingCodes.get(billingCodeId(id)), settings),
      },
      settings,
    ),
    checkOtherIntegration({ invoices, transfers, goLiveDate: settings.invoices.goLiveDate, calendar }),
  ];
}

/** Where profiles of one Autotask database choose their companies: none twice, none left out. */
async function checkCompanies(context: Context): Promise<DoctorLine[]> {
  const { profile, settings, neighbours } = context;
  if (settings.companies.only === null) return [];
  const companies = await readProofCompanies(await context.autotask());
  return proofLines(proveFilters([{ profile, only: settings.companies.only }, ...neighbours], companies));
}

/** What a billing code is looked for by. */
const nameOfCode = (code: BillingCode | undefined, settings: Settings): string | null =>
  code === undefined ? null : itemKey(code, settings.items.matchBy);

/** QuickBooks answers at all; said apart, so that one side down doesn't hide the other. */
export async function checkQuickBooks(context: Context): Promise<DoctorLine[]> {
  const quickbooks = await context.quickbooks();
  const company = await quickbooks.company();
  return [
    ok('QuickBooks', `signed in to "${company.name}" (company ${context.settings.quickbooks.realmId ?? ''})`),
    checkReads(await (await context.services()).readsThisMonth(), context.clock.now()),
  ];
}
