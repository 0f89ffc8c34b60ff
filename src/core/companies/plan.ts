// Which Autotask companies a profile serves (`companies.only`), and the proof that none is served twice or left out.
import type { NamedFields } from '../model.ts';
import type { CompanyFilter, Settings } from '../settings.ts';

/** A company as filters look at it; without fields where none was asked about. */
export interface FilteredCompany {
  readonly id: number;
  readonly fields: NamedFields | null;
}

/** Built-in fields by the words of the setting. */
const FIELDS = { classification: 'classification', type: 'companytype', country: 'countryid', currency: 'currencyid' } as const;

/** Do this filter's conditions need the company's fields? Ids and lines of business don't. */
export function needsFields(only: CompanyFilter | null): boolean {
  return only !== null && (Object.keys(FIELDS).some((word) => only[word as keyof typeof FIELDS] !== undefined) || only.udf !== undefined);
}

/** All conditions hold, of each at least one of its values. Lines of business are the invoice's matter, not the company's. */
export function servesCompany(only: CompanyFilter | null, { id, fields }: FilteredCompany): boolean {
  if (only === null) return true;
  if (only.ids !== undefined && !only.ids.includes(String(id))) return false;
  for (const [word, field] of Object.entries(FIELDS)) {
    const wanted = only[word as keyof typeof FIELDS];
    if (wanted !== undefined && !meets(wanted, fields?.own.get(field))) return false;
  }
  return Object.entries(only.udf ?? {}).every(([name, wanted]) => meets(wanted, fields?.udf.get(name.trim().toLowerCase())));
}

function meets(wanted: readonly string[], texts: readonly string[] | undefined): boolean {
  return wanted.some((value) => (texts ?? []).some((text) => text.toLowerCase() === value.toLowerCase()));
}

/** Could one invoice pass both filters by its lines of business? */
export function canShareLines(a: CompanyFilter | null, b: CompanyFilter | null): boolean {
  const [mine, theirs] = [a?.lineOfBusiness, b?.lineOfBusiness];
  if (mine === undefined || theirs === undefined) return true;
  const known = new Set(theirs.map((one) => one.toLowerCase()));
  return mine.some((one) => known.has(one.toLowerCase()));
}

/** How a profile looks from another one of the same Autotask database. */
export interface ServingProfile {
  readonly profile: string;
  readonly only: CompanyFilter | null;
}

/** Another QuickBooks company of the same kind behind the same Autotask database. */
export function isNeighbour(mine: Settings, theirs: Settings): boolean {
  return (
    databaseOf(mine) === databaseOf(theirs) &&
    mine.quickbooks.environment === theirs.quickbooks.environment &&
    mine.quickbooks.realmId !== theirs.quickbooks.realmId &&
    theirs.quickbooks.realmId !== null
  );
}

/** Profiles that share an Autotask database and kind of QuickBooks company, where one of them chooses its companies; connected ones first. */
export function groupProfiles<T extends { readonly settings: Settings }>(profiles: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of profiles) {
    const { settings } = one;
    if (settings.autotask.username === null || settings.quickbooks.realmId === null) continue;
    const key = `${databaseOf(settings)} ${settings.quickbooks.environment}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].filter((group) => group.some((one) => one.settings.companies.only !== null));
}

/** API users of one database have one domain. */
function databaseOf({ autotask, endpoints }: Settings): string {
  return `${endpoints.autotask ?? ''} ${(autotask.username ?? '').toLowerCase().replace(/^.*@/, '')}`;
}

export interface ProofCompany extends FilteredCompany {
  readonly name: string;
  readonly isActive: boolean;
}

export interface FilterProof {
  /** How many active companies each profile serves. */
  readonly counts: readonly { readonly profile: string; readonly companies: number }[];
  readonly overlaps: readonly { readonly id: number; readonly name: string; readonly profiles: readonly string[] }[];
  /** Active customers that no profile serves. */
  readonly leftOut: readonly { readonly id: number; readonly name: string }[];
}

/** Inactive companies can be billed too: they count for overlaps, not for what is left out. */
export function proveFilters(profiles: readonly ServingProfile[], companies: readonly ProofCompany[]): FilterProof {
  const served = new Map<string, number>(profiles.map((one) => [one.profile, 0]));
  const overlaps: FilterProof['overlaps'][number][] = [];
  const leftOut: FilterProof['leftOut'][number][] = [];
  const hasCustomers = companies.some(isCustomer);
  for (const company of companies) {
    const serving = profiles.filter((one) => servesCompany(one.only, company));
    if (company.isActive) for (const one of serving) served.set(one.profile, (served.get(one.profile) ?? 0) + 1);
    const doubled = serving.filter((one) => serving.some((other) => other !== one && canShareLines(one.only, other.only)));
    const { id, name } = company;
    if (doubled.length > 0) overlaps.push({ id, name, profiles: doubled.map((one) => one.profile) });
    // Company 0 is the provider itself. Leads and vendors get no invoices.
    if (serving.length === 0 && company.isActive && id !== 0 && (!hasCustomers || isCustomer(company))) leftOut.push({ id, name });
  }
  return { counts: [...served].map(([profile, count]) => ({ profile, companies: count })), overlaps, leftOut };
}

function isCustomer({ fields }: ProofCompany): boolean {
  return fields?.own.get('companytype')?.some((text) => text.toLowerCase() === 'customer') === true;
}
