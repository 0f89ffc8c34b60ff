// Customers that are tied to Autotask companies, with what both sides and the ledger have of them: by page.
import type { Ties } from '../facts/ties.ts';
import { companyId, type CompanyId, type Customer, type QuickBooksId } from '../model.ts';
import type { RunPorts } from '../run/context.ts';
import { CompanyShelf } from '../run/company-shelf.ts';
import type { Settings } from '../settings.ts';
import { cleanEmails, nameKey } from '../text.ts';
import { readTies } from '../transfer/ties.ts';
import { readBaseline } from './plan.ts';
import type { CustomerFacts } from './types.ts';

/** Key of the ledger's mark for one customer. */
export const baselineKey = (id: QuickBooksId): string => `customers.agreed.${id}`;

export interface ReadCustomers {
  readonly facts: readonly CustomerFacts[];
  /** Tied, and not to be brought up to date: with why. */
  readonly left: readonly { readonly companyId: CompanyId; readonly customerId: string; readonly why: string }[];
  readonly isUnitedStates: boolean;
}

/** `only`: these companies; null: all that are tied. */
export async function readCustomers(ports: RunPorts, settings: Settings, only: readonly CompanyId[] | null): Promise<ReadCustomers> {
  const { autotask, quickbooks, ledger } = ports;
  const ties = await readTies(ports, settings);
  const tied = tiedCustomers(ties, settings, only);
  if (tied.size === 0) return { facts: [], left: [], isUnitedStates: true };
  ports.events.progress('Reading companies from Autotask and customers from QuickBooks');
  const shelf = new CompanyShelf(autotask);
  const ids = [...tied.keys()];
  const [company, customers, terms, fields, templateTerms, termNames] = await Promise.all([
    quickbooks.company(),
    quickbooks.customers(),
    quickbooks.terms(),
    autotask.fields('Companies', ids),
    autotask.templateTerms(),
    autotask.paymentTerms(),
    shelf.fetch(ids),
    shelf.fetchEmails(ids),
  ]);
  const byId = new Map<string, Customer>(customers.map((one) => [one.id, one]));
  const users = new Map<string, CompanyId[]>();
  for (const [id, customer] of tied) users.set(customer, [...(users.get(customer) ?? []), id]);
  const termOf = (id: CompanyId): CustomerFacts['term'] => {
    const template = Number(fields.get(id)?.own.get('invoicetemplateid')?.[0] ?? '0');
    const name = termNames.find((one) => one.id === templateTerms.get(template))?.name;
    if (name === undefined) return null;
    const mapped = Object.entries(settings.terms.map).find(([key]) => nameKey(key) === nameKey(name))?.[1];
    const term = terms.find((one) => one.isActive && (mapped === undefined ? nameKey(one.name) === nameKey(name) : one.id === mapped));
    return term === undefined ? null : { id: term.id, name: term.name };
  };
  const facts: CustomerFacts[] = [];
  const left: ReadCustomers['left'][number][] = [];
  for (const [id, customerId] of tied) {
    const [source, customer] = [shelf.get(id), byId.get(customerId)];
    const others = (users.get(customerId) ?? []).filter((one) => one !== id);
    if (source === null) left.push({ companyId: id, customerId, why: 'Autotask does not show the company' });
    else if (customer === undefined) left.push({ companyId: id, customerId, why: 'QuickBooks has no such customer any more' });
    else if (others.length > 0)
      left.push({
        companyId: id,
        customerId,
        why: `company ${others.join(', ')} is the same customer: whose address it has is for a person to say`,
      });
    else {
      const parentCustomer = source.billsParent && source.parentId !== null ? tied.get(source.parentId) : undefined;
      facts.push({
        company: source,
        customer,
        email: cleanEmails(shelf.email(id)).first,
        term: termOf(id),
        termNames: new Map(terms.map((one) => [one.id, one.name])),
        parent: parentCustomer === undefined || parentCustomer === customerId ? null : (byId.get(parentCustomer) ?? null),
        baseline: readBaseline(await ledger.recall(baselineKey(customer.id))),
        isUntouched: customer.syncToken === '0' && isOurs(ties, id, customer),
      });
    }
  }
  return { facts, left, isUnitedStates: company.country === 'US' };
}

function isOurs(ties: Ties, id: CompanyId, customer: Customer): boolean {
  const tie = ties.customerOf(id);
  return tie?.by === 'create' && tie.quickBooksId === customer.id;
}

/** By `customers.map` first, then by the ledger's ties. */
function tiedCustomers(ties: Ties, settings: Settings, only: readonly CompanyId[] | null): Map<CompanyId, QuickBooksId> {
  const tied = new Map<CompanyId, QuickBooksId>();
  for (const tie of ties.all()) if (tie.kind === 'customer') tied.set(companyId(tie.autotaskId), tie.quickBooksId);
  for (const [id, customer] of Object.entries(settings.customers.map)) tied.set(companyId(Number(id)), customer as QuickBooksId);
  return only === null ? tied : new Map([...tied].filter(([id]) => only.includes(id)));
}
