// Questions about lists: sorting, paging under edits, order, moments, and what a query's literals may hold.
import type { Answer, Json, MadeType, Question, QuickBooksStage, Script } from '../types.ts';
import {
  at,
  change,
  creditMemo,
  customer,
  deactivate,
  invoice,
  item,
  list,
  literal,
  query,
  refusal,
  rows,
  takenOr,
  text,
  Unanswerable,
} from '../script.ts';

const SUBJECT = 'lists';
const PROGRAM = 'clients/quickbooks/lists: every list is read by creation time, in spans that are cut where rows don’t keep to it';

type Pageable = Extract<MadeType, 'Customer' | 'Item' | 'Invoice' | 'CreditMemo'>;

/** Three of a kind, in the order in which they were made. */
function* three(stage: QuickBooksStage, type: Pageable): Script<readonly Json[]> {
  const make = { Customer: customer, Item: item, Invoice: invoice, CreditMemo: creditMemo }[type];
  return [yield* make(stage), yield* make(stage), yield* make(stage)];
}

/** Finds exactly these rows. */
function among(type: Pageable, made: readonly Json[]): string {
  return `select * from ${type} where Id in (${made.map((one) => literal(text(one, 'Id'))).join(', ')})`;
}

function ids(made: readonly unknown[]): readonly string[] {
  return made.map((one) => text(one, 'Id'));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, n) => id === other[n]);
}

/** Whether a sort counts: asked for in both directions. */
function* sorted(stage: QuickBooksStage, field: string): Script<Answer> {
  const made = yield* three(stage, 'Item');
  const up = yield* query(`${among('Item', made)} orderby ${field} asc`);
  if (refusal(up) !== null) return { is: 'refused', detail: refusal(up) ?? '' };
  const down = yield* query(`${among('Item', made)} orderby ${field} desc`);
  const [first, second] = [up, down].map((reply) => ids(list(reply.json, 'QueryResponse', 'Item')));
  if (first === undefined || second === undefined || first.length !== made.length) throw new Unanswerable('not all rows came back');
  // Made within one second, rows of equal times may come in any order: what counts is whether the direction does.
  return { is: isSame(first, second) ? 'ignored' : isSame(first, [...second].reverse()) ? 'honoured' : 'neither order' };
}

/** By creation time, over rows of several times: what was made within one second may come in any order. */
function* sortedByTime(): Script<Answer> {
  const words = (direction: string): string => `select * from Item orderby MetaData.CreateTime ${direction} maxresults 1000`;
  const up = yield* query(words('asc'));
  if (refusal(up) !== null) return { is: 'refused', detail: refusal(up) ?? '' };
  const [rising, falling] = [up, yield* query(words('desc'))].map((reply) =>
    list(reply.json, 'QueryResponse', 'Item').map((one) => Date.parse(text(one, 'MetaData', 'CreateTime'))),
  );
  if (rising === undefined || falling === undefined || new Set(rising).size < 2)
    throw new Unanswerable('all items were made in one second');
  const isSorted = (times: readonly number[], sign: number): boolean =>
    times.every((time, n) => n === 0 || sign * (time - (times[n - 1] ?? time)) >= 0);
  return { is: isSorted(rising, 1) && isSorted(falling, -1) ? 'honoured' : 'ignored' };
}

function* pages(stage: QuickBooksStage, type: Pageable): Script<Answer> {
  const made = yield* three(stage, type);
  const page = (start: number): string => `${among(type, made)} orderby MetaData.CreateTime asc startposition ${start} maxresults 2`;
  const first = yield* rows(type, page(1));
  const edited = made.find((one) => text(one, 'Id') === text(first[0], 'Id')) ?? made[0];
  if (edited === undefined) throw new Unanswerable('nothing was made');
  const edits = {
    Customer: { DisplayName: text(edited, 'DisplayName') },
    Item: { Name: text(edited, 'Name') },
    Invoice: { CustomerMemo: { value: 'edited' } },
    CreditMemo: { CustomerMemo: { value: 'edited' } },
  };
  const reply = yield* change(type, edited, edits[type]);
  if (refusal(reply) !== null) throw new Unanswerable(`an edit was ${refusal(reply) ?? ''}`);
  const found = [...ids(first), ...ids(yield* rows(type, page(3)))];
  if (new Set(found).size < found.length) return { is: 'a row comes twice' };
  return { is: found.length < made.length ? 'a row is missing' : 'complete' };
}

