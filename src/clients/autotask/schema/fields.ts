// Rows of Autotask as settings name their fields: every field as text, picklists by their labels too.
import { z } from 'zod';
import type { NamedFields } from '../../../core/model.ts';
import type { AutotaskPort } from '../../../core/ports.ts';
import { forEachPart, inParts, readAll, readList } from '../query.ts';
import { CountryCodeRow, CurrencyRow, Fields } from './lists.ts';
import type { Transport } from '../transport.ts';
import { integer, readRow } from './wire.ts';

const AnyRow = z.looseObject({
  id: integer,
  userDefinedFields: z
    .array(z.object({ name: z.string(), value: z.unknown() }))
    .nullish()
    .transform((list) => list ?? []),
});
type AnyRow = z.infer<typeof AnyRow>;

export function fieldReader(transport: Transport, concurrent: number): Pick<AutotaskPort, 'fields' | 'everyCompany'> {
  const labels = new Map<string, Promise<Labels>>();
  const labelsOf = (entity: string): Promise<Labels> => {
    const known = labels.get(entity);
    if (known) return known;
    const asking = readLabels(transport, entity);
    labels.set(entity, asking);
    asking.catch(() => labels.delete(entity));
    return asking;
  };
  const named = async (entity: string, rows: readonly AnyRow[]): Promise<Map<number, NamedFields>> => {
    if (rows.length === 0) return new Map();
    const known = await labelsOf(entity);
    return new Map(rows.map((row) => [row.id, namedFields(row, known)]));
  };
  return {
    async fields(entity, ids) {
      const rows: AnyRow[] = [];
      await forEachPart(inParts(ids), concurrent, (part) =>
        readAll(transport, entity, AnyRow, [{ op: 'in', field: 'id', value: part }], (row) => rows.push(row)),
      );
      return named(entity, rows);
    },
    everyCompany: async () => named('Companies', await readList(transport, 'Companies', AnyRow)),
  };
}

/** Lower-case field -> value as text -> the texts it is known by besides. */
type Labels = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

async function readLabels(transport: Transport, entity: string): Promise<Labels> {
  const asked = { entity, kind: `${entity}.fields`, id: null };
  const answer = readRow(Fields, await transport.send({ method: 'GET', path: `${entity}/entityInformation/fields`, asked }), asked);
  const found = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const { name, picklistValues } of answer.fields) {
    if (!picklistValues || picklistValues.length === 0) continue;
    found.set(
      name.toLowerCase(),
      new Map(picklistValues.filter(({ label }) => label !== '').map(({ value, label }) => [String(value), [label]])),
    );
  }
  if (entity !== 'Companies') return found;
  const [countries, currencies] = await Promise.all([
    readList(transport, 'Countries', CountryCodeRow),
    readList(transport, 'Currencies', CurrencyRow),
  ]);
  const countryTexts = (row: CountryCodeRow): string[] => [row.countryCode, row.name, row.displayName].filter((text) => text !== '');
  found.set('countryid', new Map(countries.map((row) => [String(row.id), countryTexts(row)])));
  found.set('currencyid', new Map(currencies.map((row) => [String(row.id), [row.name.trim().toUpperCase()]])));
  return found;
}

function namedFields({ userDefinedFields, ...row }: AnyRow, labels: Labels): NamedFields {
  const own = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(row)) {
    const text = textOf(value);
    if (text === null) continue;
    const key = name.toLowerCase();
    own.set(key, text === '' ? [] : [text, ...(labels.get(key)?.get(text) ?? [])]);
  }
  const udf = new Map<string, readonly string[]>();
  for (const { name, value } of userDefinedFields) {
    const text = textOf(value) ?? '';
    udf.set(name.trim().toLowerCase(), text === '' ? [] : [text]);
  }
  return { own, udf };
}

/** null: no text of it (a list, an object). */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
