// What every ledger's log must do; part of the ledger suite.
import { describe, expect, test, vi } from 'vitest';
import type { LogFilter, LogStore } from '../../../src/core/model/log.ts';
import { invoiceId } from '../../../src/core/model.ts';
import { at, entry } from './samples.ts';

export function logSuite(log: () => LogStore, open: (profile?: string) => Promise<LogStore>): void {
  describe('log', () => {
    const messages = async (store: LogStore, filter: LogFilter = {}): Promise<string[]> =>
      (await store.read(filter)).map((one) => one.message);

    test('an entry comes back as it was written, with its call', async () => {
      const call = {
        service: 'QuickBooks',
        kind: 'invoice.create',
        method: 'POST',
        path: '/v3/company/1/invoice',
        status: null,
        ms: 12,
        traceId: '1-abc',
      };
      const full = entry('no answer', {
        level: 'warn',
        invoiceId: invoiceId(5),
        facts: { tries: 2, name: 'Ä"', ok: false, none: null },
        call,
      });
      log().write(full);
      log().write(entry('plain'));
      const [first, second] = await log().read({});
      expect(first).toEqual({ ...full, id: first?.id });
      expect(second).toEqual({ ...entry('plain'), id: second?.id });
      expect(second?.id).toBeGreaterThan(first?.id ?? Infinity);
    });

    test('an error is readable elsewhere at once, the rest after a flush', async () => {
      const reader = await open();
      log().write(entry('waits'));
      expect(await messages(reader)).toEqual([]);
      log().write(entry('broke', { level: 'error' }));
      await vi.waitFor(async () => expect(await messages(reader)).toEqual(['waits', 'broke']), { interval: 5, timeout: 500 });
      log().write(entry('waits too'));
      expect(await messages(reader)).toEqual(['waits', 'broke']);
      await log().flush();
      expect(await messages(reader)).toEqual(['waits', 'broke', 'waits too']);
    });

    test('within about a second everything is readable elsewhere', async () => {
      const reader = await open();
      log().write(entry('soon'));
      await vi.waitFor(async () => expect(await messages(reader)).toEqual(['soon']), { interval: 50, timeout: 2500 });
    });

    test('filters narrow together', async () => {
      log().write(entry('a', { invoiceId: invoiceId(1) }));
      log().write(entry('b', { invoiceId: invoiceId(1), level: 'error', at: at(1) }));
      log().write(entry('c', { runId: 'run-2', level: 'error', at: at(2) }));
      log().write(entry('d', { runId: 'run-2', level: 'warn', at: at(3) }));
      expect(await messages(log(), { errorsOnly: true })).toEqual(['b', 'c']);
      expect(await messages(log(), { invoiceId: invoiceId(1) })).toEqual(['a', 'b']);
      expect(await messages(log(), { runId: 'run-2', errorsOnly: true })).toEqual(['c']);
      expect(await messages(log(), { since: at(1), limit: 2 })).toEqual(['c', 'd']);
    });

    test('following with the last id seen gives each entry once', async () => {
      const reader = await open();
      for (const message of ['a', 'b', 'c']) log().write(entry(message));
      await log().flush();
      const first = await reader.read({ limit: 2 });
      expect(first.map((one) => one.message)).toEqual(['b', 'c']);
      log().write(entry('d'));
      log().write(entry('e'));
      await log().flush();
      const lastId = first.at(-1)?.id ?? 0;
      expect(await messages(reader, { afterId: lastId, limit: 1 })).toEqual(['d']);
      expect(await messages(reader, { afterId: lastId })).toEqual(['d', 'e']);
      expect(await messages(await open('second'))).toEqual([]);
    });

    test('pruning removes what is older, says how much, and never gives an id again', async () => {
      log().write(entry('old'));
      log().write(entry('newest but old', { at: at(1) }));
      const last = (await log().read({})).at(-1)?.id ?? Infinity;
      expect(await log().prune(at(1))).toBe(1);
      expect(await messages(log())).toEqual(['newest but old']);
      expect(await log().prune(at(2))).toBe(1);
      log().write(entry('next', { at: at(3) }));
      expect((await log().read({}))[0]?.id).toBeGreaterThan(last);
    });

    test('a burst of a thousand lines keeps its order', async () => {
      const burst = Array.from({ length: 1200 }, (_, index) => `line ${index}`);
      for (const message of burst) log().write(entry(message));
      expect(await messages(log())).toEqual(burst);
    });
  });
}
