// What is known of each entity's fields: parsed once from the compact table.
import { FIELD_TABLE } from './field-table.ts';

/** Plural name of an entity, as in the path. */
export type EntityName = keyof typeof FIELD_TABLE;
export type FieldType = 'long' | 'int' | 'string' | 'boolean' | 'double' | 'datetime';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly length: number;
  readonly isWritable: boolean;
  readonly isQueryable: boolean;
  readonly isRequired: boolean;
  readonly isPickList: boolean;
  readonly reference: string;
}

export interface Entity {
  readonly path: EntityName;
  /** Singular, as in messages: `Unable to find x in the Invoice Entity.` */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly canCreate: boolean;
  readonly canDelete: boolean;
  readonly canUpdate: boolean;
}

const CREATABLE = new Set([
  'Companies',
  'Contacts',
  'CompanyLocations',
  'Taxes',
  'TaxRegions',
  'TaxCategories',
  'PaymentTerms',
  'Tickets',
  'TicketNotes',
  'CompanyNotes',
]);
const LEVELS = /^OrganizationalLevel/;
const DELETABLE = new Set(['Contacts', 'CompanyLocations']);

export const ENTITY_NAMES = Object.keys(FIELD_TABLE) as EntityName[];

/** Every entity by its plural name. */
export const ENTITIES = Object.fromEntries(ENTITY_NAMES.map((path) => [path, entity(path)])) as Readonly<Record<EntityName, Entity>>;

const BY_LOWER_CASE = new Map(ENTITY_NAMES.map((path) => [path.toLowerCase(), ENTITIES[path]]));

/** Paths are case-insensitive. */
export function findEntity(segment: string): Entity | null {
  return BY_LOWER_CASE.get(segment.toLowerCase()) ?? null;
}

function entity(path: EntityName): Entity {
  const { name, fields } = FIELD_TABLE[path];
  const parsed = fields
    .trim()
    .split(/\s+/)
    .map((word) => parseField(word));
  return {
    path,
    name,
    fields: new Map(parsed.map((field) => [field.name, field])),
    canCreate: CREATABLE.has(path) || LEVELS.test(path),
    canDelete: DELETABLE.has(path),
    canUpdate: path !== 'BillingCodes' && path !== 'TicketNotes',
  };
}

function parseField(word: string): Field {
  const parts = /^(?<name>\w+):(?<type>[a-z]+)(?:\/(?<length>\d+))?(?<flags>[+\-!#]*)(?:>(?<reference>\w+))?$/.exec(word)?.groups;
  if (!parts) throw new TypeError(`not a field: ${word}`);
  const flags = parts['flags'] ?? '';
  return {
    name: parts['name'] ?? '',
    type: (parts['type'] ?? '') as FieldType,
    length: Number(parts['length'] ?? '0'),
    isWritable: flags.includes('+'),
    isQueryable: !flags.includes('-'),
    isRequired: flags.includes('!'),
    isPickList: flags.includes('#'),
    reference: parts['reference'] ?? '',
  };
}
