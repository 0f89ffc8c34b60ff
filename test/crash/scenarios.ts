// What is killed everywhere: each command that writes, with what comes before it and what must be true afterwards.
import { customerIsCurrent, documentOf, movedCompany, rowOf, transferred, undoneThenReleased, heldInvoice, oneTicket } from './steps.ts';
import type { Bench, Numbering } from './world.ts';

export interface Scenario {
  readonly name: string;
  readonly numbering: Numbering;
  readonly settings?: Record<string, string | number | boolean | object>;
  /** Before the run that is killed: work, an expired token, a lost ledger. Gives the invoices that must arrive. */
  readonly prepare: (bench: Bench) => number[] | Promise<number[]>;
  /** `{id}` stands for the first invoice. */
  readonly args: readonly string[];
  /** What must be true of these invoices besides the verdict. */
  readonly isDone?: (bench: Bench, id: number) => boolean;
  readonly env?: (bench: Bench) => Record<string, string>;
  /** Exit codes of the next run besides 0: what was done right may leave an invoice that waits for a person. */
  readonly mayEnd?: readonly number[];
  /** After the next run: what else a person does, and what must be true on the way. */
  readonly afterwards?: (bench: Bench, ids: readonly number[]) => Promise<void>;
}

export const syncIn = (numbering: Numbering): Scenario => ({
  name: `sync, numbering ${numbering}`,
  numbering,
  prepare: (bench) => bench.work(2),
  args: ['sync', '--json', '--yes'],
});

export const scenarios: readonly Scenario[] = [
  {
    ...syncIn('quickbooks'),
    name: 'sync with mail and PDF, an expired token and a ledger that was lost',
    settings: { 'invoices.email': true, 'invoices.attachPdf': true },
    prepare: (bench) => {
      bench.forget();
      bench.world.sandbox.quickbooks.expireAccessTokens();
      return bench.work(1);
    },
  },
  syncIn('autotask-number'),
  syncIn('quickbooks'),
  syncIn('autotask-id'),
  {
    name: 'copy-invoice',
    numbering: 'quickbooks',
    prepare: (bench) => bench.work(1),
    args: ['copy-invoice', '{id}', '--json'],
  },
  {
    name: 'sync-voids',
    numbering: 'quickbooks',
    settings: { 'voids.sync': true },
    prepare: async (bench) => {
      const ids = await transferred(bench);
      for (const id of ids) Object.assign(rowOf(bench, id), { isVoided: true, voidedDate: new Date().toISOString() });
      return ids;
    },
    args: ['sync-voids', '--json'],
    isDone: (bench, id) => Number(documentOf(bench, id)?.TotalAmt) === 0,
  },
  {
    name: 'sync-payments',
    numbering: 'quickbooks',
    prepare: async (bench) => {
      const ids = await transferred(bench);
      for (const id of ids) bench.world.sandbox.quickbooks.ui.pay(documentOf(bench, id)?.Id ?? '');
      return ids;
    },
    args: ['sync-payments', '--json'],
    isDone: (bench, id) => (rowOf(bench, id)['paidDate'] ?? null) !== null,
  },
  {
    name: 'undo',
    numbering: 'quickbooks',
    prepare: transferred,
    args: ['undo', '{run}', '--yes', '--json'],
    mayEnd: [1],
    afterwards: undoneThenReleased,
  },
  {
    name: 'undo, numbering autotask-number',
    numbering: 'autotask-number',
    prepare: transferred,
    args: ['undo', '{run}', '--yes', '--json'],
    mayEnd: [1],
    afterwards: undoneThenReleased,
  },
  {
    name: 'tickets',
    numbering: 'quickbooks',
    settings: { 'notify.ticket': { queue: 'Billing', priority: 'High' } },
    prepare: heldInvoice,
    args: ['sync', '--json', '--yes'],
    mayEnd: [1],
    afterwards: oneTicket,
  },
  {
    name: 'sync-customers',
    numbering: 'quickbooks',
    prepare: movedCompany,
    args: ['sync-customers', '--json'],
    afterwards: customerIsCurrent,
  },
  {
    name: 'connect quickbooks again',
    numbering: 'quickbooks',
    prepare: (bench) => bench.work(1),
    args: ['connect', 'quickbooks', '--yes'],
    env: (bench) => bench.world.sandbox.secretsFor(),
  },
];
