// People work in both systems while a run is under way or between two runs: nothing of theirs is overwritten, nothing is twice, nothing silent.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Finished } from '../e2e/support.ts';
import { createdBy, openBench, seam, type Bench } from './world.ts';

const FAST = seam({ speed: 20 });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench('quickbooks');
});
afterEach(() => bench.calm());
afterAll(() => bench.close());

const outcomeOf = (done: Finished, id: number | undefined): string => {
  const one = done.json().invoices.find((each) => each.autotaskId === id);
  return one ? [one.outcome, ...one.reasons.map((reason) => reason.code)].join(' ') : 'not named';
};
const invoice = (id: number | undefined): Record<string, unknown> => bench.world.sandbox.autotask.tables.Invoices.get(id ?? 0) ?? {};
/** A run over these invoices alone: what other tests left to a person doesn't count. */
const sync = (...ids: (number | undefined)[]): Promise<Finished> => bench.world.sync(['--yes', '--only', ...ids.map(String)], FAST);

/** Something a person does at the moment of the n-th create. */
function atCreate(edit: () => void): void {
  let isDone = false;
  bench.strike(
    (request) => {
      if (request.kind === 'invoice.create' && !isDone) {
        isDone = true;
        edit();
      }
      return false;
    },
    500,
    1,
  );
}

/** A run that is killed around its first create. */
async function killedAtCreate(id: number | undefined, when: 'before' | 'after'): Promise<void> {
  let child: { kill(signal: NodeJS.Signals): boolean } | null = null;
  bench.strike(
    (request) => {
      if (request.kind !== 'invoice.create') return false;
      if (when === 'before') child?.kill('SIGKILL');
      else setImmediate(() => child?.kill('SIGKILL'));
      return true;
    },
    when === 'before' ? 'reset-before' : 'reset-after',
    1,
  );
  await bench.world.run(['sync', '--json', '--yes', '--only', String(id)], FAST, { onStart: (started) => (child = started) });
  bench.calm();
}

test('a number typed in Autotask while the document is on its way stays, and every run says so until a person decides', async () => {
  const [id] = bench.work(1);
  atCreate(() => (invoice(id)['invoiceNumber'] = 'MINE-1'));
  const done = await sync(id);
  expect([done.code, outcomeOf(done, id)]).toEqual([1, 'held marker-changed']);
  expect(invoice(id)['invoiceNumber']).toBe('MINE-1');
  const next = await sync(id);
  expect([next.code, outcomeOf(next, id)]).toEqual([1, 'held marker-changed']);
});

test('an invoice voided in Autotask while the document is on its way is held, not marked', async () => {
  const [id] = bench.work(1);
  atCreate(() => (invoice(id)['isVoided'] = true));
  const done = await sync(id);
  expect([done.code, outcomeOf(done, id)]).toEqual([1, 'held voided-in-autotask']);
  expect(invoice(id)['webServiceDate'] ?? null).toBeNull();
});

test('a total changed in Autotask while the document is on its way is held', async () => {
  const [id] = bench.work(1);
  atCreate(() => (invoice(id)['invoiceTotal'] = '99999.00'));
  expect(outcomeOf(await sync(id), id)).toBe('held found-different');
});

test('voided in Autotask after a kill: the document that QuickBooks did make is not forgotten', async () => {
  const [id] = bench.work(1);
  await killedAtCreate(id, 'after');
  invoice(id)['isVoided'] = true;
  const done = await sync(id);
  expect([done.code, outcomeOf(done, id)]).toEqual([1, 'held voided-in-autotask']);
});

test('numbered by hand after a kill before the create: it is not sent any more', async () => {
  const [id] = bench.work(1);
  await killedAtCreate(id, 'before');
  invoice(id)['invoiceNumber'] = 'MINE-2';
  const done = await sync(id);
  expect([done.code, outcomeOf(done, id)]).toEqual([0, 'skipped already-synced']);
  expect(bench.verdict([id ?? 0]).lost).toEqual([id]);
});

test('the ledger is lost and the document was moved to another day in QuickBooks: it is found all the same', async () => {
  const [id] = bench.work(1);
  await killedAtCreate(id, 'after');
  bench.forget();
  for (const document of bench.world.sandbox.quickbooks.tables.Invoice.values())
    if (JSON.stringify(document).includes(String(id))) Object.assign(document, { TxnDate: '2020-01-15' });
  const done = await sync(id);
  expect([done.code, outcomeOf(done, id), createdBy(done)]).toEqual([0, 'adopted', 0]);
  expect(bench.verdict([id ?? 0])).toEqual({ duplicates: [], lost: [], untold: [] });
});

