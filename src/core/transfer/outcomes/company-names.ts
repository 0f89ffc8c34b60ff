// The companies' names of outcomes that were judged by the header alone.
import { At2qboError } from '../../errors.ts';
import type { CompanyShelf } from '../../run/company-shelf.ts';
import type { CompanyId, InvoiceId } from '../../model.ts';
import type { Outcome } from '../../run/outcome.ts';
import type { LedgerPort } from '../../ports.ts';
import type { Brake } from '../../run/brake.ts';

/** Names are for reading: a service that went down meanwhile must not cost the outcomes. */
export async function withCompanyNames(
  outcomes: readonly Outcome[],
  companies: ReadonlyMap<InvoiceId, CompanyId>,
  shelf: CompanyShelf,
  ledger: LedgerPort,
  brake: Brake,
): Promise<Outcome[]> {
  try {
    return await withCompanies(outcomes, companies, shelf, ledger);
  } catch (error) {
    if (!(error instanceof At2qboError)) throw error;
    brake.stop(error);
    return [...outcomes];
  }
}

/** Skipped and held invoices were judged by their header alone; people want the company's name: from the last runs' outcomes, else from Autotask. */
async function withCompanies(
  outcomes: readonly Outcome[],
  companies: ReadonlyMap<InvoiceId, CompanyId>,
  shelf: CompanyShelf,
  ledger: LedgerPort,
): Promise<Outcome[]> {
  const nameless = outcomes.filter((outcome) => outcome.company === '');
  if (nameless.length === 0) return [...outcomes];
  const remembered = new Map((await ledger.outcomes()).map((record) => [record.invoiceId, record.company]));
  const wanted = nameless.flatMap((outcome) => {
    const id = companies.get(outcome.invoiceId);
    return id === undefined || (remembered.get(outcome.invoiceId) ?? '') !== '' ? [] : [id];
  });
  await shelf.fetch(wanted);
  return outcomes.map((outcome) => {
    if (outcome.company !== '') return outcome;
    const id = companies.get(outcome.invoiceId);
    return { ...outcome, company: remembered.get(outcome.invoiceId) || (id === undefined ? '' : (shelf.get(id)?.name ?? '')) };
  });
}
