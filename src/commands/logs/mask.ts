// Takes secrets and e-mail addresses out of everything that leaves for support.
import { redact } from '../../clients/secrets/redact.ts';

// Wide on purpose: an address that is cut off, unusual or encoded is still nobody's business. `\n` before one is a line break of nested JSON.
const PARTS = String.raw`[^\s"'<>()\[\]{},;:\\|@&=?/%]`;
const ADDRESS = new RegExp(String.raw`(\\[nrt])?(?:${PARTS}|%(?!40)[0-9A-Fa-f]{2})*(?:@|%40|&#64;|\\u0040)${PARTS}+`, 'giu');
const MASKED = '[e-mail]';

/** The text without these secrets, without what looks like one, and without e-mail addresses. */
export function maskText(text: string, secrets: readonly string[]): string {
  return redact(text, secrets).replaceAll(ADDRESS, (_, lead: string | undefined) => `${lead ?? ''}${MASKED}`);
}

/** The same for every text in a value, keys included. */
export function maskDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, secrets);
  if (Array.isArray(value)) return value.map((one) => maskDeep(one, secrets));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [maskText(key, secrets), maskDeep(one, secrets)]));
  return value;
}
