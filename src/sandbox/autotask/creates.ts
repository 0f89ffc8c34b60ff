// What the API user may create: tickets and their notes. Required fields, lengths and picklists are checked.
import type { Entity } from './query/fields.ts';
import { errors } from './refusal.ts';
import type { Row, Tables } from './rows.ts';

export interface Creation {
  readonly body: unknown;
  /** The field and id that the address names. */
  readonly parent: { readonly field: string; readonly id: number } | null;
  readonly isChoice: (field: string, value: number) => boolean;
  readonly now: number;
}

/** Makes the row and gives its id. */
export function createRow(entity: Entity, tables: Tables, { body, parent, isChoice, now }: Creation): number {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw errors('The request body is not a JSON object.');
  const given: Record<string, unknown> = { ...body, ...(parent === null ? {} : { [parent.field]: parent.id }) };
  const row: Row = {};
  for (const field of entity.fields.values()) {
    const value = given[field.name] ?? null;
    if (field.name === 'id') continue;
    if (value === null || value === '') {
      if (field.isRequired) throw errors(`${field.name}: a value is required.`);
      continue;
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      throw errors(`Error converting value ${JSON.stringify(value)} to the type of ${field.name}.`);
    if (field.type === 'string' && String(value).length > field.length)
      throw errors(`${field.name}: the maximum length is ${field.length}.`);
    if (field.isPickList && !isChoice(field.name, Number(value)))
      throw errors(`${field.name}: the value ${String(value)} is not in the picklist.`);
    row[field.name] = value;
  }
  if (entity.path === 'Tickets' && !tables.Companies.has(Number(row['companyID']))) throw errors('companyID: the value does not exist.');
  const id = Math.max(7000, ...tables[entity.path].keys()) + 1;
  tables[entity.path].set(id, { ...row, id, createDate: new Date(now).toISOString() });
  return id;
}
