// The sandbox's tables: rows by id, how a seed becomes a row, and how a row is written on the wire.
import Big from 'big.js';
import { ENTITIES, ENTITY_NAMES } from './query/fields.ts';
import type { Facts } from '../facts.ts';
import type { Entity, EntityName, Field } from './query/fields.ts';

/** A field's value. Doubles are kept as decimal text, so that no cent is lost before the wire. */
export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;
export type Tables = Record<EntityName, Map<number, Row>>;
/** Rows to start with. Doubles are best given as decimal text; a calendar date stands for its midnight. */
export type AutotaskSeed = { readonly [E in EntityName]?: Iterable<Readonly<Row>> };

/** A constructor of our own: nobody else's `strict` or rounding mode changes it. */
export const Decimal = Big();

// What Autotask itself puts where nothing was typed: a mixture of null, "" and 0.
const BLANKS: { readonly [E in EntityName]?: Readonly<Row> } = {
  Invoices: { orderNumber: '', isVoided: false, invoiceStatus: 1, totalTaxValue: '0' },
  BillingItems: { invoiceID: 0, purchaseOrderNumber: '', nonBillable: 0, sortOrderID: 0, taxDollars: '0' },
};

// Decimal text without an exponent: taken as it is.
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Tables without rows. */
export function emptyTables(): Tables {
  return Object.fromEntries(ENTITY_NAMES.map((name) => [name, new Map<number, Row>()])) as Tables;
}

/** Adds the seed's rows; a row with an unknown field or without an id is a mistake of the seed and throws. */
export function seedTables(tables: Tables, seed: AutotaskSeed): void {
  for (const name of ENTITY_NAMES) {
    for (const given of seed[name] ?? []) {
      const row = seededRow(ENTITIES[name], given);
      tables[name].set(Number(row['id']), row);
    }
  }
}

function seededRow(entity: Entity, given: Readonly<Row>): Row {
  // One spread alone: the engine copies that in one step, which matters with 160,000 rows.
  const row: Row = { ...given };
  for (const name in given) {
    const field = entity.fields.get(name);
    if (!field) throw new TypeError(`${entity.path} has no field ${name}`);
    const value = given[name] ?? null;
    const fitting = seededValue(entity, field, value);
    if (fitting !== value) row[name] = fitting;
  }
  const blanks = BLANKS[entity.path];
  for (const name in blanks) if (row[name] === undefined) row[name] = blanks[name] ?? null;
  if (!Number.isInteger(row['id'])) throw new TypeError(`a row of ${entity.path} has no id`);
  return row;
}

function seededValue(entity: Entity, field: Field, value: Value): Value {
  if (value === null) return null;
  if (field.type === 'double') return typeof value === 'string' && PLAIN.test(value) ? value : new Decimal(String(value)).toFixed();
  if (field.type === 'datetime' && /^\d{4}-\d{2}-\d{2}$/.test(String(value))) return midnight(entity, String(value));
  return value;
}

// Both forms are on record: invoices with milliseconds, billing items without.
function midnight(entity: Entity, day: string): string {
  return entity.path === 'BillingItems' ? `${day}T00:00:00Z` : `${day}T00:00:00.000Z`;
}

/** A row as JSON, all its fields or those asked for; the doubles with four decimals at least where it is money or quantity. */
export function rowJson(entity: Entity, row: Row, include: readonly string[] | null, facts: Facts): string {
  const names = include ?? entity.fields.keys();
  let text = '';
  for (const name of names) text += `${text === '' ? '{' : ','}"${name}":${valueJson(entity, name, row[name] ?? null, facts)}`;
  if (include === null && WITH_USER_DEFINED.has(entity.path)) text += `,"userDefinedFields":${String(row[USER_DEFINED] ?? '[]')}`;
  return `${text}}`;
}

/** Entities whose rows carry user-defined fields, and where a row keeps them: as the JSON that it is answered with. */
export const WITH_USER_DEFINED: ReadonlySet<EntityName> = new Set(['Companies', 'Contacts', 'Contracts']);
export const USER_DEFINED = 'userDefinedFields';

/** Texts that some databases give as numbers where they are one. */
const NUMBER_LIKE = new Set(['postalCode', 'billToZipCode', 'zipCode', 'externalNumber']);

function valueJson(entity: Entity, name: string, value: Value, facts: Facts): string {
  if (value === null || (name === 'invoiceStatus' && facts['invoice-status'] === 'none')) return 'null';
  if (facts['number-like-texts'] === 'number' && NUMBER_LIKE.has(name) && /^[1-9]\d{0,14}$/.test(String(value))) return String(value);
  if (entity.fields.get(name)?.type !== 'double') return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const digits = String(value);
  return entity.path === 'BillingItems' || entity.path === 'Invoices' ? fourDecimals(digits) : digits;
}

// Decimal text padded to four decimals; more stay.
function fourDecimals(digits: string): string {
  if (!PLAIN.test(digits)) return fourDecimals(new Decimal(digits).toFixed());
  const point = digits.indexOf('.');
  return point < 0 ? `${digits}.0000` : digits.padEnd(point + 5, '0');
}
