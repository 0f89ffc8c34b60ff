// Replaces a file so that a crash leaves the old content or the new one, never a torn one; readable by its owner alone.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const OWNER_ALONE = 0o600;

/**
 * Makes the folder (0700) and those above it where they are missing; one that is there keeps its mode. Step by step: Node's own `recursive` never returns
 * where a file system says that a folder's parent isn't there although it is (/proc).
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    // Another program was first: as good.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw cause;
  }
}

/** Writes beside the file, forces it to the disk, renames it over the old one and forces the folder too. Mode 0600 unless another is given. */
export function replaceFile(path: string, content: string | Uint8Array, mode = OWNER_ALONE): void {
  const folder = dirname(path);
  makeFolder(folder);
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeDurably(temporary, content, 'wx', mode);
    rename(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
  syncFolder(folder);
}

/** Room on the disk for the next text of a file. */
export interface Room {
  /** Puts the text into the room, forces it to the disk and renames it over the file. */
  fill(content: string): void;
  /** Gives the room back if it wasn't filled. */
  leave(): void;
}

/**
 * As `replaceFile`, in two steps, for a text that can't be had again: the room is taken before the text is there, so that a disk that is full, or
 * fills up meanwhile, is no matter; and once the bytes are written a kill doesn't lose them. They wait beside the file under a fixed name, and
 * `newestText` finds them there. Until then line breaks stand there, which no JSON text holds: a half-filled room is never whole.
 */
export function takeRoom(path: string, bytes: number, isWhole: (text: string) => boolean): Room {
  makeFolder(dirname(path));
  const next = nextOf(path);
  if (textOf(next, isWhole) !== null) rename(next, path); // left by a kill: the newest there is
  rmSync(next, { force: true });
  const file = openSync(next, 'wx', OWNER_ALONE);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  const leave = (): void => {
    if (!isOpen) return;
    close();
    rmSync(next, { force: true });
  };
  try {
    writeFileSync(file, '\n'.repeat(bytes));
    fsyncSync(file);
  } catch (cause) {
    leave();
    throw cause;
  }
  const fill = (content: string): void => {
    try {
      const text = Buffer.from(content, 'utf8');
      for (let done = 0; done < text.length;) done += writeSync(file, text, done, text.length - done, done);
      ftruncateSync(file, text.length);
      fsyncSync(file);
      close(); // Windows renames no open file
      rename(next, path);
    } catch (cause) {
      close();
      rmSync(next, { force: true });
      throw cause;
    }
    syncFolder(dirname(path));
  };
  return { fill, leave };
}

/** Where the room is, and the new text until it takes the file's place. */
export function nextOf(path: string): string {
  return `${path}.next`;
}

/** The file's text, or the newer one that a kill left beside it; throws ENOENT where there is neither. */
export function newestText(path: string, isWhole: (text: string) => boolean): string {
  return textOf(nextOf(path), isWhole) ?? readFileSync(path, 'utf8');
}

// Torn, or gone because it has just taken its place: the file itself is the newest.
function textOf(path: string, isWhole: (text: string) => boolean): string | null {
  try {
    const text = readFileSync(path, 'utf8');
    return isWhole(text) ? text : null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Creates the file (0600); throws EEXIST where there is one already. */
export function createFile(path: string, content: string): void {
  makeFolder(dirname(path));
  writeDurably(path, content, 'wx');
  syncFolder(dirname(path));
}

function writeDurably(path: string, content: string | Uint8Array, flag: 'wx', mode = OWNER_ALONE): void {
  const file = openSync(path, flag, OWNER_ALONE);
  try {
    writeFileSync(file, content);
    if (mode !== OWNER_ALONE) fchmodSync(file, mode); // whatever the umask
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

// On Windows a virus scanner may hold the file open for a moment; elsewhere a rename works or never will.
function rename(from: string, to: string): void {
  for (let tries = process.platform === 'win32' ? 20 : 1; ; tries -= 1) {
    try {
      renameSync(from, to);
      return;
    } catch (cause) {
      if (tries <= 1) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}

// The rename itself is durable only once the folder is; Windows has no such call.
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
