// Rows that are kept by the ten thousand until they are wanted, each as one short text.
// A fifth of the room that its objects take.
import { isMoney, money, plain, type Money } from '../money.ts';

/** How each field is kept: a decimal, a list of rows, or as JSON has it. No field of the row can be forgotten. */
export type Fields<T> = {
  readonly [K in keyof T]: [T[K]] extends [Money | null] ? 'money' : 'plain' | (T[K] extends readonly (infer Row)[] ? Fields<Row> : never);
};

type Kept = 'plain' | 'money' | { readonly [name: string]: Kept };

/** Rows by key, in the order in which their keys came. What comes out is equal to what was put in, fields that aren't named left out. */
export class PackedRows<K, T> {
  readonly #fields: { readonly [name: string]: Kept };
  readonly #rows = new Map<K, string>();

  constructor(fields: Fields<T>) {
    this.#fields = fields;
  }

  /** In place of what the key had. */
  set(key: K, row: T): void {
    this.#rows.set(key, JSON.stringify(packed(this.#fields, row)));
  }

  has(key: K): boolean {
    return this.#rows.has(key);
  }

  get(key: K): T | undefined {
    const text = this.#rows.get(key);
    return text === undefined ? undefined : (unpacked(this.#fields, JSON.parse(text) as readonly unknown[]) as T);
  }

  delete(key: K): void {
    this.#rows.delete(key);
  }

  get size(): number {
    return this.#rows.size;
  }

  keys(): Iterable<K> {
    return this.#rows.keys();
  }
}

function packed(fields: { readonly [name: string]: Kept }, row: unknown): unknown[] {
  const values = row as Readonly<Record<string, unknown>>;
  return Object.entries(fields).map(([name, kept]) => {
    const value = values[name];
    if (kept === 'plain') return value;
    if (kept === 'money') return isMoney(value) ? plain(value) : null;
    return (value as readonly unknown[]).map((one) => packed(kept, one));
  });
}

function unpacked(fields: { readonly [name: string]: Kept }, values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = 0;
  for (const [name, kept] of Object.entries(fields)) {
    const value = values[at];
    at += 1;
    if (kept === 'plain') row[name] = value;
    else if (kept === 'money') row[name] = typeof value === 'string' ? money(value) : null;
    else row[name] = (value as readonly (readonly unknown[])[]).map((one) => unpacked(kept, one));
  }
  return row;
}
