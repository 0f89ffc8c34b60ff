// PostgreSQL as a store: a small pool, every write one transaction that is committed durably when it resolves.
import { Socket } from 'node:net';
import type { Client, ClientConfig, Pool, PoolClient, QueryResult } from 'pg';
import { At2qboError, BusyError, ConfigError, IntegrityError } from '../../../core/errors.ts';
import { readAddress } from './address.ts';
import type { Row, Statement, Store } from '../store.ts';

export interface PostgresStore extends Store {
  /**
   * Each list is a transaction of its own; they share a commit, and one trip to the server, unless one of them fails. With a guard: null where that
   * found no row, and nothing was written.
   */
  together(lists: readonly (readonly Statement[])[], guard?: Statement | null): Promise<readonly (number | Error)[] | null>;
  /** One statement that changes rows and gives them back. */
  change(statement: Statement): Promise<Row[]>;
  /** Runs alone among all programs on this database. */
  exclusively<T>(work: (query: (statement: Statement) => Promise<Row[]>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Enough for a run: writes of several documents side by side, the heartbeat and the log. */
const CONNECTIONS = 4;
const CONNECT_MS = 10_000;
/** Longer than any statement of ours; a database that hangs must not hang the run. */
const STATEMENT_MS = 30_000;
const NO_TLS = 'server does not support SSL';
const MIGRATION_LOCK = 6_241_982;
/** The time limit goes with each transaction: a pooler between us and the server (PgBouncer) refuses it at the sign-in, and hands sessions to others. */
const BEGIN = `begin; set local statement_timeout = ${STATEMENT_MS}`;

/** Opens nothing, and doesn't load the driver, before the first question. */
export function openPostgresStore(url: string): PostgresStore {
  let opened: Promise<Pool> | null = null;
  /** The driver leaves the connection of a sign-in that failed to the server, which waits a minute for a password: they end with the store. */
  const sockets = new Set<Socket>();
  const stream = (): Socket => {
    const socket = new Socket();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const pool = (): Promise<Pool> => (opened ??= openPool(url, stream));

  const inTransaction = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await (await pool()).connect();
    let isBroken = false;
    try {
      await client.query(BEGIN);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      isBroken = true;
      throw error;
    } finally {
      client.release(isBroken); // a connection in doubt is closed: the server rolls back
    }
  };
  /** All of it is sent before the first answer is waited for: one trip. A statement that fails turns the commit into a rollback. */
  const commitAll = async (lists: readonly (readonly Statement[])[], guard: Statement | null): Promise<number[] | null> => {
    const client = await (await pool()).connect();
    let isBroken = true;
    try {
      const began = client.query(BEGIN);
      const guarded = guard === null ? null : client.query(onlyIf(guard), [...guard.values]);
      const sent = lists.map((list) => list.map(({ sql, values }) => client.query(sql, [...values])));
      const ended = client.query('commit');
      const settled = await Promise.allSettled([began, guarded, ...sent.flat(), ended]);
      const failed = settled.find((one) => one.status === 'rejected');
      if (failed?.reason !== undefined && guarded !== null && settled[1] === failed && isGuard(failed.reason)) return null;
      if (failed !== undefined) throw failed.reason;
      if ((await ended).command !== 'COMMIT') throw new Error('PostgreSQL rolled back what it was told to commit');
      isBroken = false;
      const rows = (all: readonly QueryResult[]): number => all.reduce((sum, one) => sum + (one.rowCount ?? 0), 0);
      return await Promise.all(sent.map(async (list) => rows(await Promise.all(list))));
    } finally {
      client.release(isBroken); // a connection in doubt is closed: the server rolls back
    }
  };
  const together: PostgresStore['together'] = async (lists, guard = null) => {
    try {
      return await commitAll(lists, guard);
    } catch (error) {
      if (lists.length === 1 || !isStatementFault(error)) throw error;
      // One of them is at fault: each says for itself.
      const each = await Promise.all(lists.map((list) => commitAll([list], guard).catch((own: unknown) => asError(explainPostgres(own)))));
      return each.includes(null) ? null : each.map((one) => (one instanceof Error ? one : (one?.[0] ?? 0)));
    }
  };

  return {
    all: ({ sql, values }) => explained(async () => (await (await pool()).query<Record<string, unknown>>(sql, [...values])).rows),
    change: ({ sql, values }) => explained(async () => (await (await pool()).query<Record<string, unknown>>(sql, [...values])).rows),
    write: (statements) => explained(async () => (await commitAll([statements], null))?.[0] ?? 0),
    together: (lists, guard) => explained(() => together(lists, guard)),
    exclusively: (work) =>
      explained(() =>
        inTransaction(async (client) => {
          await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
          return work(async ({ sql, values }) => (await client.query<Record<string, unknown>>(sql, [...values])).rows);
        }),
      ),
    close: async () => {
      try {
        if (opened !== null) await (await opened).end();
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
  };
}

/** Fails where the guard finds no row: what was sent behind it is then rolled back. */
function onlyIf({ sql }: Statement): string {
  return `select 1 / (select count(*) from (${sql}) as guard)`;
}

const DIVISION_BY_ZERO = '22012';

function isGuard(error: unknown): boolean {
  return codeOf(error) === DIVISION_BY_ZERO;
}

/** The server is there and refused a statement. */
function isStatementFault(error: unknown): boolean {
  return /^(?:2[23]|42)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** Ids and counts come as numbers: none of ours passes 2^53. */
async function openPool(url: string, stream: () => Socket): Promise<Pool> {
  const { default: pg } = await import('pg');
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const { isTlsOptional, ssl, connection, ...password } = readAddress(url);
  const config = {
    ...connection,
    ...password,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + 5000,
    keepAlive: true,
    application_name: 'at2qbo',
    pipeline: true,
    stream,
  };
  const pool = new pg.Pool({
    ...config,
    ssl: isTlsOptional && !(await offersTls(pg, { ...config, ssl })) ? false : ssl,
  });
  // An idle connection that breaks is no trouble by itself: the next question opens another.
  pool.on('error', () => undefined);
  // One that breaks while it works fails its questions.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** `sslmode=prefer`: asked once. */
async function offersTls(pg: { readonly Client: typeof Client }, config: ClientConfig): Promise<boolean> {
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes(NO_TLS)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainPostgres(error);
  }
}

const TLS_FAULT = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+|HOSTNAME_MISMATCH)$/;
/** PgBouncer's way to say that the server behind it is away or full. */
const POOLER_WAITS =
  /login has been failing|connect failed|query_wait_timeout|shutting down|no more connections|pgbouncer.*(?:paused|suspend)|server_login/i;

/** What PostgreSQL or the network says -> plain words with the fix. The address may hold a password and is never named. */
export function explainPostgres(error: unknown): unknown {
  if (error instanceof At2qboError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const setUrl = 'Check it: at2qbo settings get ledger.url';
  if (error.message.includes(NO_TLS))
    return new ConfigError(
      'The ledger database offers no TLS, and ledger.url wants it (sslmode).',
      'Switch TLS on there (ssl = on), or write sslmode=prefer or sslmode=disable.',
      { cause: error },
    );
  if (TLS_FAULT.test(code))
    return new ConfigError(
      `The certificate of the ledger database isn't accepted (${code}).`,
      'Name the certificate that signed it: sslrootcert=FILE in ledger.url; or write sslmode=require to encrypt without looking at it.',
      { cause: error },
    );
  if (code === '28000' && /no encryption|SSL off/i.test(error.message))
    return new ConfigError('The ledger database lets nobody in without TLS.', 'Add sslmode=require (or verify-full) to ledger.url.', {
      cause: error,
    });
  if (code === '08P01' && !POOLER_WAITS.test(error.message))
    return new ConfigError(
      `The ledger database, or the pooler in front of it, refuses the connection: ${error.message}`,
      `Correct the pooler's settings or ledger.url. ${setUrl}`,
      { cause: error },
    );
  if (code === '25006')
    return new ConfigError('The ledger database takes no writes: it is a standby, or set to read only.', `Name the primary. ${setUrl}`, {
      cause: error,
    });
  if (code === '28P01' || code === '28000') {
    return new ConfigError(
      'The ledger database refuses the sign-in (user or password).',
      'Correct ledger.url, or put the password into ~/.pgpass (mode 0600).',
      { cause: error },
    );
  }
  if (code === '3D000')
    return new ConfigError('The ledger database of ledger.url does not exist.', 'Create it: createdb <name>', { cause: error });
  if (code === '42501')
    return new ConfigError(
      'The ledger database does not let this user make or change tables.',
      'Grant the user rights on the database, then run it again.',
      { cause: error },
    );
  if (code === '55P03' || code === '40P01' || code === '57014')
    return new BusyError('The ledger database is busy and did not answer in time.', 'Run it again.');
  if (code === '53100')
    return new IntegrityError('The disk of the ledger database is full.', {
      remedy: 'Free some space there, then: at2qbo sync',
      cause: error,
    });
  const isNetwork = code === '' ? /timeout|terminated|closed/i.test(error.message) : /^(?:E[A-Z]+|08\w{3}|57P0\d|53300)$/.test(code);
  if (!isNetwork) return error;
  const how = code === '' ? 'no answer in time' : code;
  return new At2qboError('temporary', 'stop', `The ledger database can't be reached (${how}); nothing is sent that it doesn't know of.`, {
    remedy: `Nothing to do if it comes back: the next run goes on. ${setUrl}`,
    cause: error,
  });
}
