// `npm run bench:fleet -- --profiles 200 --minutes 5`: two workers as two hosts on one PostgreSQL, one of them killed every 20 s, the database
// restarted once. Prints whether every month is complete, what is there twice, and how long a profile waited. Node 22.12 or newer; Linux.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Sandbox } from '../src/sandbox/server.ts';
import { startDatabase } from './profiles/database.ts';
import { family } from './profiles/processes.ts';
import { makeWorld } from './profiles/world.ts';

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '4' },
    killSeconds: { type: 'string', default: '20' },
  },
});
const [COUNT, MINUTES, KILL_S] = [Number(values.profiles), Number(values.minutes), Number(values.killSeconds)];
const LONGEST_REST_S = 300;
const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Documents of each invoice; the note of each bears the invoice's id. */
function copies({ autotask, quickbooks }: Sandbox): number[] {
  const notes = [...quickbooks.tables.Invoice.values(), ...quickbooks.tables.CreditMemo.values()].map(
    (one) => (one as { PrivateNote?: string }).PrivateNote ?? '',
  );
  return [...autotask.tables.Invoices.keys()].map((id) => notes.filter((note) => new RegExp(`\\b${id}\\b`).test(note)).length);
}

const database = await startDatabase();
if (database === null) throw new Error('no PostgreSQL is installed here');
const url = database.url('fleet');
const world = await makeWorld({ program: process.cwd(), profiles: COUNT, invoices: null, ledgerUrl: url });
const workers = new Map<number, ChildProcess>();
let [memory, kills, lastKill] = [0, 0, 0];
const start = (host: number): void => {
  const bin = join(process.cwd(), 'dist', 'bin', 'at2qbo.js');
  // A name of its own makes it another host to the lease: a dead one's profiles are free after a minute, not at once.
  const program = `hostname books${host}; exec "$0" "$@"`;
  const args = ['--uts', 'sh', '-c', program, process.execPath, bin, 'worker', '--jobs', values.jobs, '--quiet'];
  const child = spawn('unshare', args, { env: world.env, stdio: ['ignore', 'ignore', 'inherit'] });
  workers.set(host, child);
};
const missing = (): number => world.sandboxes.reduce((sum, one) => sum + copies(one).filter((count) => count === 0).length, 0);

const startedAt = performance.now();
const seconds = (): number => Math.round((performance.now() - startedAt) / 1000);
[1, 2].forEach(start);
const look = setInterval(() => {
  for (const child of workers.values()) memory = Math.max(memory, family(child.pid ?? -1).memory);
}, 1000);
let hasRestarted = false;
let completeAfter: number | null = null;
while (seconds() < MINUTES * 60) {
  await wait(KILL_S);
  const host = (kills % 2) + 1;
  workers.get(host)?.kill('SIGKILL');
  kills += 1;
  lastKill = seconds();
  if (!hasRestarted && seconds() > MINUTES * 30) {
    await database.restart();
    hasRestarted = true;
  }
  if (completeAfter === null && missing() === 0) completeAfter = seconds();
  start(host);
}
while (missing() > 0 && seconds() - lastKill < LONGEST_REST_S) await wait(2);
completeAfter ??= seconds();
clearInterval(look);
for (const child of workers.values()) child.kill('SIGTERM');
await Promise.all(
  [...workers.values()].map((child) => (child.exitCode === null ? new Promise((resolve) => child.on('exit', resolve)) : Promise.resolve())),
);
const client = new pg.Client({ connectionString: url });
await client.connect();
const { rows } = await client.query<{ first: string; longest: string; runs: string; unfinished: string }>(`
  with gaps as (select profile, extract(epoch from started_at::timestamptz - lag(started_at::timestamptz) over (partition by profile order by started_at)) as gap from runs)
  select (select max(extract(epoch from at - (select min(started_at::timestamptz) from runs))) from
      (select profile, min(finished_at::timestamptz) as at from runs where exit_code = 0 group by profile) f) as first,
    (select max(gap) from gaps) as longest, (select count(*) from runs) as runs,
    (select count(*) from transfers where state <> 'done') as unfinished`);
await client.end();
const all = world.sandboxes.flatMap(copies);
console.log(
  JSON.stringify({
    profiles: COUNT,
    minutes: MINUTES,
    kills,
    databaseRestarts: hasRestarted ? 1 : 0,
    invoices: all.length,
    missing: all.filter((count) => count === 0).length,
    twice: all.filter((count) => count > 1).length,
    completeAfterSeconds: completeAfter,
    longestToFirstSuccessSeconds: Math.round(Number(rows[0]?.first ?? 0)),
    longestBetweenRunsSeconds: Math.round(Number(rows[0]?.longest ?? 0)),
    runs: Number(rows[0]?.runs ?? 0),
    unfinishedTransfers: Number(rows[0]?.unfinished ?? 0),
    memoryOfAWorkerMb: Math.round(memory),
  }),
);
await world.remove();
await database.stop();
