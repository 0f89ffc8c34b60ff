// Small grammar that messages share: numbers with their noun.

/** `1 invoice`, `2 invoices`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
