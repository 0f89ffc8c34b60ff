// A PgBouncer of the tests' own before a test's PostgreSQL, where Debian's is installed.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPostgres } from './postgres.ts';

const PROGRAM = '/usr/sbin/pgbouncer';

export interface Bouncer {
  /** The same database, by way of it. */
  readonly through: (url: string) => string;
  stop(): void;
}

export function hasBouncer(): boolean {
  return existsSync(PROGRAM);
}

/** `mode`: session, transaction. Lets the user at2qbo in without a password. */
export async function startBouncer(server: TestPostgres, mode: string): Promise<Bouncer> {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const found = (probe.address() as { port: number }).port;
      probe.close(() => resolve(found));
    });
  });
  const own = mkdtempSync(join(tmpdir(), 'at2qbo-bouncer-'));
  writeFileSync(join(own, 'users'), '"at2qbo" ""\n');
  writeFileSync(
    join(own, 'ini'),
    `[databases]\n* = host=127.0.0.1 port=${server.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = trust\nauth_file = ${own}/users\npool_mode = ${mode}\n`,
  );
  chmodSync(own, 0o755);
  const isRoot = process.getuid?.() === 0;
  const [command, args] = isRoot ? ['runuser', ['-u', 'postgres', '--', PROGRAM, join(own, 'ini')]] : [PROGRAM, [join(own, 'ini')]];
  const child = spawn(command, args, { stdio: 'ignore', detached: false });
  await sleep(700);
  return {
    through: (url) => url.replace(`:${server.port}/`, `:${port}/`),
    stop: () => {
      child.kill('SIGKILL');
      rmSync(own, { recursive: true, force: true });
    },
  };
}
