// What the ledger keeps of invoices that wait, from run to run.
import { expect, test } from 'vitest';
import type { OutcomeRecord } from '../../../src/core/model/ledger.ts';
import { invoiceId } from '../../../src/core/model.ts';
import type { LedgerPort } from '../../../src/core/ports.ts';
import { reason } from '../../../src/core/reasons.ts';
import { outcomeOf } from '../../../src/core/run/outcome.ts';
import { rememberOutcomes } from '../../../src/core/run/waiting-outcomes.ts';
import { invoice } from '../support/facts.ts';

test('an id that Autotask doesn’t have is kept nowhere, and what an older version kept of one is forgotten', async () => {
  const unknown = (id: number) => outcomeOf(invoice({ id: invoiceId(id) }), '', 'failed', [reason('not-found', { id })]);
  const waits = outcomeOf(invoice({ id: invoiceId(5001) }), 'Acme', 'skipped', [reason('not-settled', { minutes: 10 })]);
  const kept = [{ ...unknown(99), firstSeen: '', lastSeen: '', runId: 'r0', total: '0.00' }] as unknown as OutcomeRecord[];
  const calls: unknown[] = [];
  const ledger = {
    outcomes: async () => kept,
    saveOutcomes: async (rows: readonly OutcomeRecord[]) => void calls.push(['save', ...rows.map((one) => one.invoiceId)]),
    clearOutcomes: async (ids: readonly number[]) => void calls.push(['clear', ...ids]),
  } as unknown as LedgerPort;
  expect(await rememberOutcomes(ledger, { outcomes: [unknown(98), waits] }, 'r1', 0)).toEqual([]);
  expect(calls).toEqual([
    ['save', 5001],
    ['clear', 99],
  ]);
});
