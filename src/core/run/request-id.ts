// The request ids of creates: derived from what is sent, so that QuickBooks recognises a repeated one.
import { canonical } from '../canonical.ts';
import type { InvoiceId } from '../model.ts';
import type { Digest } from '../ports.ts';

/** Derived, not random: a lost ledger can't make a second one by accident. At most 50 characters (QuickBooks' limit). */
export function invoiceRequestId(digest: Digest, profile: string, id: InvoiceId, generation: number): string {
  return `at2qbo-${digest(`invoice|${profile}|${id}|${generation}`).slice(0, 32)}`;
}

/** For things that are made once for what they are: customers, items, voids, mails, attachments. */
export function contentRequestId(digest: Digest, kind: string, profile: string, content: unknown): string {
  return `at2qbo-${digest(`${kind}|${profile}|${canonical(content)}`).slice(0, 32)}`;
}
