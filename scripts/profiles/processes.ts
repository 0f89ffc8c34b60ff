// Memory and processor time of a process and its children, read from /proc (Linux).
import { readdirSync, readFileSync } from 'node:fs';

export interface Family {
  /** Resident memory in MB: all together, and the largest process. */
  readonly memory: number;
  readonly largest: number;
  /** Seconds of the processor, of the children that have ended too. */
  readonly cpu: number;
}

const TICKS = 100;

/** A process and its children. */
export function family(parent: number): Family {
  const sizes: number[] = [];
  let ticks = 0;
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      // After the name in brackets: state, parent, ... utime, stime, cutime, cstime from the 12th on, resident pages as the 22nd.
      const [, parentOf, ...rest] = (/\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1] ?? '').split(' ');
      if (Number(name) !== parent && Number(parentOf) !== parent) continue;
      const times = rest.slice(9, 13).map(Number);
      ticks += times.reduce((sum, time) => sum + time, 0);
      sizes.push((Number(rest[19]) * 4096) / 1024 / 1024);
    } catch {
      // it ended while it was looked at
    }
  }
  return { memory: sizes.reduce((a, b) => a + b, 0), largest: Math.max(0, ...sizes), cpu: ticks / TICKS };
}

/** Seconds of the processor that this process's children took which have ended, and theirs. */
export function endedChildren(): number {
  const [, , ...rest] = (/\) (.*)$/s.exec(readFileSync('/proc/self/stat', 'utf8'))?.[1] ?? '').split(' ');
  return (Number(rest[11]) + Number(rest[12])) / TICKS;
}
