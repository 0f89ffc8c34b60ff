// Takes secrets out of text that is written for support: known ones by their value, others by how they look.
import { hideSeen, noteSecrets } from '../../clients/secrets/seen.ts';

// Environment variables whose value is a secret.
const SECRET_VARIABLE = /^AT2QBO_.*(?:SECRET|TOKEN|PASSWORD|INTEGRATION_CODE|SECRETS_KEY)$/;

const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [/([a-z][a-z0-9+.-]*:\/\/[^:/?#@\s]*):\S*@/gi, '$1:***@'],
  [
    /("?(?:client_?secret|secret|password|(?:access_?|refresh_?|id_?)?token|integrationcode|apiintegrationcode)"?\s*[:=]\s*"?)[^\s"&,}]+/gi,
    '$1***',
  ],
  [/([?&](?:code|state)=)[^\s"&]+/gi, '$1***'],
  // Keys, tokens and their like: long runs without a space. A path has slashes in between.
  [/\b[A-Za-z0-9_+=.-]{32,}/g, '***'],
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Makes the secrets that came with the environment known, so that no way out shows them. */
export function noteEnvironment(env: Environment): void {
  noteSecrets(Object.entries(env).flatMap(([name, value]) => (SECRET_VARIABLE.test(name) ? [value] : [])));
}

/** The text without secrets. */
export function redact(text: string, env: Environment): string {
  const known = Object.entries(env).flatMap(([name, value]) => (SECRET_VARIABLE.test(name) && value && value.length >= 4 ? [value] : []));
  const withoutKnown = known.sort((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, '***'), hideSeen(text));
  return SHAPES.reduce((rest, [shape, stand]) => rest.replaceAll(shape, stand), withoutKnown);
}
