// Customers and items: names, uniqueness, what may be referred to, inactivation.
import { checkShape } from './sales/properties.ts';
import { refuse } from './wire/rejection.ts';
import { find, findCurrent, fresh, homeCurrency, referTo, taxWorld, touch, usable, type Books } from './store.ts';
import { dec, refOf, shown, text, ZERO, type Json, type Named, type Stored } from './values.ts';

type NameTable = 'Customer' | 'Vendor' | 'Employee' | 'Item' | 'Class' | 'Term' | 'Account';

const NAME_PARTS = ['Title', 'GivenName', 'MiddleName', 'FamilyName', 'Suffix'] as const;
const DELETED = ' (deleted)';
const ITEM_TYPES = new Set(['Service', 'NonInventory', 'Inventory', 'Category']);
const MOST_LEVELS = 5;

export function saveCustomer(books: Books, body: Json): Named {
  checkShape('Customer', body);
  const current = body['Id'] === undefined ? null : (findCurrent(books, 'Customer', body) as Named);
  const merged = { ...merge(current, body) };
  const composed = NAME_PARTS.map((key) => text(merged, key))
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  const name = asStored(books, text(merged, 'DisplayName') ?? composed);
  if (name.trim() === '') throw refuse.nameless();
  for (const key of ['DisplayName', ...NAME_PARTS]) refuseCharacters(key, text(merged, key));
  refuseTakenName(books, name, current);
  checkExemption(books, merged);
  const currency = refOf(merged, 'CurrencyRef') ?? homeCurrency(books);
  if (currency !== homeCurrency(books) && !books.preferences.CurrencyPrefs.MultiCurrencyEnabled)
    throw refuse.business('Multicurrency is switched off: only the home currency can be used.');
  if (current && refOf(current, 'CurrencyRef') !== currency) throw refuse.business("A customer's currency can't be changed.");
  const term = refOf(merged, 'SalesTermRef');
  const method = refOf(merged, 'PaymentMethodRef');
  const customer: Named = {
    Taxable: true,
    Job: false,
    BillWithParent: false,
    Balance: 0,
    BalanceWithJobs: 0,
    PreferredDeliveryMethod: 'Print',
    IsProject: false,
    Active: true,
    ...withoutIdentity(merged),
    ...identity(books, 'Customer', current),
    CurrencyRef: { value: currency },
    DisplayName: name,
    PrintOnCheckName: text(merged, 'PrintOnCheckName') ?? name.slice(0, 110),
    ...placed(books, 'Customer', name, merged, merged['Job'] === true),
    ...(term === undefined ? {} : { SalesTermRef: referTo(usable(books, 'Term', term)) }),
    ...(method === undefined ? {} : { PaymentMethodRef: referTo(usable(books, 'PaymentMethod', method)) }),
    ...(taxWorld(books) === 'automated' ? { DefaultTaxCodeRef: { value: '2' } } : {}),
  };
  return settle(books, 'Customer', customer, current);
}

export function saveItem(books: Books, body: Json): Named {
  checkShape('Item', body);
  const current = body['Id'] === undefined ? null : (findCurrent(books, 'Item', body) as Named);
  const merged = merge(current, body);
  const name = asStored(books, text(merged, 'Name') ?? '');
  if (name.trim() === '') throw refuse.missing('Name');
  refuseCharacters('Name', name);
  const type = text(merged, 'Type');
  if (type === undefined) throw refuse.missing('Type');
  if (!ITEM_TYPES.has(type)) throw refuse.enumeration('Type', type);
  if (type !== 'Category') checkIncomeAccount(books, refOf(merged, 'IncomeAccountRef'));
  if (type === 'Inventory') {
    for (const key of ['AssetAccountRef', 'ExpenseAccountRef', 'QtyOnHand', 'InvStartDate'])
      if (merged[key] === undefined) throw refuse.missing(key);
  }
  if (merged['UnitPrice'] !== undefined && dec(merged['UnitPrice']).lt(ZERO)) throw refuse.decimal('UnitPrice', shown(merged['UnitPrice']));
  const place = placed(books, 'Item', name, merged, merged['SubItem'] === true);
  const full = place.FullyQualifiedName;
  for (const other of books.tables.Item.values()) {
    if (other.Id !== current?.Id && other.FullyQualifiedName?.toLowerCase() === full.toLowerCase())
      throw refuse.duplicateName(takenBy(books, other.Id), '');
  }
  const account = refOf(merged, 'IncomeAccountRef');
  const item: Named = {
    Active: true,
    Taxable: books.country === 'US' && taxWorld(books) !== 'off',
    ...(type === 'Category' ? {} : { UnitPrice: 0, PurchaseCost: 0, TrackQtyOnHand: false }),
    ...withoutIdentity(merged),
    ...identity(books, 'Item', current),
    Name: name,
    ...place,
    ...(account === undefined ? {} : { IncomeAccountRef: referTo(usable(books, 'Account', account)) }),
  };
  return settle(books, 'Item', item, current);
}

const REASONS = new Set(Array.from({ length: 15 }, (_, n) => String(n + 1)));

