// Takes away what a probe made.
// It is found by its mark in the company, whatever became of the answers, and by the ids that are known.
import { MARK, type Journal } from './journal.ts';
import { at, deactivate, isJson, list, literal, refusal, rows, text, Unanswerable } from './script.ts';
import type { Json, LeftBehind, MadeType, ProbeReply, ProbeRequest, Script } from './types.ts';

/** Requests at once. */
const AT_ONCE = 6;
const PER_CUSTOMER = ['Payment', 'Invoice', 'CreditMemo'] as const;
type Document = (typeof PER_CUSTOMER)[number];

export interface Cleaned {
  /** Deleted, or made inactive. */
  readonly gone: number;
  readonly left: readonly LeftBehind[];
}

/** By mark and by id. `prefix`: what the names begin with; the mark of one probe, or of all of them. */
export function* clean(prefix: string, journal: Pick<Journal, 'made'> | null): Script<Cleaned> {
  if (!prefix.startsWith(MARK)) throw new TypeError(`not a mark of the probe: ${prefix}`);
  const tally = new Tally();
  try {
    yield* marked(prefix, tally);
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    tally.left.push({ service: 'quickbooks', what: `whatever is named "${prefix}…"`, why: error.message });
  }
  yield* strays(journal, tally);
  return { gone: tally.gone, left: tally.left };
}

/** What was found, what is gone of it, and what isn't. */
class Tally {
  readonly seen = new Set<string>();
  readonly left: LeftBehind[] = [];
  gone = 0;

  see(type: MadeType, all: readonly Json[]): void {
    for (const one of all) this.seen.add(`${type} ${text(one, 'Id')}`);
  }

  note(type: MadeType, found: Json, reply: ProbeReply): void {
    const refused = refusal(reply);
    if (refused === null) this.gone += 1;
    else this.left.push({ service: 'quickbooks', what: nameOf(type, found), why: refused });
  }
}

function* marked(prefix: string, tally: Tally): Script<void> {
  const customers = yield* named('Customer', 'DisplayName', prefix);
  for (const type of PER_CUSTOMER) {
    // Payments first: an invoice that is paid can't be deleted.
    const documents = yield* documentsOf(type, customers);
    tally.see(type, documents);
    yield* inGroups(
      documents,
      (one) => removal(type, one),
      (one, reply) => tally.note(type, one, reply),
    );
  }
  for (const [type, field] of [
    ['Item', 'Name'],
    ['Customer', 'DisplayName'],
  ] as const) {
    const all = type === 'Customer' ? customers : yield* named(type, field, prefix);
    tally.see(type, all);
    yield* inGroups(
      all.filter(isActive),
      (one) => deactivation(type, one),
      (one, reply) => tally.note(type, one, reply),
    );
  }
}

/** What has an id in the journal, and wasn't found by its mark: a document whose customer is another one, say. */
function* strays(journal: Pick<Journal, 'made'> | null, tally: Tally): Script<void> {
  for (const { type, id } of journal?.made ?? []) {
    if (id === null || tally.seen.has(`${type} ${id}`)) continue;
    tally.seen.add(`${type} ${id}`);
    const [reply] = yield [{ method: 'GET', path: `${type.toLowerCase()}/${id}` }];
    const found = at(reply?.json, type);
    if (reply === undefined || refusal(reply) !== null || !isJson(found)) continue; // it is gone already
    if ((type === 'Customer' || type === 'Item') && !isActive(found)) continue;
    const [done] = yield [type === 'Customer' || type === 'Item' ? deactivation(type, found) : removal(type, found)];
    if (done !== undefined) tally.note(type, found, done);
  }
}

/** Nothing of it is left, or this is: looked for once more, after everything was taken away. Throws Unanswerable where that can't be told. */
export function* stillThere(prefix: string): Script<readonly string[]> {
  const customers = yield* named('Customer', 'DisplayName', prefix);
  const items = yield* named('Item', 'Name', prefix);
  const documents: string[] = [];
  for (const type of PER_CUSTOMER) documents.push(...(yield* documentsOf(type, customers)).map((one) => nameOf(type, one)));
  return [
    ...documents,
    ...items.filter(isActive).map((one) => nameOf('Item', one)),
    ...customers.filter(isActive).map((one) => nameOf('Customer', one)),
  ];
}

function named(type: 'Customer' | 'Item', field: string, prefix: string): Script<readonly Json[]> {
  return rows(type, `select * from ${type} where ${field} like ${literal(`${prefix}%`)} and Active in (true, false) maxresults 1000`);
}

function* documentsOf(type: Document, customers: readonly Json[]): Script<readonly Json[]> {
  const found: Json[] = [];
  for (let n = 0; n < customers.length; n += AT_ONCE) {
    const replies = yield customers.slice(n, n + AT_ONCE).map((one) => search(type, text(one, 'Id')));
    for (const reply of replies) {
      const refused = refusal(reply);
      if (refused !== null) throw new Unanswerable(`looking for ${type} was ${refused}`);
      found.push(...list(reply.json, 'QueryResponse', type).filter(isJson));
    }
  }
  return found;
}

function search(type: Document, customerId: string): ProbeRequest {
  return {
    method: 'GET',
    path: 'query',
    query: { query: `select * from ${type} where CustomerRef = ${literal(customerId)} maxresults 1000` },
  };
}

function* inGroups(all: readonly Json[], request: (one: Json) => ProbeRequest, note: (one: Json, reply: ProbeReply) => void): Script<void> {
  for (let n = 0; n < all.length; n += AT_ONCE) {
    const group = all.slice(n, n + AT_ONCE);
    const replies = yield group.map(request);
    for (const [k, one] of group.entries()) {
      const reply = replies[k];
      if (reply !== undefined) note(one, reply);
    }
  }
}

function removal(type: Document, stored: Json): ProbeRequest {
  const body = { Id: text(stored, 'Id'), SyncToken: text(stored, 'SyncToken') };
  return { method: 'POST', path: type.toLowerCase(), query: { operation: 'delete' }, body };
}

function deactivation(type: 'Customer' | 'Item', stored: Json): ProbeRequest {
  const [request] = deactivate(type, stored).next().value as readonly ProbeRequest[];
  if (request === undefined) throw new TypeError('a change without a request');
  return request;
}

function isActive(stored: Json): boolean {
  return stored['Active'] !== false;
}

/** As a person finds it. */
function nameOf(type: MadeType, stored: Json): string {
  const name = text(stored, 'DisplayName') || text(stored, 'Name') || text(stored, 'DocNumber');
  return `${type} ${text(stored, 'Id')}${name === '' ? '' : ` "${name}"`}`;
}
