// Queries: the body's rules, pages in order of id, and the addresses of the next pages, which want the same verb and
// body.
import type { Answer } from '../../faults.ts';
import type { Facts } from '../../facts.ts';
import type { Entity } from './fields.ts';
import { compileFilter, lowerCased } from './filter.ts';
import type { Predicate } from './filter.ts';
import { bare, errors, json, wrongVerb } from '../refusal.ts';
import { rowJson } from '../rows.ts';
import type { Row } from '../rows.ts';

export type QueryVerb = 'GET' | 'POST';

interface Query {
  readonly matches: Predicate;
  readonly pageSize: number;
  readonly include: readonly string[] | null;
}

interface Page {
  readonly entity: Entity;
  readonly verb: QueryVerb;
  readonly search: string;
  /** The last id before this page, and those before the pages that came earlier. */
  readonly after: readonly number[];
}

const MAX_RECORDS = 500;
const PAGES_KEPT = 50;

/** Answers queries and remembers the pages it has handed out, the fifty latest. */
export class QueryDesk {
  readonly #pages = new Map<string, Page>();
  readonly #root: () => string;
  readonly #facts: Facts;
  #lastPage = 0;

  constructor(root: () => string, facts: Facts) {
    this.#root = root;
    this.#facts = facts;
  }

  /** `{"items":[…],"pageDetails":{…}}`. */
  first(entity: Entity, rows: Iterable<Row>, verb: QueryVerb, search: string): Answer {
    return this.#page({ entity, verb, search, after: [-Infinity] }, rows);
  }

  /** The page of a `nextPageUrl`; with the other verb 405. */
  next(entity: Entity, rows: Iterable<Row>, verb: QueryVerb, paging: string, search: string): Answer {
    const page = this.#pages.get(paging);
    if (!page || page.entity !== entity) throw bare(404);
    if (page.verb !== verb) throw wrongVerb(verb);
    if (canonical(search) !== canonical(page.search))
      throw errors('Invalid query syntax. The query differs from the one that made this page.');
    return this.#page(page, rows);
  }

  /** `{"queryCount":n}`. */
  count(entity: Entity, rows: Iterable<Row>, search: string): Answer {
    const { matches } = parseQuery(entity, search, this.#facts);
    let count = 0;
    for (const row of rows) if (matches(row)) count += 1;
    return json(JSON.stringify({ queryCount: count }));
  }

  #page(page: Page, rows: Iterable<Row>): Answer {
    const query = parseQuery(page.entity, page.search, this.#facts);
    const after = page.after.at(-1) ?? -Infinity;
    const found: Row[] = [];
    for (const row of rows) if (Number(row['id']) > after && query.matches(row)) found.push(row);
    found.sort((a, b) => Number(a['id']) - Number(b['id']));
    const shown = found.slice(0, query.pageSize);
    // Paging rests on the id: without it among the fields asked for there is no next page.
    const hasNext = found.length > shown.length && (query.include === null || query.include.includes('id'));
    const next = hasNext ? this.#address({ ...page, after: [...page.after, Number(shown.at(-1)?.['id'])] }, query.pageSize) : null;
    const previous = page.after.length > 1 ? this.#address({ ...page, after: page.after.slice(0, -1) }, query.pageSize) : null;
    const details = { count: shown.length, requestCount: query.pageSize, prevPageUrl: previous, nextPageUrl: next };
    const items = shown.map((row) => rowJson(page.entity, row, query.include, this.#facts)).join(',');
    return json(`{"items":[${items}],"pageDetails":${JSON.stringify(details)}}`);
  }

  #address(page: Page, pageSize: number): string {
    this.#lastPage += 1;
    const ids = page.after.filter((id) => Number.isFinite(id));
    const paging = JSON.stringify({ pageSize, previousIds: ids.slice(0, -1), nextIds: ids.slice(-1), page: this.#lastPage });
    this.#pages.set(paging, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_KEPT) break;
      this.#pages.delete(oldest);
    }
    const search = page.verb === 'GET' ? `&search=${encodeURIComponent(page.search)}` : '';
    return `${this.#root()}/V1.0/${page.entity.path}/query/next?paging=${encodeURIComponent(paging)}${search}`;
  }
}

function parseQuery(entity: Entity, search: string, facts: Facts): Query {
  const { filter, maxrecords, includefields } = lowerCased(parseObject(search));
  return {
    matches: compileFilter(entity, filter, facts),
    pageSize: pageSize(maxrecords, facts),
    include: includedFields(entity, includefields),
  };
}

function pageSize(value: unknown, facts: Facts): number {
  if (value === undefined || value === null) return MAX_RECORDS;
  if (typeof value === 'number' && value > MAX_RECORDS && facts['page-over-500'] === 'cut') return MAX_RECORDS;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_RECORDS) return value;
  throw errors('Invalid query syntax. MaxRecords must be between 1 and 500.');
}

function includedFields(entity: Entity, value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw errors('Invalid query syntax. IncludeFields must be a list.');
  if (value.length === 0) return null;
  return value.map((name: unknown) => {
    if (typeof name === 'string' && entity.fields.has(name)) return name;
    throw errors(`Unable to find ${String(name)} in the ${entity.name} Entity.`);
  });
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // said below, in the same words as for a text that isn't an object
  }
  throw errors('Invalid query syntax. The query is not a JSON object.');
}

function canonical(search: string): string {
  return JSON.stringify(parseObject(search));
}
