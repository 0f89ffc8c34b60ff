// Finds the items of some invoices without reading a big table whole: what a database's index does.
import { lowerCased } from './filter.ts';
import type { Row } from '../rows.ts';

// Below this a scan is quick enough, and sees rows that were edited in place.
const LARGE = 20_000;

/** The items of a table by their invoice, once the table is large. */
export class ItemsByInvoice {
  readonly #table: ReadonlyMap<number, Row>;
  readonly #byInvoice = new Map<number, Row[]>();
  #size = -1;

  constructor(table: ReadonlyMap<number, Row>) {
    this.#table = table;
  }

  /** Rows among which are all that the query can match; the query's filter still decides. */
  candidates(query: string): Iterable<Row> {
    const invoices = this.#table.size > LARGE ? invoicesAskedFor(query) : null;
    if (invoices === null) return this.#table.values();
    if (this.#size !== this.#table.size) this.#build();
    return [...new Set(invoices)].flatMap((id) => this.#byInvoice.get(id) ?? []);
  }

  #build(): void {
    this.#byInvoice.clear();
    for (const row of this.#table.values()) {
      const id = Number(row['invoiceID']);
      const rows = this.#byInvoice.get(id);
      if (rows) rows.push(row);
      else this.#byInvoice.set(id, [row]);
    }
    this.#size = this.#table.size;
  }
}

// null: the query doesn't name invoices, or isn't one (which its own check will say).
function invoicesAskedFor(query: string): number[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(query);
  } catch {
    return null;
  }
  const filter = typeof parsed === 'object' && parsed !== null ? lowerCased(parsed)['filter'] : null;
  if (!Array.isArray(filter)) return null;
  for (const node of filter as unknown[]) {
    if (typeof node !== 'object' || node === null) continue;
    const { op, field, value } = lowerCased(node);
    if (field !== 'invoiceID') continue;
    if (op === 'eq' && typeof value === 'number') return [value];
    if (op === 'in' && Array.isArray(value)) return value.filter((id): id is number => typeof id === 'number');
  }
  return null;
}
