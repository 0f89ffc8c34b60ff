// What the filter of companies needs to know about invoices: fields of their companies, and what other profiles have.
import type { InvoiceId, SourceInvoice } from '../model.ts';
import type { AutotaskPort } from '../ports.ts';
import { reason, type Reason } from '../reasons.ts';
import type { CompanyFilter, Settings } from '../settings.ts';
import { canShareLines, needsFields, type ProofCompany, servesCompany, type ServingProfile } from './plan.ts';

/** Another profile of the same Autotask database. */
export interface Neighbour extends ServingProfile {
  /** Of these, the invoices that its ledger has begun, sent or adopted, with the document's name; what it voided or never made is free. */
  claims(ids: readonly InvoiceId[]): Promise<ReadonlyMap<InvoiceId, string>>;
}

/** Why this profile leaves an invoice alone that it never had; null: it is this profile's. */
export type CompanyScope = (
  invoice: Pick<SourceInvoice, 'id' | 'companyId'>,
) => { readonly verdict: 'skip' | 'hold'; readonly reason: Reason } | null;

/** Asks nothing where no profile chooses its companies. */
export async function readScope(
  autotask: AutotaskPort,
  settings: Settings,
  invoices: readonly Pick<SourceInvoice, 'id' | 'companyId'>[],
  neighbours: readonly Neighbour[] = [],
): Promise<CompanyScope> {
  const { only } = settings.companies;
  if ((only === null && neighbours.length === 0) || invoices.length === 0) return () => null;
  const filters: (CompanyFilter | null)[] = [only, ...neighbours.map((one) => one.only)];
  const ids = [...new Set(invoices.map((one) => one.companyId))];
  const fields = filters.some(needsFields) ? await autotask.fields('Companies', ids) : new Map<never, never>();
  const claimed = new Map<InvoiceId, { readonly profile: string; readonly document: string }>();
  for (const one of neighbours)
    for (const [id, document] of await one.claims(invoices.map(({ id: own }) => own))) claimed.set(id, { profile: one.profile, document });
  return ({ id, companyId }) => {
    const company = { id: companyId, fields: fields.get(companyId) ?? null };
    const facts = { company: `company ${companyId}`, companyId, id };
    if (!servesCompany(only, company)) return { verdict: 'skip', reason: reason('company-not-served', facts) };
    const claim = claimed.get(id);
    if (claim !== undefined) return { verdict: 'hold', reason: reason('sent-by-other-profile', { ...facts, ...claim }) };
    const others = neighbours.filter((one) => servesCompany(one.only, company) && canShareLines(only, one.only));
    if (others.length === 0) return null;
    const profiles = others.map((one) => one.profile).join(', ');
    return { verdict: 'hold', reason: reason('company-of-several-profiles', { ...facts, profiles }) };
  };
}

/** Every company as the proof looks at it. */
export async function readProofCompanies(autotask: AutotaskPort): Promise<ProofCompany[]> {
  return [...(await autotask.everyCompany())].map(([id, fields]) => ({
    id,
    fields,
    name: fields.own.get('companyname')?.[0] ?? `company ${id}`,
    isActive: fields.own.get('isactive')?.[0] !== 'false',
  }));
}
