// QuickBooks' lists, indexed the way the rules look things up. Read once a run.
import type { Customer, Item, NameHolder, Preferences, QuickBooksClass, QuickBooksCompany, QuickBooksId, TaxCode, Term } from '../model.ts';
import type { LocalDate } from '../dates.ts';
import type { Money } from '../money.ts';
import type { Tie } from '../model/ledger.ts';
import { nearKey } from './near-key.ts';
import { BilledCompanies, Ties } from './ties.ts';
import { nameKey, pathKey } from '../text.ts';

export interface Catalog {
  readonly company: QuickBooksCompany;
  readonly preferences: Preferences;
  readonly customers: NameIndex<Customer>;
  /** Vendors and employees, by the key of the names that were asked about. */
  readonly holders: ReadonlyMap<string, NameHolder>;
  readonly items: NameIndex<Item>;
  readonly terms: ReadonlyMap<string, Term>;
  readonly termsById: ReadonlyMap<string, Term>;
  readonly classes: ReadonlyMap<string, QuickBooksClass>;
  readonly taxCodes: readonly TaxCode[];
  /** Home units for one unit, by `rateKey`; null: QuickBooks has none. Only those that were asked for. */
  readonly rates: ReadonlyMap<string, Money | null>;
  /** What companies and billing codes are by id; none where the ledger isn't asked. */
  readonly ties: Ties;
  readonly billed: BilledCompanies;
}

/** A currency on a day. */
export function rateKey(currency: string, date: LocalDate): string {
  return `${currency} ${date}`;
}

interface Named {
  readonly id: QuickBooksId;
  readonly fullName: string;
  readonly isActive: boolean;
}

/** Things with a name and a path (`Parent:Child`), active and inactive. */
export class NameIndex<T extends Named> {
  readonly #byId = new Map<string, T>();
  readonly #byName = new Map<string, T[]>();
  readonly #byPath = new Map<string, T[]>();
  readonly #nameOf: (thing: T) => string;
  /** Made when it is first asked for: most runs never do. */
  #byNear: Map<string, T[]> | null = null;

  constructor(things: Iterable<T>, nameOf: (thing: T) => string) {
    this.#nameOf = nameOf;
    for (const thing of things) this.add(thing);
  }

  add(thing: T): void {
    this.#byId.set(thing.id, thing);
    push(this.#byName, nameKey(this.#nameOf(thing)), thing);
    push(this.#byPath, pathKey(thing.fullName) ?? nameKey(thing.fullName), thing);
    this.#byNear = null;
  }

  byId(id: string): T | undefined {
    return this.#byId.get(id);
  }

  /** All with that name, at whatever level; active ones first. */
  named(name: string): readonly T[] {
    return activeFirst(this.#byName.get(nameKey(name)));
  }

  /** All at exactly this path; a name without a colon is a top-level path. */
  at(path: string): readonly T[] {
    return activeFirst(this.#byPath.get(pathKey(path) ?? nameKey(path)));
  }

  /** All whose name may be the same business typed otherwise; see `nearKey`. */
  near(name: string): readonly T[] {
    if (this.#byNear === null) {
      this.#byNear = new Map();
      for (const thing of this.#byId.values()) push(this.#byNear, nearKey(this.#nameOf(thing)), thing);
    }
    const key = nearKey(name);
    return key === '' ? [] : activeFirst(this.#byNear.get(key));
  }

  all(): Iterable<T> {
    return this.#byId.values();
  }
}

function push<T>(index: Map<string, T[]>, key: string, thing: T): void {
  const list = index.get(key);
  if (list) list.push(thing);
  else index.set(key, [thing]);
}

function activeFirst<T extends Named>(list: readonly T[] | undefined): readonly T[] {
  return list === undefined ? [] : [...list].sort((a, b) => Number(b.isActive) - Number(a.isActive));
}

/** What was read, as the rules want it. */
export function buildCatalog(lists: {
  readonly company: QuickBooksCompany;
  readonly preferences: Preferences;
  readonly customers: readonly Customer[];
  readonly holders: readonly NameHolder[];
  readonly items: readonly Item[];
  readonly terms: readonly Term[];
  readonly classes: readonly QuickBooksClass[];
  readonly taxCodes: readonly TaxCode[];
  readonly ties?: Iterable<Tie>;
}): Catalog {
  return {
    company: lists.company,
    preferences: lists.preferences,
    customers: new NameIndex(lists.customers, (customer) => customer.displayName),
    holders: new Map(lists.holders.map((holder) => [nameKey(holder.displayName), holder])),
    items: new NameIndex(lists.items, (item) => item.name),
    terms: new Map(lists.terms.filter((term) => term.isActive).map((term) => [nameKey(term.name), term])),
    termsById: new Map(lists.terms.map((term) => [term.id, term])),
    classes: new Map(lists.classes.filter((one) => one.isActive).map((one) => [one.id, one])),
    taxCodes: lists.taxCodes.filter((code) => code.isActive),
    rates: new Map(),
    ties: new Ties(lists.ties),
    billed: new BilledCompanies(),
  };
}
