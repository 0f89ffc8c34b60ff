// What every ledger must do, whatever database it lives in. Each implementation runs this suite.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogStore } from '../../../src/core/model/log.ts';
import { invoiceId, quickBooksId } from '../../../src/core/model.ts';
import type { LedgerPort } from '../../../src/core/ports.ts';
import { logSuite } from './log-suite.ts';
import { at, clock, created, outcome, run, START, tie, transfer } from './samples.ts';

export type Ledger = LedgerPort & LogStore;
/** An empty database of its own for each test. */
export interface Bed {
  /** May be called again, also while the first is open: another connection to the same database. */
  open(options: { profile: string; clock: { now(): number } }): Promise<Ledger>;
  remove(): Promise<void>;
}

export function ledgerSuite(name: string, makeBed: () => Promise<Bed>): void {
  describe(`ledger on ${name}`, () => {
    let bed: Bed;
    let ledger: Ledger;
    const opened: Ledger[] = [];
    const open = async (profile = 'default', now = clock): Promise<Ledger> => {
      const one = await bed.open({ profile, clock: now });
      opened.push(one);
      return one;
    };
    beforeEach(async () => {
      bed = await makeBed();
      ledger = await open();
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
      await bed.remove();
    });
    const ids = (list: readonly { invoiceId: number }[]): number[] => list.map((one) => one.invoiceId);

    test('a transfer comes back exactly as it was saved, every field of it', async () => {
      const full = created(9_007_199_254, '130', {
        state: 'held',
        generation: 3,
        documentType: 'CreditMemo',
        total: '-0.10',
        tax: '-0.01',
        wasAdopted: true,
        reasons: [{ code: 'voided', message: 'He said "no"; drop table transfers', fix: '`at2qbo release 5`' }],
        email: 'done',
        pdf: 'failed',
        voiding: 'intent',
        paidDate: transfer(1).date,
      });
      await ledger.save(full, { what: 'verified', detail: 'total off by 0.02' });
      await ledger.save(transfer(2), { what: 'intent' });
      const later = await open();
      expect(await later.transfers([full.invoiceId, invoiceId(2), invoiceId(3)])).toEqual(
        new Map([
          [full.invoiceId, full],
          [2, transfer(2)],
        ]),
      );
    });

    test('saving again replaces the transfer and adds to its history, in the order of saving', async () => {
      await ledger.save(transfer(1), { what: 'intent' });
      await ledger.save(transfer(2), { what: 'intent' });
      await ledger.save(created(1, '130', { runId: 'run-2' }), { what: 'created', detail: 'Id 130' });
      expect((await ledger.allTransfers()).map((one) => one.state)).toEqual(['created', 'intent']);
      expect(await ledger.history(invoiceId(1))).toEqual([
        { invoiceId: 1, at: at(0), runId: 'run-1', state: 'intent', what: 'intent', detail: '' },
        { invoiceId: 1, at: at(0), runId: 'run-2', state: 'created', what: 'created', detail: 'Id 130' },
      ]);
    });

    test('a transfer that can not be stored leaves neither row nor history', async () => {
      await ledger.save(transfer(1), { what: 'intent' });
      const broken = { what: null as unknown as string };
      await expect(ledger.save(created(1, '130'), broken)).rejects.toThrowError(/null/i);
      expect((await ledger.transfers([invoiceId(1)])).get(invoiceId(1))?.state).toBe('intent');
      expect(await ledger.history(invoiceId(1))).toHaveLength(1);
      await ledger.save(created(1, '130'), { what: 'created' });
      expect(await ledger.history(invoiceId(1))).toHaveLength(2);
    });

    test('thousands of ids are looked up at once', async () => {
      await ledger.save(transfer(4999), { what: 'intent' });
      const found = await ledger.transfers(Array.from({ length: 40_000 }, (_, index) => invoiceId(index)));
      expect([...found.keys()]).toEqual([4999]);
      expect(await ledger.transfers([])).toEqual(new Map());
    });

    test('transfers are found by their QuickBooks document, where the type counts', async () => {
      await ledger.save(created(1, '130'), { what: 'created' });
      await ledger.save(created(2, '130', { documentType: 'CreditMemo' }), { what: 'created' });
      await ledger.save(created(3, '131'), { what: 'created' });
      expect(ids(await ledger.transfersOfDocuments('Invoice', ['130', '131', '7'].map(quickBooksId)))).toEqual([1, 3]);
      expect(ids(await ledger.transfersOfDocuments('CreditMemo', [quickBooksId('130')]))).toEqual([2]);
    });

    test('unfinished are those between two states, those that wait for a person, and those that owe a step', async () => {
      const states = ['intent', 'created', 'written', 'done', 'held', 'rejected', 'voided', 'accepted'] as const;
      for (const [index, state] of states.entries()) await ledger.save(transfer(index + 1, { state }), { what: state });
      await ledger.save(created(11, '1', { state: 'done', email: 'intent' }), { what: 'mail' });
      await ledger.save(created(12, '2', { state: 'done', pdf: 'intent' }), { what: 'pdf' });
      await ledger.save(created(13, '3', { state: 'done', voiding: 'intent' }), { what: 'void' });
      await ledger.save(created(14, '4', { state: 'done', email: 'failed', pdf: 'done' }), { what: 'pdf' });
      await ledger.save(created(15, '5', { state: 'done', email: 'wanted' }), { what: 'done' });
      await ledger.save(created(16, '6', { state: 'done', pdf: 'wanted' }), { what: 'done' });
      expect(ids(await ledger.unfinished())).toEqual([1, 2, 3, 5, 8, 11, 12, 13, 15, 16]);
    });

    test('all transfers come oldest first', async () => {
      await ledger.save(transfer(3, { createdAt: at(5) }), { what: 'intent' });
      await ledger.save(transfer(9, { createdAt: at(1) }), { what: 'intent' });
      await ledger.save(transfer(4, { createdAt: at(1) }), { what: 'intent' });
      expect(ids(await ledger.allTransfers())).toEqual([4, 9, 3]);
    });

    test('what QuickBooks has is counted as transferred; an intent is not', async () => {
      expect(await ledger.transferredCount()).toBe(0);
      await ledger.save(transfer(1), { what: 'intent' });
      await ledger.save(created(2, '130', { state: 'voided' }), { what: 'voided' });
      await ledger.save(created(3, '131'), { what: 'created' });
      expect(await ledger.transferredCount()).toBe(2);
    });

    test("a person's hold stays until it is released, and releasing twice says so", async () => {
      const hold = { invoiceId: invoiceId(7), why: 'ask the client first', at: at(0) };
      await ledger.setPersonHold({ ...hold, why: 'first word' });
      await ledger.setPersonHold(hold);
      expect(await ledger.personHolds()).toEqual(new Map([[7, hold]]));
      expect(await ledger.clearPersonHold(invoiceId(7))).toBe(true);
      expect(await ledger.clearPersonHold(invoiceId(7))).toBe(false);
      expect(await ledger.personHolds()).toEqual(new Map());
    });

    test('what a company or a billing code is in QuickBooks is kept by id, a newer answer instead of an older one', async () => {
      const company = tie('customer', 7, '60');
      const code = tie('item', 7, '12', { by: 'create' });
      await ledger.saveTies([code, company]);
      await ledger.saveTies([]);
      expect(await ledger.ties()).toEqual([company, code]);
      const mapped = tie('customer', 7, '61', { by: 'map', quickBooksName: 'Alpha Holding', at: at(5) });
      await ledger.saveTies([mapped]);
      expect(await (await open()).ties()).toEqual([mapped, code]);
      expect(await ledger.removeTie('item', 7)).toBe(true);
      expect(await ledger.removeTie('item', 7)).toBe(false);
      expect(await ledger.ties()).toEqual([mapped]);
    });

    test('the last outcome counts, but when an invoice was first seen is remembered', async () => {
      await ledger.saveOutcomes([outcome(1), outcome(2, { firstSeen: at(1) })]);
      const again = outcome(1, { outcome: 'failed', firstSeen: at(60), lastSeen: at(60), invoiceNumber: null, runId: 'run-2' });
      await ledger.saveOutcomes([again]);
      expect(await ledger.outcomes()).toEqual([{ ...again, firstSeen: at(0) }, outcome(2, { firstSeen: at(1) })]);
      await ledger.clearOutcomes([invoiceId(1), invoiceId(99)]);
      expect(ids(await ledger.outcomes())).toEqual([2]);
      await ledger.saveOutcomes([]);
      await ledger.clearOutcomes([]);
      expect(await ledger.outcomes()).toHaveLength(1);
    });

    test('runs are listed newest first, with their end once it is known', async () => {
      for (const [id, minutes] of [
        ['a', 1],
        ['c', 3],
        ['b', 2],
      ] as const)
        await ledger.startRun(run(id, minutes));
      const ended = run('b', 2, { finishedAt: at(4), exitCode: 1, totals: { created: 3, held: 1 } });
      await ledger.finishRun(ended);
      expect(await ledger.runs(2)).toEqual([run('c', 3), ended]);
    });

    test('small facts are recalled by the next opener until they are forgotten', async () => {
      expect(await ledger.recall('zone')).toBeNull();
      await ledger.remember('zone', '5');
      await ledger.remember('zone', 'https://example.com/14');
      expect(await (await open()).recall('zone')).toBe('https://example.com/14');
      await ledger.remember('zone', null);
      expect(await ledger.recall('zone')).toBeNull();
    });

    test('profiles in one database never see each other', async () => {
      const other = await open('second');
      await ledger.save(created(1, '130'), { what: 'created' });
      await ledger.remember('zone', '5');
      await ledger.saveOutcomes([outcome(1)]);
      await ledger.setPersonHold({ invoiceId: invoiceId(1), why: 'mine', at: at(0) });
      await ledger.startRun(run('a', 1));
      await ledger.saveTies([tie('customer', 1, '60')]);
      await other.save(transfer(1, { company: 'Other' }), { what: 'intent' });
      await other.clearOutcomes([invoiceId(1)]);
      expect(await other.clearPersonHold(invoiceId(1))).toBe(false);
      expect(await other.removeTie('customer', 1)).toBe(false);
      expect([await ledger.ties(), await other.ties()]).toEqual([[tie('customer', 1, '60')], []]);
      expect((await ledger.allTransfers()).map((one) => one.state)).toEqual(['created']);
      expect((await other.allTransfers()).map((one) => one.company)).toEqual(['Other']);
      expect([await other.transferredCount(), await other.recall('zone'), await other.outcomes(), await other.runs(5)]).toEqual([
        0,
        null,
        [],
        [],
      ]);
      expect([ids(await ledger.outcomes()), (await other.history(invoiceId(1))).length]).toEqual([[1], 1]);
    });

    test('history takes its moment from the clock, not from the transfer', async () => {
      const later = await open('default', { now: () => START + 90_000 });
      await later.save(transfer(1), { what: 'intent' });
      expect((await later.history(invoiceId(1))).map((event) => event.at)).toEqual(['2026-03-03T10:01:30.000Z']);
    });

    test('closing twice is closing once', async () => {
      await ledger.close();
      await ledger.close();
    });

    logSuite(() => ledger, open);
  });
}
