// The sealed file of one profile. Reads it anew each time (another process may have changed it), loads the key once,
// and changes it under a lock of its own, so that a token refresh and a `connect` never undo each other.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, SecretsError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { replaceFile } from '../durable.ts';
import { refuseOpen } from './permissions.ts';
import { acquireLock } from '../lock.ts';
import type { KeySource } from './key-source.ts';
import type { Place, Secrets } from './names.ts';
import { askedPlace, keyFilePath, keySource } from './places.ts';
import type { PlaceOptions } from './places.ts';
import { secretValues } from './redact.ts';
import { keyId, readEnvelope, seal, unseal } from './seal.ts';
import type { Envelope, Origin } from './seal.ts';
import { noteSecrets } from './seen.ts';

export interface Vault {
  /** Everything that is stored; {} where nothing is yet. */
  read(): Promise<Secrets>;
  /** Stores what `change` makes of it; durable when the promise resolves. Makes the key on first use. */
  update(change: (secrets: Secrets) => Secrets): Promise<void>;
  /** Proves that key and file can be written, read and deleted, and makes the key if there is none. */
  prove(): Promise<void>;
  /** Puts a key into another place and seals the file with it; the old place forgets its own. */
  moveTo(place: Place): Promise<void>;
  /** Removes the file, and the key where it is ours alone; needs neither to be readable. Gives the reason when the key had to stay. */
  forget(): Promise<string | null>;
  exists(): boolean;
  /** Where the secrets and their key are, for people. */
  describe(): string;
  /** The place of the key: the remembered one, or the one that the first use would take. */
  place(): { readonly place: Place; readonly keyFile: string | null };
}

export interface VaultOptions extends PlaceOptions {
  /** `secrets.enc` of the profile; its lock is beside it. */
  readonly path: string;
  readonly clock: Clock;
}

interface Opening {
  readonly source: KeySource;
  readonly origin: Origin;
}

const LOCK_MS = 20_000;

/** Opens the profile's secrets; touches neither file nor key before the first call. */
export function createVault(options: VaultOptions): Vault {
  const { path, profile } = options;
  const keys = new Map<string, Buffer>();
  let queue: Promise<unknown> = Promise.resolve();

  const envelope = (): Envelope | null => {
    try {
      refuseOpen(path, 'secrets file');
      return readEnvelope(readFileSync(path, 'utf8'), path);
    } catch (cause) {
      if (cause instanceof SecretsError || cause instanceof ConfigError) throw cause;
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new SecretsError(`can't read the secrets file ${path}`, 'let this user read it: chown, then chmod 600', { cause });
    }
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

  const store = (secrets: Secrets, key: Buffer, origin: Origin): void => {
    noteSecrets([key.toString('hex'), ...secretValues(secrets)]);
    try {
      replaceFile(path, seal(secrets, key, origin));
    } catch (cause) {
      throw new SecretsError(`can't write the secrets file ${path}`, 'make room on the disk, and its folder writable for this user', {
        cause,
      });
    }
    keys.set(keyId(key), key);
  };

  const exclusively = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(async () => {
      const lock = await acquireLock(`${path}.lock`, { waitMs: LOCK_MS, clock: options.clock, note: 'storing secrets' });
      try {
        return await work();
      } finally {
        lock.release();
      }
    });
    queue = turn.catch(() => undefined); // the failure is the caller's; the next in line goes on
    return turn;
  };

  const read = async (): Promise<Secrets> => {
    const sealed = envelope();
    if (!sealed) return {};
    const key = await keyOf(sealed);
    const secrets = unseal(sealed, key, profile, path);
    noteSecrets([key.toString('hex'), ...secretValues(secrets)]);
    return secrets;
  };

  return {
    read,
    exists: () => existsSync(path),
    update: (change) =>
      exclusively(async () => {
        const sealed = envelope();
        const { key, origin } = await forWriting(sealed);
        store(change(sealed ? unseal(sealed, key, profile, path) : {}), key, origin);
      }),
    prove: () =>
      exclusively(async () => {
        const sealed = envelope();
        if (sealed) {
          const { key, origin } = await forWriting(sealed);
          store(unseal(sealed, key, profile, path), key, origin);
          return;
        }
        const { source, origin } = opening(askedPlace(options.environment) ?? 'keychain', null);
        await source.prove?.();
        const trial = `${path}.trial`;
        try {
          const key = await ensureKey(source);
          replaceFile(trial, seal({}, key, origin));
          unseal(readEnvelope(readFileSync(trial, 'utf8'), trial), key, profile, trial);
        } catch (cause) {
          if (cause instanceof SecretsError || cause instanceof ConfigError) throw cause;
          throw new SecretsError(`can't write into ${dirname(path)}`, 'make the folder writable for this user', { cause });
        } finally {
          rmSync(trial, { force: true });
        }
      }),
    moveTo: (place) =>
      exclusively(async () => {
        const sealed = envelope();
        if (!sealed) throw new SecretsError('there are no secrets to move yet', `AT2QBO_SECRETS=${place} at2qbo connect`);
        const secrets = unseal(sealed, await keyOf(sealed), profile, path);
        const next = opening(place, sealed);
        if (place === sealed.place && next.origin.keyFile === sealed.keyFile) return;
        await next.source.prove?.();
        store(secrets, await ensureKey(next.source), next.origin);
        if (sealed.place !== place) await oldKey(sealed.place)?.remove?.();
      }),
    forget: () =>
      exclusively(async () => {
        let sealed: Envelope | null = null;
        try {
          sealed = envelope();
        } catch {
          // damaged: forgetting is the way out of that
        }
        rmSync(path, { force: true });
        keys.clear();
        try {
          if (sealed) await oldKey(sealed.place)?.remove?.();
          return null;
        } catch (cause) {
          return cause instanceof SecretsError ? cause.message : String(cause);
        }
      }),
    place: () => {
      const sealed = envelope();
      const { place, keyFile } = sealed ?? { place: askedPlace(options.environment) ?? 'keychain', keyFile: undefined };
      return { place, keyFile: place === 'file' ? (keyFilePath(options.environment) ?? keyFile ?? null) : null };
    },
    describe: () => {
      const sealed = envelope();
      const place = sealed?.place ?? askedPlace(options.environment) ?? 'keychain';
      return `${path}, its key in ${opening(place, sealed).source.describe()}`;
    },
  };
}

/** The key that must be there. */
async function loadKey(source: KeySource, path: string): Promise<Buffer> {
  const key = await source.load();
  if (key) return key;
  throw new SecretsError(
    `the key of ${path} is not in its place any more: ${source.describe()}`,
    'put the key back, or start over: `at2qbo disconnect --yes`, then `at2qbo connect`',
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
