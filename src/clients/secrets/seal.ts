// The sealed file's format: a JSON envelope around AES-256-GCM.
// The profile's name and the place of the key are authenticated too, so that a file of another profile, or one whose remembered place
// was changed, doesn't open.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { SecretsError } from '../../core/errors.ts';
import { PLACES, secretsSchema } from './names.ts';
import type { Place, Secrets } from './names.ts';

const envelopeSchema = z.object({
  v: z.literal(1),
  place: z.enum(PLACES),
  /** Path of the key file where the place is `file`, so that a cron line needs no variable. */
  keyFile: z.string().optional(),
  keyId: z.string(),
  iv: z.string(),
  tag: z.string(),
  ct: z.string(),
});
export type Envelope = Readonly<z.infer<typeof envelopeSchema>>;

/** What the file remembers of its key. */
export interface Origin {
  readonly profile: string;
  readonly place: Place;
  readonly keyFile?: string | undefined;
}

const RECONNECT = 'restore the file from a backup, or start over: `at2qbo disconnect --force`, then `at2qbo connect`';

/** Tells two keys apart without telling anything of either. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update('at2qbo key id\0').update(key).digest('hex').slice(0, 16);
}

/** The secrets as the text of the file. */
export function seal(secrets: Secrets, key: Uint8Array, origin: Origin): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(associated(origin));
  const ct = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  const envelope: Envelope = {
    v: 1,
    place: origin.place,
    ...(origin.keyFile === undefined ? {} : { keyFile: origin.keyFile }),
    keyId: keyId(key),
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    ct: ct.toString('base64'),
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** The envelope of a file's text; a SecretsError when it isn't one. */
export function readEnvelope(text: string, path: string): Envelope {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SecretsError(`the secrets file ${path} is damaged: it isn't JSON`, RECONNECT, { cause });
  }
  const version = (json as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version > 1) {
    throw new SecretsError(`the secrets file ${path} was written by a newer at2qbo (format ${version})`, 'update at2qbo');
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) throw new SecretsError(`the secrets file ${path} is damaged: it isn't a sealed file`, RECONNECT);
  return envelope.data;
}

/** Whether the text is all there: the rest of a write that was cut off isn't. */
export function isEnvelope(text: string): boolean {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false; // not JSON
  }
}

/** Opens the envelope; says "wrong key" and "damaged" apart. */
export function unseal(envelope: Envelope, key: Uint8Array, profile: string, path: string): Secrets {
  if (keyId(key) !== envelope.keyId) {
    throw new SecretsError(
      `wrong key: the secrets file ${path} was sealed with another key than the one given`,
      `give the key that was used by \`connect\` (place: ${envelope.place}), or start over: \`at2qbo disconnect --force\`, then \`at2qbo connect\``,
    );
  }
  let text: string;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(envelope.iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(associated({ profile, place: envelope.place, keyFile: envelope.keyFile }));
    decipher.setAuthTag(Buffer.from(envelope.tag, 'base64'));
    text = decipher.update(Buffer.from(envelope.ct, 'base64'), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new SecretsError(`the secrets file ${path} is damaged, was altered, or belongs to another profile`, RECONNECT, { cause });
  }
  const secrets = secretsSchema.safeParse(JSON.parse(text));
  // The issue list names fields only; the cause is left out because zod's may quote values.
  if (!secrets.success) throw new SecretsError(`the secrets file ${path} holds something unexpected`, RECONNECT);
  return secrets.data;
}

function associated(origin: Origin): Buffer {
  return Buffer.from(`at2qbo/secrets/v1/${JSON.stringify([origin.profile, origin.place, origin.keyFile ?? null])}`, 'utf8');
}
