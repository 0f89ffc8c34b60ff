// The program is killed everywhere, then started again: `npm run test:crash` tries every point, `npm test` a few of them.
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { scenarios, syncIn, type Scenario } from './scenarios.ts';
import { FAST, lastRun, told } from './steps.ts';
import { claim, createdBy, openBench, seam, throughAll, type Bench } from './world.ts';

const isWhole = process.env['MODE'] === 'all';
/** The whole sweep works on several worlds side by side: a point is mostly the start of three programs. */
const LANES = isWhole ? Math.max(2, availableParallelism()) : 1;
/** Points of each kind and scenario in the short sweep. */
const FEW = 3;

const argsOf = (bench: Bench, scenario: Scenario, ids: readonly number[]): string[] =>
  scenario.args.map((arg) => arg.replace('{id}', String(ids[0])).replace('{run}', lastRun.get(bench) ?? ''));

const total = { points: 0, killed: 0, duplicates: 0, lost: 0, reconnected: 0 };
afterAll(() => {
  const { points, killed, duplicates, lost, reconnected } = total;
  process.stdout.write(
    `\ncrash: points ${points}, killed ${killed}, duplicates ${duplicates}, lost ${lost} (token lost with the answer: ${reconnected})\n`,
  );
});

const TIME = { timeout: isWhole ? 3_600_000 : 120_000 };

describe('ledger in SQLite', () => {
  test.each(isWhole ? scenarios : scenarios.slice(0, 2))('killed anywhere, nothing is twice and nothing lost: $name', TIME, (scenario) =>
    sweep(scenario, null),
  );
});

const hasPostgres = findPostgres() !== null;
if (!hasPostgres) console.warn('PostgreSQL is not installed: the sweep over its ledger is left out');

describe.runIf(hasPostgres)('ledger and secrets in PostgreSQL', () => {
  const some = scenarios.filter((one) => isWhole || one.name === syncIn('quickbooks').name);
  test.each(some)('killed anywhere, nothing is twice and nothing lost: $name', TIME, async (scenario) => {
    const server = await startPostgres();
    if (server === null) throw new Error('no PostgreSQL');
    try {
      await sweep(scenario, server);
    } finally {
      server.stop();
    }
  });
});

/** Eight and more documents on their way at once: their rows share commits. */
const side: Scenario = { ...syncIn('quickbooks'), name: 'sync of a dozen documents side by side', prepare: (bench) => bench.work(12) };

describe('in the middle of a commit that documents share', () => {
  test.each(hasPostgres ? ['SQLite', 'PostgreSQL'] : ['SQLite'])(
    'killed at each of its rows, nothing is twice and nothing lost: %s',
    TIME,
    async (kind) => {
      const server = kind === 'SQLite' ? null : await startPostgres();
      try {
        await sweep(side, server, (counts) => {
          // An intent, what came of it, and done: each with its history. There are a dozen commits besides; theirs are fewer than they.
          expect(counts.row).toBeGreaterThanOrEqual(12 * 3);
          expect(counts.commit).toBeLessThan(12 * 3 + 12);
          return numbered(counts.row).map((n) => `row:${n}:before`);
        });
      } finally {
        server?.stop();
      }
    },
  );
});

async function sweep(scenario: Scenario, server: TestPostgres | null, pick = everywhere): Promise<void> {
  const benches: Bench[] = [];
  try {
    for (let lane = 0; lane < LANES; lane += 1) benches.push(await benchOf(scenario, server));
    const [first] = benches;
    if (first === undefined) throw new Error('no lane');
    const counts = await rehearse(first, scenario, server !== null);
    const points = pick(counts);
    expect(counts.requests).toBeGreaterThan(0);
    expect(counts.commit).toBeGreaterThan(0);
    const chosen = isWhole ? points : sample(points, FEW);
    await throughAll(chosen, (point, lane) => tryPoint(benches[lane] ?? first, scenario, point, server !== null), LANES);
  } finally {
    await Promise.all(benches.map((bench) => bench.close()));
  }
}

function everywhere(counts: Counts): string[] {
  return [
    ...numbered(counts.requests).flatMap((n) => [`request:${n}:before`, `request:${n}:after`]),
    ...numbered(counts.commit).flatMap((n) => [`commit:${n}:before`, `commit:${n}:after`]),
    ...numbered(counts.write).flatMap((n) => [`write:${n}:before`, `write:${n}:half`]),
    ...numbered(counts.fsync).flatMap((n) => [`fsync:${n}:before`, `fsync:${n}:after`]),
    ...numbered(counts.rename).flatMap((n) => [`rename:${n}:before`, `rename:${n}:after`]),
  ];
}

/** A world with a ledger of its own. */
function benchOf(scenario: Scenario, server: TestPostgres | null): Promise<Bench> {
  if (server === null) return openBench(scenario.numbering, scenario.settings);
  const url = server.database();
  const settings = { ...scenario.settings, 'ledger.url': url, 'secrets.store': 'ledger' };
  return openBench(scenario.numbering, settings, () =>
    server.run(url, 'truncate transfers, history, person_holds, outcomes, runs, ties, made, marks, log'),
  );
}

