// The whole life of one invoice: what the ledger and the log know of it, in the order it happened.
import type { Instant } from '../dates.ts';
import type { OutcomeRecord, PersonHold, Transfer, TransferEvent } from '../model/ledger.ts';
import type { LogEntry } from '../model/log.ts';
import type { InvoiceId } from '../model.ts';

/** One thing that happened. */
export type HistoryStep =
  | { readonly kind: 'ledger'; readonly at: Instant; readonly runId: string; readonly event: TransferEvent }
  | { readonly kind: 'log'; readonly at: Instant; readonly runId: string; readonly entry: LogEntry }
  | { readonly kind: 'waiting'; readonly at: Instant; readonly runId: string; readonly outcome: OutcomeRecord }
  | { readonly kind: 'hold'; readonly at: Instant; readonly runId: null; readonly hold: PersonHold };

export interface InvoiceHistory {
  readonly invoiceId: InvoiceId;
  /** Null: it was never sent. */
  readonly transfer: Transfer | null;
  readonly steps: readonly HistoryStep[];
}

/** Orders what is known; at the same moment the call comes before what it led to. */
export function historyOf(facts: {
  readonly invoiceId: InvoiceId;
  readonly transfer: Transfer | undefined;
  readonly events: readonly TransferEvent[];
  readonly entries: readonly LogEntry[];
  readonly outcome: OutcomeRecord | undefined;
  readonly hold: PersonHold | undefined;
}): InvoiceHistory {
  const { invoiceId, transfer, events, entries, outcome, hold } = facts;
  const steps: HistoryStep[] = [
    ...entries.map((entry): HistoryStep => ({ kind: 'log', at: entry.at, runId: entry.runId, entry })),
    ...events.map((event): HistoryStep => ({ kind: 'ledger', at: event.at, runId: event.runId, event })),
    ...(outcome ? [{ kind: 'waiting', at: outcome.lastSeen, runId: outcome.runId, outcome } as const] : []),
    ...(hold ? [{ kind: 'hold', at: hold.at, runId: null, hold } as const] : []),
  ];
  // The sort is stable: what happened in the same millisecond stays in the order above.
  return { invoiceId, transfer: transfer ?? null, steps: steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) };
}
