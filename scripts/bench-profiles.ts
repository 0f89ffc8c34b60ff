// `npm run bench:profiles -- --profiles 50 --jobs 1,4,16`: many profiles, each with a month of its own, against sandboxes on this machine.
// Prints one row of docs/scale.md for each number of jobs; `--out FILE` keeps the row of a measurement under way too, once a minute: one that is
// interrupted leaves what it has seen. Linux: memory and processor time are read from /proc.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { systemClock } from '../src/clients/clock.ts';
import { createVault } from '../src/clients/secrets/vault.ts';
import { saveSettings } from '../src/config/save.ts';
import type { SettingKey } from '../src/config/schema.ts';
import { parseSetting } from '../src/config/values.ts';
import { profilePaths } from '../src/config/paths.ts';
import { startSandbox, type Sandbox } from '../src/sandbox/server.ts';

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '50' },
    jobs: { type: 'string', default: '1,4,16' },
    invoices: { type: 'string', default: '6' },
    ledger: { type: 'string', default: 'postgresql' },
    out: { type: 'string' },
  },
});
const COUNT = Number(values.profiles);
const INVOICES = Number(values.invoices);
const BIN = join(process.cwd(), 'dist', 'bin', 'at2qbo.js');
/** As the services answer from afar. */
const LATENCY = { read: 60, create: 200 };
const KEY = '7b'.repeat(32);
const HEADS = [
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

interface Database {
  url(name: string): string;
  /** Commits since the start, connections now, and the processor's seconds since the start. */
  load(): Promise<DatabaseLoad>;
  stop(): Promise<void>;
}

interface DatabaseLoad {
  readonly commits: number;
  readonly connections: number;
  readonly cpu: number;
}

/** A PostgreSQL for the measurement alone, with fsync as in earnest. */
async function startDatabase(): Promise<Database | null> {
  const root = '/usr/lib/postgresql';
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  if (values.ledger !== 'postgresql' || newest === undefined) return null;
  const bin = join(root, newest, 'bin');
  const directory = mkdtempSync(join(tmpdir(), 'at2qbo-bench-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) spawnSync('chown', ['postgres', directory]);
  chmodSync(directory, 0o700);
  const port = await freePort();
  const call = (program: string, args: readonly string[]): string => {
    const [command, argv] = isRoot ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]] : [join(bin, program), [...args]];
    return execFileSync(command, argv, { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  };
  call('initdb', ['-D', join(directory, 'data'), '-U', 'at2qbo', '-A', 'trust', '-E', 'UTF8']);
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`;
  call('pg_ctl', ['-D', join(directory, 'data'), '-w', '-l', join(directory, 'log'), '-o', options, 'start']);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'at2qbo', database: 'postgres', application_name: 'bench' });
  await client.connect();
  const [postmaster = ''] = readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n');
  return {
    url: (name) => {
      call('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'at2qbo', name]);
      return `postgres://at2qbo@127.0.0.1:${port}/${name}`;
    },
    load: async () => {
      const { rows } = await client.query<{ commits: string; connections: string }>(
        "select sum(xact_commit) as commits, (select count(*) from pg_stat_activity where application_name = 'at2qbo') as connections from pg_stat_database where datname like 'b%'",
      );
      return {
        commits: Number(rows[0]?.commits ?? 0),
        connections: Number(rows[0]?.connections ?? 0),
        cpu: family(Number(postmaster)).cpu,
      };
    },
    stop: async () => {
      await client.end();
      call('pg_ctl', ['-D', join(directory, 'data'), '-m', 'immediate', 'stop']);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Settings and secrets as `connect` would leave them; three processes a profile would take longer than what is measured. */
async function connect(env: Record<string, string>, profile: string, sandbox: Sandbox, ledgerUrl: string | null): Promise<void> {
  const settings = new Map<SettingKey, unknown>();
  for (const [key, text] of Object.entries(sandbox.settingsFor())) settings.set(key as SettingKey, parseSetting(key as SettingKey, text));
  if (ledgerUrl !== null) settings.set('ledger.url', ledgerUrl);
  saveSettings({ profile, env }, settings);
  const given = sandbox.secretsFor();
  const vault = createVault({ path: profilePaths(profile, env).secrets, profile, environment: env, keyCommand: null, clock: systemClock });
  const now = Date.now();
  await vault.update(() => ({
    'autotask.secret': given['AT2QBO_AUTOTASK_SECRET'],
    'autotask.integrationCode': given['AT2QBO_AUTOTASK_INTEGRATION_CODE'],
    'quickbooks.clientSecret': given['AT2QBO_QUICKBOOKS_CLIENT_SECRET'],
    'quickbooks.token': {
      realmId: sandbox.quickbooks.realmId,
      accessToken: '',
      refreshToken: given['AT2QBO_QUICKBOOKS_REFRESH_TOKEN'] ?? '',
      accessExpiresAt: 0,
      refreshExpiresAt: now + 100 * 86_400_000,
      hardExpiresAt: null,
      issuedAt: now,
    },
  }));
}

interface Family {
  /** Resident memory in MB: all together, and the largest process. */
  readonly memory: number;
  readonly largest: number;
  /** Seconds of the processor, of the children that have ended too. */
  readonly cpu: number;
}

const TICKS = 100;

/** A process and its children. */
function family(parent: number): Family {
  const sizes: number[] = [];
  let ticks = 0;
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      // After the name in brackets: state, parent, ... utime, stime, cutime, cstime from the 12th on, resident pages as the 22nd.
      const [, parentOf, ...rest] = (/\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1] ?? '').split(' ');
      if (Number(name) !== parent && Number(parentOf) !== parent) continue;
      const times = rest.slice(9, 13).map(Number);
      ticks += times.reduce((sum, time) => sum + time, 0);
      sizes.push((Number(rest[19]) * 4096) / 1024 / 1024);
    } catch {
      // it ended while it was looked at
    }
  }
  return { memory: sizes.reduce((a, b) => a + b, 0), largest: Math.max(0, ...sizes), cpu: ticks / TICKS };
}

/** What a measurement has seen so far. */
interface Seen {
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

function keep(line: string): void {
  if (values.out !== undefined) appendFileSync(values.out, `${line}\n`);
}

/** One that has asked what changed in its company has sent what it had: the last thing a run asks. */
const hasEnded = (sandbox: Sandbox): boolean => sandbox.quickbooks.requests.some((request) => /\/cdc/.test(request.path));
const documentsIn = ({ quickbooks }: Sandbox): number => quickbooks.tables.Invoice.size + quickbooks.tables.CreditMemo.size;

async function measure(jobs: number, database: Database | null): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'at2qbo-bench-home-'));
  const env = { AT2QBO_HOME: home, AT2QBO_SECRETS: 'env', AT2QBO_SECRETS_KEY: KEY, PATH: process.env['PATH'] ?? '' };
  const url = database?.url(`b${jobs}_${process.pid}`) ?? null;
  const sandboxes: Sandbox[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const sandbox = await startSandbox({ seed: n + 1, invoices: INVOICES, companies: 4, linesPerInvoice: 3, latency: LATENCY });
    sandboxes.push(sandbox);
    await connect(env, `p${String(n).padStart(3, '0')}`, sandbox, url);
  }
  const were = sandboxes.reduce((sum, one) => sum + documentsIn(one), 0);
  const before = (await database?.load()) ?? null;
  const startedAt = performance.now();
  const ownBefore = process.cpuUsage();
  const child = spawn(process.execPath, [BIN, 'sync', '--all-profiles', '--jobs', String(jobs), '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
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
    if (looks % 60 === 0) keep(rowOf(seen(sandboxes.filter(hasEnded).length, null)));
  }, 1000);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  await look();
  const runs = JSON.parse(Buffer.concat(parts).toString('utf8')) as readonly { readonly exitCode: number }[];
  const row = rowOf(seen(COUNT, runs.filter((one) => one.exitCode !== 0 && one.exitCode !== 1).length));
  keep(row);
  const own = process.cpuUsage(ownBefore);
  const ownCpu = ((own.user + own.system) / 1e6 / COUNT).toFixed(2);
  keep(`(the sandboxes: ${ownCpu} s of the processor a profile, ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB)`);
  await Promise.all(sandboxes.map((one) => one.stop()));
  rmSync(home, { recursive: true, force: true });
  return row;
}

const database = await startDatabase();
const title = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, ledger: ${database === null ? 'SQLite' : 'PostgreSQL'}`;
try {
  for (const line of [title, `| ${HEADS.join(' | ')} |`, `|${'---:|'.repeat(HEADS.length)}`]) {
    console.log(line);
    keep(line);
  }
  for (const jobs of values.jobs.split(',').map(Number)) console.log(await measure(jobs, database));
} finally {
  await database?.stop();
}