interface Counts {
  readonly requests: number;
  readonly commit: number;
  /** Transfers and their history on the way into a commit. */
  readonly row: number;
  readonly write: number;
  readonly fsync: number;
  readonly rename: number;
}

async function rehearse(bench: Bench, scenario: Scenario, postgres: boolean): Promise<Counts> {
  const file = join(bench.world.home.directory, 'counted.json');
  const ids = await scenario.prepare(bench);
  bench.requestCount();
  const done = await bench.world.run(argsOf(bench, scenario, ids), {
    ...envOf(bench, scenario),
    ...seam({ count: file, speed: 20, postgres }),
  });
  const requests = bench.requestCount();
  claim(done.code === 0 || (done.code !== null && scenario.mayEnd?.includes(done.code) === true), done.out + done.err);
  if (scenario.args[0] !== 'sync') await bench.world.sync(['--yes'], FAST);
  await scenario.afterwards?.(bench, ids);
  expect(bench.verdict(ids)).toEqual({ duplicates: [], lost: [], untold: [] });
  const counted = JSON.parse(readFileSync(file, 'utf8')) as Omit<Counts, 'requests'>;
  rmSync(file);
  return { requests, ...counted };
}

async function tryPoint(bench: Bench, scenario: Scenario, point: string, postgres: boolean, tries = 3): Promise<void> {
  const { world } = bench;
  const [what, n, when] = point.split(':');
  const ids = await scenario.prepare(bench);
  let child: { kill(signal: NodeJS.Signals): boolean } | null = null;
  const shot =
    what === 'request'
      ? bench.strikeAt(Number(n), when === 'before' ? 'reset-before' : 'reset-after', () => {
          if (when === 'before') child?.kill('SIGKILL');
          else setImmediate(() => child?.kill('SIGKILL'));
        })
      : { kind: null };
  const env = { ...envOf(bench, scenario), ...(what === 'request' ? FAST : seam({ kill: point, speed: 20, postgres })) };
  const first = await world.run(argsOf(bench, scenario, ids), env, { onStart: (started) => (child = started) });
  bench.calm();
  total.points += 1;
  if (first.signal === 'SIGKILL') total.killed += 1;
  const lastAsked = world.sandbox.quickbooks.requests.at(-1)?.kind;

  const where = `${point} ${shot.kind ?? ''}`;
  let next = await world.sync(['--yes'], FAST);
  if (next.code === 4) {
    // Only a token that Intuit has rotated and whose last byte never reached the file may ask for a new connection.
    const isTokens = /token|connect|^write$/.test(shot.kind ?? what ?? '');
    // A commit may fall beside the renewal by chance (the log's does, once a second): before it that can't be told from a loss, after it not each time.
    const isBeside = what === 'commit' && lastAsked === 'oauth.token';
    total.reconnected += 1;
    await reconnect(bench);
    claim(isTokens || isBeside, `${where}: code 4`);
    next = await world.sync(['--yes'], FAST);
    if (isBeside && when === 'after') {
      claim(tries > 1, `${where}: code 4 each time`);
      return tryPoint(bench, scenario, point, postgres, tries - 1);
    }
  }
  const isEnd = next.code === 0 || (next.code !== null && scenario.mayEnd?.includes(next.code) === true);
  expect({ where, code: isEnd ? 0 : next.code, said: isEnd ? '' : told(next) }).toEqual({ where, code: 0, said: '' });
  await scenario.afterwards?.(bench, ids);
  const verdict = bench.verdict(ids);
  total.duplicates += verdict.duplicates.length;
  total.lost += verdict.lost.length + verdict.untold.length;
  expect({ where, ...verdict }).toEqual({ where, duplicates: [], lost: [], untold: [] });
  for (const id of ids) claim(scenario.isDone?.(bench, id) ?? true, `${where}: ${scenario.name} of ${id} was not done by the next run`);
  const again = await world.sync(['--yes'], FAST);
  expect({ where, code: again.code, created: createdBy(again) }).toEqual({ where, code: 0, created: 0 });
  const mails = world.sandbox.quickbooks.mails.map((mail) => mail.id);
  claim(mails.length === new Set(mails).size, `${where}: a mail twice`);
}

const envOf = (bench: Bench, scenario: Scenario): Record<string, string> => {
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = scenario.env?.(bench) ?? {};
  return secrets;
};

async function reconnect(bench: Bench): Promise<void> {
  const { AT2QBO_SECRETS: _place, AT2QBO_SECRETS_KEY: _key, ...secrets } = bench.world.sandbox.secretsFor();
  const done = await bench.world.run(['connect', 'quickbooks', '--yes'], { ...secrets, ...FAST });
  claim(done.code === 0, done.out + done.err);
}

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** So many of them, the first and the last among them, and never the same ones of two kinds only. */
function sample(points: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => points[Math.round(((index + 0.5) * (points.length - 1)) / count)]).filter(
    (one) => one !== undefined,
  );
}
