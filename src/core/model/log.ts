// The log of the runs: what was decided and called, one entry a line. Only types: clients keep it, commands show it.
import type { Instant } from '../dates.ts';
import type { InvoiceId } from '../model.ts';
import type { LogFacts } from '../ports.ts';

export type LogLevel = 'info' | 'warn' | 'error';

/** One call to a service; never a query, a header or a body: those may hold names and secrets. */
export interface LoggedCall {
  readonly service: string;
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  /** Null: no answer came. */
  readonly status: number | null;
  readonly ms: number;
  readonly traceId: string | null;
}

export interface LogEntry {
  /** Given by the store; grows with every entry. */
  readonly id?: number;
  readonly at: Instant;
  readonly runId: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly invoiceId: InvoiceId | null;
  readonly facts: LogFacts;
  readonly call?: LoggedCall;
}

/** Which entries; what is left out doesn't narrow. */
export interface LogFilter {
  readonly errorsOnly?: boolean;
  readonly invoiceId?: InvoiceId;
  readonly runId?: string;
  /** At or after. */
  readonly since?: Instant;
  /** Without `afterId` the newest `limit`, with it the next `limit`. Oldest first either way. */
  readonly limit?: number;
  /** Entries after this one: what `--follow` asks for again and again. */
  readonly afterId?: number;
}

export interface LogStore {
  /** Buffered for at most a second; an error is stored at once. Never throws: a fault shows at the next `flush`. */
  write(entry: LogEntry): void;
  flush(): Promise<void>;
  read(filter: LogFilter): Promise<LogEntry[]>;
  /** Removes what is older; says how many entries that were. */
  prune(olderThan: Instant): Promise<number>;
}
