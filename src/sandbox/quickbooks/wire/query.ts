// QuickBooks' query language: what it takes, what it refuses, and the answer's shape.
import type { TableName } from '../options.ts';
import { refuse } from './rejection.ts';
import type { Books } from '../store.ts';
import { child, dec, isJson, refOf, shown, text, type Json, type Stored } from '../values.ts';

interface Condition {
  readonly field: string;
  readonly operator: '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE';
  readonly values: readonly string[];
}

interface Query {
  readonly table: TableName;
  readonly isCount: boolean;
  readonly where: readonly Condition[];
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
  readonly start: number;
  readonly max: number;
}

const META = ['Id', 'MetaData.CreateTime', 'MetaData.LastUpdatedTime'];
const PERSON = ['DisplayName', 'GivenName', 'MiddleName', 'FamilyName', 'PrintOnCheckName', 'Active'];
// Anything else can't be asked for.
const FILTERABLE: Readonly<Record<TableName, readonly string[]>> = {
  Invoice: ['DocNumber', 'TxnDate', 'DueDate', 'CustomerRef', 'SalesTermRef', 'TotalAmt', 'Balance'],
  CreditMemo: ['DocNumber', 'TxnDate', 'CustomerRef', 'TotalAmt', 'Balance'],
  Payment: ['TxnDate', 'CustomerRef', 'PaymentRefNum', 'TotalAmt'],
  Customer: [...PERSON, 'FullyQualifiedName', 'CompanyName', 'Balance', 'BalanceWithJobs', 'Taxable', 'PrimaryEmailAddr'],
  Vendor: [...PERSON, 'CompanyName', 'Balance'],
  Employee: PERSON,
  Item: ['Name', 'FullyQualifiedName', 'Sku', 'Type', 'Description', 'Active', 'UnitPrice', 'Taxable'],
  Account: ['Name', 'FullyQualifiedName', 'AccountType', 'AccountSubType', 'Classification', 'CurrentBalance', 'Active'],
  Class: ['Name', 'FullyQualifiedName', 'Active'],
  Department: ['Name', 'FullyQualifiedName', 'Active'],
  PaymentMethod: ['Name', 'Type', 'Active'],
  Term: ['Name', 'Active', 'DueDays'],
  TaxCode: ['Name', 'Active', 'Hidden'],
  TaxRate: ['Name', 'Active'],
  Attachable: ['FileName', 'AttachableRef.EntityRef.Type', 'AttachableRef.EntityRef.value'],
};
const TRANSACTION_TABLES = new Set<TableName>(['Invoice', 'CreditMemo', 'Payment', 'Attachable']);
const DEFAULT_MAX = 100;
const MOST = 1000;

/** The table that a query asks, for the log; `?` when it can't be told. */
export function queriedTable(query: string): string {
  return /\bfrom\s+(\w+)/i.exec(query)?.[1] ?? '?';
}

/** The `QueryResponse`. Without a row it is empty: no key, no list. */
export function answerQuery(books: Books, written: string): Json {
  if (books.facts['odd-literal'] === 'refused' && ODD.test(written))
    throw refuse.queryParse(`Lexical error at line 1, column ${written.search(ODD) + 1}`);
  const query = parse(written);
  const order = countingSorts(books, query.order);
  const fraction = books.facts['hidden-fraction'] === 'yes' ? hiddenFraction : () => 0;
  const hidesInactive = !query.where.some((condition) => condition.field === 'Active') && !TRANSACTION_TABLES.has(query.table);
  const found = [...books.tables[query.table].values()]
    .filter((row) => !(hidesInactive && row['Active'] === false))
    .filter((row) => query.where.every((condition) => holds(row, condition, fraction)));
  if (query.isCount) return { totalCount: found.length };
  const byChange = unsorted(books);
  found.sort((a, b) => compareRows(a, b, order) || byChange(a, b));
  const page = found.slice(query.start - 1, query.start - 1 + query.max);
  if (page.some((row) => books.badRows.has(`${query.table}/${row.Id}`))) throw refuse.badPage(books.facts['bad-row']);
  return page.length === 0 ? {} : { [query.table]: page, startPosition: query.start, maxResults: page.length };
}

/** Seen to be a lexical error for the whole query, wherever it stands. */
const ODD = /\u2019/;

