// The single executable: what it carries inside, where an installation has files beside it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getAsset, isSea } from 'node:sea';

/** What `scripts/executable/build.mjs` puts in. `program.js`: the whole program, for a thread to run. */
type Carried = 'package.json' | 'build.json' | 'help.txt' | 'program.js';

/** Its first argument where it is the child that asks the keychain. */
export const KEYCHAIN_CALL = '--keychain-call';

/** Does this run as the single executable? Then there is no folder of its own, and `process.execPath` is the program. */
export function isExecutable(): boolean {
  return isSea();
}

/** A text that is inside. */
export function carriedText(name: Carried): string {
  return getAsset(name, 'utf8');
}

/** The native part of the keychain's package. The system loads it from a file only: one that is this user's alone, and is gone again at once. */
export function loadCarriedKeyring(): unknown {
  const content = new Uint8Array(getAsset('keyring.node'));
  // Some temporary folders are mounted noexec: no program can be started from them.
  const places = [tmpdir(), process.env['AT2QBO_HOME'] ?? homedir()];
  for (const [at, place] of places.entries()) {
    try {
      return loadFrom(place, content);
    } catch (error) {
      if (at === places.length - 1) throw error;
    }
  }
  throw new Error('no folder to load it from');
}

function loadFrom(place: string, content: Uint8Array): unknown {
  const folder = mkdtempSync(join(place, 'at2qbo-'));
  try {
    const file = join(folder, 'keyring.node');
    writeFileSync(file, content, { mode: 0o700 });
    const loaded: { exports: unknown } = { exports: {} };
    process.dlopen(loaded, file);
    return loaded.exports;
  } finally {
    // Windows keeps a loaded file; everywhere else it may go.
    if (process.platform !== 'win32') rmSync(folder, { recursive: true, force: true });
  }
}
