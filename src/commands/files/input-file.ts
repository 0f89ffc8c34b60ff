// Files that a person names to be read (an import, a plan): read up to a limit, whatever they turn out to be.
import { closeSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../../core/errors.ts';

/** Far more than any settings file or plan of ours. */
const LARGEST = 16 * 1024 * 1024;
/** Our own files nest less than ten deep. */
const DEEPEST = 32;

/** The text of a file. Throws a UsageError for one that can't be read or is larger than `largest` bytes (`/dev/zero` has no end). */
export function readInFile(path: string, largest = LARGEST): string {
  try {
    const file = openSync(path, 'r');
    try {
      return readAll(file, largest, path);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown cause';
    throw new UsageError(`${path} can't be read (${code})`, 'check the path and its permissions');
  }
}

function readAll(file: number, largest: number, path: string): string {
  const parts: Buffer[] = [];
  for (let total = 0; ;) {
    const part = Buffer.alloc(65_536);
    const length = readSync(file, part, 0, part.length, null);
    if (length === 0) return Buffer.concat(parts).toString('utf8');
    total += length;
    if (total > largest) throw tooLarge(path, largest);
    parts.push(part.subarray(0, length));
  }
}

/** What is said of text beyond the limit. */
export function tooLarge(from: string, largest = LARGEST): UsageError {
  return new UsageError(`${from} holds more than ${Math.floor(largest / 1024 / 1024)} MB: at2qbo didn't write it`, 'check the path');
}

/** Refuses (UsageError) JSON that nests so deep that walking it could exhaust the stack. Looks at the text, so that nothing is built first. */
export function checkDepth(text: string, from: string, deepest = DEEPEST): void {
  let depth = 0;
  let isInString = false;
  for (let n = 0; n < text.length; n += 1) {
    const character = text[n];
    if (isInString) {
      if (character === '\\') n += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest)
        throw new UsageError(`${from}: nested too deep (more than ${deepest} levels): at2qbo didn't write it`, 'check the file');
    } else if (character === '}' || character === ']') depth -= 1;
  }
}