// `Id` stopped being a field to sort by; whether the others still are is asked of the facts, too.
function countingSorts(books: Books, order: Query['order']): Query['order'] {
  return order.filter(({ field }) => {
    const fate = field === 'Id' ? books.facts['sort-by-id'] : field === 'MetaData.CreateTime' ? books.facts['sort-by-time'] : 'honoured';
    if (fate === 'refused') throw refuse.query(`property '${field}' is not sortable`);
    return fate === 'honoured';
  });
}

/** The order of rows that nothing sorts. */
function unsorted(books: Books): (a: Stored, b: Stored) => number {
  if (books.facts['unsorted-rows'] === 'by-id') return (a, b) => Number(a.Id) - Number(b.Id);
  const times = new Map<string, number>();
  const changed = ({ MetaData: { LastUpdatedTime: at } }: Stored): number => {
    const time = times.get(at) ?? Date.parse(at);
    times.set(at, time);
    return time;
  };
  const place = (row: Stored): number => books.changeOrder.get(row.MetaData) ?? 0;
  return (a, b) => changed(b) - changed(a) || place(b) - place(a) || Number(b.Id) - Number(a.Id);
}

type Token = { readonly kind: 'word' | 'literal' | 'sign'; readonly text: string };

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:'((?:[^'\\]|\\')*)'|(<=|>=|[=<>(),*])|([\w.-]+))/gy;
  let position = 0;
  const end = text.trimEnd().length;
  while (position < end) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (!match) throw refuse.queryParse(`Encountered an unexpected character at position ${position + 1}`);
    const [whole, literal, sign, word] = match;
    // Two literals side by side: somebody doubled an apostrophe.
    if (literal !== undefined) {
      if (found.at(-1)?.kind === 'literal') throw refuse.queryParse('Encountered " \\\'": an apostrophe is written as \\\'');
      found.push({ kind: 'literal', text: literal.replaceAll("\\'", "'") });
    } else found.push(sign === undefined ? { kind: 'word', text: word ?? '' } : { kind: 'sign', text: sign });
    position += whole.length;
  }
  return found;
}

class Reader {
  #tokens: readonly Token[];
  #at = 0;
  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  is(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && token.kind !== 'literal' && token.text.toUpperCase() === word;
  }

  take(word: string): boolean {
    const isNext = this.is(word);
    if (isNext) this.#at += 1;
    return isNext;
  }

  expect(word: string): void {
    if (!this.take(word)) throw refuse.queryParse(`Encountered "${this.#tokens[this.#at]?.text ?? '<EOF>'}", was expecting "${word}"`);
  }

  next(kind: Token['kind']): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw refuse.queryParse(`Encountered "${token?.text ?? '<EOF>'}", was expecting a ${kind}`);
    this.#at += 1;
    return token.text;
  }

  /** A literal in single quotes, or true or false. */
  value(): string {
    if (this.take('TRUE')) return 'true';
    if (this.take('FALSE')) return 'false';
    return this.next('literal');
  }
}

function parse(text: string): Query {
  const reader = new Reader(text);
  reader.expect('SELECT');
  let isCount = false;
  if (reader.take('COUNT')) {
    reader.expect('(');
    reader.expect('*');
    reader.expect(')');
    isCount = true;
  } else reader.expect('*');
  reader.expect('FROM');
  const table = tableNamed(reader.next('word'));
  const where: Condition[] = [];
  if (reader.take('WHERE')) {
    do where.push(condition(reader, table));
    while (reader.take('AND'));
  }
  const order: { field: string; descending: boolean }[] = [];
  if (reader.take('ORDERBY') || (reader.take('ORDER') && (reader.expect('BY'), true))) {
    do {
      const field = known(table, reader.next('word'));
      const descending = reader.take('DESC');
      if (!descending) reader.take('ASC');
      order.push({ field, descending });
    } while (reader.take(','));
  }
  const start = reader.take('STARTPOSITION') ? position(reader.next('word'), Number.MAX_SAFE_INTEGER) : 1;
  const max = reader.take('MAXRESULTS') ? position(reader.next('word'), MOST) : DEFAULT_MAX;
  if (!reader.isAtEnd) throw refuse.queryParse('Encountered something after the end of the query');
  return { table, isCount, where, order, start, max };
}

function tableNamed(name: string): TableName {
  const found = (Object.keys(FILTERABLE) as TableName[]).find((table) => table.toLowerCase() === name.toLowerCase());
  if (!found) throw refuse.query(`invalid context declaration: ${name}`);
  return found;
}

