// A PostgreSQL for a measurement alone, and what it has done.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { family } from './processes.ts';

export interface Database {
  url(name: string): string;
  /** Commits since the start, connections now, and the processor's seconds since the start. */
  load(): Promise<DatabaseLoad>;
  /** Stops it in the middle of things, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface DatabaseLoad {
  readonly commits: number;
  readonly connections: number;
  readonly cpu: number;
}

/** With fsync as in earnest; null where none is installed. */
export async function startDatabase(): Promise<Database | null> {
  const root = '/usr/lib/postgresql';
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  if (newest === undefined) return null;
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
  client.on('error', () => undefined); // it is restarted
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
    restart: async () => {
      await client.end().catch(() => undefined);
      call('pg_ctl', ['-D', join(directory, 'data'), '-m', 'immediate', 'stop']);
      call('pg_ctl', ['-D', join(directory, 'data'), '-w', '-l', join(directory, 'log'), '-o', options, 'start']);
    },
    stop: async () => {
      await client.end().catch(() => undefined);
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
