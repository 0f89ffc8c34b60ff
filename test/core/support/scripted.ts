// A port that answers what it was made to answer; any other question fails the test by its name.

/** `name`: how the failure calls the port. */
export function scripted<T extends object>(name: string, parts: Partial<T>): T {
  return new Proxy(parts, {
    get: (target, key) => {
      if (key in target) return target[key as keyof T];
      throw new Error(`${name}.${String(key)} was not expected`);
    },
  }) as T;
}

/** Fails where a list of ids or numbers is empty or names one twice: a call for nothing, or twice for one thing. */
export function once<T>(what: string, list: readonly T[]): readonly T[] {
  if (list.length === 0) throw new Error(`${what}: asked for nothing`);
  if (new Set(list).size !== list.length) throw new Error(`${what}: asked twice for one of ${list.join(', ')}`);
  return list;
}
