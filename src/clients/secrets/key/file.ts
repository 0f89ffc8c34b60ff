// The key in a file: one that at2qbo made (0600), or the one systemd hands to a service.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, SecretsError } from '../../../core/errors.ts';
import { createFile } from '../../host/durable.ts';
import { parseKey } from './source.ts';
import type { KeySource } from './source.ts';
import { refuseOpen } from '../permissions.ts';

/** The file in AT2QBO_SECRETS_KEY_FILE. Refused when group or others may do anything with it. */
export function keyInFile(path: string): KeySource {
  return {
    load: () => Promise.resolve(readKey(path, true)),
    save: async (key) => {
      try {
        createFile(path, `${key.toString('hex')}\n`);
      } catch (cause) {
        throw new ConfigError(`can't create the key file ${path}`, 'make its folder writable, or set AT2QBO_SECRETS_KEY_FILE', { cause });
      }
    },
    // No `remove`: other profiles may share the file.
    prove: async () => {
      const trial = join(dirname(path), `.at2qbo-${randomBytes(6).toString('hex')}`);
      const text = randomBytes(32).toString('hex');
      try {
        if (readKey(path, true)) return; // a key that was put there may lie in a folder that we may only read
        createFile(trial, text);
        if (readFileSync(trial, 'utf8') !== text) throw new Error('what was read differs from what was written');
      } catch (cause) {
        if (cause instanceof ConfigError) throw cause;
        throw new ConfigError(
          `can't keep a key in ${dirname(path)}`,
          'make the folder writable, or set AT2QBO_SECRETS_KEY_FILE to another path',
          { cause },
        );
      } finally {
        rmSync(trial, { force: true });
      }
    },
    describe: () => `the key file ${path}`,
  };
}

/** `at2qbo.key` in $CREDENTIALS_DIRECTORY. systemd guards it (its mode shows an ACL as group access, so modes say nothing here). */
export function keyInCredential(folder: string | undefined): KeySource {
  const path = folder === undefined || folder === '' ? null : join(folder, 'at2qbo.key');
  return {
    load: async () => {
      const key = path === null ? null : readKey(path, false);
      if (key) return key;
      throw new SecretsError(
        path === null ? 'there is no systemd credential: CREDENTIALS_DIRECTORY is not set' : `there is no systemd credential ${path}`,
        'add LoadCredentialEncrypted=at2qbo.key:… to the service (64 hex digits), and run at2qbo inside it',
      );
    },
    describe: () => `the systemd credential ${path ?? 'at2qbo.key'}`,
  };
}

function readKey(path: string, isPrivate: boolean): Buffer | null {
  let content: Buffer;
  try {
    if (isPrivate) refuseOpen(path, 'key file');
    content = readFileSync(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError(`can't read the key file ${path}`, 'let this user, and nobody else, read it: chown, then chmod 600', { cause });
  }
  const key = parseKey(content.toString('latin1')) ?? (content.length === 32 ? content : null);
  if (!key) {
    throw new ConfigError(`the key file ${path} doesn't hold 64 hex digits`, `make a new one: openssl rand -hex 32 > ${path}`);
  }
  return key;
}
