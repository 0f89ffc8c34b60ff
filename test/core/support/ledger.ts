// The ledger in memory: every method of its port, each save in the journal.
import type { InvoiceId } from '../../../src/core/model.ts';
import {
  UNFINISHED_STATES,
  type OutcomeRecord,
  type PersonHold,
  type Tie,
  type Transfer,
  type TransferEvent,
} from '../../../src/core/model/ledger.ts';
import type { LedgerPort } from '../../../src/core/ports.ts';
import { moment } from './facts.ts';
import { scripted } from './scripted.ts';

export interface LedgerRows {
  readonly transfers: Map<InvoiceId, Transfer>;
  readonly history: TransferEvent[];
  /** Small facts by name. */
  readonly marks: Map<string, string>;
  readonly ties: Tie[];
  readonly personHolds: readonly PersonHold[];
  outcomes: readonly OutcomeRecord[];
}

export interface LedgerFake {
  readonly rows: LedgerRows;
  readonly now: number;
  readonly journal: string[];
  readonly script: Partial<LedgerPort>;
}

export function ledgerOver({ rows, now, journal, script }: LedgerFake): LedgerPort {
  const all = (): Transfer[] => [...rows.transfers.values()];
  const owes = (one: Transfer): boolean =>
    one.state === 'done' && [one.email, one.pdf].some((step) => step === 'wanted' || step === 'intent');
  return scripted<LedgerPort>('ledger', {
    transfers: (ids) => Promise.resolve(new Map([...rows.transfers].filter(([id]) => ids.includes(id)))),
    transfersOfDocuments: (type, ids) =>
      Promise.resolve(all().filter((one) => one.documentType === type && ids.some((id) => id === one.quickBooksId))),
    unfinished: () =>
      Promise.resolve(
        all().filter((one) => UNFINISHED_STATES.has(one.state) || one.state === 'held' || one.voiding === 'intent' || owes(one)),
      ),
    allTransfers: () => Promise.resolve(all()),
    transferredCount: () => Promise.resolve(all().filter((one) => one.quickBooksId !== null).length),
    save: (transfer, event) => {
      journal.push(`ledger: ${transfer.state} (${event.what})`);
      rows.transfers.set(transfer.invoiceId, transfer);
      rows.history.push({
        invoiceId: transfer.invoiceId,
        at: moment(new Date(now).toISOString()),
        runId: transfer.runId,
        state: transfer.state,
        what: event.what,
        detail: event.detail ?? '',
      });
      return Promise.resolve();
    },
    history: (id) => Promise.resolve(rows.history.filter((one) => one.invoiceId === id)),
    ties: () => Promise.resolve([...rows.ties]),
    saveTies: (ties) => {
      for (const tie of ties) {
        const at = rows.ties.findIndex((one) => one.kind === tie.kind && one.autotaskId === tie.autotaskId);
        if (at === -1) rows.ties.push(tie);
        else rows.ties[at] = tie;
      }
      return Promise.resolve();
    },
    personHolds: () => Promise.resolve(new Map(rows.personHolds.map((one) => [one.invoiceId, one]))),
    outcomes: () => Promise.resolve([...rows.outcomes]),
    clearOutcomes: (ids) => {
      rows.outcomes = rows.outcomes.filter((one) => !ids.includes(one.invoiceId));
      return Promise.resolve();
    },
    recall: (key) => Promise.resolve(rows.marks.get(key) ?? null),
    remember: (key, value) => {
      if (value === null) rows.marks.delete(key);
      else rows.marks.set(key, value);
      return Promise.resolve();
    },
    ...script,
  });
}
