// Who gets a report: lists of addresses as people write them, taken apart, checked and without doubles.

export interface Recipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** What can't be an address. */
  readonly refused: readonly string[];
}

const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]{1,253}$/;
const WITH_NAME = /^(?:"((?:[^"\\]|\\.)*)"|([^<>"]*?))\s*<([^<>]*)>$/;

/** The parts of a list with commas or semicolons; those inside quotes belong to a name. */
export function splitAddresses(list: string): string[] {
  const parts = list.match(/(?:"(?:[^"\\]|\\.)*"|[^",;])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** `Jane Doe <jane@example.com>` or the address alone, as a header may hold it; null where it can't be one. */
export function checkedAddress(text: string): string | null {
  if (/\p{Cc}/u.test(text)) return null;
  const [, quoted, plain, inside] = WITH_NAME.exec(text) ?? [];
  const address = (inside ?? text).trim();
  if (!ADDRESS.test(address)) return null;
  const name = (quoted ?? plain ?? '').replaceAll(/["\\]/g, '').trim();
  return name === '' ? address : `"${name}" <${address}>`;
}

/** `to` of the settings (or the fallback), those asked for in this call, and `cc`; each address once. */
export function recipientsOf(
  settings: { to: string | null; cc: string | null },
  fallback: string | null,
  extra: readonly string[],
): Recipients {
  const seen = new Set<string>();
  const refused: string[] = [];
  const take = (lists: readonly (string | null)[]): string[] =>
    lists
      .flatMap((list) => splitAddresses(list ?? ''))
      .flatMap((text) => {
        const address = checkedAddress(text);
        if (address === null) refused.push(text);
        const key = (address ?? '').replace(/^.*<|>$/g, '').toLowerCase();
        if (address === null || seen.has(key)) return [];
        seen.add(key);
        return [address];
      });
  return { to: take([settings.to ?? fallback, ...extra]), cc: take([settings.cc]), refused };
}
