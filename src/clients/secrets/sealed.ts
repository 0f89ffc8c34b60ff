// Where the sealed text of a profile lies. Here: in a file of its own.
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, SecretsError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { newestText, nextOf, replaceFile, takeRoom } from '../host/durable.ts';
import { fileLock, type TakeLock } from '../host/lock.ts';
import { refuseOpen } from './permissions.ts';
import { isEnvelope } from './seal.ts';

export interface SealedText {
  /** For people. */
  readonly name: string;
  /** Null where nothing is stored yet. */
  read(): Promise<string | null>;
  /** Room for this many bytes, so that storing what comes next can't fail for want of it. */
  room(bytes: number): Promise<SealedRoom>;
  remove(): Promise<void>;
  /** Writes the text beside what is stored, reads it back and takes it away: proof that `write` will work. */
  trial(text: string): Promise<string>;
  /** One at a time, in all programs that share the text. */
  readonly lock: TakeLock;
}

/** Room that is taken: to be filled, or given back. */
export interface SealedRoom {
  /** Durable when it resolves. */
  write(text: string): Promise<void>;
  /** After a write it does nothing. */
  leave(): void;
}

/** `secrets.enc` of the profile; its lock is beside it. */
export function sealedFile(path: string, clock: Clock): SealedText {
  return {
    name: path,
    lock: fileLock(`${path}.lock`, clock),
    read: () => Promise.resolve(readSealedFile(path)),
    room: async (bytes) => {
      const room = written(path, () => takeRoom(path, bytes, isEnvelope));
      return { write: async (text) => written(path, () => room.fill(text)), leave: () => room.leave() };
    },
    remove: () => {
      removeSealedFile(path);
      return Promise.resolve();
    },
    trial: async (text) => {
      const trial = `${path}.trial`;
      try {
        return written(path, () => {
          replaceFile(trial, text);
          return readFileSync(trial, 'utf8');
        });
      } finally {
        rmSync(trial, { force: true });
      }
    },
  };
}

/** The connection is as good as before: nothing to connect anew (4), something about the host to put right (2). */
function written<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    const fix = `make room on the disk, and let this user write into ${dirname(path)}; then run the command again`;
    throw new ConfigError(`can't write the secrets file ${path} (${code})`, fix, { cause });
  }
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
