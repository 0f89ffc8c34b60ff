// What carrying out a plan needs.
import type { AutotaskPort, Clock, Digest, LedgerPort, QuickBooksPort, RunEvents } from '../../ports.ts';
import type { Brake } from '../../run/brake.ts';
import type { Settings } from '../../settings.ts';
import type { FieldLosses } from './field-losses.ts';
import type { FreshHeaders } from './fresh-headers.ts';
import type { Maker } from './maker.ts';
import type { TieKeeper } from './tie-keeper.ts';

export interface ApplyContext {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly settings: Settings;
  readonly profile: string;
  readonly runId: string;
  readonly maker: Maker;
  readonly fields: FieldLosses;
  readonly ties: TieKeeper;
  readonly fresh: FreshHeaders;
  /** When the headers at hand were read, in milliseconds. */
  readonly headersReadAt: number;
  readonly brake: Brake;
  readonly events: RunEvents;
  /** Throws when this run has no right to write any more (its lock is gone). */
  readonly assertMine: () => void;
}
