// Where the metered reads of an app are counted: by client id and calendar month, for all profiles together.
import type { Connection } from '../ledger/sqlite/engine.ts';
import { prepareFile } from '../ledger/sqlite/file.ts';
import { connect } from '../ledger/sqlite/store.ts';
import type { Store } from '../ledger/store.ts';

export interface ReadCounts {
  /** Reads written down at once: where each costs a round trip, more. */
  readonly batch: number;
  /** Adds to the month (`2026-11`); the sum of all programs. 0 only asks. */
  add(clientId: string, month: string, reads: number): Promise<number>;
  close(): void;
}

const ADD = `insert into metered_reads (client_id, month, reads) values ($1, $2, $3)
  on conflict (client_id, month) do update set reads = metered_reads.reads + excluded.reads returning reads`;

/** A small file beside the profiles, for one host. Opened when the first read is counted. */
export function countInFile(path: string): ReadCounts {
  let connection: Connection | null = null;
  const open = (): Connection => {
    prepareFile(path);
    const opened = connect(path);
    // What a power cut takes is a few reads of half a million.
    opened.exec('pragma synchronous = off');
    opened.exec(
      'create table if not exists metered_reads (client_id text not null, month text not null, reads integer not null, primary key (client_id, month))',
    );
    return opened;
  };
  return {
    batch: 1,
    add: async (clientId, month, reads) => {
      connection ??= open();
      return Number(connection.all(ADD, [clientId, month, reads])[0]?.['reads']);
    },
    close: () => {
      connection?.close();
      connection = null;
    },
  };
}

/** The shared ledger, for several hosts. */
export function countInLedger(store: Store): ReadCounts {
  return {
    batch: 25,
    add: async (clientId, month, reads) => {
      const [row] = await store.all({ sql: ADD, values: [clientId, month, reads] });
      return Number(row?.['reads']);
    },
    close: () => undefined, // the ledger's own matter
  };
}
