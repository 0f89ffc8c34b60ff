// The same facts give the same text: for digests of drafts and for request ids.
import BigDecimal from 'big.js';
import type { InvoiceId } from './model.ts';
import type { Digest } from './ports.ts';

/** JSON with sorted keys; decimals as their shortest text. */
export function canonical(value: unknown): string {
  return JSON.stringify(normal(value));
}

function normal(value: unknown): unknown {
  if (value instanceof BigDecimal) return value.toFixed();
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

/** Derived, not random: a lost ledger can't make a second one by accident. At most 50 characters (QuickBooks' limit). */
export function invoiceRequestId(digest: Digest, profile: string, id: InvoiceId, generation: number): string {
  return `at2qbo-${digest(`invoice|${profile}|${id}|${generation}`).slice(0, 32)}`;
}

/** For things that are made once for what they are: customers, items, voids, mails, attachments. */
export function contentRequestId(digest: Digest, kind: string, profile: string, content: unknown): string {
  return `at2qbo-${digest(`${kind}|${profile}|${canonical(content)}`).slice(0, 32)}`;
}
