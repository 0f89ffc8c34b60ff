// Which machine a process number belongs to. Not the host's name alone.
// Two containers may have the same one, and number their processes alike.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The same text in two programs: they see each other's processes. */
export function processOrigin(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname(); // not Linux: containers are
  }
}