test('changed after a kill: another content never goes out under the same request id', async () => {
  const [id] = bench.work(1);
  await killedAtCreate(id, 'before');
  invoice(id)['invoiceDateTime'] = '2020-01-15T00:00:00Z';
  const soon = await sync(id);
  expect([soon.code, outcomeOf(soon, id)]).toEqual([5, 'failed no-answer']);
});

type Edit = (id: number) => void;
const document = (id: number): Record<string, unknown> & { Id: string } => {
  const found = [...bench.world.sandbox.quickbooks.tables.Invoice.values()].find((one) => JSON.stringify(one).includes(String(id)));
  if (!found) throw new Error(`QuickBooks has no document of ${id}`);
  return found;
};
const EDITS: Readonly<Record<string, Edit>> = {
  'changed in QuickBooks': (id) => {
    const { Id, Line } = document(id) as unknown as { Id: string; Line: Record<string, unknown>[] };
    const lines = Line.map((line) => {
      if (line['DetailType'] !== 'SalesItemLineDetail') return line;
      const { Qty: _qty, UnitPrice: _price, ...detail } = line['SalesItemLineDetail'] as Record<string, unknown>;
      return { ...line, Amount: Number(line['Amount']) + 5, SalesItemLineDetail: detail };
    });
    bench.world.sandbox.quickbooks.ui.edit('Invoice', Id, { Line: lines });
  },
  'renumbered in QuickBooks': (id) => bench.world.sandbox.quickbooks.ui.edit('Invoice', document(id).Id, { DocNumber: `RE-${id}` }),
  'voided in QuickBooks': (id) => bench.world.sandbox.quickbooks.ui.void(document(id).Id),
  'deleted in QuickBooks': (id) => bench.world.sandbox.quickbooks.ui.delete('Invoice', document(id).Id),
  'changed in Autotask': (id) => void (invoice(id)['invoiceTotal'] = '99999.00'),
  'renumbered in Autotask': (id) => void (invoice(id)['invoiceNumber'] = `MINE-${id}`),
  'voided in Autotask': (id) => void Object.assign(invoice(id), { isVoided: true, voidedDate: new Date().toISOString() }),
  'deleted in Autotask': (id) => void bench.world.sandbox.autotask.tables.Invoices.delete(id),
};
const madeCount = (): number => bench.world.sandbox.quickbooks.tables.Invoice.size;

test.each([
  ['changed in QuickBooks', 1, 'held found-different'],
  ['renumbered in QuickBooks', 0, 'created'],
  ['voided in QuickBooks', 1, 'held voided-in-quickbooks'],
  ['deleted in QuickBooks', 1, 'held deleted-in-quickbooks'],
  ['changed in Autotask', 1, 'held found-different'],
  ['renumbered in Autotask', 1, 'held marker-changed'],
  ['voided in Autotask', 1, 'held voided-in-autotask'],
  ['deleted in Autotask', 1, 'held gone-from-autotask'],
])('between the create and the next run, after a kill: %s', async (what, code, outcome) => {
  const [id = 0] = bench.work(1);
  await killedAtCreate(id, 'after');
  EDITS[what]?.(id);
  const [before, number] = [madeCount(), invoice(id)['invoiceNumber']];
  const done = await sync(id);
  expect([done.code, outcomeOf(done, id)]).toEqual([code, outcome]);
  const isHeld = code === 1;
  // What a person typed stays; what goes to Autotask is what QuickBooks shows now.
  expect(invoice(id)['invoiceNumber']).toBe(isHeld ? number : `RE-${id}`);
  // A full run, not asked about this one: it says the same, and nothing is made anew. (That it was voided is told once.)
  const next = await bench.world.sync(['--yes'], FAST);
  const again = what === 'voided in Autotask' ? 'skipped voided' : outcome;
  expect(outcomeOf(next, id)).toBe(isHeld ? again : 'not named');
  expect(madeCount()).toBe(before);
});

