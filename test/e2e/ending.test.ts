// How the program ends when it is told to, and when its terminal goes away: with the right code, soon, and nothing half-told.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasTerminals, onClosedTerminal } from '../support/terminal.ts';
import { openBench, type Bench } from '../crash/world.ts';
import { PROGRAM } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench('quickbooks');
});
afterAll(() => bench.close());

const program = PROGRAM.slice(1);
const TIME = { timeout: 120_000 };
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof SIGNALS;

/** Everything that is left arrives with the next run, and nobody holds the lock. */
async function allArrives(ids: readonly number[]): Promise<void> {
  bench.calm();
  // An `adopt --yes` that came to its end has set it: what is older would rightly stay away.
  await bench.world.run(['settings', 'unset', 'invoices.goLiveDate']);
  const next = await bench.world.sync(['--yes']);
  expect([next.code, next.code === 0 ? '' : next.out + next.err]).toEqual([0, '']);
  expect(bench.verdict(ids)).toEqual({ duplicates: [], lost: [], untold: [] });
}

// What one leaves behind (next-batch that turned itself off on a busy machine) is not the next one's.
beforeEach(() => bench.world.set('invoices.sync', 'on'));

describe('a signal', () => {
  test.each(Object.keys(SIGNALS) as Signal[])(
    '%s in the middle of a document: that one is finished, the others wait, and the code says why',
    TIME,
    async (signal) => {
      // The setting that is written in mid-run.
      await bench.world.set('invoices.sync', 'next-batch');
      const ids = bench.work(40);
      let kill: ((name: Signal) => void) | null = null;
      let hasCome = false;
      bench.strike(
        (request) => {
          if (request.kind !== 'invoice.create' || hasCome) return false;
          hasCome = true;
          kill?.(signal);
          return true;
        },
        { slow: 1500 },
        1,
      );
      const run = await bench.world.run(['sync', '--yes', '--json'], {}, { onStart: (child) => (kill = (name) => child.kill(name)) });
      expect([run.code, run.signal]).toEqual([SIGNALS[signal], null]);
      const { invoices } = run.json<{ invoices: { outcome: string }[] }>();
      expect(invoices.length).toBe(40);
      expect(invoices.filter((one) => one.outcome === 'created').length).toBeGreaterThan(0);
      expect(invoices.filter((one) => one.outcome === 'skipped').length).toBeGreaterThan(0);
      await bench.world.set('invoices.sync', 'on');
      await allArrives(ids);
    },
  );

  test('SIGTERM ends the program within ten seconds, whatever it waits for', TIME, async () => {
    const ids = bench.work(2);
    let kill: (() => void) | null = null;
    let at = 0;
    bench.strike(
      (request) => {
        if (request.kind !== 'invoice.create') return false;
        if (at === 0) {
          at = Date.now();
          kill?.();
        }
        return true;
      },
      { slow: 40_000 },
      2,
    );
    const run = await bench.world.run(['sync', '--yes', '--json'], {}, { onStart: (child) => (kill = () => child.kill('SIGTERM')) });
    expect([run.code, run.signal]).toEqual([143, null]);
    expect(Date.now() - at).toBeLessThan(10_500);
    await allArrives(ids);
  });

  test('a second Ctrl-C ends it at once', TIME, async () => {
    const ids = bench.work(2);
    let kill: (() => void) | null = null;
    let at = 0;
    bench.strike(
      (request) => {
        if (request.kind !== 'invoice.create' || at !== 0) return false;
        at = Date.now();
        kill?.();
        setTimeout(() => kill?.(), 300);
        return true;
      },
      { slow: 20_000 },
      1,
    );
    const run = await bench.world.run(['sync', '--yes', '--json'], {}, { onStart: (child) => (kill = () => child.kill('SIGINT')) });
    expect([run.code, run.signal]).toEqual([130, null]);
    expect(Date.now() - at).toBeLessThan(5000);
    await allArrives(ids);
  });

  test.each([
    ['doctor', 'SIGTERM'],
    ['reconcile', 'SIGHUP'],
    ['status', 'SIGTERM'],
  ] as const)('%s, which only looks, ends at once on %s', TIME, async (command, signal) => {
    let kill: (() => void) | null = null;
    bench.strike(() => (kill?.(), true), { slow: 20_000 }, 1);
    const began = Date.now();
    const run = await bench.world.run([command], {}, { onStart: (child) => (kill = () => child.kill(signal)) });
    bench.calm();
    if (command !== 'status') expect([run.code, run.signal]).toEqual([SIGNALS[signal], null]);
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});

const COMMANDS: readonly (readonly string[])[] = [
  ['sync', '--yes'],
  ['sync', '--dry-run'],
  ['sync-voids'],
  ['sync-payments'],
  ['compare-items'],
  ['check-invoices'],
  ['copy-invoice', '600001'],
  ['mark-paid', '1001'],
  ['clear-status'],
  ['logs'],
  ['logs', '--follow'],
  ['status'],
  ['doctor'],
  ['explain', '600001'],
  ['reconcile'],
  ['adopt', '--yes'],
  ['hold', '600001', '--why', 'a look first'],
  ['release', '600001'],
  ['settings'],
  ['settings', 'check'],
  ['ledger'],
  ['profiles'],
  ['schedule', 'cron'],
  ['completion', 'bash'],
  ['connect'],
  ['demo'],
  ['--help'],
];

describe.runIf(hasTerminals())('a terminal that goes away', () => {
  const whens: readonly (readonly [string, (screen: string, milliseconds: number) => boolean])[] = [
    ['before anything is said', (_, milliseconds) => milliseconds > 150],
    ['while it speaks', (screen) => screen.trim() !== ''],
    ['a moment later', (screen, milliseconds) => screen.trim() !== '' && milliseconds > 700],
  ];
  test.each(whens)(
    '%s: every command ends, soon, with its own code or 129, and leaves no lock',
    { timeout: 600_000 },
    async (_, isTime) => {
      const ids = bench.work(3);
      const wrong: unknown[] = [];
      for (const args of COMMANDS) {
        const done = await onClosedTerminal([...program, ...args], bench.world.home.env, isTime);
        const isFine = done.code !== null && ([0, 1, 2, 3, 4, 129].includes(done.code) || done.code === 5) && done.seconds < 15;
        if (!isFine) wrong.push({ args, ...done, screen: done.screen.slice(-200) });
      }
      expect(wrong).toEqual([]);
      await allArrives(ids);
    },
  );

  test('in the middle of a run it is a wish to stop: 129, and what was in hand is finished', TIME, async () => {
    const ids = bench.work(30);
    const done = await onClosedTerminal([...program, 'sync', '--yes'], bench.world.home.env, (screen) => screen.includes('Invoices: '));
    expect(done.code).toBe(129);
    await allArrives(ids);
  });
});
