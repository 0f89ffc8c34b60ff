// How the invoices of a run are asked for: which, how many, dry or not, and who approves.
import type { Catalog } from '../facts/catalog.ts';
import type { InvoiceId } from '../model.ts';
import type { RunOptions } from '../run/context.ts';
import type { Planned } from './plan/plan.ts';

export interface SyncOptions extends RunOptions {
  /** Runs although `invoices.sync` is off. */
  readonly isNow: boolean;
  readonly only: readonly InvoiceId[] | null;
  readonly max: number | null;
  /** Asked once, before the first write of a connection that has never transferred anything and finds more than `limits.firstRun`. */
  readonly confirmFirstRun: (count: number) => Promise<boolean>;
  /** `copy-invoice`: this invoice whatever its marker; a new copy even if QuickBooks has it. */
  readonly forced?: { readonly id: InvoiceId; readonly makesNewCopy: boolean };
  /** `clear-status`: looks and finishes, but sends and mails nothing. */
  readonly isSettling?: boolean;
  /** Sees each batch as planned, before it is carried out. */
  readonly onPlan?: (plan: readonly Planned[], catalog: Catalog) => void;
  /** What of a batch may be carried out: `sync --plan` turns what changed since into holds. */
  readonly approve?: (plan: readonly Planned[], catalog: Catalog) => readonly Planned[];
}
