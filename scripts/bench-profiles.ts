// `npm run bench:profiles -- --profiles 50 --jobs 1,4,16`: many profiles, each with a month of its own, against sandboxes on this machine.
// Prints one row of docs/scale.md for each number of jobs. Linux: memory is read from /proc.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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
  },
});
const COUNT = Number(values.profiles);
const INVOICES = Number(values.invoices);
const BIN = join(process.cwd(), 'dist', 'bin', 'at2qbo.js');
/** As the services answer from afar. */
const LATENCY = { read: 60, create: 200 };
const KEY = '7b'.repeat(32);

interface Database {
  url(name: string): string;
  /** Commits since the start, and connections now. */
  load(): { readonly commits: number; readonly connections: number };
  stop(): void;
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
  const ask = (sql: string): string =>
    call('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'at2qbo', '-d', 'postgres', '-qAtc', sql]).trim();
  return {
    url: (name) => {
      ask(`create database ${name}`);
      return `postgres://at2qbo@127.0.0.1:${port}/${name}`;
    },
    load: () => {
      const [commits = '0', connections = '0'] = ask(
        "select sum(xact_commit), (select count(*) from pg_stat_activity where application_name = 'at2qbo') from pg_stat_database where datname like 'b%'",
      ).split('|');
      return { commits: Number(commits), connections: Number(connections) };
    },
    stop: () => {
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

/** Resident memory in MB of these processes: all together and the largest. */
function memoryOf(parent: number): { readonly sum: number; readonly largest: number; readonly count: number } {
  const sizes: number[] = [];
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const isOurs = Number(name) === parent || Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) === parent;
      if (isOurs) sizes.push(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // it ended while it was looked at
    }
  }
  return { sum: sizes.reduce((a, b) => a + b, 0), largest: Math.max(0, ...sizes), count: sizes.length };
}

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
  const before = database?.load() ?? { commits: 0, connections: 0 };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [BIN, 'sync', '--all-profiles', '--jobs', String(jobs), '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const most = { sum: 0, largest: 0, connections: 0 };
  const timer = setInterval(() => {
    const memory = memoryOf(child.pid ?? -1);
    most.sum = Math.max(most.sum, memory.sum);
    most.largest = Math.max(most.largest, memory.largest);
    most.connections = Math.max(most.connections, database?.load().connections ?? 0);
  }, 1000);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = database?.load() ?? before;
  const runs = JSON.parse(Buffer.concat(parts).toString('utf8')) as readonly {
    readonly exitCode: number;
    readonly totals?: { readonly created?: number };
  }[];
  const created = runs.reduce((sum, one) => sum + (one.totals?.created ?? 0), 0);
  const ill = runs.filter((one) => one.exitCode !== 0 && one.exitCode !== 1).length;
  await Promise.all(sandboxes.map((one) => one.stop()));
  rmSync(home, { recursive: true, force: true });
  const commits = after.commits - before.commits;
  return `| ${COUNT} | ${jobs} | ${created} | ${ill} | ${seconds.toFixed(0)} s | ${(seconds / COUNT).toFixed(2)} s | ${most.sum.toFixed(0)} MB | ${most.largest.toFixed(0)} MB | ${database === null ? '-' : `${commits} (${(commits / seconds).toFixed(0)}/s)`} | ${database === null ? '-' : most.connections} |`;
}

const database = await startDatabase();
try {
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, ledger: ${database === null ? 'SQLite' : 'PostgreSQL'}`,
  );
  console.log(
    '| profiles | --jobs | documents | runs that ended early | wall time | a profile | memory at most | largest process | commits | connections at most |',
  );
  console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (const jobs of values.jobs.split(',').map(Number)) console.log(await measure(jobs, database));
} finally {
  database?.stop();
}
