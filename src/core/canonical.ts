// The same facts give the same text: for digests of drafts and for request ids.
import { isMoney, plain } from './money.ts';

/** JSON with sorted keys; decimals as their shortest text. */
export function canonical(value: unknown): string {
  return JSON.stringify(normal(value));
}

function normal(value: unknown): unknown {
  if (isMoney(value)) return plain(value);
  if (Array.isArray(value)) return value.map(normal);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, one]) => [key, normal(one)]),
    );
  }
  return value;
}
