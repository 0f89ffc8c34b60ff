// A short lock that several hosts share: a lease of its own name, waited for.
import { BusyError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import type { TakeLock } from '../../host/lock.ts';
import { takeLease } from './lease.ts';
import type { PostgresStore } from '../postgres/store.ts';

const PAUSE_MS = 200;

/** `name` isn't a profile's: it has a colon in it. */
export function leaseLock(store: PostgresStore, name: string, clock: Clock): TakeLock {
  return async ({ waitMs, note }) => {
    for (let waited = 0; ; waited += PAUSE_MS) {
      try {
        return await takeLease(store, { profile: name, command: note, clock });
      } catch (cause) {
        if (!(cause instanceof BusyError) || waited >= waitMs) throw cause;
        await clock.sleep(PAUSE_MS);
      }
    }
  };
}
