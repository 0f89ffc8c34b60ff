// What companies and billing codes are in QuickBooks by id, and which companies are billed beside each other.
import type { BillingCodeId, CompanyId, QuickBooksId } from '../model.ts';
import type { Tie } from '../model/ledger.ts';
import { cleanName, LIMITS, nameKey } from '../text.ts';

/** The ledger's ties, and those that this run adds. */
export class Ties {
  readonly #customers = new Map<CompanyId, Tie>();
  readonly #items = new Map<BillingCodeId, Tie>();

  constructor(ties: Iterable<Tie> = []) {
    for (const tie of ties) this.add(tie);
  }

  add(tie: Tie): void {
    if (tie.kind === 'customer') this.#customers.set(tie.autotaskId as CompanyId, tie);
    else this.#items.set(tie.autotaskId as BillingCodeId, tie);
  }

  customerOf(id: CompanyId): Tie | undefined {
    return this.#customers.get(id);
  }

  itemOf(id: BillingCodeId): Tie | undefined {
    return this.#items.get(id);
  }

  /** Companies that came to this customer by name, a person's word (`customers.map`) left aside. */
  companiesOf(customer: QuickBooksId): CompanyId[] {
    return [...this.#customers].flatMap(([id, tie]) => (tie.quickBooksId === customer && tie.by !== 'map' ? [id] : []));
  }

  all(): Tie[] {
    return [...this.#customers.values(), ...this.#items.values()];
  }
}

/** Companies that are billed beside an invoice's own: those of the run, and those that wait in the window. */
export class BilledCompanies {
  readonly #names = new Map<CompanyId, string>();
  readonly #byKey = new Map<string, Set<CompanyId>>();

  add(id: CompanyId, name: string): void {
    if (this.#names.has(id)) return;
    this.#names.set(id, name);
    for (const key of keysOf(name)) {
      const ids = this.#byKey.get(key) ?? new Set();
      this.#byKey.set(key, ids.add(id));
    }
  }

  /** Those whose name could lead to the same customer as one of these names: by the whole, as QuickBooks writes it, or by the end of a path. */
  near(...names: readonly string[]): { readonly id: CompanyId; readonly name: string }[] {
    const ids = new Set(names.flatMap((name) => keysOf(name).flatMap((key) => [...(this.#byKey.get(key) ?? [])])));
    return [...ids].toSorted((a, b) => a - b).map((id) => ({ id, name: this.#names.get(id) ?? '' }));
  }
}

function keysOf(name: string): string[] {
  const end = name.slice(name.lastIndexOf(':') + 1);
  return [...new Set([name, end, cleanName(name, LIMITS.customerName).text].map((one) => nameKey(one)))];
}