function* firstUnsorted(stage: QuickBooksStage): Script<Answer> {
  const made = yield* three(stage, 'Item');
  const oldest = made[0];
  if (oldest === undefined) throw new Unanswerable('nothing was made');
  yield* change('Item', oldest, { Name: text(oldest, 'Name'), Type: 'Service', IncomeAccountRef: at(oldest, 'IncomeAccountRef') });
  const found = ids(yield* rows('Item', among('Item', made)));
  const [a = '', b = '', c = ''] = ids(made);
  if (isSame(found, [a, c, b])) return { is: 'recent-first' };
  return { is: isSame(found, [a, b, c]) ? 'by-id' : 'another order' };
}

function* hidden(stage: QuickBooksStage): Script<Answer> {
  const made = yield* item(stage);
  const shown = text(made, 'MetaData', 'CreateTime');
  if (/\.\d/.test(shown)) return { is: 'shown with a fraction' };
  const upTo = `select * from Item where Id = ${literal(text(made, 'Id'))} and MetaData.CreateTime <= ${literal(shown)}`;
  return { is: (yield* rows('Item', upTo)).length === 0 ? 'yes' : 'no' };
}

/** Finds a customer of this name by this literal? */
function* finds(stage: QuickBooksStage, tail: string, written: (name: string) => string): Script<Answer> {
  const mark = stage.mark();
  const made = yield* customer(stage, { DisplayName: `${mark}${tail}` });
  const reply = yield* query(`select * from Customer where DisplayName = ${written(text(made, 'DisplayName'))}`);
  const refused = refusal(reply);
  if (refused !== null) return { is: refused };
  return { is: list(reply.json, 'QueryResponse', 'Customer').length > 0 ? 'found' : 'not found' };
}

function paged(type: Pageable, plural: string): Question<QuickBooksStage> {
  return {
    id: `pages-of-${plural}`,
    subject: SUBJECT,
    asks: `Are two pages of ${plural.replace('-', ' ')} complete when a row of the first one is edited between them?`,
    program: PROGRAM,
    script: (stage) => pages(stage, type),
  };
}

