// Where the sealed text of a profile lies. Here: in a file of its own.
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, SecretsError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { newestText, nextOf, replaceFile, replaceFileKeeping } from '../durable.ts';
import { fileLock, type TakeLock } from '../lock.ts';
import { refuseOpen } from './permissions.ts';
import { isEnvelope } from './seal.ts';

export interface SealedText {
  /** For people. */
  readonly name: string;
  /** Null where nothing is stored yet. */
  read(): Promise<string | null>;
  /** Durable when it resolves. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
  /** Writes the text beside what is stored, reads it back and takes it away: proof that `write` will work. */
  trial(text: string): Promise<string>;
  /** One at a time, in all programs that share the text. */
  readonly lock: TakeLock;
}

/** `secrets.enc` of the profile; its lock is beside it. */
export function sealedFile(path: string, clock: Clock): SealedText {
  return {
    name: path,
    lock: fileLock(`${path}.lock`, clock),
    read: () => Promise.resolve(readSealedFile(path)),
    write: (text) => {
      try {
        replaceFileKeeping(path, text, isEnvelope);
        return Promise.resolve();
      } catch (cause) {
        const fix = 'make room on the disk, and its folder writable for this user';
        return Promise.reject(new SecretsError(`can't write the secrets file ${path}`, fix, { cause }));
      }
    },
    remove: () => {
      removeSealedFile(path);
      return Promise.resolve();
    },
    trial: (text) => {
      const trial = `${path}.trial`;
      try {
        replaceFile(trial, text);
        return Promise.resolve(readFileSync(trial, 'utf8'));
      } catch (cause) {
        return Promise.reject(new SecretsError(`can't write into ${dirname(path)}`, 'make the folder writable for this user', { cause }));
      } finally {
        rmSync(trial, { force: true });
      }
    },
  };
}

/** Takes the file away, and what a killed write left beside it. */
export function removeSealedFile(path: string): void {
  rmSync(nextOf(path), { force: true });
  rmSync(path, { force: true });
}

/** The text of a sealed file; null where there is none. */
export function readSealedFile(path: string): string | null {
  try {
    refuseOpen(path, 'secrets file');
    return newestText(path, isEnvelope);
  } catch (cause) {
    if (cause instanceof SecretsError || cause instanceof ConfigError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SecretsError(`can't read the secrets file ${path}`, 'let this user read it: chown, then chmod 600', { cause });
  }
}
