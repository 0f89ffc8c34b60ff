// The program is killed everywhere, then started again: `npm run test:crash` tries every point, `npm test` a few of them.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Finished } from '../e2e/support.ts';
import { createdBy, openBench, seam, type Bench, type Numbering } from './world.ts';

const isWhole = process.env['MODE'] === 'all';
/** Pauses and windows of limits pass twenty times as fast. */
const FAST = seam({ speed: 20 });
/** Points of each kind and scenario in the short sweep. */
const FEW = 3;

interface Scenario {
  readonly name: string;
  readonly numbering: Numbering;
  readonly settings?: Record<string, string | number | boolean>;
  /** Before the run that is killed: work, an expired token, a lost ledger. Gives the invoices that must arrive. */
  readonly prepare: (bench: Bench) => number[];
  readonly args: readonly string[];
  readonly env?: (bench: Bench) => Record<string, string>;
}

const syncIn = (numbering: Numbering): Scenario => ({
  name: `sync, numbering ${numbering}`,
  numbering,
  prepare: (bench) => bench.work(2),
  args: ['sync', '--json', '--yes'],
});

const scenarios: readonly Scenario[] = [
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
    name: 'connect quickbooks again',
    numbering: 'quickbooks',
    prepare: (bench) => bench.work(1),
    args: ['connect', 'quickbooks', '--yes'],
    env: (bench) => bench.world.sandbox.secretsFor(),
  },
];

const total = { points: 0, killed: 0, duplicates: 0, lost: 0, reconnected: 0 };
afterAll(() => {
  const { points, killed, duplicates, lost, reconnected } = total;
  process.stdout.write(
    `\ncrash: points ${points}, killed ${killed}, duplicates ${duplicates}, lost ${lost} (token lost with the answer: ${reconnected})\n`,
  );
});

test.each(isWhole ? scenarios : scenarios.slice(0, 2))(
  'killed anywhere, nothing is twice and nothing lost: $name',
  { timeout: isWhole ? 3_600_000 : 120_000 },
  async (scenario) => {
    const bench = await openBench(scenario.numbering, scenario.settings);
    try {
      const counts = await rehearse(bench, scenario);
      const points = [
        ...numbered(counts.requests).flatMap((n) => [`request:${n}:before`, `request:${n}:after`]),
        ...numbered(counts.commit).flatMap((n) => [`commit:${n}:before`, `commit:${n}:after`]),
        ...numbered(counts.rename).flatMap((n) => [`rename:${n}:before`, `rename:${n}:after`]),
      ];
      expect(counts.requests).toBeGreaterThan(0);
      for (const point of isWhole ? points : sample(points, FEW)) await tryPoint(bench, scenario, point);
    } finally {
      await bench.close();
    }
  },
);

async function rehearse(bench: Bench, scenario: Scenario): Promise<{ requests: number; commit: number; rename: number }> {
  const file = join(bench.world.home.directory, 'counted.json');
  const ids = scenario.prepare(bench);
  bench.requestCount();
  const done = await bench.world.run(scenario.args, { ...envOf(bench, scenario), ...seam({ count: file, speed: 20 }) });
  const requests = bench.requestCount();
  expect(done.code, done.out + done.err).toBe(0);
  if (scenario.args[0] !== 'sync') await bench.world.sync(['--yes'], FAST);
  expect(bench.verdict(ids)).toEqual({ duplicates: [], lost: [], untold: [] });
  const counted = JSON.parse(readFileSync(file, 'utf8')) as { commit: number; rename: number };
  rmSync(file);
  return { requests, ...counted };
}

async function tryPoint(bench: Bench, scenario: Scenario, point: string): Promise<void> {
  const { world } = bench;
  const [what, n, when] = point.split(':');
  const ids = scenario.prepare(bench);
  let child: { kill(signal: NodeJS.Signals): boolean } | null = null;
  const shot =
    what === 'request'
      ? bench.strikeAt(Number(n), when === 'before' ? 'reset-before' : 'reset-after', () => {
          if (when === 'before') child?.kill('SIGKILL');
          else setImmediate(() => child?.kill('SIGKILL'));
        })
      : { kind: null };
  const env = { ...envOf(bench, scenario), ...(what === 'request' ? FAST : seam({ kill: point, speed: 20 })) };
  const first = await world.run(scenario.args, env, { onStart: (started) => (child = started) });
  bench.calm();
  total.points += 1;
  if (first.signal === 'SIGKILL') total.killed += 1;

  const where = `${point} ${shot.kind ?? ''}`;
  let next = await world.sync(['--yes'], FAST);
  if (next.code === 4) {
    // Only a token that Intuit has rotated and that never reached the disk may ask for a new connection.
    expect(shot.kind ?? what, where).toMatch(/token|rename|connect/);
    total.reconnected += 1;
    await reconnect(bench);
    next = await world.sync(['--yes'], FAST);
  }
  expect({ where, code: next.code, said: next.code === 0 ? '' : told(next) }).toEqual({ where, code: 0, said: '' });
  const verdict = bench.verdict(ids);
  total.duplicates += verdict.duplicates.length;
  total.lost += verdict.lost.length + verdict.untold.length;
  expect({ where, ...verdict }).toEqual({ where, duplicates: [], lost: [], untold: [] });
  const again = await world.sync(['--yes'], FAST);
  expect({ where, code: again.code, created: createdBy(again) }).toEqual({ where, code: 0, created: 0 });
  const mails = world.sandbox.quickbooks.mails.map((mail) => mail.id);
  expect(mails.length, `${where}: a mail twice`).toBe(new Set(mails).size);
}

const envOf = (bench: Bench, scenario: Scenario): Record<string, string> => {
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = scenario.env?.(bench) ?? {};
  return secrets;
};

async function reconnect(bench: Bench): Promise<void> {
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = bench.world.sandbox.secretsFor();
  const done = await bench.world.run(['connect', 'quickbooks', '--yes'], { ...secrets, ...FAST });
  expect(done.code, done.out + done.err).toBe(0);
}

const told = (done: Finished): string => `${done.signal ?? ''}${done.out}${done.err}`.slice(0, 2000);
const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** So many of them, the first and the last among them, and never the same ones of two kinds only. */
function sample(points: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => points[Math.round(((index + 0.5) * (points.length - 1)) / count)]).filter(
    (one) => one !== undefined,
  );
}
