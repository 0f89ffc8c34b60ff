// Who gets a report: lists of addresses as people write them, taken apart, checked and without doubles.
import { readAddresses, type Address } from '../../clients/notices/addresses.ts';

export interface Recipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** What can't be an address, each with why. */
  readonly refused: readonly string[];
}

/** `"Jane Doe" <jane@example.com>` or the address alone, as a header may hold it; null where it can't be one. */
export function checkedAddress(text: string): string | null {
  const { good, refused } = readAddresses(text);
  const [one] = good;
  return one !== undefined && good.length === 1 && refused.length === 0 ? written(one) : null;
}

function written({ name, address }: Address): string {
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
    lists.flatMap((list) => {
      const read = readAddresses(list ?? '');
      refused.push(...read.refused.map(({ text, why }) => `${text} (${why})`));
      return read.good.flatMap((one) => {
        const key = one.address.toLowerCase();
        if (seen.has(key)) return [];
        seen.add(key);
        return [written(one)];
      });
    });
  return { to: take([settings.to ?? fallback, ...extra]), cc: take([settings.cc]), refused };
}
