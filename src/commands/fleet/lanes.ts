// What several runs side by side share: which program each of them is, and how much memory it may take.
import { totalmem } from 'node:os';
import { carriedText, isExecutable } from '../../clients/host/executable.ts';

const LARGEST_MB = 4096;
const SMALLEST_MB = 256;

/** What a lane runs: this very program. */
export function ownProgram(): { readonly script: string; readonly isCode: boolean } {
  return isExecutable() ? { script: carriedText('program.js'), isCode: true } : { script: process.argv[1] ?? '', isCode: false };
}

/** A lane's part of half the memory, in MB: enough for the largest books, and a leak is ended before it takes what the others need. */
export function heapOf(lanes: number): number {
  return Math.min(LARGEST_MB, Math.max(SMALLEST_MB, Math.floor(totalmem() / 1024 / 1024 / 2 / lanes)));
}
