// The only writes there are: three fields of an invoice, one of a billing item.
// What else a body holds is ignored in silence.
import type { Entity, Field } from './query/fields.ts';
import { instant } from './query/filter.ts';
import { errors } from './refusal.ts';
import type { Row, Tables, Value } from './rows.ts';

/** What one accepted call changed; `fields` is empty when nothing was. */
export interface Write {
  readonly entity: string;
  readonly id: number;
  readonly method: 'PATCH' | 'PUT';
  readonly at: string;
  readonly fields: Readonly<Record<string, { readonly from: Value; readonly to: Value }>>;
}

const WRITABLE_ENTITIES = new Set(['Invoices', 'BillingItems', 'Tickets']);

/** May the sandbox's API user change rows of this entity? */
export function isWritable(entity: Entity): boolean {
  return WRITABLE_ENTITIES.has(entity.path);
}

/** Carries out a PATCH or PUT on a row; PUT empties the writable fields it doesn't name. All is checked before anything changes. */
export function writeRow(entity: Entity, tables: Tables, method: 'PATCH' | 'PUT', body: unknown, now: number): Write {
  if (!isWritable(entity)) {
    throw errors('The logged in Resource does not have the adequate permissions to update this entity type.', 403);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw errors('The request body is not a JSON object.');
  const given = new Map(Object.entries(body));
  const id: unknown = given.get('id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw errors('id: a value is required.');
  const row = tables[entity.path].get(id);
  if (!row) throw errors(`No matching records found for ${entity.name} ${id}.`, 404);
  const changes: [Field, Value][] = [];
  for (const field of entity.fields.values()) {
    if (!field.isWritable) continue;
    if (given.has(field.name)) changes.push([field, writtenValue(field, given.get(field.name))]);
    else if (method === 'PUT') changes.push([field, null]);
  }
  return { entity: entity.path, id, method, at: new Date(now).toISOString(), fields: change(row, changes) };
}

function change(row: Row, changes: readonly [Field, Value][]): Write['fields'] {
  const fields: Record<string, { from: Value; to: Value }> = {};
  for (const [field, to] of changes) {
    const from = row[field.name] ?? null;
    row[field.name] = to;
    if (from !== to) fields[field.name] = { from, to };
  }
  return fields;
}

function writtenValue(field: Field, value: unknown): Value {
  if (value === null) return null;
  if (typeof value === 'number' && (field.type === 'int' || field.type === 'long') && Number.isSafeInteger(value)) return value;
  if (typeof value !== 'string') throw errors(`Error converting value ${JSON.stringify(value)} to the type of ${field.name}.`);
  if (field.type === 'string') {
    if (value.length > field.length) throw errors(`${field.name}: the maximum length is ${field.length}.`);
    return value;
  }
  const time = instant(value);
  if (Number.isNaN(time)) throw errors(`Error converting value "${value}" to the type of ${field.name}.`);
  // A paid date is a calendar date: its time is dropped, never shifted. The other is a moment in UTC.
  return field.name === 'paidDate' ? `${value.slice(0, 10)}T00:00:00.000Z` : new Date(time).toISOString();
}
