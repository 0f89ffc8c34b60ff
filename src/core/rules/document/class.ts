// Lines of business: which invoices they let through, and which QuickBooks class an invoice or its lines get.
import type { Catalog } from '../../facts/catalog.ts';
import { quickBooksId, type QuickBooksId } from '../../model.ts';
import { money, ZERO, type Money } from '../../money.ts';
import { reason, type Reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import type { Source } from '../../facts/source.ts';
import { because, held, type Decision } from '../decision.ts';

/** `send`, or why the filter keeps the invoice back. An invoice is never split: one that is only partly selected is held. */
export function passesFilter(
  source: Source,
  settings: Settings,
): { readonly verdict: 'send' } | { readonly verdict: 'skip' | 'hold'; readonly reason: Reason } {
  const served = servedLines(source, settings);
  if (served !== null) return served;
  const { filter, classes } = settings.linesOfBusiness;
  if (filter === 'off') return { verdict: 'send' };
  const passes = (id: number | null): boolean => (id === null ? filter === 'selected-or-none' : Object.hasOwn(classes, String(id)));
  const ids = [...new Set(source.lines.map((line) => line.lineOfBusinessId))];
  const passing = ids.filter(passes);
  if (passing.length === ids.length) return { verdict: 'send' };
  const name = (id: number | null): string =>
    id === null ? 'none' : (source.lists.linesOfBusiness.get(id)?.name ?? `line of business ${id}`);
  const facts = { lines: ids.map((id) => `${name(id)}${passes(id) ? '' : ' (not selected)'}`).join(', '), id: source.invoice.id };
  return passing.length === 0
    ? { verdict: 'skip', reason: reason('line-of-business-not-selected', facts) }
    : { verdict: 'hold', reason: reason('line-of-business-mixed', facts) };
}

/** `companies.only.lineOfBusiness`: by id, by name, or by the name of the line of business without its division. null: this profile's. */
function servedLines(source: Source, settings: Settings): { readonly verdict: 'skip' | 'hold'; readonly reason: Reason } | null {
  const wanted = settings.companies.only?.lineOfBusiness?.map((one) => one.toLowerCase());
  if (wanted === undefined) return null;
  const isServed = (id: number | null): boolean => {
    if (id === null) return false;
    const name = source.lists.linesOfBusiness.get(id)?.name.toLowerCase() ?? '';
    return [String(id), name, name.replace(/^.* > /, '')].some((text) => wanted.includes(text));
  };
  const ids = [...new Set(source.lines.map((line) => line.lineOfBusinessId))];
  const served = ids.filter(isServed);
  if (ids.length > 0 && served.length === ids.length) return null;
  const name = (id: number | null): string =>
    id === null ? 'none' : (source.lists.linesOfBusiness.get(id)?.name ?? `line of business ${id}`);
  const lines = ids.map((id) => `${name(id)}${isServed(id) ? '' : ' (not served)'}`).join(', ');
  return served.length === 0
    ? { verdict: 'skip', reason: reason('line-of-business-not-served', { lines }) }
    : { verdict: 'hold', reason: reason('line-of-business-of-several-profiles', { lines, id: source.invoice.id }) };
}

export interface ClassChoice {
  readonly header: QuickBooksId | null;
  /** One a line, in order. */
  readonly lines: readonly (QuickBooksId | null)[];
}

/** Customer's exception before line of business before default class (the default only where classes are tracked by transaction). */
export function chooseClasses(source: Source, amounts: readonly Money[], catalog: Catalog, settings: Settings): Decision<ClassChoice> {
  const none = source.lines.map(() => null);
  const tracking = catalog.preferences.classTracking;
  if (tracking === 'off') return because('none: class tracking is off in QuickBooks', { header: null, lines: none });
  const exception = settings.customers.overrides[String(source.invoice.companyId)]?.class;
  const wanted = source.lines.map((line) => {
    const mapped = line.lineOfBusinessId === null ? undefined : settings.linesOfBusiness.classes[String(line.lineOfBusinessId)];
    return exception ?? (mapped === undefined || mapped === '' ? null : mapped);
  });
  const missing = wanted.find((id) => id !== null && !catalog.classes.has(id));
  if (missing !== undefined && missing !== null) return held(reason('class-missing', { class: missing }));
  const ids = wanted.map((id) => (id === null ? null : quickBooksId(id)));
  const by = exception === undefined ? 'linesOfBusiness.classes' : 'customers.overrides';
  const isMapped = ids.some((id) => id !== null);
  const nothing = 'none: no line of business of it is mapped, and there is no default';
  if (tracking === 'line') return because(isMapped ? `by ${by}, line by line` : nothing, { header: null, lines: ids });

  const fallback = settings.invoices.defaultClass === null ? null : quickBooksId(settings.invoices.defaultClass);
  if (fallback !== null && !catalog.classes.has(fallback)) return held(reason('class-missing', { class: fallback }));
  const distinct = new Set(ids.map((id) => id ?? fallback));
  const why = isMapped ? `by ${by}, one for the document` : fallback === null ? nothing : 'invoices.defaultClass';
  if (distinct.size <= 1) return because(why, { header: [...distinct][0] ?? fallback, lines: none });
  const header = fallback ?? heaviest(ids, amounts);
  const label = header === null ? 'none' : (catalog.classes.get(header)?.fullName ?? header);
  return because(why, { header, lines: none }, reason('mixed-classes', { class: label }));
}

/** The class that carries the largest amount. */
function heaviest(ids: readonly (QuickBooksId | null)[], amounts: readonly Money[]): QuickBooksId | null {
  const weight = new Map<QuickBooksId, Money>();
  ids.forEach((id, n) => {
    if (id !== null) weight.set(id, (weight.get(id) ?? ZERO).plus((amounts[n] ?? ZERO).abs()));
  });
  let best: QuickBooksId | null = null;
  let most = money('-1');
  for (const [id, amount] of weight) {
    if (amount.gt(most)) [best, most] = [id, amount];
  }
  return best;
}
