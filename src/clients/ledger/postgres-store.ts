// PostgreSQL as a store: a small pool, every write one transaction that is committed durably when it resolves.
import type { Pool, PoolClient } from 'pg';
import { At2qboError, BusyError, ConfigError, IntegrityError } from '../../core/errors.ts';
import type { Row, Statement, Store } from './store.ts';

export interface PostgresStore extends Store {
  /** The statements in one transaction, which is given up unless `guard` finds a row in it. */
  writeIf(guard: Statement, statements: readonly Statement[]): Promise<number | null>;
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
const MIGRATION_LOCK = 6_241_982;

/** Opens nothing, and doesn't load the driver, before the first question. */
export function openPostgresStore(url: string): PostgresStore {
  let opened: Promise<Pool> | null = null;
  const pool = (): Promise<Pool> => (opened ??= openPool(url));

  const inTransaction = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await (await pool()).connect();
    let isBroken = false;
    try {
      await client.query('begin');
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
  const runAll = async (client: PoolClient, statements: readonly Statement[]): Promise<number> => {
    let changed = 0;
    for (const { sql, values } of statements) changed += (await client.query(sql, [...values])).rowCount ?? 0;
    return changed;
  };

  return {
    all: ({ sql, values }) => explained(async () => (await (await pool()).query<Record<string, unknown>>(sql, [...values])).rows),
    change: ({ sql, values }) => explained(async () => (await (await pool()).query<Record<string, unknown>>(sql, [...values])).rows),
    write: (statements) => explained(() => inTransaction((client) => runAll(client, statements))),
    writeIf: (guard, statements) =>
      explained(() =>
        inTransaction(async (client) => {
          const { rowCount } = await client.query(guard.sql, [...guard.values]);
          return rowCount === 0 ? null : runAll(client, statements);
        }),
      ),
    exclusively: (work) =>
      explained(() =>
        inTransaction(async (client) => {
          await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
          return work(async ({ sql, values }) => (await client.query<Record<string, unknown>>(sql, [...values])).rows);
        }),
      ),
    close: async () => {
      if (opened !== null) await (await opened).end();
    },
  };
}

/** Ids and counts come as numbers: none of ours passes 2^53. */
async function openPool(url: string): Promise<Pool> {
  const { default: pg } = await import('pg');
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 5000,
    keepAlive: true,
    application_name: 'at2qbo',
  });
  // An idle connection that breaks is no trouble by itself: the next question opens another.
  pool.on('error', () => undefined);
  return pool;
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainPostgres(error);
  }
}

/** What PostgreSQL or the network says -> plain words with the fix. The address may hold a password and is never named. */
export function explainPostgres(error: unknown): unknown {
  if (error instanceof At2qboError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const setUrl = 'Check it: at2qbo settings get ledger.url';
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
