// Every secret that this program has read, been given or been issued, so that every way out can mask it.
// One list for the whole program on purpose: it is the last net, and must not depend on each caller handing secrets along.
import { redactKnown } from './redact-known.ts';

const seen = new Set<string>();
// A shorter one could be a word or an amount: masking it would spoil every output.
const SHORTEST = 6;

/** Remembers these values as secret until the program ends. Null, undefined and short ones are left out. */
export function noteSecrets(values: Iterable<string | null | undefined>): void {
  for (const value of values) if (typeof value === 'string' && value.trim().length >= SHORTEST) seen.add(value.trim());
}

/** The text with every secret seen so far masked. */
export function hideSeen(text: string): string {
  return redactKnown(text, seen);
}

/** Environment variables whose value is a secret. */
const SECRET_VARIABLE = /^AT2QBO_.*(?:SECRET|TOKEN|PASSWORD|INTEGRATION_CODE|SECRETS_KEY)$/;

/** Makes the secrets that came with the environment known, so that no way out shows them. */
export function noteEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  noteSecrets(Object.entries(env).flatMap(([name, value]) => (SECRET_VARIABLE.test(name) ? [value] : [])));
}

/** Begins anew: for a thread that goes on to another profile, whose texts can't hold the last one's secrets. */
export function forgetSeen(): void {
  seen.clear();
}