// Who isn't taxed says why, by a number of Intuit's list.
function checkExemption(books: Books, customer: Json): void {
  const reason = text(customer, 'TaxExemptionReasonId');
  if (reason !== undefined && !REASONS.has(reason)) throw refuse.enumeration('TaxExemptionReasonId', reason);
  if (books.country !== 'US' || customer['Taxable'] !== false || reason !== undefined) return;
  if (books.facts['exemption-reason-omitted'] === 'refused') throw refuse.missing('TaxExemptionReasonId');
  if (books.facts['exemption-reason-omitted'] === 'taxable') customer['Taxable'] = true;
}

/** Makes something inactive: it keeps its Id, its name gets a suffix. */
export function inactivate(books: Books, type: NameTable, id: string): void {
  const named = find(books, type, id) as Named;
  settleActive(named, false);
  touch(books, named);
}

function merge(current: Named | null, body: Json): Json {
  return current && body['sparse'] === true ? { ...current, ...body } : body;
}

function withoutIdentity(body: Json): Json {
  const { Id: _id, SyncToken: _token, MetaData: _meta, domain: _domain, sparse: _sparse, Balance: _balance, ...rest } = body;
  return rest;
}

function identity(books: Books, type: 'Customer' | 'Item', current: Named | null): Stored {
  if (!current) return fresh(books, type);
  const { domain, sparse, Id, SyncToken, MetaData } = current;
  return { domain, sparse, Id, SyncToken, MetaData };
}

function settle(books: Books, type: 'Customer' | 'Item', named: Named, current: Named | null): Named {
  named.sparse = false;
  if (current) {
    named.SyncToken = current.SyncToken;
    named.MetaData = current.MetaData;
    touch(books, named);
  }
  settleActive(named, named.Active !== false);
  books.tables[type].set(named.Id, named);
  return named;
}

function settleActive(named: Named, active: boolean): void {
  named.Active = active;
  const renamed = (name: string): string => {
    const bare = name.endsWith(DELETED) ? name.slice(0, -DELETED.length) : name;
    return active ? bare : `${bare}${DELETED}`;
  };
  if (named.DisplayName !== undefined) named.DisplayName = renamed(named.DisplayName);
  if (named.Name !== undefined) named.Name = renamed(named.Name);
  if (named.FullyQualifiedName !== undefined) named.FullyQualifiedName = renamed(named.FullyQualifiedName);
}

function placed(
  books: Books,
  type: 'Customer' | 'Item',
  name: string,
  body: Json,
  isSub: boolean,
): { FullyQualifiedName: string; Level?: number } {
  const parentId = refOf(body, 'ParentRef');
  if (!isSub) return { FullyQualifiedName: name };
  if (parentId === undefined) throw refuse.missing('ParentRef');
  const parent = books.tables[type].get(parentId);
  if (!parent) throw refuse.reference(`${type} element id ${parentId} not found`);
  if (parent.Active === false) throw refuse.inactiveRef();
  const level = (typeof parent['Level'] === 'number' ? parent['Level'] : 0) + 1;
  if (level >= MOST_LEVELS) throw refuse.tooDeep();
  return { FullyQualifiedName: `${parent.FullyQualifiedName ?? ''}:${name}`, Level: level };
}

function refuseCharacters(element: string, value: string | undefined): void {
  if (value !== undefined && /[:\t\n\r]/.test(value)) throw refuse.characters(element, value);
}

// Unique over customers, vendors and employees; who is inactive holds the name with its suffix.
function refuseTakenName(books: Books, name: string, current: Named | null): void {
  for (const type of ['Customer', 'Vendor', 'Employee'] as const) {
    for (const other of books.tables[type].values()) {
      if (other === current || !isSameName(books, other, name)) continue;
      throw refuse.duplicateName(takenBy(books, other.Id), books.duplicateNames % 3 === 1 ? null : '');
    }
  }
}

function isSameName(books: Books, other: Named, name: string): boolean {
  const own = other.DisplayName?.toLowerCase() ?? '';
  const isHeld = books.facts['inactive-name'] === 'taken' && other.Active === false && own.endsWith(DELETED);
  return (isHeld ? own.slice(0, -DELETED.length) : own) === name.toLowerCase();
}

function asStored(books: Books, name: string): string {
  return books.facts['name-blanks'] === 'trimmed' ? name.trim() : name;
}

// Recorded in three wordings; only one tells who has the name.
function takenBy(books: Books, id: string): string {
  const wordings = [
    `The name supplied already exists. : Id=${id}`,
    'The name supplied already exists. : null',
    'The name supplied already exists. : Another $$customer$$ is already using this name. Please use a different name.',
  ];
  const wording = wordings[books.duplicateNames % wordings.length] ?? '';
  books.duplicateNames += 1;
  return wording;
}

function checkIncomeAccount(books: Books, id: string | undefined): void {
  if (id === undefined) throw refuse.missing('IncomeAccountRef');
  const account = usable(books, 'Account', id);
  const type = text(account, 'AccountType');
  if (type !== 'Income' && type !== 'Other Income') throw refuse.account(`${type ?? ''} for IncomeAccountRef`);
}
