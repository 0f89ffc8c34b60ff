// Which place holds the key: the one remembered in the sealed file, or the one asked for on first use.
// Never another one silently.
import { resolve } from 'node:path';
import { ConfigError } from '../../../core/errors.ts';
import { keyFromCommand, keyInEnvironment } from './env.ts';
import { keyInCredential, keyInFile } from './file.ts';
import type { KeySource } from './source.ts';
import { keyInKeychain, osKeychain } from './keychain.ts';
import type { Keychain } from './keychain.ts';
import { PLACES } from '../names.ts';
import type { Environment, Place } from '../names.ts';

export interface PlaceOptions {
  readonly profile: string;
  readonly environment: Environment;
  /** Setting `secrets.keyCommand`. */
  readonly keyCommand: readonly string[] | null;
  /** Tests bring their own. */
  readonly keychain?: Keychain;
}

/** AT2QBO_SECRETS, or null where it isn't set. */
export function askedPlace(environment: Environment): Place | null {
  const asked = environment['AT2QBO_SECRETS'];
  if (asked === undefined || asked === '') return null;
  return parsePlace(asked, 'AT2QBO_SECRETS');
}

/** A place by its name; `from` is where the name was given. */
export function parsePlace(text: string, from: string): Place {
  const place = PLACES.find((name) => name === text);
  if (!place) throw new ConfigError(`${from} is '${text}'; allowed: ${PLACES.join(', ')}`);
  return place;
}

/** The source for a place. `keyFile` is the path that the sealed file remembers; AT2QBO_SECRETS_KEY_FILE wins over it. */
export function keySource(place: Place, options: PlaceOptions, keyFile?: string): KeySource {
  const { profile, environment, keyCommand } = options;
  switch (place) {
    case 'keychain':
      return keyInKeychain(profile, options.keychain ?? osKeychain(environment));
    case 'credential':
      return keyInCredential(environment['CREDENTIALS_DIRECTORY']);
    case 'file': {
      const path = keyFilePath(environment) ?? keyFile;
      if (path === undefined) {
        throw new ConfigError(
          'AT2QBO_SECRETS_KEY_FILE is not set',
          'set it to the path of the key file; `at2qbo connect` creates the file',
        );
      }
      return keyInFile(path);
    }
    case 'command':
      return keyFromCommand(keyCommand, environment);
    case 'env':
      return keyInEnvironment(environment);
  }
}

/** AT2QBO_SECRETS_KEY_FILE as an absolute path. */
export function keyFilePath(environment: Environment): string | undefined {
  const path = environment['AT2QBO_SECRETS_KEY_FILE'];
  return path === undefined || path === '' ? undefined : resolve(path);
}