export const LISTS: readonly Question<QuickBooksStage>[] = [
  {
    id: 'sort-by-id',
    subject: SUBJECT,
    asks: 'What does a query that is sorted by Id do?',
    program: 'clients/quickbooks/lists: nothing is sorted by Id',
    fact: 'sort-by-id',
    script: (stage) => sorted(stage, 'Id'),
  },
  {
    id: 'sort-by-time',
    subject: SUBJECT,
    asks: 'What does a query that is sorted by MetaData.CreateTime do?',
    program: PROGRAM,
    fact: 'sort-by-time',
    script: sortedByTime,
  },
  {
    id: 'sort-by-name',
    subject: SUBJECT,
    asks: 'What does a query that is sorted by Name do?',
    program: 'clients/quickbooks/lists: would be the order to fall back to',
    script: (stage) => sorted(stage, 'Name'),
  },
  {
    id: 'unsorted-rows',
    subject: SUBJECT,
    asks: 'In which order do rows come that nothing sorts?',
    program: PROGRAM,
    fact: 'unsorted-rows',
    script: firstUnsorted,
  },
  paged('Customer', 'customers'),
  paged('Item', 'items'),
  paged('Invoice', 'invoices'),
  paged('CreditMemo', 'credit-memos'),
  {
    id: 'hidden-fraction',
    subject: SUBJECT,
    asks: 'Has a time that is shown in whole seconds a fraction where a query compares it?',
    program: 'clients/quickbooks/lists/spans.ts: cuts at whole seconds, from inclusive and to exclusive',
    fact: 'hidden-fraction',
    script: hidden,
  },
  {
    id: 'count-agrees',
    subject: SUBJECT,
    asks: 'Does COUNT(*) with a condition say as many as the rows that come with it?',
    program: 'clients/quickbooks/lists: the count is the tripwire for a list that isn’t whole',
    *script(stage) {
      const made = yield* three(stage, 'Item');
      const counted = yield* query(among('Item', made).replace('*', 'count(*)'));
      const refused = refusal(counted);
      return { is: refused ?? (text(counted.json, 'QueryResponse', 'totalCount') === '3' ? 'yes' : 'no') };
    },
  },
  {
    id: 'page-too-large',
    subject: SUBJECT,
    asks: 'What does a query for more than 1,000 rows a page do?',
    program: 'clients/quickbooks/lists/page.ts: asks for 1,000 at most',
    script: function* () {
      return takenOr(yield* query('select * from Term maxresults 1001'));
    },
  },
  {
    id: 'start-at-zero',
    subject: SUBJECT,
    asks: 'What does a query do that starts at position 0?',
    program: 'clients/quickbooks/lists/page.ts: begins at 1',
    script: function* () {
      return takenOr(yield* query('select * from Term startposition 0'));
    },
  },
  {
    id: 'empty-result',
    subject: SUBJECT,
    asks: 'What does a query answer that finds nothing?',
    program: 'clients/quickbooks/lists: takes a missing list for an empty one',
    *script(stage) {
      const reply = yield* query(`select * from Customer where DisplayName = ${literal(stage.mark())}`);
      const refused = refusal(reply);
      return { is: refused ?? (at(reply.json, 'QueryResponse', 'Customer') === undefined ? 'no list' : 'an empty list') };
    },
  },
  {
    id: 'not-filterable',
    subject: SUBJECT,
    asks: 'What does a query do that filters by the memo?',
    program: 'core/matching: looks for Autotask’s id in memos by reading the documents of the time',
    script: function* () {
      return takenOr(yield* query("select * from Invoice where PrivateNote = 'at2qbo'"));
    },
  },
  {
    id: 'inactive-rows',
    subject: SUBJECT,
    asks: 'Does a query show what is inactive, unless it asks for both?',
    program: 'clients/quickbooks/query.ts: asks for active and inactive ones',
    *script(stage) {
      const made = yield* customer(stage);
      const gone = yield* deactivate('Customer', made);
      if (refusal(gone) !== null) throw new Unanswerable(`making a customer inactive was ${refusal(gone) ?? ''}`);
      const where = `select * from Customer where Id = ${literal(text(made, 'Id'))}`;
      const plain = yield* rows('Customer', where);
      const both = yield* rows('Customer', `${where} and Active in (true, false)`);
      return { is: plain.length > 0 ? 'shown always' : both.length > 0 ? 'shown when asked for' : 'never shown' };
    },
  },
  {
    id: 'inactive-suffix',
    subject: SUBJECT,
    asks: 'What becomes of the name of a customer that is made inactive?',
    program: 'core/matching/customer.ts: reads names with and without the suffix',
    *script(stage) {
      const made = yield* customer(stage);
      const gone = yield* deactivate('Customer', made);
      const name = text(gone.json, 'Customer', 'DisplayName');
      if (refusal(gone) !== null) return { is: refusal(gone) ?? '' };
      const own = text(made, 'DisplayName');
      return { is: name === own ? 'kept' : name === `${own} (deleted)` ? 'with " (deleted)"' : 'changed in another way' };
    },
  },
  {
    id: 'apostrophe',
    subject: SUBJECT,
    asks: "Does a literal with an apostrophe that is written as \\' find its row?",
    program: 'clients/quickbooks/query.ts: literal',
    script: (stage) => finds(stage, " O'Neil", literal),
  },
  {
    id: 'odd-literal',
    subject: SUBJECT,
    asks: 'What does a query do whose literal holds a typographic apostrophe (U+2019)?',
    program: 'clients/quickbooks/lists/values.ts: splits the query, asks by pattern, and in the end looks through the list',
    fact: 'odd-literal',
    *script(stage) {
      const reply = yield* query(`select * from Customer where DisplayName = ${literal(`${stage.mark()} O\u2019Neil`)}`);
      return { is: refusal(reply) === null ? 'taken' : 'refused', detail: refusal(reply) ?? '' };
    },
  },
  {
    id: 'ampersand',
    subject: SUBJECT,
    asks: 'Does a literal with & and + find its row?',
    program: 'clients/quickbooks/query.ts: encodeQuery',
    script: (stage) => finds(stage, ' R&D+', literal),
  },
  {
    id: 'letter-case',
    subject: SUBJECT,
    asks: 'Does = find a name that is written in other case?',
    program: 'clients/quickbooks/query.ts: compares without regard to case',
    script: (stage) => finds(stage, ' Case', (name) => literal(name.toUpperCase())),
  },
];
