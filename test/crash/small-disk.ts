// A small disk of its own under a folder: a tmpfs that can be filled in a moment, or made read-only. Needs root on Linux.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = 'size=8m';

export const isRoot = process.getuid?.() === 0;
export const canMount = isRoot && process.platform === 'linux' && mountWorks();

/** The folder's files onto a disk of their own. */
export function moveToDisk(folder: string): void {
  keeping(folder, () => execFileSync('mount', ['-t', 'tmpfs', '-o', `${SIZE},mode=700`, 'tmpfs', folder]));
}

/** And back. */
export function moveBack(folder: string): void {
  keeping(folder, () => execFileSync('umount', ['-l', folder]));
}

export function remount(folder: string, how: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${how}`, folder]);
}

/** To the last byte, with one file: removing it makes room again. */
export function fillDisk(ballast: string): void {
  for (const size of [65_536, 4096, 1]) {
    const piece = Buffer.alloc(size);
    try {
      for (;;) writeFileSync(ballast, piece, { flag: 'a' });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    }
  }
}

function keeping(folder: string, work: () => void): void {
  const kept = mkdtempSync(join(tmpdir(), 'at2qbo-disk-'));
  cpSync(folder, kept, { recursive: true, preserveTimestamps: true });
  work();
  cpSync(kept, folder, { recursive: true, preserveTimestamps: true });
  rmSync(kept, { recursive: true });
}

function mountWorks(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'at2qbo-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', SIZE, 'tmpfs', probe]).status === 0;
  if (isMounted) spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true });
  return isMounted;
}
