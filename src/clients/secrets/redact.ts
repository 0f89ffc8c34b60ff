// Takes secrets out of text that leaves the program: the one list of shapes, and the one mask.
import type { Secrets } from './names.ts';
import { MASK, redactKnown } from './redact-known.ts';
import { hideSeen } from './seen.ts';

/** How secrets look, for the whole program; the mask takes the place of what each pattern does not keep. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // Intuit's tokens and codes by their beginnings, also ones that this run never held.
  [/\b(?:eyJ|AB|RT1-)[\w.+/=\u2026-]{16,}/g, MASK],
  // Keys, tokens and their like: long runs without a space. A path has slashes in between, a request id has 39 characters.
  [/[A-Za-z0-9+=_-]{40,}/g, MASK],
  [/\bBearer\s+[A-Za-z0-9._~+/=-]{4,}/gi, `Bearer ${MASK}`],
  [/\bBasic\s+[A-Za-z0-9._~+/=-]{8,}/gi, `Basic ${MASK}`],
  [/\b(tokens?|bearer|authorization)\b([^:\n]{0,20}):?\s+(?=[\w.\u2026-]*\d)[\w.\u2026+/=-]{6,}/gi, `$1$2: ${MASK}`],
  // A password in an address.
  [/([a-z][a-z0-9+.-]*:\/\/[^:/?#@\s]*):[^\s@]*@/gi, `$1:${MASK}@`],
  [/((?:refresh_token|access_token|id_token|client_secret|code|token|password|secret)=)[^&\s"']+/gi, `$1${MASK}`],
  [
    /("(?:refresh_?token|access_?token|id_?token|client_?secret|token|password|secret|apiintegrationcode)"\s*:\s*")(?:[^"\\]|\\.)*"/gi,
    `$1${MASK}"`,
  ],
  [/((?:^|[\s{,"'])(?:authorization|secret|apiintegrationcode)["']?\s*:\s*["']?)(?!\[|(?:Bearer|Basic)\b)[^\s"',}]+/gim, `$1${MASK}`],
];

/** Every value to hide, longest first. */
export function secretValues(secrets: Secrets): string[] {
  const token = secrets['quickbooks.token'];
  const values = [
    secrets['autotask.secret'],
    secrets['autotask.integrationCode'],
    secrets['quickbooks.clientSecret'],
    secrets['mail.password'],
    token?.accessToken,
    token?.refreshToken,
  ];
  return values.filter((value): value is string => value !== undefined && value !== '');
}

/** The text with these secrets, every one that this program has seen, and whatever looks like one masked. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = hideSeen(redactKnown(text, secrets));
  for (const [pattern, replacement] of SHAPES) clean = clean.replace(pattern, replacement);
  return clean;
}
