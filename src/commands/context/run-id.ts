// Ids of runs: ULIDs, so that they sort by time.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 characters: 10 of time (milliseconds), 16 random. */
export function newRunId(now: number): string {
  let time = '';
  for (let rest = now, n = 0; n < 10; n += 1) {
    time = (ALPHABET[rest % 32] ?? '0') + time;
    rest = Math.floor(rest / 32);
  }
  const random = [...randomBytes(16)].map((byte) => ALPHABET[byte % 32] ?? '0').join('');
  return time + random;
}
