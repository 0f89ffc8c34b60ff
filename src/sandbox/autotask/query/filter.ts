// Filters of a query, checked as strictly as the papers allow, and turned into a predicate over rows.
import type { Facts } from '../../facts.ts';
import type { Entity, Field } from './fields.ts';
import { errors } from '../refusal.ts';
import { Decimal } from '../rows.ts';
import type { Row, Value } from '../rows.ts';

export type Predicate = (row: Row) => boolean;

const MAX_ORS = 500;
const COMPARES: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  noteq: (order) => order !== 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};
const TEXT_MATCHES: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  beginsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/** The predicate of a query's `Filter`. Throws a Refusal for what Autotask would refuse. */
export function compileFilter(entity: Entity, filter: unknown, facts: Facts): Predicate {
  if (!Array.isArray(filter) || filter.length === 0) throw errors('Invalid query syntax. At least one filter is required.');
  const count: Counted = { ors: 0, facts };
  const nodes = filter.map((node) => compileNode(entity, node, count));
  if (count.ors > MAX_ORS) throw errors("Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.");
  return (row) => nodes.every((node) => node(row));
}

interface Counted {
  ors: number;
  readonly facts: Facts;
}

function compileNode(entity: Entity, node: unknown, count: Counted): Predicate {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) throw errors('Invalid query syntax. A filter must be an object.');
  const { op, field: name, value, items, udf } = lowerCased(node);
  if (typeof op !== 'string') throw errors('Invalid query syntax. A filter has no op.');
  if (op === 'and' || op === 'or') {
    if (!Array.isArray(items) || items.length === 0) throw errors(`Invalid query syntax. '${op}' has no items.`);
    if (op === 'or') count.ors += items.length;
    const nodes = items.map((item) => compileNode(entity, item, count));
    return op === 'and' ? (row) => nodes.every((each) => each(row)) : (row) => nodes.some((each) => each(row));
  }
  const field = queryableField(entity, name, udf);
  if (op === 'exist' || op === 'notExist') {
    if (value !== undefined) throw errors(`Invalid query syntax. '${op}' takes no value.`);
    return (row) => ((row[field.name] ?? null) === null) === (op === 'notExist');
  }
  if (op === 'in' || op === 'notIn') return compileIn(field, op === 'in', value, count);
  if (value === null || value === undefined) throw errors(`Invalid query syntax. '${op}' on ${field.name} needs a value.`);
  const match = TEXT_MATCHES[op];
  if (match) return compileText(field, match, value);
  const holds = COMPARES[op];
  if (!holds) throw errors(`Invalid query syntax. '${op}' is not an operator.`);
  const isBlank = op === 'eq' && field.name === 'invoiceNumber' && value === '';
  if (isBlank && count.facts['blank-number-filter'] === 'refused')
    throw errors(`Invalid query syntax. '${op}' on ${field.name} needs a value.`);
  if (isBlank && count.facts['blank-number-filter'] === 'nothing') return () => false;
  const wanted = comparable(field, value);
  return (row) => {
    const own = stored(field, row[field.name]);
    return own !== null && holds(order(own, wanted));
  };
}

// As in the database underneath: null is neither equal nor unequal to anything.
function compileIn(field: Field, isIn: boolean, value: unknown, count: Counted): Predicate {
  if (!Array.isArray(value) || value.length === 0) throw errors('Invalid query syntax. A list of values is needed.');
  count.ors += value.length;
  const wanted = new Set(value.map((each: unknown) => setKey(comparable(field, each))));
  return (row) => {
    const own = stored(field, row[field.name]);
    return own !== null && wanted.has(setKey(own)) === isIn;
  };
}

function compileText(field: Field, match: (text: string, part: string) => boolean, value: unknown): Predicate {
  if (field.type !== 'string' || typeof value !== 'string') throw errors(`Invalid query syntax. ${field.name} is not a text.`);
  const part = value.toLowerCase();
  return (row) => {
    const own = row[field.name];
    return typeof own === 'string' && match(own.toLowerCase(), part);
  };
}

function queryableField(entity: Entity, name: unknown, udf: unknown): Field {
  const field = typeof name === 'string' && udf !== true ? entity.fields.get(name) : undefined;
  if (!field?.isQueryable) throw errors(`Unable to find ${String(name)} in the ${entity.name} Entity.`);
  return field;
}

type Comparable = string | number | InstanceType<typeof Decimal>;

function comparable(field: Field, value: unknown): Comparable {
  switch (field.type) {
    case 'int':
    case 'long':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      throw errors(`Conversion failed when converting the varchar value '${String(value)}' to data type int.`);
    case 'double':
      if (typeof value === 'number' && Number.isFinite(value)) return new Decimal(String(value));
      throw errors(`Error converting data type varchar to numeric: '${String(value)}'.`);
    case 'boolean':
      if (typeof value === 'boolean') return Number(value);
      throw errors(`Conversion failed when converting the varchar value '${String(value)}' to data type bit.`);
    case 'datetime': {
      const time = typeof value === 'string' ? instant(value) : Number.NaN;
      if (!Number.isNaN(time)) return time;
      throw errors('Conversion failed when converting date and/or time from character string.');
    }
    case 'string':
      if (typeof value === 'string') return collated(value);
      throw errors(`Conversion failed when converting the value '${String(value)}' of ${field.name} to data type varchar.`);
  }
}

function stored(field: Field, value: Value | undefined): Comparable | null {
  if (value === null || value === undefined) return null;
  if (field.type === 'double') return new Decimal(String(value));
  if (field.type === 'datetime') return storedInstant(String(value));
  return typeof value === 'string' ? collated(value) : Number(value);
}

// Rows hold dates that were checked when they came in: the usual form needs no second check.
function storedInstant(text: string): number {
  return text.endsWith('Z') ? Date.parse(text) : instant(text);
}

function order(a: Comparable, b: Comparable): number {
  if (typeof a === 'object' && typeof b === 'object') return a.cmp(b);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function setKey(value: Comparable): string | number {
  return typeof value === 'object' ? value.toFixed() : value;
}

// SQL Server's usual collation: case doesn't count, nor do blanks at the end (so `eq ""` finds a text of blanks too).
function collated(text: string): string {
  return text.trimEnd().toLowerCase();
}

/** Milliseconds of a date or timestamp; without a designator it is UTC. NaN: it is none. */
export function instant(text: string): number {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (!parts) return Number.NaN;
  const day = parts[1] ?? '';
  // A day that doesn't exist (31 February) is refused, not moved to March.
  const midnight = Date.parse(`${day}T00:00:00.000Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return Number.NaN;
  return Date.parse(`${day}T${parts[2] ?? '00:00'}${parts[3] ?? 'Z'}`);
}

/** The object's properties by name in lower case: the keys of a query are case-insensitive. */
export function lowerCased(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.toLowerCase(), each as unknown]));
}