test('the same with the ledger lost: what the repeated request is answered with is looked for, and found deleted', async () => {
  const [id = 0] = bench.work(1);
  await killedAtCreate(id, 'after');
  bench.forget();
  EDITS['deleted in QuickBooks']?.(id);
  // The answer is the one of then, and by this program's clock that was yesterday.
  const done = await bench.world.sync(['--yes', '--only', String(id)], seam({ speed: 20, jumps: [86_400_000] }));
  expect([done.code, outcomeOf(done, id)]).toEqual([1, 'held deleted-in-quickbooks']);
  expect(invoice(id)['invoiceNumber'] ?? null).toBeNull();
});

test.each([
  ['changed in QuickBooks', 'amount'],
  ['renumbered in QuickBooks', 'number'],
  ['voided in QuickBooks', 'voided-in-quickbooks'],
  ['deleted in QuickBooks', 'missing'],
  ['changed in Autotask', 'amount'],
  ['voided in Autotask', 'voided-in-autotask'],
])('at the very moment when Autotask is told: %s is what reconcile finds', async (what, kind) => {
  const [id = 0] = bench.work(1);
  let isDone = false;
  bench.strike(
    (request) => {
      if (request.kind === 'Invoices.patch' && !isDone) {
        isDone = true;
        EDITS[what]?.(id);
      }
      return false;
    },
    500,
    1,
  );
  const ran = await sync(id);
  expect([isDone, ran.code, outcomeOf(ran, id)]).toEqual([true, 0, expect.stringMatching(/^created\b/)]);
  bench.calm();
  const day = String(invoice(id)['invoiceDateTime']).slice(0, 10);
  const tied = await bench.world.run(['reconcile', '--json', '--from', day, '--to', day], FAST);
  const { exceptions } = tied.json<{ exceptions: { kind: string; autotaskId: number | null }[] }>();
  expect(tied.code).toBe(3);
  expect(exceptions.filter((one) => one.autotaskId === id).map((one) => one.kind)).toContain(kind);
});

test('deleted in Autotask at the very moment when it is told: the run says so, and every later one', async () => {
  const [id = 0] = bench.work(1);
  let isDone = false;
  bench.strike(
    (request) => (request.kind === 'Invoices.patch' && !isDone && ((isDone = true), EDITS['deleted in Autotask']?.(id)), false),
    500,
    1,
  );
  const ran = await sync(id);
  expect([ran.code, outcomeOf(ran, id)]).toEqual([1, 'failed write-back-refused']);
  bench.calm();
  const next = await bench.world.sync(['--yes'], FAST);
  expect([next.code, outcomeOf(next, id)]).toEqual([1, 'held gone-from-autotask']);
});

test('ten documents refused for the same reason stop the run: code 7, the rest not tried, no ERROR in Autotask', async () => {
  const ids = bench.work(14);
  const body = JSON.stringify({ Fault: { Error: [{ Message: 'no', Detail: 'no', code: '6000' }], type: 'ValidationFault' } });
  bench.strike((request) => request.kind === 'invoice.create', { status: 400, headers: { 'content-type': 'application/json' }, body }, 999);
  const done = await sync(...ids);
  const said = ids.map((id) => outcomeOf(done, id));
  expect(done.code).toBe(7);
  expect(said.filter((one) => one === 'failed rejected')).toHaveLength(10);
  expect(said.filter((one) => one === 'skipped run-stopped')).toHaveLength(4);
  expect(ids.filter((id) => invoice(id)['invoiceNumber'] === 'ERROR')).toEqual([]);
  bench.calm();
  expect((await sync(...ids)).code).toBe(0);
  expect(bench.verdict(ids)).toEqual({ duplicates: [], lost: [], untold: [] });
});

test('QuickBooks is down from the start: every invoice is named with the reason, code 5', async () => {
  const ids = bench.work(2);
  bench.strike((request) => request.service === 'quickbooks', 503, 9999);
  const done = await sync(...ids);
  expect(done.code).toBe(5);
  expect(ids.map((id) => outcomeOf(done, id))).toEqual(['skipped run-stopped', 'skipped run-stopped']);
});

test('a damaged ledger stops the run before anything is sent: code 7, and what to do', async () => {
  const [id] = bench.work(1);
  bench.requestCount();
  bench.forget();
  writeFileSync(join(bench.world.home.env['AT2QBO_HOME'] ?? '', 'ledger.db'), 'not a ledger '.repeat(1000));
  const done = await sync(id);
  expect(done.code).toBe(7);
  expect(done.out + done.err).toContain('backup');
  expect(bench.requestCount()).toBe(0);
});
