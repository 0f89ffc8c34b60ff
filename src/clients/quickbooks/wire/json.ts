// JSON as QuickBooks takes it: amounts with exactly the decimal's digits, keys in a fixed order.
// The same draft gives the same bytes: the hash in the ledger and QuickBooks' request ids rest on it.
import { isMoney, plain, type Money } from '../../../core/money.ts';
import type { Address } from '../../../core/model.ts';

/** What can be written. undefined and empty objects are left out. */
export type Wire = string | boolean | Money | readonly Wire[] | { readonly [key: string]: Wire | undefined };

/** JSON text of a value. JSON.stringify would put decimals in quotes, and a float would lose digits. */
export function wireText(value: Wire): string {
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (isMoney(value)) return plain(value);
  if (isList(value)) return `[${value.map(wireText).join(',')}]`;
  const parts: string[] = [];
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, Wire | undefined>>))
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}:${wireText(inner)}`);
  return `{${parts.join(',')}}`;
}

function isList(value: Wire): value is readonly Wire[] {
  return Array.isArray(value);
}

/** `{"value": id}`, or nothing. */
export function ref(id: string | null): Wire | undefined {
  return id === null ? undefined : { value: id };
}

/** The text, or nothing when it is empty: an empty string would clear or be refused. */
export function textOr(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** An address in QuickBooks' five lines; what doesn't fit is put on the fifth. Nothing when all of it is empty. */
export function addressWire(address: Address | null, first = ''): Wire | undefined {
  if (address === null) return undefined;
  const lines = [first, ...address.lines].map((line) => line.trim()).filter((line) => line !== '');
  const fitting = lines.length > 5 ? [...lines.slice(0, 4), lines.slice(4).join(', ')] : lines;
  const wire = {
    Line1: fitting[0],
    Line2: fitting[1],
    Line3: fitting[2],
    Line4: fitting[3],
    Line5: fitting[4],
    City: textOr(address.city),
    CountrySubDivisionCode: textOr(address.state),
    PostalCode: textOr(address.postalCode),
    Country: textOr(address.country),
  };
  return Object.values(wire).every((part) => part === undefined) ? undefined : wire;
}
