// Any field of the invoice, its company or contracts in a custom field of the sales form, as customFields.map says.
import type { Catalog } from '../../facts/catalog.ts';
import type { Source } from '../../facts/source.ts';
import { formatDate, type LocalDate } from '../../dates.ts';
import type { NamedFields } from '../../model.ts';
import { reason, type Reason } from '../../reasons.ts';
import type { Settings } from '../../settings.ts';
import { cleanLine, LIMITS } from '../../text.ts';
import { decided, type Decision } from '../decision.ts';
import { isOldField, type PoField } from './po-number.ts';

/** The fields with a value. One that can't be filled is left out and said; it is no reason to wait. */
export function mappedFields(source: Source, catalog: Catalog, settings: Settings): Decision<readonly PoField[]> {
  const remarks: Reason[] = [];
  const fields: PoField[] = [];
  for (const [field, from] of Object.entries(settings.customFields.map)) {
    if (isOldField(field) && !catalog.preferences.customFields.some((one) => one.id === field)) {
      remarks.push(reason('mapped-field-inactive', { field, from }));
      continue;
    }
    const values = valuesOf(from, source);
    if (values === null) remarks.push(reason('mapped-field-unknown', { field, from }));
    else if (values.length > 1)
      remarks.push(reason('mapped-field-ambiguous', { field, from, values: values.map((one) => `"${one}"`).join(', ') }));
    const [value] = values ?? [];
    if (value === undefined || (values ?? []).length > 1) continue;
    const shown = cleanLine(asDay(value, settings), LIMITS.customField);
    if (shown.wasCut) remarks.push(reason('text-cut', { what: `${from} ${value}`, most: LIMITS.customField }));
    if (shown.text !== '') fields.push({ definitionId: field, value: shown.text });
  }
  return decided(fields, ...remarks);
}

/** Distinct values that are not blank; null: no such field. */
function valuesOf(from: string, { named }: Source): string[] | null {
  if (named === undefined) return null;
  const [, entity, name = ''] = /^(invoice|company|contract)\.(\w+)$/.exec(from) ?? [];
  const { invoice, company, contracts } = named;
  if (entity === 'invoice') return distinct([invoice], (one) => one.own.get(name.toLowerCase()));
  if (entity === 'company') return distinct([company], (one) => one.own.get(name.toLowerCase()));
  if (entity === 'contract') return contracts.length === 0 ? [] : distinct(contracts, (one) => one.own.get(name.toLowerCase()));
  // A user-defined field: the company's, else the contracts'.
  const key = from.trim().toLowerCase();
  const own = distinct([company], (one) => one.udf.get(key));
  return own === null || own.length === 0 ? (distinct(contracts, (one) => one.udf.get(key)) ?? own) : own;
}

function distinct(rows: readonly (NamedFields | null)[], textsOf: (row: NamedFields) => readonly string[] | undefined): string[] | null {
  const found = rows.flatMap((row) => (row === null ? [] : [textsOf(row)]));
  if (found.every((texts) => texts === undefined)) return null;
  // The label of a picklist stands last, and is what a person means.
  return [...new Set(found.flatMap((texts) => texts?.at(-1) ?? []))];
}

function asDay(value: string, settings: Settings): string {
  const [, day] = /^(\d{4}-\d{2}-\d{2})T/.exec(value) ?? [];
  return day === undefined ? value : formatDate(day as LocalDate, settings.invoices.dateFormat);
}