function known(table: TableName, field: string): string {
  const found = [...META, ...FILTERABLE[table]].find((name) => name.toLowerCase() === field.toLowerCase());
  if (!found) throw refuse.query(`property '${field}' is not queryable`);
  return found;
}

function condition(reader: Reader, table: TableName): Condition {
  const field = known(table, reader.next('word'));
  if (reader.take('IN')) {
    if (!reader.take('(')) throw refuse.queryParse('was expecting "("');
    const values = [reader.value()];
    while (reader.take(',')) values.push(reader.value());
    reader.expect(')');
    return { field, operator: 'IN', values };
  }
  if (reader.take('LIKE')) return { field, operator: 'LIKE', values: [reader.value()] };
  const operator = reader.next('sign');
  if (operator !== '=' && operator !== '<' && operator !== '>' && operator !== '<=' && operator !== '>=')
    throw refuse.queryParse(`Encountered "${operator}"`);
  if (field === 'Id' && operator !== '=') throw refuse.query(`operator ${operator} is not supported for property 'Id'`);
  return { field, operator, values: [reader.value()] };
}

function position(digits: string, most: number): number {
  if (!/^-?\d+$/.test(digits)) throw refuse.queryParse(`Encountered "${digits}", was expecting a number`);
  const value = Number(digits);
  if (value < 1) throw refuse.query(`value ${value} is too small. Min allowed value is 1`);
  if (value > most) throw refuse.query(`value ${value} is too large. Max allowed value is ${most}`);
  return value;
}

function valuesOf(row: Stored, field: string): string[] {
  if (field.startsWith('AttachableRef')) {
    const refs = Array.isArray(row['AttachableRef']) ? row['AttachableRef'].filter(isJson) : [];
    return refs.map((ref) => text(child(ref, 'EntityRef'), field.endsWith('Type') ? 'type' : 'value') ?? '');
  }
  if (field.startsWith('MetaData.')) return [field.endsWith('CreateTime') ? row.MetaData.CreateTime : row.MetaData.LastUpdatedTime];
  const value = field.endsWith('Ref') ? refOf(row, field) : row[field];
  if (isJson(value)) return typeof value['Address'] === 'string' ? [value['Address']] : [];
  return value === undefined || value === null ? [] : [shown(value)];
}

/** Milliseconds of a moment that only queries see: some number, always the same. */
function hiddenFraction(row: Stored): number {
  return (Number(row.Id) * 379) % 1000;
}

function holds(row: Stored, { field, operator, values }: Condition, fraction: (row: Stored) => number): boolean {
  if (field === 'Id') return values.includes(row.Id); // `=` and IN only
  const hidden = field.startsWith('MetaData.') ? fraction(row) : 0;
  return valuesOf(row, field).some((actual) => {
    if (operator === 'LIKE') return like(values[0] ?? '').test(actual);
    if (operator === 'IN') return values.some((value) => compare(field, actual, value) + hidden === 0);
    const order = compare(field, actual, values[0] ?? '') + hidden;
    if (operator === '=') return order === 0;
    if (operator === '<') return order < 0;
    if (operator === '>') return order > 0;
    return operator === '<=' ? order <= 0 : order >= 0;
  });
}

function like(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '[\\s\\S]*');
  return new RegExp(`^${escaped}$`, 'i');
}

const NUMERIC = new Set(['Id', 'TotalAmt', 'Balance', 'BalanceWithJobs', 'UnitPrice', 'CurrentBalance', 'DueDays']);

function compare(field: string, a: string, b: string): number {
  if (field.startsWith('MetaData.')) {
    const asked = Date.parse(b);
    if (Number.isNaN(asked)) throw refuse.query(`value '${b}' is not a date`);
    return Date.parse(a) - asked;
  }
  if (NUMERIC.has(field) && isDecimal(a) && isDecimal(b)) return dec(a).cmp(dec(b));
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isDecimal(value: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(value);
}

function compareRows(a: Stored, b: Stored, order: Query['order']): number {
  for (const { field, descending } of order) {
    const difference = compare(field, valuesOf(a, field)[0] ?? '', valuesOf(b, field)[0] ?? '');
    if (difference !== 0) return descending ? -difference : difference;
  }
  return 0;
}
