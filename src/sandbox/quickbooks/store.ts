// The company's books in memory: tables, Ids, clock, and what was deleted.
import type { Facts } from '../facts.ts';
import type { Country, Preferences, PresentField, TableName, Tables, TaxWorld } from './options.ts';
import { refuse } from './wire/rejection.ts';
import { shown, type Json, type Named, type Ref, type SalesForm, type Stored } from './values.ts';

const PACIFIC = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Server time as QuickBooks writes it: Pacific, with offset; milliseconds only in the envelope of an answer. */
export function pacific(instant: number, withMilliseconds = false): string {
  const parts = new Map(PACIFIC.formatToParts(instant).map((part) => [part.type, part.value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const local = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
  const offset = (Date.parse(`${local}Z`) - Math.floor(instant / 1000) * 1000) / 3_600_000;
  const fraction = withMilliseconds ? `.${String(new Date(instant).getUTCMilliseconds()).padStart(3, '0')}` : '';
  return `${local}${fraction}${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}:00`;
}

/** A calendar date some days later. */
export function daysLater(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const TRANSACTIONS: ReadonlySet<string> = new Set(['Invoice', 'CreditMemo', 'Payment']);
const NAMES: ReadonlySet<string> = new Set(['Customer', 'Vendor', 'Employee']);

export interface Books {
  readonly tables: Tables;
  readonly country: Country;
  readonly preferences: Preferences;
  readonly company: Json;
  readonly deleted: { readonly type: TableName; readonly id: string; readonly at: string }[];
  readonly now: () => number;
  readonly nextIds: Map<string, number>;
  readonly facts: Facts;
  readonly badRows: Set<string>;
  readonly onlinePayments: { card: boolean; ach: boolean };
  readonly presentFields: PresentField[];
  /** Newest first. */
  readonly exchangeRates: { readonly currency: string; readonly rate: string; readonly from: string }[];
  /** By `MetaData`: its place in the order of all changes, so that two of the same second have one. */
  readonly changeOrder: WeakMap<object, number>;
  lastChange: number;
  duplicateNumbers: 'refused' | 'silent';
  /** Turns through the three wordings of 6240. */
  duplicateNames: number;
  lastAutoNumber: number;
  /** The tax code that Automated Sales Tax charges everywhere; null: by state. */
  flatTaxCode: string | null;
}

export function emptyTables(): Tables {
  return {
    Invoice: new Map(),
    CreditMemo: new Map(),
    Payment: new Map(),
    Customer: new Map(),
    Vendor: new Map(),
    Employee: new Map(),
    Item: new Map(),
    Account: new Map(),
    Class: new Map(),
    Department: new Map(),
    PaymentMethod: new Map(),
    Term: new Map(),
    TaxCode: new Map(),
    TaxRate: new Map(),
    Attachable: new Map(),
  };
}

/** A free Id. Transactions share one sequence, so do customers, vendors and employees. */
export function takeId(books: Books, type: TableName): string {
  const sequence = TRANSACTIONS.has(type) ? 'transaction' : NAMES.has(type) ? 'name' : type;
  let next = (books.nextIds.get(sequence) ?? (sequence === 'transaction' ? 129 : 0)) + 1;
  while (books.tables[type].has(String(next))) next += 1;
  books.nextIds.set(sequence, next);
  return String(next);
}

/** Id, first SyncToken and times for something new. */
export function fresh(books: Books, type: TableName, id = takeId(books, type)): Stored {
  return { domain: 'QBO', sparse: false, Id: id, SyncToken: '0', MetaData: changedNow(books, pacific(books.now())) };
}

/** `MetaData` of something that changed now. */
export function changedNow(books: Books, created: string): Stored['MetaData'] {
  const meta = { CreateTime: created, LastUpdatedTime: pacific(books.now()) };
  books.lastChange += 1;
  books.changeOrder.set(meta, books.lastChange);
  return meta;
}

/** Marks a change: one version on, changed now. */
export function touch(books: Books, stored: Stored): void {
  stored.SyncToken = String(Number(stored.SyncToken) + 1);
  stored.MetaData = changedNow(books, stored.MetaData.CreateTime);
}

export function today(books: Books): string {
  return pacific(books.now()).slice(0, 10);
}

export function forget(books: Books, type: TableName, id: string): void {
  books.tables[type].delete(id);
  books.deleted.push({ type, id, at: pacific(books.now()) });
}

/** What an Id names, or 2030, or 610. */
export function find(books: Books, type: TableName, id: string): Stored {
  if (!/^-?\d+$/.test(id) && type !== 'TaxCode') throw refuse.id(id);
  const stored = books.tables[type].get(id);
  if (stored) return stored;
  throw books.deleted.some((gone) => gone.type === type && gone.id === id)
    ? refuse.deleted()
    : refuse.notFound(`${type} ${id} is not there.`);
}

/** The object to change, its SyncToken compared. */
export function findCurrent(books: Books, type: TableName, body: Json): Stored {
  const id = body['Id'];
  if (id === undefined || id === null || id === '') throw refuse.missing('Id');
  const stored = find(books, type, shown(id));
  const token = body['SyncToken'];
  if (token === undefined || token === null || token === '') throw refuse.missing('SyncToken');
  if (shown(token) !== stored.SyncToken) throw refuse.stale();
  return stored;
}

/** An active object of a list, or 2500. */
export function usable(books: Books, type: 'Account' | 'Class' | 'Department' | 'Term' | 'Item' | 'PaymentMethod', id: string): Named {
  const named = books.tables[type].get(id);
  if (!named) throw refuse.reference(`${type} element id ${id} not found`);
  if (named.Active === false) throw refuse.inactiveRef();
  return named;
}

export function homeCurrency(books: Books): string {
  return books.preferences.CurrencyPrefs.HomeCurrency.value;
}

/** Which tax rules are in force now; follows the preferences. */
export function taxWorld(books: Books): TaxWorld {
  const prefs = books.preferences.TaxPrefs;
  if (!prefs.UsingSalesTax) return 'off';
  if (books.country !== 'US') return 'global';
  return prefs.PartnerTaxEnabled === true ? 'automated' : 'manual';
}

export function referTo(named: Named): Ref {
  return { value: named.Id, name: named.DisplayName ?? named.FullyQualifiedName ?? named.Name ?? '' };
}

export function salesTable(books: Books, type: 'Invoice' | 'CreditMemo'): Map<string, SalesForm> {
  return books.tables[type];
}
