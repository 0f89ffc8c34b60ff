// Payment terms: by the customer's exception, by terms.map, by equal name.
import type { Catalog } from '../../facts/catalog.ts';
import type { QuickBooksId } from '../../model.ts';
import { reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import { nameKey } from '../../text.ts';
import { because, type Decision } from '../decision.ts';
import { mapWith } from '../map-command.ts';

/** The customer's exception, else what terms.map has for Autotask's term, else the QuickBooks term of equal name, else none. */
export function chooseTerm(source: Source, catalog: Catalog, settings: Settings): Decision<QuickBooksId | null> {
  const exception = settings.customers.overrides[String(source.invoice.companyId)]?.terms;
  if (exception !== undefined) return byId(exception, 'customers.overrides', catalog);
  const name = source.invoice.paymentTermId === null ? undefined : source.lists.terms.get(source.invoice.paymentTermId)?.name;
  if (name === undefined) return because('none: Autotask names none', null);
  const mapped = mappedTerm(name, settings);
  if (mapped !== null) return byId(mapped, 'terms.map', catalog);
  const term = catalog.terms.get(nameKey(name));
  return term
    ? because(`term by name "${name}"`, term.id)
    : because(
        `none: QuickBooks has no term "${name}"`,
        null,
        reason('term-missing', { term: name, map: mapWith(settings.terms.map, { [name]: '<term id>' }) }),
      );
}

/** The Term Id that terms.map has for a name of Autotask, whatever its case and blanks. */
function mappedTerm(name: string, { terms }: Settings): string | null {
  const wanted = nameKey(name);
  return Object.entries(terms.map).find(([key]) => nameKey(key) === wanted)?.[1] ?? null;
}

function byId(id: string, setting: string, catalog: Catalog): Decision<QuickBooksId | null> {
  const term = catalog.termsById.get(id);
  return term?.isActive === true
    ? because(`by ${setting}: term "${term.name}" (Id ${id})`, term.id)
    : because(`none: QuickBooks has no active term ${id}, which ${setting} names`, null, reason('mapped-term-missing', { id, setting }));
}
