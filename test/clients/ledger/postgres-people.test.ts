// PostgreSQL as people have it: passwords, ~/.pgpass, TLS by sslmode, PgBouncer. Skips itself with a reason where no server is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readAddress } from '../../../src/clients/ledger/postgres/address.ts';
import { openPostgresLedger } from '../../../src/clients/ledger/postgres/postgres.ts';
import { hasBouncer, startBouncer } from '../../support/pgbouncer.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { clock, transfer } from './samples.ts';

const isThere = findPostgres() !== null && spawnSync('openssl', ['version']).status === 0;
if (!isThere) console.warn('PostgreSQL or openssl is not installed: addresses are not tried here');
const isRoot = process.getuid?.() === 0;
const options = { profile: 'default', clock };

let server: TestPostgres;
let folder: string;
const warnings: string[] = [];
const warn = (warning: Error): void => void warnings.push(warning.message);
beforeAll(async () => {
  process.on('warning', warn);
  if (!isThere) return;
  const started = await startPostgres();
  if (started === null) throw new Error('no PostgreSQL');
  server = started;
  folder = mkdtempSync(join(tmpdir(), 'at2qbo-address-'));
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ];
  execFileSync('openssl', ['req', '-x509', ...key, '-keyout', join(folder, 'server.key'), '-out', join(folder, 'server.crt')], {
    stdio: 'ignore',
  });
  for (const name of ['server.key', 'server.crt']) {
    copyFileSync(join(folder, name), join(server.data, name));
    chmodSync(join(server.data, name), 0o600);
    if (isRoot) execFileSync('chown', ['postgres', join(server.data, name)]);
  }
  const rules = [
    'hostssl all secret 127.0.0.1/32 scram-sha-256',
    'hostnossl all secret 127.0.0.1/32 reject',
    'host all asked 127.0.0.1/32 scram-sha-256',
    'host all at2qbo 127.0.0.1/32 trust',
  ];
  writeFileSync(join(server.data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
  const any = server.database();
  for (const sql of [
    "create role asked superuser login password 'p:w\\d'",
    "create role secret superuser login password 'pw'",
    'alter system set ssl = on',
    'select pg_reload_conf()',
  ])
    server.run(any, sql);
  await sleep(300);
}, 60_000);
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  process.off('warning', warn);
  if (!isThere) return;
  server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A new database, as this user, with more in the address. */
const address = (user: string, more = '', host = '127.0.0.1', port = server.port): string =>
  server.database().replace('at2qbo@127.0.0.1', `${user}@${host}`).replace(`:${server.port}/`, `:${port}/`) + more;

/** Opens, writes, reads, closes. */
async function works(url: string): Promise<number> {
  const ledger = openPostgresLedger(url, options);
  try {
    await ledger.save(transfer(1), { what: 'intent' });
    return (await ledger.allTransfers()).length;
  } finally {
    await ledger.close();
  }
}

describe.runIf(isThere)('a password', () => {
  test('that is wanted and not there is said at once, with the places for it', async () => {
    vi.stubEnv('HOME', folder);
    const began = Date.now();
    await expect(works(address('asked'))).rejects.toMatchObject({
      kind: 'config',
      message: 'The ledger database wants a password for the user asked, and there is none.',
      remedy: expect.stringMatching(/\.pgpass.*PGPASSWORD/),
    });
    expect(Date.now() - began).toBeLessThan(5000);
    // Nothing is left of the attempt: the server would wait a minute for the password, and the program for the server.
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('TCPSocketWrap'), 3000);
  });

  test('comes from PGPASSWORD, the address or ~/.pgpass, without a notice', async () => {
    vi.stubEnv('HOME', folder);
    vi.stubEnv('PGPASSWORD', 'p:w\\d');
    expect(await works(address('asked'))).toBe(1);
    vi.stubEnv('PGPASSWORD', '');
    expect(await works(address('asked:p%3Aw%5Cd'))).toBe(1);
    const file = join(folder, '.pgpass');
    writeFileSync(file, `# mine\nelsewhere:*:*:asked:wrong\n127.0.0.1:${server.port}:*:asked:p\\:w\\\\d\n`, { mode: 0o600 });
    expect(await works(address('asked'))).toBe(1);
    chmodSync(file, 0o644);
    await expect(works(address('asked'))).rejects.toMatchObject({ kind: 'config', remedy: `chmod 600 ${file}` });
    rmSync(file);
    expect(warnings).toEqual([]);
  });

  test('that is wrong is refused as a setting', async () => {
    await expect(works(address('asked:no'))).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('refuses the sign-in'),
    });
  });
});

describe.runIf(isThere)('sslmode', () => {
  test('means what psql means by it, without a warning', async () => {
    expect(await works(address('secret:pw', '?sslmode=require'))).toBe(1);
    expect(await works(address('secret:pw', '?sslmode=prefer'))).toBe(1);
    const root = `&sslrootcert=${encodeURIComponent(join(folder, 'server.crt'))}`;
    expect(await works(address('secret:pw', `?sslmode=verify-full${root}`, 'localhost'))).toBe(1);
    expect(await works(address('secret:pw', `?sslmode=verify-ca${root}`))).toBe(1);
    const strange = { kind: 'config', message: expect.stringContaining('certificate'), remedy: expect.stringContaining('sslrootcert') };
    await expect(works(address('secret:pw', '?sslmode=verify-full', 'localhost'))).rejects.toMatchObject(strange);
    await expect(works(address('secret:pw', `?sslmode=verify-full${root}`))).rejects.toMatchObject(strange);
    expect(warnings).toEqual([]);
  });

  test('that is missing where the server wants TLS is named', async () => {
    await expect(works(address('secret:pw'))).rejects.toMatchObject({ kind: 'config' });
  });

  test('prefer goes on without TLS where there is none; require does not', async () => {
    const plain = await startPostgres();
    if (plain === null) throw new Error('no PostgreSQL');
    try {
      expect(await works(`${plain.database()}?sslmode=prefer`)).toBe(1);
      await expect(works(`${plain.database()}?sslmode=require`)).rejects.toMatchObject({
        kind: 'config',
        message: expect.stringContaining('offers no TLS'),
      });
    } finally {
      plain.stop();
    }
  });

  test('that psql knows and we do not is refused with what to write', () => {
    expect(() => readAddress('postgres://u@h/d?sslmode=allow', {})).toThrowError(
      expect.objectContaining({
        kind: 'config',
        message: expect.stringContaining('allowed: disable, prefer, require'),
        remedy: expect.stringContaining('sslmode=verify-full'),
      }),
    );
  });
});

describe.runIf(isThere && hasBouncer())('PgBouncer', () => {
  test.each(['session', 'transaction'])('in %s mode works out of the box: two hosts, a lease, many saves side by side', async (mode) => {
    const bouncer = await startBouncer(server, mode);
    const url = bouncer.through(address('at2qbo'));
    const [first, second] = [openPostgresLedger(url, options), openPostgresLedger(url, options)];
    await first.lease('sync');
    await expect(second.lease('sync')).rejects.toMatchObject({ kind: 'busy' });
    await Promise.all(Array.from({ length: 40 }, (_, id) => first.save(transfer(id + 1), { what: 'intent' }, { isPatient: true })));
    expect((await second.allTransfers()).length).toBe(40);
    await first.close();
    await second.lease('sync');
    await second.close();
    bouncer.stop();
  });
});
