// Takes secrets out of text that is about to be logged, mailed or written into a crash report.
import type { Secrets } from './names.ts';
import { MASK, redactKnown } from './redact-known.ts';
import { hideSeen } from './seen.ts';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${MASK}`],
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
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}
