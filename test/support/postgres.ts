// A PostgreSQL of the tests' own on a free port, where Debian's is installed; null otherwise.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = '/usr/lib/postgresql';

export interface TestPostgres {
  readonly port: number;
  /** The server's own files. */
  readonly data: string;
  /** A new empty database. */
  database(): string;
  /** Runs this in a database that `database()` made; what it answers, a line a row. */
  run(url: string, sql: string): string;
  /** Ends every connection of other programs, as a broken network would. */
  cut(): void;
  stop(): void;
}

/** The newest PostgreSQL that is installed, or why there is none. */
export function findPostgres(): string | null {
  if (!existsSync(ROOT)) return null;
  const [newest] = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? null : join(ROOT, newest, 'bin');
}

/** PostgreSQL refuses to run as root: there the user `postgres` runs it. */
function as(bin: string, program: string, args: readonly string[]): string {
  const isRoot = process.getuid?.() === 0;
  const [command, argv] = isRoot ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]] : [join(bin, program), [...args]];
  return execFileSync(command, argv, { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
}

export async function startPostgres(): Promise<TestPostgres | null> {
  const bin = findPostgres();
  if (bin === null) return null;
  const directory = mkdtempSync(join(tmpdir(), 'at2qbo-pg-'));
  if (process.getuid?.() === 0) spawnSync('chown', ['postgres', directory]);
  chmodSync(directory, 0o700);
  const port = await freePort();
  as(bin, 'initdb', ['-D', join(directory, 'data'), '-U', 'at2qbo', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
  as(bin, 'pg_ctl', [
    '-D',
    join(directory, 'data'),
    '-w',
    '-l',
    join(directory, 'log'),
    '-o',
    `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`,
    'start',
  ]);
  const psql = (database: string, sql: string): string =>
    as(bin, 'psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'at2qbo', '-d', database, '-qAtc', sql]);
  let count = 0;
  return {
    port,
    data: join(directory, 'data'),
    database: () => {
      const name = `t${++count}_${process.pid}`;
      psql('postgres', `create database ${name}`);
      return `postgres://at2qbo@127.0.0.1:${port}/${name}`;
    },
    run: (url, sql) => psql(new URL(url).pathname.slice(1), sql).trim(),
    cut: () => void psql('postgres', "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'at2qbo'"),
    stop: () => {
      as(bin, 'pg_ctl', ['-D', join(directory, 'data'), '-m', 'immediate', 'stop']);
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
