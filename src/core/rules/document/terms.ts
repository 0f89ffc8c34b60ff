// Payment terms by equal name, and the due date.
import type { Catalog } from '../../facts/catalog.ts';
import type { QuickBooksId } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import { nameKey } from '../../text.ts';
import { decided, type Decision } from '../decision.ts';

/** The customer's exception, else the QuickBooks term of Autotask's term name, else none. */
export function chooseTerm(source: Source, catalog: Catalog, settings: Settings): Decision<QuickBooksId | null> {
  const exception = settings.customers.overrides[String(source.invoice.companyId)]?.terms;
  if (exception !== undefined) {
    const term = catalog.termsById.get(exception);
    return term?.isActive === true ? decided(term.id) : decided(null, reason('term-missing', { term: `Id ${exception}` }));
  }
  const name = source.invoice.paymentTermId === null ? undefined : source.lists.terms.get(source.invoice.paymentTermId)?.name;
  if (name === undefined) return decided(null);
  const term = catalog.terms.get(nameKey(name));
  return term ? decided(term.id) : decided(null, reason('term-missing', { term: name }));
}
