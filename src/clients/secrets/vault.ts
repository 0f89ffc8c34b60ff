// The sealed secrets of one profile, in a file or in the shared ledger.
// Reads it anew each time (another process may have changed it), loads the key once, and changes it under a lock of its own, so that a
// token refresh and a `connect` never undo each other.
import { randomBytes } from 'node:crypto';
import { SecretsError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { KeySource } from './key/source.ts';
import type { Place, Secrets } from './names.ts';
import { askedPlace, keyFilePath, keySource } from './key/places.ts';
import type { PlaceOptions } from './key/places.ts';
import { secretValues } from './redact.ts';
import { keyId, readEnvelope, seal, unseal } from './seal.ts';
import type { Envelope, Origin } from './seal.ts';
import { sealedFile, type SealedText } from './sealed.ts';
import { noteSecrets } from './seen.ts';

export interface Vault {
  /** Everything that is stored; {} where nothing is yet. */
  read(): Promise<Secrets>;
  /** Stores what `change` makes of it; durable when the promise resolves. Makes the key on first use. Nobody else changes them meanwhile. */
  update(change: (secrets: Secrets) => Secrets | Promise<Secrets>): Promise<void>;
  /** Proves that key and file can be written, read and deleted, and makes the key if there is none. */
  prove(): Promise<void>;
  /** Puts a key into another place and seals the file with it; the old place forgets its own. */
  moveTo(place: Place): Promise<void>;
  /** Removes the file, and the key where it is ours alone; needs neither to be readable. Gives the reason when the key had to stay. */
  forget(): Promise<string | null>;
  exists(): Promise<boolean>;
  /** Where the secrets and their key are, for people. */
  describe(): Promise<string>;
  /** Seals them for another profile of that name, where they are, with a key of the same place. Does nothing where that was done. */
  relabel(profile: string): Promise<void>;
  /** The place of the key: the remembered one, or the one that the first use would take. */
  place(): Promise<{ readonly place: Place; readonly keyFile: string | null }>;
}

export interface VaultOptions extends PlaceOptions {
  /** `secrets.enc` of the profile. */
  readonly path: string;
  /** Where the sealed text is, if not in that file. */
  readonly sealed?: SealedText;
  readonly clock: Clock;
}

interface Opening {
  readonly source: KeySource;
  readonly origin: Origin;
}

/** Longer than a token renewal, which asks Intuit while it holds the lock. */
const LOCK_MS = 60_000;
/** A new token may be longer than the old one. */
const MORE_ROOM = 8192;

/** Opens the profile's secrets; touches neither file nor key before the first call. */
export function createVault(options: VaultOptions): Vault {
  const { profile } = options;
  const text = options.sealed ?? sealedFile(options.path, options.clock);
  const path = text.name;
  const keys = new Map<string, Buffer>();
  let queue: Promise<unknown> = Promise.resolve();

  const envelope = async (): Promise<Envelope | null> => {
    const content = await text.read();
    return content === null ? null : readEnvelope(content, path);
  };

  const opening = (place: Place, remembered: Envelope | null): Opening => {
    const keyFile = place === 'file' ? (keyFilePath(options.environment) ?? remembered?.keyFile) : undefined;
    return { source: keySource(place, options, keyFile), origin: { profile, place, keyFile } };
  };

  // Only the keychain's entry belongs to this profile alone.
  const oldKey = (place: Place): KeySource | null => (place === 'keychain' ? keySource(place, options) : null);

  /** The key of an existing file. */
  const keyOf = async (sealed: Envelope): Promise<Buffer> => {
    const known = keys.get(sealed.keyId);
    if (known) return known;
    const asked = askedPlace(options.environment);
    const key =
      asked !== null && asked !== sealed.place
        ? await keyFromElsewhere(asked, sealed)
        : await loadKey(opening(sealed.place, sealed).source, path);
    keys.set(keyId(key), key);
    return key;
  };

  /** Another place than the remembered one is taken only if its key opens the file. */
  const keyFromElsewhere = async (asked: Place, sealed: Envelope): Promise<Buffer> => {
    const { source } = opening(asked, sealed);
    const key = await source.load();
    if (key && keyId(key) === sealed.keyId) return key;
    throw new SecretsError(
      `the key of profile ${profile} is remembered to be in the place '${sealed.place}', but AT2QBO_SECRETS asks for '${asked}' (${source.describe()}), ` +
        (key ? 'whose key is another one' : 'which holds no key'),
      `unset AT2QBO_SECRETS (or set it to ${sealed.place}); to move the key: at2qbo connect --secrets ${asked}, with AT2QBO_SECRETS unset`,
    );
  };

  /** Key and origin for writing: those of the file, or on first use those asked for. */
  const forWriting = async (sealed: Envelope | null): Promise<{ key: Buffer; origin: Origin }> => {
    if (sealed) return { key: await keyOf(sealed), origin: { profile, place: sealed.place, keyFile: sealed.keyFile } };
    const { source, origin } = opening(askedPlace(options.environment) ?? 'keychain', null);
    return { key: await ensureKey(source), origin };
  };

  /** The room is taken first: what `make` brings from Intuit is lost if it can't be stored. */
  const store = async (make: () => Secrets | Promise<Secrets>, key: Buffer, origin: Origin): Promise<void> => {
    const room = await text.room(((await text.read())?.length ?? 0) + MORE_ROOM);
    try {
      const secrets = await make();
      noteSecrets([key.toString('hex'), ...secretValues(secrets)]);
      await room.write(seal(secrets, key, origin));
      keys.set(keyId(key), key);
    } finally {
      room.leave();
    }
  };

  const exclusively = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(async () => {
      const lock = await text.lock({ waitMs: LOCK_MS, note: 'storing secrets' });
      try {
        return await work();
      } finally {
        await lock.release();
      }
    });
    queue = turn.catch(() => undefined); // the failure is the caller's; the next in line goes on
    return turn;
  };

  const read = async (): Promise<Secrets> => {
    const sealed = await envelope();
    if (!sealed) return {};
    const key = await keyOf(sealed);
    const secrets = unseal(sealed, key, profile, path);
    noteSecrets([key.toString('hex'), ...secretValues(secrets)]);
    return secrets;
  };

  return {
    read,
    exists: async () => (await text.read()) !== null,
    update: (change) =>
      exclusively(async () => {
        const sealed = await envelope();
        const { key, origin } = await forWriting(sealed);
        const present = sealed ? unseal(sealed, key, profile, path) : {};
        await store(() => change(present), key, origin);
      }),
    prove: () =>
      exclusively(async () => {
        const sealed = await envelope();
        if (sealed) {
          const { key, origin } = await forWriting(sealed);
          const present = unseal(sealed, key, profile, path);
          await store(() => present, key, origin);
          return;
        }
        const { source, origin } = opening(askedPlace(options.environment) ?? 'keychain', null);
        await source.prove?.();
        const key = await ensureKey(source);
        unseal(readEnvelope(await text.trial(seal({}, key, origin)), path), key, profile, path);
      }),
    moveTo: (place) =>
      exclusively(async () => {
        const sealed = await envelope();
        if (!sealed) throw new SecretsError('there are no secrets to move yet', `AT2QBO_SECRETS=${place} at2qbo connect`);
        const secrets = unseal(sealed, await keyOf(sealed), profile, path);
        const next = opening(place, sealed);
        if (place === sealed.place && next.origin.keyFile === sealed.keyFile) return;
        await next.source.prove?.();
        await store(() => secrets, await ensureKey(next.source), next.origin);
        if (sealed.place !== place) await oldKey(sealed.place)?.remove?.();
      }),
    forget: () =>
      exclusively(async () => {
        let sealed: Envelope | null = null;
        try {
          sealed = await envelope();
        } catch {
          // damaged: forgetting is the way out of that
        }
        await text.remove();
        keys.clear();
        try {
          if (sealed) await oldKey(sealed.place)?.remove?.();
          return null;
        } catch (cause) {
          return cause instanceof SecretsError ? cause.message : String(cause);
        }
      }),
    place: async () => {
      const sealed = await envelope();
      const { place, keyFile } = sealed ?? { place: askedPlace(options.environment) ?? 'keychain', keyFile: undefined };
      return { place, keyFile: place === 'file' ? (keyFilePath(options.environment) ?? keyFile ?? null) : null };
    },
    relabel: (next) =>
      exclusively(async () => {
        const sealed = await envelope();
        if (!sealed) return;
        const target = { ...options, profile: next };
        const source = keySource(sealed.place, target, keyFilePath(options.environment) ?? sealed.keyFile);
        const present = sealed.place === 'keychain' ? await source.load() : null;
        // Stopped half-way the last time: sealed for the new name already.
        if (present !== null && keyId(present) === sealed.keyId) {
          await oldKey(sealed.place)?.remove?.();
          return;
        }
        const key = await keyOf(sealed);
        if (opensFor(next, sealed, key)) return;
        const secrets = unseal(sealed, key, profile, path);
        await store(() => secrets, await ensureKey(source), { profile: next, place: sealed.place, keyFile: sealed.keyFile });
        await oldKey(sealed.place)?.remove?.();
      }),
    describe: async () => {
      const sealed = await envelope();
      const place = sealed?.place ?? askedPlace(options.environment) ?? 'keychain';
      return `${path}, its key in ${opening(place, sealed).source.describe()}`;
    },
  };
}

function opensFor(profile: string, sealed: Envelope, key: Buffer): boolean {
  try {
    unseal(sealed, key, profile, '');
    return true;
  } catch {
    return false;
  }
}

/** The key that must be there. */
async function loadKey(source: KeySource, path: string): Promise<Buffer> {
  const key = await source.load();
  if (key) return key;
  throw new SecretsError(
    `the key of ${path} is not in its place any more: ${source.describe()}`,
    'put the key back, or start over: `at2qbo disconnect --force`, then `at2qbo connect`',
  );
}

/** The key of a place, made there on first use and read back. */
async function ensureKey(source: KeySource): Promise<Buffer> {
  const present = await source.load();
  if (present) return present;
  if (!source.save) throw new SecretsError(`there is no key in ${source.describe()}`, 'put one there: 64 hex digits');
  const key = randomBytes(32);
  await source.save(key);
  const read = await source.load();
  if (!read?.equals(key)) throw new SecretsError(`${source.describe()} gave back another key than was stored`, 'choose another place');
  return key;
}
