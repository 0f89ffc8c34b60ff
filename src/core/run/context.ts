// What every part of a run (invoices, voids, payments) is given: the ports, the settings, the brake, the run's name.
import type { Neighbour } from '../companies/read.ts';
import type { AutotaskPort, Clock, Digest, LedgerPort, QuickBooksPort, RunEvents } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Brake } from './brake.ts';

export interface RunPorts {
  readonly autotask: AutotaskPort;
  readonly quickbooks: QuickBooksPort;
  readonly ledger: LedgerPort;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly events: RunEvents;
}

export interface RunOptions {
  readonly settings: Settings;
  readonly profile: string;
  readonly runId: string;
  readonly brake: Brake;
  /** Throws when this run has no right to write any more (its lock is gone). */
  readonly assertMine: () => void;
  readonly isDryRun: boolean;
  /** Other profiles of the same Autotask database; none unless this one chooses its companies. */
  readonly neighbours?: readonly Neighbour[];
}

export type RunContext = RunPorts & RunOptions;
