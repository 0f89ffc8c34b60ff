// The sealed text in the shared ledger: what one host renews, every host has.
// Sealed by the same key; the database never sees it open.
import { existsSync } from 'node:fs';
import { instantAt } from '../../core/dates.ts';
import { SecretsError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { text } from '../ledger/rows/columns.ts';
import { leaseLock } from '../ledger/lease/lock.ts';
import type { PostgresStore } from '../ledger/postgres/store.ts';
import { upsert } from '../ledger/store.ts';
import { readSealedFile, removeSealedFile, type SealedText } from './sealed.ts';

export interface SealedInLedgerOptions {
  readonly profile: string;
  readonly clock: Clock;
  /** `secrets.enc` of before `secrets.store` was set: taken over once, if the ledger holds nothing yet. */
  readonly file: string;
}

/** One row a profile. */
export function sealedInLedger(store: PostgresStore, { profile, clock, file }: SealedInLedgerOptions): SealedText {
  const row = async (of: string): Promise<string | null> => {
    const [found] = await store.all({ sql: 'select content from sealed where profile = $1', values: [of] });
    return found === undefined ? null : text(found, 'content');
  };
  const put = (of: string, content: string) => upsert('sealed', ['profile'], { profile: of, content, updated_at: instantAt(clock.now()) });
  const takeOver = async (): Promise<string | null> => {
    const content = readSealedFile(file);
    if (content === null) return null;
    const sql = 'insert into sealed (profile, content, updated_at) values ($1, $2, $3) on conflict (profile) do nothing';
    await store.write([{ sql, values: [profile, content, instantAt(clock.now())] }]);
    const stored = await row(profile);
    // Another host's may have been first: then this one's file is kept, and nobody reads it.
    if (stored === content) removeSealedFile(file);
    return stored;
  };
  return {
    name: `the ledger (profile ${profile})`,
    lock: leaseLock(store, `secrets:${profile}`, clock),
    read: async () => (await row(profile)) ?? (existsSync(file) ? takeOver() : null),
    room: async () => ({
      write: async (content) => {
        await store.write([put(profile, content)]);
      },
      leave: () => undefined, // the database's own matter
    }),
    remove: async () => {
      await store.write([{ sql: 'delete from sealed where profile = $1', values: [profile] }]);
      removeSealedFile(file);
    },
    trial: async (content) => {
      const name = `trial:${profile}`;
      await store.write([put(name, content)]);
      const read = await row(name);
      await store.write([{ sql: 'delete from sealed where profile = $1', values: [name] }]);
      if (read === null) throw new SecretsError('the ledger did not keep what was stored in it', 'look at the database');
      return read;
    },
  };
}
