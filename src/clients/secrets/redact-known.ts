// Masks secrets whose values are known.

/** What stands where a secret was. */
export const MASK = '[secret]';
const SHORTEST = 4; // shorter ones would blot out ordinary words

/** The text with these secrets masked, as they are, URL-encoded, JSON-escaped and in base64. */
export function redactKnown(text: string, secrets: Iterable<string>): string {
  const found = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue;
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ])
      if (text.includes(spelling)) found.add(spelling);
  }
  return [...found].sort((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, MASK), text);
}
