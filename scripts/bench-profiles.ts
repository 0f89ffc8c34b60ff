// `npm run bench:profiles -- --profiles 50 --jobs 1,4,16`: many profiles, each with a month of its own, against sandboxes on this machine.
// Prints one row of docs/scale.md for each number of jobs. `--quiet`: profiles whose invoices were carried over before, so that a run has nothing
// to do. `--base REF`: the same with the program as it was at that commit, built in a temporary folder, and how the two compare. `--out FILE` keeps the
// row of a measurement under way too, once a minute. Linux: memory and processor time are read from /proc.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Sandbox } from '../src/sandbox/server.ts';
import { startDatabase, type Database, type DatabaseLoad } from './profiles/database.ts';
import { endedChildren, family } from './profiles/processes.ts';
import { makeWorld, type World } from './profiles/world.ts';

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '50' },
    jobs: { type: 'string', default: '1,4,16' },
    invoices: { type: 'string', default: '6' },
    ledger: { type: 'string', default: 'postgresql' },
    quiet: { type: 'boolean', default: false },
    base: { type: 'string' },
    out: { type: 'string' },
  },
});
const COUNT = Number(values.profiles);
const HEADS = [
  'program',
  'profiles',
  '--jobs',
  'documents',
  'ended early',
  'wall time',
  'a profile',
  'CPU a profile',
  'memory at most',
  'largest process',
  'commits',
  'database CPU a profile',
  'connections at most',
  'load, mean (most)',
] as const;
/** Short enough to catch the most memory of a run of seconds. */
const LOOK_MS = 250;
const KEEP_EVERY = 240;

/** A built program. */
interface Variant {
  readonly name: string;
  readonly folder: string;
}

/** What a measurement has seen so far. */
interface Seen {
  readonly program: string;
  readonly jobs: number;
  readonly profiles: number;
  readonly documents: number;
  readonly endedEarly: number | null;
  readonly seconds: number;
  readonly cpu: number;
  readonly memory: number;
  readonly largest: number;
  readonly database: DatabaseLoad | null;
  readonly load: readonly number[];
}

