// A probe that is killed while the named Autotask invoice is changed: it is put back from what was written down, and no other is touched.
import { expect, test } from 'vitest';
import { autotaskProbeLine } from '../../../src/clients/autotask/probe-line.ts';
import { systemClock } from '../../../src/clients/host/clock.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import { askAll, openJournal, OpenJournal, putBack, type ProbePort } from '../../../src/core/probe/apply.ts';
import { WRITES } from '../../../src/core/probe/autotask/writes.ts';
import { startAutotaskSandbox } from '../../../src/sandbox/autotask/server.ts';
import { Killed, memory, type Memory } from './world.ts';

const ROW = { invoiceNumber: 'N-2', paidDate: '2026-03-01T00:00:00.000Z', webServiceDate: null };

async function world() {
  const autotask = await startAutotaskSandbox();
  autotask.seed({
    Companies: [{ id: 7, companyName: 'Acme' }],
    Invoices: [1, 2].map((id) => ({ id, companyID: 7, invoiceTotal: '1', ...ROW, invoiceNumber: `N-${id}` })),
  });
  const line = autotaskProbeLine({
    http: createHttp({ clock: systemClock, userAgent: 'test' }),
    clock: systemClock,
    credentials: autotask.credentials,
    root: autotask.root,
    confirm: () => Promise.resolve(),
  });
  /** Cut at the n-th request. */
  const cut = (n: number, when: 'before' | 'after'): ProbePort => {
    let count = 0;
    return {
      ask: async (requests) => {
        count += 1;
        if (count === n && when === 'before') throw new Killed();
        const replies = await line.ask(requests);
        if (count === n) throw new Killed();
        return replies;
      },
    };
  };
  const probe = (port: ProbePort, ledger: Memory) => {
    const journal = new OpenJournal(ledger, { run: 'abcde', realmId: '', startedAt: '', made: [], changed: null });
    return askAll({ port, questions: WRITES, stage: { invoiceId: 2 }, journal, unmet: () => null });
  };
  return { autotask, line, cut, probe };
}

test('the invoice is as it was after --clean, wherever the probe was killed', async () => {
  const { autotask, line, cut, probe } = await world();
  try {
    let wasChanged = 0;
    for (let n = 1; ; n += 1) {
      let isOver = false;
      for (const when of ['before', 'after'] as const) {
        const ledger = memory();
        isOver = await probe(cut(n, when), ledger).then(
          () => true,
          (error: unknown) => {
            expect(error).toBeInstanceOf(Killed);
            return false;
          },
        );
        const journal = await openJournal(ledger);
        if (JSON.stringify(autotask.tables.Invoices.get(2)) !== JSON.stringify({ ...autotask.tables.Invoices.get(2), ...ROW }))
          wasChanged += 1;
        if (journal !== null) expect(await putBack(line, journal), `${n} ${when}`).toEqual([]);
        expect(autotask.tables.Invoices.get(2), `${n} ${when}`).toMatchObject(ROW);
      }
      if (isOver) break;
    }
    expect(wasChanged).toBeGreaterThan(5);
    expect(new Set(autotask.writes.map((one) => one.id))).toEqual(new Set([2]));
  } finally {
    await autotask.stop();
  }
});

test('what can’t be put back is said', async () => {
  const { autotask, line, cut, probe } = await world();
  try {
    const ledger = memory();
    await expect(probe(cut(5, 'after'), ledger)).rejects.toThrow(Killed);
    const journal = await openJournal(ledger);
    if (journal === null) throw new Error('nothing was written down');
    autotask.faults.add({ match: ({ method }) => method === 'PATCH', action: { status: 403 } });
    expect(await putBack(line, journal)).toEqual([
      { service: 'autotask', what: 'invoice 2', why: 'putting it back was refused with HTTP 403' },
    ]);
    expect(await putBack(line, journal)).toEqual([]);
  } finally {
    await autotask.stop();
  }
});
