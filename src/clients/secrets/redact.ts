// Takes secrets out of text that is about to be logged, mailed or written into a crash report.
import type { Secrets } from './names.ts';

const MASK = '[secret]';
const SHORTEST = 4; // shorter ones would blot out ordinary words
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

/** The text with these secrets masked, as they are, URL-encoded, JSON-escaped and in base64. */
export function redactKnown(text: string, secrets: Iterable<string>): string {
  const known = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue;
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ])
      if (text.includes(spelling)) known.add(spelling);
  }
  return [...known].sort((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, MASK), text);
}

/** The same, and whatever looks like a secret masked too. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = redactKnown(text, secrets);
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}