function rowOf(seen: Seen): string {
  const each = (seconds: number): string => `${(seconds / Math.max(1, seen.profiles)).toFixed(2)} s`;
  const { database } = seen;
  const mean = seen.load.reduce((a, b) => a + b, 0) / Math.max(1, seen.load.length);
  const cells = [
    seen.program,
    seen.profiles,
    seen.jobs,
    seen.documents,
    seen.endedEarly ?? 'not ended',
    `${seen.seconds.toFixed(0)} s`,
    each(seen.seconds),
    each(seen.cpu),
    `${seen.memory.toFixed(0)} MB`,
    `${seen.largest.toFixed(0)} MB`,
    database === null ? '-' : `${database.commits} (${(database.commits / seen.seconds).toFixed(0)}/s)`,
    database === null ? '-' : each(database.cpu),
    database === null ? '-' : database.connections,
    `${mean.toFixed(1)} (${Math.max(0, ...seen.load).toFixed(1)})`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function say(line: string): void {
  console.log(line);
  keep(line);
}

function keep(line: string): void {
  if (values.out !== undefined) appendFileSync(values.out, `${line}\n`);
}

/** One that has asked what changed in its company has sent what it had: the last thing a run asks. */
const hasEnded = (sandbox: Sandbox): boolean => sandbox.quickbooks.requests.some((request) => /\/cdc/.test(request.path));
const documentsIn = ({ quickbooks }: Sandbox): number => quickbooks.tables.Invoice.size + quickbooks.tables.CreditMemo.size;

function startSync(variant: Variant, world: World, jobs: number): ReturnType<typeof spawn> {
  const bin = join(variant.folder, 'dist', 'bin', 'at2qbo.js');
  return spawn(process.execPath, [bin, 'sync', '--all-profiles', '--jobs', String(jobs), '--json'], {
    env: world.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function answerOf(child: ReturnType<typeof spawn>): Promise<readonly { readonly exitCode: number }[]> {
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  await new Promise((resolve) => child.on('close', resolve));
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as readonly { readonly exitCode: number }[];
}

async function measure(variant: Variant, jobs: number, database: Database | null): Promise<Seen> {
  const world = await makeWorld({
    program: variant.folder,
    profiles: COUNT,
    invoices: values.quiet ? null : Number(values.invoices),
    ledgerUrl: database?.url(`b${jobs}_${variant.name.replaceAll(/\W/g, '')}_${process.pid}`) ?? null,
  });
  if (values.quiet) await answerOf(startSync(variant, world, 4));
  const { sandboxes } = world;
  const were = sandboxes.reduce((sum, one) => sum + documentsIn(one), 0);
  const before = (await database?.load()) ?? null;
  const startedAt = performance.now();
  const ownBefore = process.cpuUsage();
  const childrenBefore = endedChildren();
  const child = startSync(variant, world, jobs);
  let most = { memory: 0, largest: 0, connections: 0, cpu: 0 };
  const load: number[] = [];
  let latest: DatabaseLoad | null = null;
  const look = async (): Promise<void> => {
    const { memory, largest, cpu } = family(child.pid ?? -1);
    const now = (await database?.load()) ?? null;
    if (now !== null && before !== null) latest = { ...now, commits: now.commits - before.commits, cpu: now.cpu - before.cpu };
    most = {
      memory: Math.max(most.memory, memory),
      largest: Math.max(most.largest, largest),
      connections: Math.max(most.connections, now?.connections ?? 0),
      cpu: Math.max(most.cpu, cpu),
    };
    load.push(loadavg()[0] ?? 0);
  };
  const seen = (profiles: number, endedEarly: number | null): Seen => ({
    program: variant.name,
    jobs,
    profiles,
    documents: sandboxes.reduce((sum, one) => sum + documentsIn(one), 0) - were,
    endedEarly,
    seconds: (performance.now() - startedAt) / 1000,
    cpu: most.cpu,
    memory: most.memory,
    largest: most.largest,
    database: latest && { ...latest, connections: most.connections },
    load,
  });
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    void look();
    if (looks % KEEP_EVERY === 0) keep(rowOf(seen(sandboxes.filter(hasEnded).length, null)));
  }, LOOK_MS);
  const runs = await answerOf(child);
  clearInterval(timer);
  // To its very end, all of its children included.
  most = { ...most, cpu: endedChildren() - childrenBefore };
  const result = seen(COUNT, runs.filter((one) => one.exitCode !== 0 && one.exitCode !== 1).length);
  say(rowOf(result));
  const own = process.cpuUsage(ownBefore);
  const ownCpu = ((own.user + own.system) / 1e6 / COUNT).toFixed(2);
  keep(`(the sandboxes: ${ownCpu} s of the processor a profile, ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB)`);
  await world.remove();
  return result;
}

/** The program as it was at this commit, installed and built on its own. */
function buildAt(ref: string): Variant {
  const folder = mkdtempSync(join(tmpdir(), 'at2qbo-bench-base-'));
  const archive = execFileSync('git', ['archive', '--format=tar', ref], { maxBuffer: 256 * 1024 * 1024 });
  execFileSync('tar', ['x', '-C', folder], { input: archive });
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' });
  execFileSync('npm', ['run', 'build'], { cwd: folder, stdio: 'ignore' });
  return { name: ref, folder };
}

const database = values.ledger === 'postgresql' ? await startDatabase() : null;
const now: Variant = { name: 'now', folder: process.cwd() };
// A folder that holds a built program is taken as it is.
const given = values.base;
const base = given === undefined ? null : existsSync(join(given, 'dist')) ? { name: 'base', folder: given } : buildAt(given);
try {
  say(
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, ledger: ${database === null ? 'SQLite' : 'PostgreSQL'}`,
  );
  say(`| ${HEADS.join(' | ')} |`);
  say(`|${'---:|'.repeat(HEADS.length)}`);
  for (const jobs of values.jobs.split(',').map(Number)) {
    const was = base === null ? null : await measure(base, jobs, database);
    const is = await measure(now, jobs, database);
    if (was !== null)
      say(
        `now against ${was.program}, ${jobs} jobs: CPU of the whole tree ${is.cpu.toFixed(1)} s against ${was.cpu.toFixed(1)} s (${(is.cpu / was.cpu).toFixed(2)} x), memory ${is.memory.toFixed(0)} MB against ${was.memory.toFixed(0)} MB`,
      );
  }
} finally {
  await database?.stop();
  if (base !== null && base.folder !== given) rmSync(base.folder, { recursive: true, force: true });
}
